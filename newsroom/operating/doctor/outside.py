"""What others see: names, certificates and the hub. Asked for alone, because it asks others."""

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


EXAMINATIONS = (hosts, hub)
