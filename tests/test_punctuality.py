"""Whether readers have what is due: looked for over HTTP, told, and kept in the ledger."""

import socket
import threading
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from articles import workflow
from articles.fronts import breaking
from articles.models import Placement, Version
from articles.punctuality import due
from articles.punctuality import watching as watching_module
from articles.punctuality.door import Door
from articles.punctuality.models import Change, Entry
from articles.punctuality.watching import Watcher
from newsroom.desks.hosts import host_map
from newsroom.desks.models import Desk

from .factories import NOW, make_desk, make_issued, make_user, reissue
from .fronts import put
from .plain_sql import sql
from .watched import (
    AN_HOUR,
    CROWD,
    MOMENT,
    OTHERS,
    cache_before,
    late,
    now,
    settled,
    states,
    until,
    wait_for,
    watching,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(network):
    """A desk below the network."""
    return make_desk("kerinci")


def test_a_story_that_is_scheduled_is_seen_on_every_page_at_its_moment(door, desk):
    planned = now() + MOMENT
    article = make_issued(desk, live_from=planned, at=now(), topics=["danau"])
    elsewhere, editor = make_desk("ambon"), make_user("editor", desk.parent)
    before = planned - timedelta(milliseconds=1)
    workflow.perform("carry", article, by=editor, at=before, desk=elsewhere)

    with watching(door) as watcher:
        until(watcher, settled)

    change = Change.objects.get()
    assert elsewhere.pk in {page["desk"] for page in change.pages}, "carried beforehand"
    assert (change.kind, change.article, change.planned_at) == ("came", article, planned)
    assert states(change) == {"seen"}
    assert {page["what"] for page in change.pages} == {
        "story", "front", "section", "topic", "reporter", "feed", "sitemap",
    }  # fmt: skip
    entries = {entry.desk: entry for entry in Entry.objects.select_related("desk")}
    assert set(entries) == {desk, desk.parent, elsewhere}
    here = entries[desk]
    assert (here.outcome, here.surface, here.ahead) == ("seen", "story", True)
    assert 0 <= here.stale_ms <= here.lateness_ms < AN_HOUR
    assert here.pages == 18


def test_whatever_changes_for_readers_is_seen_where_it_is_to_be(door, network):
    elsewhere = make_desk("ambon")
    editor = make_user("editor", network)
    article = make_issued(network, at=now(), headline="Danau surut")

    def take(name, **answers):
        return workflow.perform(name, article, by=editor, at=now(), **answers)

    steps = [
        lambda: None,
        lambda: reissue(article, at=now(), headline="Danau surut setengah meter"),
        lambda: take("notice", notice={"kind": "clarification", "text": "Bukan satu meter."}),
        lambda: take("carry", desk=elsewhere, headline="Danau di Kerinci surut"),
        lambda: take("uncarry", desk=elsewhere),
        lambda: take("withdraw", ground="inaccurate", reason="Salah danau."),
    ]
    with watching(door) as watcher:
        for number, each in enumerate(steps, start=1):
            each()
            until(watcher, lambda number=number: settled() and Change.objects.count() == number)

    changes = list(Change.objects.order_by("pk"))
    assert [change.kind for change in changes] == [
        "came", "came", "noticed", "carried", "uncarried", "withdrawn"
    ]  # fmt: skip
    assert [states(change) for change in changes] == [{"seen"}] * len(changes)
    assert elsewhere.pk in {page["desk"] for page in changes[3].pages}
    assert set(Entry.objects.values_list("outcome", flat=True)) == {"seen"}
    assert not late()


def test_a_front_and_a_strip_are_seen_at_their_moment_and_at_their_end(door, desk):
    chief = make_user("chief", desk)
    stories = [make_issued(desk, at=NOW - timedelta(days=1)) for _ in range(3)]
    begins, ends = now() + MOMENT, now() + 2 * MOMENT
    put(desk, chief, (1, stories[0].pk, "", ends), at=now(), starts_at=begins)
    breaking.put_up(desk, by=chief, at=now(), text="Gempa", starts_at=begins, ends_at=ends)

    with watching(door) as watcher:
        until(watcher, lambda: settled() and now() > ends)

    found = Change.objects.order_by("planned_at", "kind")
    assert [(each.kind, each.planned_at) for each in found] == [
        ("front", begins), ("strip", begins), ("front", ends), ("strip_ends", ends),
    ]  # fmt: skip
    assert [states(change) for change in found] == [{"seen"}] * 4
    assert all(0 <= entry.lateness_ms < AN_HOUR for entry in Entry.objects.all())


def test_what_is_recalled_at_the_last_moment_is_neither_late_nor_told(door, desk, settings):
    settings.LATE_AFTER = 1
    planned = now() + timedelta(hours=1)
    article = make_issued(desk, live_from=planned, at=now())
    make_user("chief", desk)
    editor = make_user("editor", desk)
    ahead = planned - 2 * MOMENT - now()

    with watching(door, lambda: now() + ahead) as watcher:
        until(watcher, Change.objects.exists)
        workflow.perform("recall", article, by=editor, at=planned - MOMENT / 1000)
        until(watcher, settled)

    assert set(Entry.objects.values_list("outcome", "lateness_ms")) == {("overtaken", None)}
    assert not late()


# --- Workers that die, clocks that are set ------------------------------------------------------


def test_what_a_dead_worker_looked_for_is_taken_over_and_written_down_once(door, desk):
    make_issued(desk, at=now())
    dead = Watcher(Door(door, now), clock=now)
    dead._tell_time()
    dead._add(due.take_up(at=now()))
    dead.pool.shutdown()

    with watching(door) as watcher:
        for _ in range(5):
            watcher.step()
        assert not watcher.changes
        Change.objects.update(leased_until=now())
        until(watcher, settled)
    dead._settle()

    assert Entry.objects.count() == 2


def test_a_watcher_whose_database_goes_away_looks_on(door, desk, settings, monkeypatch):
    settings.PROBE_ADDRESS = door
    monkeypatch.setattr(watching_module.listener, "start", lambda: None)
    stopped = threading.Event()
    watcher = threading.Thread(
        target=watching_module.watch, kwargs={"clock": now, "stopped": stopped.is_set}
    )
    watcher.start()
    try:
        wait_for(lambda: sql(f"SELECT pg_terminate_backend(pid) {OTHERS}"))
        make_issued(desk, at=now())
        wait_for(lambda: Entry.objects.count() == 2)
    finally:
        stopped.set()
        watcher.join()

    assert set(Entry.objects.values_list("outcome", flat=True)) == {"seen"}


def test_what_came_while_no_worker_ran_is_looked_for_later_and_is_no_alarm(door, desk):
    make_user("chief", desk)
    make_issued(desk, at=now() - timedelta(hours=1))

    with watching(door) as watcher:
        until(watcher, settled)

    entry = Entry.objects.get(desk=desk)
    assert entry.outcome == "unwatched" and entry.lateness_ms >= AN_HOUR
    assert not late()


def test_a_clock_that_is_set_forward_makes_nothing_late(door, desk, caplog):
    make_user("chief", desk)
    hour, behind = timedelta(hours=1), [timedelta(hours=1)]
    # The newsroom is an hour behind, when the clock is set to what it is for its pages.
    make_issued(desk, at=now() - hour, live_from=now() - hour + due.AHEAD)

    with watching(door, lambda: now() - behind[0]) as watcher:
        until(watcher, lambda: watcher.changes)
        behind[0] = timedelta(0)
        until(watcher, settled)

    entry = Entry.objects.get(desk=desk)
    assert entry.outcome == "seen" and entry.lateness_ms < AN_HOUR
    assert "The clock was set by 3600." in caplog.text
    assert not late()


# --- Never anywhere else ------------------------------------------------------------------------


def test_nothing_is_ever_asked_of_another_host_than_the_door(door, desk, monkeypatch):
    Desk.objects.filter(pk=desk.pk).update(host="169.254.169.254")
    host_map.forget()
    desk.refresh_from_db()
    make_issued(desk, at=now())
    reached, connect = set(), socket.create_connection

    def noted(address, *args, **more):
        reached.add(address)
        return connect(address, *args, **more)

    with cache_before(door) as cache, watching(cache.url) as watcher:
        # It says of every page that it is elsewhere.
        cache.kept[desk.host, "/"] = (302, b"")
        monkeypatch.setattr(socket, "create_connection", noted)
        until(watcher, lambda: any(
            page["said"] == "302" for each in Change.objects.all() for page in each.pages
        ))  # fmt: skip
        monkeypatch.undo()

    assert reached - {("localhost", urlsplit(door).port)} == {("127.0.0.1", cache.server_port)}


def test_when_much_is_due_at_once_each_is_looked_for_on_its_own_page_and_fronts(
    door, desk, monkeypatch
):
    monkeypatch.setattr(watching_module, "CROWD", CROWD)
    planned = NOW + timedelta(days=1)
    for _ in range(CROWD + 1):
        make_issued(desk, live_from=planned, at=now())
    for model in (Version, Placement):
        # Nobody waits for the tests to write them.
        model.objects.update(live_from=(moment := now() + MOMENT), first_live_from=moment)

    with cache_before(door) as cache, watching(cache.url) as watcher:
        until(watcher, lambda: Change.objects.count() > CROWD)
        # What was there before its moment is no answer to keep.
        until(watcher, lambda: cache.kept.clear() or settled())

    assert {page["what"] for each in Change.objects.all() for page in each.pages} == {
        "story", "front",
    }  # fmt: skip
    assert set(Entry.objects.values_list("outcome", flat=True)) == {"seen"}
    fronts = [path for _host, path in cache.asked if path == "/"]
    assert len(fronts) < 20
