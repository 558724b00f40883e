"""A thread of a process goes on whatever breaks in it, and says so: nobody would notice its end."""

import threading
import time
from types import SimpleNamespace

import pytest

from articles.freshness.listening import Listener
from articles.punctuality.door import NoAnswer
from articles.punctuality.watching import Watcher
from articles.readings.counting import Tally
from newsroom.replicas import lag

from .rig import wait_until
from .watched import now

HOST = "kerinci.kabartepian.example"


class Broken:
    """Does something that breaks the first time, in a way that nobody thought of."""

    def __init__(self, then):
        self.times, self.then = 0, then

    def __call__(self, *given):
        self.times += 1
        if self.times == 1:
            raise KeyError("odd")
        return self.then(*given)


@pytest.fixture
def no_room(monkeypatch):
    """A machine that has no room for another thread, until it is told to have."""
    real, full = threading.Thread.start, [True]

    def start(thread):
        if full:
            raise RuntimeError("can't start new thread")
        real(thread)

    monkeypatch.setattr(threading.Thread, "start", start)
    return full


def test_readings_are_written_on_after_some_that_could_not_be(caplog):
    written = []
    tally = Tally(Broken(written.append), pause=0.02)

    tally.add(HOST, 17)
    wait_until(lambda: "are lost" in caplog.text, "Nobody says so.", 10)
    tally.add(HOST, 18)

    wait_until(lambda: written, "Nothing is written any more.", 10)
    assert written[0] == {(HOST, 18): 1}


def test_readings_are_written_once_there_is_room_for_whoever_writes(no_room):
    written = []
    tally = Tally(written.append, pause=0.02)
    tally.add(HOST, 17)
    no_room.clear()
    tally.add(HOST, 17)

    wait_until(lambda: written, "Nobody writes.", 10)
    assert written == [{(HOST, 17): 2}]


def test_changes_are_heard_once_there_is_room_for_whoever_listens(no_room, monkeypatch, caplog):
    listener, listens = Listener(), threading.Event()
    monkeypatch.setattr(listener, "_listen_on", listens.set)

    listener.start()
    listener.start()
    assert not listener.is_listening
    assert caplog.messages == ["What changes is not heard: can't start new thread"]

    no_room.clear()
    listener.start()
    assert listens.wait(10)


def test_a_page_that_breaks_whoever_looks_at_it_keeps_nobody_from_others(caplog):
    get = Broken(lambda host, path: SimpleNamespace(status=200))
    watcher = Watcher(SimpleNamespace(get=get), clock=now)
    look = SimpleNamespace(desk=SimpleNamespace(host=HOST), path="/odd/")

    for _ in range(2):
        watcher.pool.submit(watcher._fetch, look).result()

    (_, first), (_, second) = (watcher.answers.get(timeout=1) for _ in range(2))
    assert isinstance(first, NoAnswer) and "odd" in str(first)
    assert second.status == 200
    assert f"{HOST}/odd/ cannot be looked at" in caplog.text
    watcher.pool.shutdown()


@pytest.fixture
def quick(monkeypatch):
    """Whoever looks after replicas, without waiting and without a database."""
    monkeypatch.setattr(lag, "PAUSE", 0.01)
    monkeypatch.setattr(lag, "BROKEN", 0.01)
    return lag.Watch(("readers_1",), max_lag=2)


def in_a_thread(do, *given):
    """Begin it as the process does; it ends with the tests."""
    threading.Thread(target=do, args=given, daemon=True).start()


def test_how_far_a_replica_has_come_is_asked_on_after_an_answer_that_nobody_expected(
    quick, monkeypatch, caplog
):
    heard, stop = [], threading.Event()
    answer = Broken(lambda: (500,))

    class Cursor:
        def __enter__(self):
            return SimpleNamespace(execute=lambda sql: stop.wait(0.01), fetchone=answer)

        def __exit__(self, *error):
            return False

    database = SimpleNamespace(cursor=Cursor, close=lambda: None)
    monkeypatch.setattr(lag, "connections", SimpleNamespace(create_connection=lambda _: database))
    monkeypatch.setattr(quick, "heard", lambda *said: heard.append(said))

    in_a_thread(quick._ask_on, "readers_1")

    wait_until(lambda: heard, "Nobody asks any more.", 10)
    assert heard[0][0] == "readers_1" and heard[0][2] == 500
    assert "How far readers_1 has come is not known" in caplog.text


def test_who_waits_for_a_silent_replica_is_cut_off_also_after_that_broke_once(
    quick, monkeypatch, caplog
):
    cut = []
    monkeypatch.setattr(quick, "cut_off", Broken(lambda: cut.append(time.sleep(0.01))))

    in_a_thread(quick._cut_off_on)

    wait_until(lambda: cut, "Nobody is cut off any more.", 10)
    assert "are not cut off" in caplog.text


def test_replicas_are_watched_once_there_is_room_for_whoever_watches(
    quick, no_room, monkeypatch, caplog
):
    begun, stop = [], threading.Event()
    monkeypatch.setattr(quick, "_ask_on", lambda alias: begun.append(alias) or stop.wait(10))
    monkeypatch.setattr(quick, "_cut_off_on", lambda: begun.append("cut off") or stop.wait(10))

    # A reader's request is answered all the same, by the newsroom's own database.
    for _ in range(2):
        assert quick.order()[0][0] == "default"
        time.sleep(0.02)
    assert caplog.messages == ["Not all readers' databases are looked at: can't start new thread"]
    assert begun == []

    no_room.clear()
    quick.order()
    wait_until(lambda: len(begun) == 3, "Nobody watches.", 10)
    time.sleep(0.02)
    quick.behind()
    assert sorted(begun) == ["cut off", "default", "readers_1"]
    assert caplog.messages[1:] == ["All readers' databases are looked at again."]
    stop.set()


def test_one_that_watches_a_replica_and_ended_is_followed_by_another(quick, monkeypatch):
    begun, stop = [], threading.Event()

    def ask(alias):
        begun.append(alias)
        if begun.count("readers_1") > 1 or alias == "default":
            stop.wait(10)

    monkeypatch.setattr(quick, "_ask_on", ask)
    monkeypatch.setattr(quick, "_cut_off_on", lambda: stop.wait(10))

    quick.order()
    wait_until(lambda: quick.order() and begun.count("readers_1") == 2, "Nobody follows.", 10)
    time.sleep(0.02)
    quick.order()
    assert sorted(begun) == ["default", "readers_1", "readers_1"]
    stop.set()


def test_not_every_reader_looks_after_those_who_watch(quick, monkeypatch):
    attempts = []
    monkeypatch.setattr(lag, "BROKEN", 60)
    monkeypatch.setattr(quick, "_start_to_watch", lambda: attempts.append(None))

    for _ in range(5):
        quick.order()
    assert len(attempts) == 1
