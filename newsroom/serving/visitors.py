"""Where a request came from: whom the proxy in front names, where there is one."""

from contextlib import suppress
from ipaddress import ip_address

from django.conf import settings


def address_of(request):
    """The visitor's address as text, or None where none is known.

    A proxy in front appends whom it heard to what visitors say themselves: the last one counts.
    """
    named = request.headers.get("X-Forwarded-For", "") if settings.BEHIND_PROXY else ""
    for said in (named.rpartition(",")[2], request.META.get("REMOTE_ADDR", "")):
        with suppress(ValueError):
            # Without the name of a network card, which Postgres does not take for an address.
            return str(ip_address(said.strip().partition("%")[0]))
    return None
