"""Where a request came from: whom the proxy in front names, where there is one."""

from contextlib import suppress
from ipaddress import ip_address, ip_network

from django.conf import settings


def address_of(request):
    """The visitor's address as text, or None where none is known.

    A proxy in front appends whom it heard to what visitors say themselves: the last one counts.
    """
    named = request.headers.get("X-Forwarded-For", "") if settings.BEHIND_PROXY else ""
    for said in (named.rpartition(",")[2], request.META.get("REMOTE_ADDR", "")):
        with suppress(ValueError):
            # Without the name of a network card, which Postgres does not take for an address.
            found = ip_address(said.strip().partition("%")[0])
            # What speaks both writes the older kind inside the newer.
            return str(getattr(found, "ipv4_mapped", None) or found)
    return None


def neighbourhood_of(request):
    """The address by which failures are counted; of IPv6 the network, for one line has all of it.

    Whoever guesses passwords there has as many addresses as they like.
    """
    address = address_of(request)
    if address is None or ":" not in address:
        return address
    return str(ip_network((address, 64), strict=False).network_address)
