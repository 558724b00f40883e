"""Calls to hubs and search engines: written with the version, made at its time, never lost."""

import json
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs
from xml.etree import ElementTree

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client

from articles import workflow
from articles.outbox import calling
from articles.outbox.leased import LEASE
from articles.outbox.models import Delivery

from .factories import NOW, make_desk, make_in_state, make_issued, make_network, make_user, reissue
from .readers import page, read

pytestmark = pytest.mark.usefixtures("in_english")

KEY = "kunci-tepian-2026"


class Listener(ThreadingHTTPServer):
    """A real server on the loopback: what it was sent, and what it answers."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.told, self.answers, self.status = [], [], 204
        self.url = f"http://127.0.0.1:{self.server_port}/"


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.told.append((self.headers["Content-Type"], body))
        status = self.server.answers.pop(0) if self.server.answers else self.server.status
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/elsewhere")
        said = b"" if status == 204 else b"Said the hub."
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def do_GET(self):
        self.server.told.append(("GET", self.path))
        self.send_error(404)

    def log_message(self, *args):
        """Nothing of it on the screen."""


@pytest.fixture
def listeners(settings):
    """A hub and a search engine that the settings name."""
    hub, engine = Listener(), Listener()
    for each in (hub, engine):
        Thread(target=each.serve_forever, args=[0.01], daemon=True).start()
    settings.WEBSUB_HUB, settings.INDEXNOW_URL = hub.url, engine.url
    settings.INDEXNOW_KEY, settings.HTTPS = KEY, True
    yield hub, engine
    for each in (hub, engine):
        each.shutdown()
        each.server_close()


@pytest.fixture
def desk(db):
    make_network(language="en")
    return make_desk("kerinci", language="en")


def deliver(moment=NOW):
    return calling.deliver(clock=lambda: moment)


def topics(told):
    """The feeds that the hub was told of, by host."""
    found = {}
    for media_type, body in told:
        assert media_type == "application/x-www-form-urlencoded"
        fields = parse_qs(body)
        assert fields["hub.mode"] == ["publish"]
        host = fields["hub.url"][0].split("/")[2]
        found[host] = fields["hub.url"]
    return found


def test_a_new_story_is_told_to_the_hub_for_every_feed_it_is_in(desk, listeners):
    hub, engine = listeners
    article = make_issued(desk, topics=["danau"], headline="Air surut")

    assert deliver() == 3

    told = topics(hub.told)
    assert set(told) == {"kerinci.kabartepian.example", "nusantara.kabartepian.example"}
    for address in told["kerinci.kabartepian.example"]:
        path = address.removeprefix("https://kerinci.kabartepian.example")
        answer = read(desk, path)
        assert "Air surut" in answer.content.decode()
        # Hubs compare what they are told with what the feed says of itself.
        assert f'<{address}>; rel="self"' in answer["Link"]
    assert len(told["kerinci.kabartepian.example"]) == 12
    (media_type, body), *more = engine.told
    assert more == []
    assert media_type.startswith("application/json")
    assert json.loads(body) == {
        "host": "kerinci.kabartepian.example",
        "key": KEY,
        "keyLocation": f"https://kerinci.kabartepian.example/{KEY}.txt",
        "urlList": [f"https://kerinci.kabartepian.example/articles/{article.pk}/air-surut/"],
    }
    assert page(desk, f"/{KEY}.txt") == f"{KEY}\n"
    assert deliver() == 0


def test_topics_in_any_script_are_told_as_the_feed_names_itself(desk, listeners):
    make_issued(desk, topics=["北京"])
    deliver()

    (feed,) = [
        each
        for each in topics(listeners[0].told)["kerinci.kabartepian.example"]
        if "/topics/" in each and each.endswith("rss.xml")
    ]
    path = feed.removeprefix("https://kerinci.kabartepian.example")
    channel = ElementTree.fromstring(read(desk, path).content).find("channel")
    (own,) = [e.get("href") for e in channel.iter("{http://www.w3.org/2005/Atom}link")
              if e.get("rel") == "self"]  # fmt: skip
    assert own == feed


def test_nothing_is_written_or_called_where_nothing_is_set(desk):
    make_issued(desk)

    assert not Delivery.objects.exists()
    assert deliver() == 0


def test_nobody_outside_learns_of_a_story_before_its_time(desk, listeners):
    hub, engine = listeners
    tomorrow = NOW + timedelta(days=1)
    article = make_issued(desk, live_from=tomorrow)
    editor = make_user("editor", desk)

    assert deliver(tomorrow - timedelta(seconds=1)) == 0
    later = tomorrow + timedelta(hours=2)
    workflow.perform("reschedule", article, by=editor, at=NOW, live_from=later)
    # As if the row had not been moved: the version itself is asked.
    Delivery.objects.update(next_at=tomorrow)
    assert deliver(tomorrow + timedelta(minutes=1)) == 0
    assert hub.told == engine.told == []
    assert deliver(later) == 3


def test_a_recalled_story_is_never_told(desk, listeners):
    article = make_issued(desk, live_from=NOW + timedelta(hours=1))
    workflow.perform("recall", article, by=make_user("editor", desk), at=NOW)

    assert deliver(NOW + timedelta(days=1)) == 0
    assert listeners[0].told == listeners[1].told == []
    assert not Delivery.objects.waiting().exists()


def test_updates_withdrawals_and_carrying_are_told_where_they_are_seen(desk, listeners):
    hub, engine = listeners
    article = make_issued(desk, at=NOW - timedelta(hours=3))
    deliver()
    reissue(article, headline="Judul baru", at=NOW - timedelta(hours=2))
    hub.told.clear()
    engine.told.clear()

    assert deliver() == 3
    assert "judul-baru" in engine.told[0][1]

    ambon, chief = make_desk("ambon"), make_user("chief", make_network())
    for step, values in (("carry", {"headline": ""}), ("carry", {"headline": "Lain"})):
        hub.told.clear()
        workflow.perform(step, article, by=chief, at=NOW, desk=ambon, **values)
        assert deliver() == 1
        assert set(topics(hub.told)) == {"ambon.kabartepian.example"}
    hub.told.clear()
    workflow.perform("uncarry", article, by=chief, at=NOW, desk=ambon)
    assert deliver() == 1
    assert set(topics(hub.told)) == {"ambon.kabartepian.example"}

    hub.told.clear()
    engine.told.clear()
    workflow.perform("withdraw", article, by=chief, at=NOW, ground="decency", reason="Salah.")
    assert deliver() == 3
    assert set(topics(hub.told)) == {
        "kerinci.kabartepian.example",
        "nusantara.kabartepian.example",
    }
    assert len(engine.told) == 1


def test_a_version_that_is_refused_leaves_no_calls(desk, listeners):
    article = make_in_state("approved", desk, embargo_until=NOW + timedelta(days=1))

    with pytest.raises(ValidationError):
        workflow.perform("issue", article, by=make_user("editor", desk), at=NOW)

    assert not Delivery.objects.exists()


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_hub_in_trouble_is_asked_again_and_delays_nobody_else(desk, listeners, status):
    hub, engine = listeners
    hub.answers = [status] * 9
    make_issued(desk)

    assert deliver() == 1
    assert len(hub.told) == 1
    assert len(engine.told) == 1
    waiting = Delivery.objects.waiting().exclude(error="").get()
    assert str(status) in waiting.error
    assert "Said the hub." in waiting.error
    assert waiting.next_at == NOW + timedelta(minutes=1)

    hub.answers = []
    assert deliver(NOW + timedelta(minutes=1)) == 2
    assert not Delivery.objects.waiting().exists()


def test_a_hub_that_is_not_there_is_given_up_in_the_end(desk, listeners, settings):
    settings.WEBSUB_HUB, settings.INDEXNOW_KEY = "http://127.0.0.1:9/", ""
    make_issued(desk)
    moment = NOW

    for _ in range(3 * calling.ATTEMPTS):
        assert deliver(moment) == 0
        moment += timedelta(minutes=31)

    assert not Delivery.objects.waiting().exists()
    for delivery in Delivery.objects.all():
        assert delivery.attempts == calling.ATTEMPTS
        assert delivery.dropped_at
        assert "refused" in delivery.error


@pytest.mark.parametrize("status", [400, 403, 422, 302])
def test_a_call_that_is_taken_for_wrong_is_given_up_soon_and_follows_nobody(
    desk, listeners, settings, status
):
    hub, _ = listeners
    hub.status, settings.INDEXNOW_KEY = status, ""
    make_issued(desk)

    for hours in range(6):
        deliver(NOW + timedelta(hours=hours))

    assert len(hub.told) == 2 * calling.REFUSALS
    assert all(media_type != "GET" for media_type, _ in hub.told)
    assert Delivery.objects.filter(dropped_at=None).count() == 0


def test_whoever_dies_while_calling_is_followed_by_another(desk, listeners):
    make_issued(desk)
    dead = Delivery.objects.lease(NOW)

    assert deliver() == 2
    assert deliver(NOW + LEASE) == 1
    # The one that was thought dead comes too late to change anything.
    dead.put_off(OSError("late"), NOW)
    assert not Delivery.objects.waiting().exists()


def test_what_is_written_again_while_a_call_is_made_is_told_again(desk, listeners):
    article = make_issued(desk)
    chief, ambon = make_user("chief", make_network()), make_desk("ambon")
    deliver()
    workflow.perform("carry", article, by=chief, at=NOW, desk=ambon, headline="Satu")
    working = Delivery.objects.lease(NOW)
    workflow.perform("carry", article, by=chief, at=NOW, desk=ambon, headline="Dua")
    working.settle(sent_at=NOW, error="")

    assert deliver() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_at_once_no_call_is_made_twice(listeners):
    from .waiting import Person

    hub, _ = listeners
    desk = make_desk("kerinci")
    for _ in range(4):
        make_issued(desk)

    workers = [Person(deliver) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)

    assert [worker.error for worker in workers] == [None] * 3
    assert sum(worker.result for worker in workers) == 12
    assert len(hub.told) == 8


def test_the_worker_makes_calls_beside_its_mail(desk, listeners):
    make_issued(desk)
    call_command("deliver", "--once")

    assert Delivery.objects.exclude(sent_at=None).count() == 3


def staff(user):
    user.language = "en"
    user.save()
    client = Client(headers={"host": make_network().host})
    client.force_login(user)
    return client


def test_editors_see_what_became_of_the_calls_of_their_article(desk, listeners):
    hub, _ = listeners
    hub.status = 403
    article = make_issued(desk)
    client = staff(make_user("editor", desk))
    path = f"/admin/articles/article/{article.pk}/change/"
    assert "waits" in client.get(path).text
    for hours in range(4):
        deliver(NOW + timedelta(hours=hours))

    html = client.get(path).text

    assert "search engines (IndexNow)" in html
    assert "given up" in html
    assert "Said the hub." in html


def test_administrators_see_what_hubs_did_not_take_and_try_again(desk, listeners):
    hub, _ = listeners
    hub.answers = [503]
    make_issued(desk)
    deliver()
    client = staff(make_user(username="adm", is_superuser=True, is_staff=True))

    html = client.get("/admin/mail/").text
    assert "Said the hub." in html
    assert "hub of the feeds (WebSub)" in html
    tomorrow = NOW + timedelta(days=1)
    Delivery.objects.waiting().update(next_at=tomorrow)
    client.post("/admin/mail/")

    tried, untouched = Delivery.objects.waiting().order_by("next_at")
    assert tried.error
    assert tried.next_at < untouched.next_at == tomorrow
