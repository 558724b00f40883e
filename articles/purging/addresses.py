"""The shared caches that NEWSROOM_SHARED_CACHES names."""

from .nginx import Nginx
from .varnish import Varnish


def cache_at(address):
    """The shared cache at an address: a folder of nginx, or where a Varnish takes purges."""
    return Nginx(address) if address.startswith("/") else Varnish(address)
