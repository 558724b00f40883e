"""What others see: names, certificates, kept pages and the hub. Run only where it is asked for."""

import http.client
import socket
import ssl
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings

from newsroom.desks.models import Desk
from newsroom.serving.health import LIVE

from .findings import FINE, LOOK, WRONG, examination

PATIENCE = 10
SOON = timedelta(days=14)


@examination("hosts from outside", needs_database=True)
def hosts(patient):
    found = {desk.host.lower() for desk in Desk.objects.active()}
    for host in sorted(found | ({settings.STAFF_HOST} if settings.STAFF_HOST else set())):
        try:
            answer, ends = ask(host)
        except OSError as error:
            yield (
                WRONG,
                f"{host} does not lead here: {error}",
                "Look at its DNS record, the proxy and its certificate.",
            )
            continue
        if answer != (200, b"ok\n"):
            yield (
                WRONG,
                f"Something else answers at {host}.",
                "Look at its DNS record and the proxy.",
            )
        elif ends and ends < patient.at + SOON:
            yield LOOK, f"The certificate of {host} ends on {ends:%d.%m.%Y}.", "Renew it."
        else:
            yield FINE, f"{host} leads to a newsroom."


def ask(host):
    """((status, body), when the certificate ends) of the address that says whether it lives."""
    if settings.HTTPS:
        asking = http.client.HTTPSConnection(host, timeout=PATIENCE)
    else:
        asking = http.client.HTTPConnection(host, timeout=PATIENCE)
    try:
        asking.request("GET", LIVE)
        ends = None
        if settings.HTTPS:
            told = asking.sock.getpeercert()["notAfter"]
            ends = datetime.fromtimestamp(ssl.cert_time_to_seconds(told), UTC)
        response = asking.getresponse()
        return (response.status, response.read(100)), ends
    except http.client.HTTPException as error:
        raise OSError(repr(error)) from error
    finally:
        asking.close()


@examination("hub")
def hub(patient):
    if not settings.WEBSUB_HUB:
        yield FINE, "No hub is told of new stories."
        return
    parts = urlsplit(settings.WEBSUB_HUB)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        socket.create_connection((parts.hostname, port), timeout=PATIENCE).close()
    except OSError as error:
        yield WRONG, f"The hub does not answer: {error}", "Look at NEWSROOM_WEBSUB_HUB."
    else:
        yield FINE, "The hub answers."


@examination("pages from outside", needs_database=True)
def pages(patient):
    if not settings.SHARED_CACHES:
        yield FINE, "No shared cache is expected in front."
        return
    for desk in Desk.objects.active().filter(parent=None):
        try:
            said = [headers(desk.host) for _ in range(2)][-1]
        except OSError as error:
            yield WRONG, f"{desk.host} does not answer: {error}", "Look at the caches in front."
            continue
        status = ", ".join(said.get_all("Cache-Status", []))
        if "Surrogate-Control" in said or "Surrogate-Key" in said:
            yield (
                WRONG,
                f"{desk.host} tells browsers what is for the caches in front alone.",
                "Compare the configuration of the cache with the one in docs/deploy/.",
            )
        elif not any(f"{name}; hit" in status for name in ("nginx", "varnish")):
            yield (
                WRONG,
                f"Its front page, asked for twice, is not kept in front of {desk.host}: it says "
                f"“{status or 'nothing'}” of that.",
                "Let the name lead to the cache, and compare its configuration with docs/deploy/.",
            )
        else:
            yield FINE, f"Pages of {desk.host} are kept in front."


def headers(host):
    """What the front page of a host says of itself."""
    kind = http.client.HTTPSConnection if settings.HTTPS else http.client.HTTPConnection
    asking = kind(host, timeout=PATIENCE)
    try:
        asking.request("GET", "/", headers={"Accept-Encoding": "gzip"})
        response = asking.getresponse()
        response.read()
        return response.headers
    except http.client.HTTPException as error:
        raise OSError(repr(error)) from error
    finally:
        asking.close()


EXAMINATIONS = (hosts, pages, hub)
