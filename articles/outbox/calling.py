"""Making the calls that are due; each may be made twice without harm."""

import http.client
import json
import urllib.error
import urllib.parse
import urllib.request

from django.conf import settings
from django.utils.encoding import iri_to_uri

from articles.models.version import FEEDS
from newsroom.desks.hosts import address

from .leased import told
from .models import Delivery

# Shorter than a lease; a hub that takes longer to take a word in is asked again later.
PATIENCE = 10
# After some hours a hub has read the feed of its own accord.
ATTEMPTS = 12
# So often one may be told that the call itself is wrong.
REFUSALS = 3
AGENT = "Newsroom"


class Refused(Exception):
    """The other side says that the call is wrong: the same one will fare no better."""


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args, **kwargs):
        return None


def deliver(*, clock):
    """Make every call that is due; returns how many were made.

    Where a channel does not answer, its other calls wait for the next round.
    """
    made, silent = 0, set()
    while True:
        at = clock()
        delivery = (
            Delivery.objects.exclude(channel__in=silent)
            .select_related("version__desk", "version__section", "desk")
            .lease(at)
        )
        if delivery is None:
            return made
        try:
            made += _make(delivery, at)
        except (OSError, http.client.HTTPException) as error:
            if delivery.attempts >= ATTEMPTS:
                delivery.settle(dropped_at=at, error=told(error))
            else:
                delivery.put_off(error, at)
            silent.add(delivery.channel)


def _make(delivery, at):
    """1 where the call was made, 0 where it was not to be made now, or was refused."""
    version = delivery.version
    if delivery.occasion == Delivery.Occasion.CAME:
        if version.is_scheduled(at):
            # Moved to later since: until then nobody outside learns of it.
            delivery.settle(next_at=version.live_from)
            return 0
        if not version.is_live(at):
            delivery.settle(dropped_at=at, error="")
            return 0
    try:
        CALLS[delivery.channel](delivery)
    except Refused as error:
        if delivery.attempts >= REFUSALS:
            delivery.settle(dropped_at=at, error=told(error))
        else:
            delivery.put_off(error, at)
        return 0
    delivery.settle(sent_at=at, error="")
    return 1


def feeds_of(version, desk):
    """The addresses of the feeds of `desk` that a story stands in."""
    return [address(desk, iri_to_uri(path + form)) for path in version.list_paths for form in FEEDS]


def _websub(delivery):
    topics = feeds_of(delivery.version, delivery.desk)
    pairs = [("hub.mode", "publish"), *(("hub.url", topic) for topic in topics)]
    _post(
        settings.WEBSUB_HUB,
        urllib.parse.urlencode(pairs),
        "application/x-www-form-urlencoded",
    )


def _indexnow(delivery):
    key, desk = settings.INDEXNOW_KEY, delivery.desk
    call = {
        "host": desk.host.lower(),
        "key": key,
        "keyLocation": address(desk, f"/{key}.txt"),
        "urlList": [address(desk, delivery.version.path)],
    }
    _post(settings.INDEXNOW_URL, json.dumps(call), "application/json; charset=utf-8")


CALLS = {Delivery.Channel.WEBSUB: _websub, Delivery.Channel.INDEXNOW: _indexnow}


def _post(url, body, media_type):
    """Raises Refused where the call itself is taken for wrong, OSError where nobody answers."""
    request = urllib.request.Request(
        url, body.encode(), {"Content-Type": media_type, "User-Agent": AGENT}, method="POST"
    )
    try:
        with urllib.request.build_opener(_NoRedirects).open(request, timeout=PATIENCE):
            return
    except urllib.error.HTTPError as error:
        with error:
            said = error.read(300).decode("utf-8", "replace").strip()
        answer = f"{error.code} {error.reason}. {said}"
        # Too many calls, or a fault of theirs: later.
        if error.code in (408, 429) or error.code >= 500:
            raise OSError(answer) from error
        raise Refused(answer) from error
