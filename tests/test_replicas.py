"""Readers are answered by a replica that is fresh; by any other database rather than by none."""

import os
import re
import threading
from contextlib import closing, suppress
from types import SimpleNamespace

import psycopg2
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, IntegrityError, OperationalError, connections

from articles.freshness import listening
from articles.public import freshness
from newsroom.desks.hosts import host_map
from newsroom.environment import seconds
from newsroom.replicas import door, lag
from newsroom.replicas.addresses import databases
from newsroom.serving import health

from .factories import make_issued
from .readers import page

OWN, FIRST, SECOND = "default", "readers_1", "readers_2"


@pytest.fixture
def watch(monkeypatch):
    """Two replicas that nobody asks but the test."""
    monkeypatch.setattr(lag.Watch, "_watch", lambda self: None)
    monkeypatch.setattr(os, "getpid", lambda: 0)
    return lag.Watch((FIRST, SECOND), max_lag=2)


def hear(watch, at, **positions):
    """What each server says at the moment `at`: how far its log goes."""
    for alias, position in positions.items():
        watch.heard(alias, at, position)


def test_a_replica_that_has_come_as_far_is_fresh_also_where_nothing_is_written(watch):
    for at in range(100):
        hear(watch, at, default=500, readers_1=500, readers_2=500)

    assert watch.order(now=99.5) == ((FIRST, SECOND, OWN), 3)


def test_a_replica_may_be_behind_by_what_was_written_within_the_bound(watch):
    for at, written in enumerate((100, 200, 300, 400, 500)):
        hear(watch, at, default=written)
    hear(watch, 4, readers_1=300, readers_2=299)

    assert watch.order(now=4) == ((FIRST, OWN, SECOND), 2)
    # A little later what the first one lacks is older than two seconds as well.
    assert watch.order(now=4.1) == ((OWN, FIRST, SECOND), 1)


def test_how_far_a_replica_is_behind_is_known_in_seconds(watch):
    for at, written in enumerate((100, 200, 300, 400)):
        hear(watch, at, default=written, readers_1=written)
    hear(watch, 3, readers_2=100)

    # What it lacks was written at the moment 1, and what says nothing may be behind for ever.
    assert watch.behind(now=3.5) == {FIRST: 0.0, SECOND: 2.5}
    hear(watch, 9, default=400, readers_2=400)
    assert watch.behind(now=9) == {FIRST: float("inf"), SECOND: 0.0}


def test_a_replica_that_says_nothing_is_passed_over_until_it_does(watch):
    hear(watch, 0, readers_1=100)
    for at in range(5):
        hear(watch, at, default=100, readers_2=100)

    assert watch.order(now=4) == ((SECOND, OWN, FIRST), 2)
    hear(watch, 4, readers_1=100)
    assert watch.order(now=4)[0] == (FIRST, SECOND, OWN)
    watch.suspect(FIRST)
    assert watch.order(now=4)[0] == (SECOND, OWN, FIRST)


def test_no_replica_is_fresh_that_has_not_come_to_a_change_that_was_heard_of(watch):
    hear(watch, 0, default=100, readers_1=100, readers_2=90)
    watch.require(110)
    assert watch.order(now=0)[0] == (OWN, FIRST, SECOND)

    hear(watch, 0.25, readers_2=110)
    assert watch.order(now=0.3)[0] == (SECOND, OWN, FIRST)


def test_where_the_newsrooms_own_is_lost_the_newest_replica_answers_and_nothing_is_sure(watch):
    hear(watch, 0, default=100, readers_1=90, readers_2=100)
    hear(watch, 9, readers_1=90, readers_2=100)

    assert watch.order(now=9) == ((SECOND, FIRST, OWN), 0)


def test_where_all_are_silent_it_is_this_process_that_had_no_time(watch):
    hear(watch, 0, default=100, readers_1=100, readers_2=100)
    watch.cut_off()

    assert watch.order(now=5) == ((OWN, FIRST, SECOND), 1)


def test_a_server_that_took_over_may_have_less(watch):
    hear(watch, 0, default=100, readers_1=100)
    watch.require(100)
    hear(watch, 1, default=80, readers_1=80, readers_2=79)

    assert watch.order(now=1) == ((FIRST, OWN, SECOND), 2)


def test_before_anything_is_known_the_newsrooms_own_answers(watch):
    assert watch.order(now=0)[0][0] == OWN
    assert lag.Watch((), max_lag=2).order() == ((OWN,), 1)


