"""What subscribers and search engines have of it, where hubs do as their specifications want."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client

from articles import workflow
from articles.outbox import calling

from .factories import NOW, make_desk, make_issued, make_network, make_section, make_user, reissue
from .hub import Hub, SearchEngine, Subscriber
from .readers import as_readers

pytestmark = pytest.mark.usefixtures("in_english")

KEY = "kunci-tepian-2026"


@pytest.fixture
def desk(db):
    make_network(language="en")
    return make_desk("kerinci", language="en")


def read_at(address):
    """What a program gets that asks for `address`."""
    url = urlsplit(address)
    with as_readers():
        return Client().get(url.path, headers={"host": url.hostname})


@pytest.fixture
def world(settings):
    """A hub, a search engine and a subscriber as their specifications want them."""
    hub, engine, subscriber = Hub(read_at), SearchEngine(read_at), Subscriber()
    settings.WEBSUB_HUB, settings.INDEXNOW_URL = hub.url, engine.url
    settings.INDEXNOW_KEY, settings.HTTPS = KEY, True
    yield hub, engine, subscriber
    for each in (hub, engine, subscriber):
        each.end()


def test_subscribers_and_search_engines_have_what_was_issued_corrected_and_withdrawn(desk, world):
    hub, engine, subscriber = world
    host = "https://kerinci.kabartepian.example"
    topic, other = f"{host}/atom.xml", f"{host}/sections/ekonomi/feed.json"
    subscriber.subscribe(hub.url, topic)
    subscriber.subscribe(hub.url, other)

    def newest():
        """What the subscriber was given last of its topic, and the last of the other one."""
        assert calling.deliver(clock=lambda: NOW) == 3
        engine.work()
        topics = hub.work()
        # One feed of each list and format at each desk.
        assert len(topics) == len(set(topics)) == 2 * 3 * 3
        assert hub.faults == [] and subscriber.refused == 0
        given = {link.split("<")[2].split(">")[0]: texts for link, texts in subscriber.got.items()}
        return given[topic][-1], given[other][-1]

    article = make_issued(
        desk, headline="Air surut", section=make_section("ekonomi"), at=NOW - timedelta(hours=3)
    )
    assert all("Air surut" in text for text in newest())
    first = host + article.versions.get().path
    assert engine.found == {first: 200}

    reissue(article, headline="Air naik", at=NOW - timedelta(hours=2))
    assert all("Air naik" in text and "Air surut" not in text for text in newest())
    second = f"{host}/articles/{article.pk}/air-naik/"
    assert engine.found == {first: 200, second: 200}

    said = {"kind": "correction", "wrong": "Setengah.", "text": "Semeter.", "apology": "Maaf."}
    editor = make_user("editor", desk)
    workflow.perform("notice", article, by=editor, at=NOW - timedelta(hours=1), notice=said)
    assert all("Semeter." in text for text in newest())

    chief = make_user("chief", desk)
    workflow.perform("withdraw", article, by=chief, at=NOW, ground="decency", reason="Salah.")
    assert not any("Air naik" in text for text in newest())
    assert engine.found == {first: 200, second: 410}