def test_whoever_waits_for_a_replica_that_says_nothing_is_cut_off(watch):
    given = connections[OWN].get_connection_params()
    given.pop("cursor_factory")
    with closing(psycopg2.connect(**given)) as waiting:
        asks, ended = threading.Event(), threading.Event()

        def wait():
            with suppress(psycopg2.OperationalError), waiting.cursor() as cursor:
                asks.set()
                cursor.execute("SELECT pg_sleep(60)")
            ended.set()

        watch.connected(SimpleNamespace(alias=FIRST, connection=waiting))
        hear(watch, 0, default=1, readers_1=1, readers_2=1)
        threading.Thread(target=wait, daemon=True).start()
        asks.wait(5)

        hear(watch, 1, default=1)
        watch.cut_off()
        assert not ended.wait(0.1)
        hear(watch, 3, default=1)
        watch.cut_off()

        assert ended.wait(5)
    assert watch.order(now=3)[0] == (OWN, FIRST, SECOND)


# --- Requests -----------------------------------------------------------------------------------


class Broken:
    """A connection to a server that takes back what it began: as when it is behind its primary."""

    def __init__(self, own):
        self.own, self.asked, self.alias = own, 0, FIRST
        # What is prepared is prepared past Django.
        self.connection = SimpleNamespace(closed=0, cursor=self.raw_cursor)

    def cursor(self):
        self.asked += 1
        raise OperationalError("canceling statement due to conflict with recovery")

    def raw_cursor(self):
        self.asked += 1
        raise psycopg2.OperationalError("server closed the connection unexpectedly")

    def close(self):
        pass

    def __getattr__(self, name):
        return getattr(self.own, name)


@pytest.fixture
def order(monkeypatch):
    """What the first database is, and then the newsroom's own."""
    monkeypatch.setattr(lag.watch, "replicas", (FIRST,))
    monkeypatch.setattr(lag.watch, "order", lambda: ((FIRST, OWN), 2))
    yield
    door.close()


@pytest.mark.django_db
@pytest.mark.parametrize("prepared", [True, False])
@pytest.mark.parametrize("known", [True, False], ids=["in the page", "at the host"])
def test_a_page_that_a_replica_does_not_answer_is_asked_of_the_next(
    order, kerinci, settings, known, prepared
):
    settings.PREPARED_QUERIES = prepared
    story = make_issued(kerinci, headline="Danau naik")
    if known:
        host_map.desks()
    broken = connections[FIRST] = Broken(connections[OWN])
    try:
        assert "Danau naik" in page(kerinci, story.versions.get().path)
        assert broken.asked == 1
        assert "Danau naik" in page(kerinci)
    finally:
        del connections[FIRST]


@pytest.mark.django_db
def test_the_newsroom_itself_never_asks_a_replica(order, client, network):
    host_map.desks()
    connections[FIRST] = broken = Broken(connections[OWN])
    try:
        assert client.get("/admin/login/", headers={"host": network.host}).status_code == 200
        assert broken.asked == 0 and door.database() is connections[OWN]
    finally:
        del connections[FIRST]


def test_each_database_is_asked_twice_before_a_reader_gets_an_error(order):
    asked, database = [], SimpleNamespace(connection=None, close=lambda: None)
    connections[FIRST], own = database, connections[OWN]
    connections[OWN] = database

    def fails():
        asked.append(door._door.alias)
        raise OperationalError("down")

    door.open_to_readers()
    try:
        with pytest.raises(OperationalError):
            door.ask(fails)
    finally:
        connections[OWN] = own
        del connections[FIRST]

    assert asked == [FIRST, OWN, FIRST, OWN]


def test_where_no_database_is_left_the_failure_is_told():
    def fails():
        raise OperationalError("down")

    with pytest.raises(OperationalError):
        door.ask(fails)


def test_a_connection_that_breaks_in_the_midst_of_an_answer_is_one_that_does_not_answer():
    broken = DatabaseError("server closed the connection unexpectedly")
    broken.__cause__ = psycopg2.DatabaseError()
    assert door.is_unanswered(broken) and door.is_unanswered(OperationalError())

    # Django says the same itself, of a row that is gone.
    for other in (DatabaseError("Save did not affect any rows."), IntegrityError(), None):
        assert not door.is_unanswered(other)


def test_rows_of_all_databases_are_written_to_the_newsrooms_own(order):
    door.open_to_readers()
    router = door.Router()

    assert router.db_for_read(None) == FIRST and router.db_for_write(None) == OWN
    assert router.allow_relation(None, None)
    assert router.allow_migrate(OWN, "articles") and not router.allow_migrate(FIRST, "articles")


@pytest.mark.django_db
def test_a_page_of_an_old_replica_is_believed_for_seconds_and_kept_for_trouble(
    client, kerinci, monkeypatch
):
    monkeypatch.setattr(freshness.listener, "start", lambda: None)
    monkeypatch.setattr(listening.Listener, "is_listening", True)
    told = {"host": kerinci.host, "surrogate-capability": 'x="Surrogate/1.0"'}

    for sure in (1, 0):
        monkeypatch.setattr(lag.watch, "order", lambda sure=sure: ((OWN,), sure))
        response = client.get("/", headers=told)

        seconds = int(re.search(r"max-age=(\d+)", response["Surrogate-Control"])[1])
        assert "stale-if-error=86400" in response["Surrogate-Control"]
        assert response.wsgi_request.freshness.is_kept is bool(sure)
        assert (seconds > 2) is bool(sure)


@pytest.mark.django_db
def test_where_changes_were_not_heard_no_replica_answers_that_may_lack_them(monkeypatch):
    required, said = [], []
    monkeypatch.setattr(
        listening, "watch", SimpleNamespace(replicas=(FIRST,), require=required.append)
    )
    listener = listening.Listener()
    listener.tell(said.append)

    def stop(raw, cursor):
        raise OSError

    monkeypatch.setattr(listener, "_hear", stop)
    for _ in range(2):
        with pytest.raises(OSError):
            listener._listen()

    # What was gone before it first listened nobody knows; since then nothing was.
    assert said == [None, {"gone"}, None]
    assert len(required) == 2 and min(required) > 0


@pytest.mark.django_db
def test_that_nothing_is_heard_is_logged_once_and_so_is_that_it_is_again(monkeypatch, caplog):
    listener, away = listening.Listener(), lambda *args, **options: refused("starting up")
    real = listening.psycopg2.connect

    def refused(said):
        raise listening.psycopg2.OperationalError(said)

    for connect, hear in ((away, None), (away, None), (real, "cut"), (real, "cut")):
        monkeypatch.setattr(listening.psycopg2, "connect", connect)
        monkeypatch.setattr(listener, "_hear", lambda raw, cursor, hear=hear: refused(hear))
        listener._try_to_listen()

    assert [record.getMessage() for record in caplog.records] == [
        "What changes is not heard: starting up",
        *["What changes is heard again.", "What changes is not heard: cut"] * 2,
    ]
    assert not listener.is_listening


# --- Addresses ----------------------------------------------------------------------------------


def test_an_address_may_name_several_hosts_and_what_the_server_must_be():
    made = databases(
        "postgres://redaksi:p%40ss@satu:5432,dua:5433/berita?target_session_attrs=read-write"
    )["default"]

    assert (made["HOST"], made["PORT"], made["PASSWORD"]) == ("satu,dua", "5432,5433", "p@ss")
    assert made["OPTIONS"]["target_session_attrs"] == "read-write"
    assert made["CONN_HEALTH_CHECKS"]


def test_readers_databases_are_addresses_with_commas_between_them():
    made = databases(
        "postgres://redaksi@%2Frun%2Fdata:5432/berita",
        "postgres://baca@tiga/berita, postgresql://baca@empat,lima/berita?connect_timeout=9,",
    )

    assert list(made) == ["default", FIRST, SECOND]
    assert made["default"]["HOST"] == "/run/data"
    assert made[SECOND]["HOST"] == "empat,lima"
    assert made[SECOND]["OPTIONS"]["connect_timeout"] == "9"
    assert made[FIRST]["OPTIONS"]["connect_timeout"] == 2


@pytest.mark.parametrize("url", ["mysql://root@localhost/x", "postgres://u:p@ss@h/x?wrong=1", "x"])
def test_what_is_no_address_is_refused_without_saying_its_password(url):
    with pytest.raises(ImproperlyConfigured, match="NEWSROOM_READERS_DATABASE_URL") as refused:
        databases("postgres:///berita", f"postgres:///berita,{url}" if "//" in url else url)

    assert "p@ss" not in str(refused.value)


@pytest.mark.parametrize("value", ["0.5", "two", "inf", "nan"])
def test_a_bound_that_cannot_be_kept_is_refused(monkeypatch, value):
    monkeypatch.setenv("NEWSROOM_READERS_MAX_LAG", value)

    with pytest.raises(ImproperlyConfigured, match="1 or more"):
        seconds("NEWSROOM_READERS_MAX_LAG", default=2, least=1)

    monkeypatch.setenv("NEWSROOM_READERS_MAX_LAG", "")
    assert seconds("NEWSROOM_READERS_MAX_LAG", default=2, least=1) == 2


def test_while_readers_are_answered_a_process_is_ready(monkeypatch):
    def asked(alias, question):
        if alias in away:
            raise psycopg2.OperationalError("down")
        return [(1,)]

    monkeypatch.setattr(health, "_asked", asked)
    monkeypatch.setattr(lag.watch, "replicas", (FIRST,))
    away = {OWN}
    assert health.database_lacks() == ""
    away.add(FIRST)
    assert health.database_lacks() == health.AWAY
