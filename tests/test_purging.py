"""Shared caches are told what changed: at once, again a moment later, and until it reached them."""

import os
import struct
import time
from datetime import timedelta
from unittest.mock import Mock

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.utils import timezone

from articles.freshness.agenda import Agenda
from articles.freshness.keys import ALL, GONE
from articles.freshness.listening import BELIEVED
from articles.management.commands import purge_caches
from articles.purging import attention, telling
from articles.purging.attention import Attention
from articles.purging.nginx import VERSION, Nginx
from articles.purging.telling import Telling
from articles.purging.varnish import LINE, Varnish, lines
from newsroom import clock

from .factories import NOW, make_issued
from .rig import wait_until


class Cache:
    """What a cache is told, in order."""

    address = "a cache"

    def __init__(self):
        self.told, self.beats, self.error = [], [], None

    def outdate(self, keys):
        if self.error:
            raise self.error
        if keys:
            self.told.append(("outdate", frozenset(keys)))

    def drop(self, keys):
        if keys and not self.error:
            self.told.append(("drop", frozenset(keys)))

    def beat(self, *, hears):
        self.beats.append(hears)

    def close(self):
        self.told.append("closed")


@pytest.fixture
def cache(monkeypatch):
    """A cache, and somebody who tells it what changes: quicker than anybody should."""
    for name, seconds in (("AGAIN", (0.0, 0.05)), ("BEAT", 0.05), ("PAUSE", 0.02)):
        monkeypatch.setattr(telling, name, seconds)
    found = Cache()
    found.telling = Telling(found, hears=lambda: True)
    found.telling.start()
    yield found
    found.telling.stop()
    found.telling.join()


def test_a_change_is_told_at_once_and_once_more(cache):
    cache.telling.tell({"article:12"})

    wait_until(lambda: len(cache.told) == 2, "It is not told.", 10)
    assert set(cache.told) == {("outdate", frozenset({"article:12"}))}


def test_what_must_not_be_seen_again_is_dropped_and_not_shown_for_a_second(cache):
    cache.telling.tell({"article:12", GONE})

    wait_until(lambda: len(cache.told) == 2, "It is not told.", 10)
    assert {kind for kind, _keys in cache.told} == {"drop"}


def test_where_it_is_not_known_what_changed_everything_did(cache):
    cache.telling.tell(None)

    wait_until(lambda: cache.told, "It is not told.", 10)
    assert cache.told[0] == ("outdate", frozenset({ALL}))


def test_what_a_cache_missed_it_is_told_when_it_is_back(cache):
    cache.error = OSError("It is away.")
    cache.telling.tell({"article:1"})
    cache.telling.tell({"article:2"})
    wait_until(lambda: cache.telling.is_reached is False, "It is not told.", 10)
    time.sleep(0.2)

    cache.error = None
    wait_until(lambda: cache.told, "It is not told.", 10)
    assert cache.told[0] == ("outdate", frozenset({"article:1", "article:2"}))


def test_a_cache_is_told_on_whatever_broke_while_it_was_told(cache, caplog):
    cache.error = KeyError("odd")
    cache.telling.tell({"article:1"})
    wait_until(lambda: "closed" in cache.told, "What is known of it is not begun anew.", 10)
    (record,) = caplog.records
    assert record.levelname == "ERROR" and record.exc_info[1] is cache.error

    cache.error = None
    cache.told.clear()
    wait_until(lambda: cache.told, "It is not told any more.", 10)
    assert cache.told[0] == ("outdate", frozenset({"article:1"}))
    assert cache.telling.is_alive()


def test_a_cache_hears_often_that_somebody_is_there(cache):
    wait_until(lambda: len(cache.beats) > 2, "It is not told.", 10)
    assert all(cache.beats)


def test_many_keys_are_told_in_lines_that_a_header_holds():
    keys = {f"article:{number}" for number in range(3_000)}

    told = list(lines(keys))

    assert max(map(len, told)) <= LINE
    assert {key for line in told for key in line.split()} == keys


def test_what_changes_by_the_clock_is_known_between_two_moments(kerinci):
    version = make_issued(kerinci, at=NOW, headline="Besok").versions.get()
    agenda, since = Agenda(), version.live_from - timedelta(seconds=10)

    assert f"article:{version.article_id}" in agenda.between(since, version.live_from)
    assert agenda.between(version.live_from, version.live_from + timedelta(seconds=5)) == set()
    assert agenda.between(since, version.live_from - timedelta(milliseconds=1)) == set()


@pytest.fixture
def monotonic(monkeypatch):
    """The clock by which attention is judged, as a list of one."""
    found = [100.0]
    monkeypatch.setattr(attention.time, "monotonic", lambda: found[0])
    return found


def test_caches_are_told_that_somebody_listens_while_both_hear_and_look(monotonic):
    listener = Mock(is_listening=True)
    paid = Attention(listener)
    assert not paid.is_paid()

    paid.looked()
    assert paid.is_paid()
    listener.is_listening = False
    assert not paid.is_paid()
    listener.is_listening = True
    monotonic[0] += BELIEVED
    assert not paid.is_paid()
    paid.looked()
    assert paid.is_paid()


@pytest.mark.parametrize("trouble", [OperationalError("away"), None])
def test_whoever_cannot_look_at_what_the_clock_changes_says_no_more_that_they_listen(
    monkeypatch, trouble
):
    monkeypatch.setattr(purge_caches, "PAUSE", 0)
    monkeypatch.setattr(purge_caches, "listener", Mock())
    monkeypatch.setattr(attention, "BELIEVED", 0.2)
    paid, said = Attention(Mock(is_listening=True)), []

    def between(self, since, until):
        said.append(paid.is_paid())
        if len(said) < 3:
            return set()
        # The third question is never answered, or only with an error.
        wait_until(lambda: not paid.is_paid(), "It says that it listens.", 10)
        said.append(paid.is_paid())
        if trouble:
            raise trouble
        return {"article:12"}

    monkeypatch.setattr(Agenda, "between", between)
    cache = Mock(tell=lambda keys: said.append(paid.is_paid()))
    purge_caches.serve([cache], paid, is_stopped=lambda: len(said) > 3, clock=lambda: NOW)

    # What passed meanwhile is told before anybody is said to listen again.
    assert said == [False, True, True, False] + ([] if trouble else [False])
    assert paid.is_paid() is (trouble is None)


def test_a_clock_that_is_put_back_lets_caches_ask_for_everything_again(monkeypatch):
    monkeypatch.setattr(purge_caches, "PAUSE", 0)
    monkeypatch.setattr(purge_caches, "listener", Mock())
    monkeypatch.setattr(Agenda, "between", lambda self, since, until: set())
    seconds = iter((0, 60, 59.5, 59.6, -3540, -3539))
    told, rounds = [], []
    cache = Mock(tell=told.append)

    purge_caches.serve(
        [cache],
        Attention(Mock()),
        is_stopped=lambda: len(rounds) == 5 or rounds.append(True),
        clock=lambda: NOW + timedelta(seconds=next(seconds)),
    )

    assert told == [None]


def test_caches_are_told_by_the_newsrooms_clock_which_does_not_jump(
    settings, monkeypatch, tmp_path
):
    settings.SHARED_CACHES = [str(tmp_path)]
    serve = Mock()
    monkeypatch.setattr(purge_caches, "serve", serve)
    monkeypatch.setattr(purge_caches.signal, "signal", Mock())
    monkeypatch.setattr(clock, "steady", Mock(jump=lambda: 3600.0))

    call_command("purge_caches")

    ahead = timezone.now() - serve.call_args.kwargs["clock"]()
    assert ahead > timedelta(minutes=59)


def test_folders_are_nginx_s_and_addresses_are_varnish_s():
    assert isinstance(purge_caches.cache_at("/var/cache/nginx/newsroom"), Nginx)
    assert isinstance(purge_caches.cache_at("http://127.0.0.1:6083"), Varnish)


def test_without_a_cache_there_is_nobody_to_tell(settings):
    settings.SHARED_CACHES = []
    with pytest.raises(CommandError, match="NEWSROOM_SHARED_CACHES"):
        call_command("purge_caches")


def test_a_cache_that_cannot_be_told_by_hand_says_so(settings, tmp_path):
    settings.SHARED_CACHES = [str(tmp_path)]
    with pytest.raises(CommandError, match="cannot be told"):
        call_command("purge_caches", all=True)


def test_whoever_may_not_tell_nginx_by_hand_is_told_who_may(settings, tmp_path, monkeypatch):
    def refuse(self, keys):
        raise PermissionError(13, "Permission denied", str(tmp_path / "flight"))

    settings.SHARED_CACHES = [str(tmp_path)]
    monkeypatch.setattr(Nginx, "outdate", refuse)
    with pytest.raises(CommandError, match="newsroom -u www-data purge_caches --all"):
        call_command("purge_caches", all=True)


def test_what_is_dropped_does_not_come_back_from_between_the_two_servers_of_nginx(tmp_path):
    for name in ("pages", "files", "flight"):
        (tmp_path / name).mkdir()
    flight = tmp_path / "flight"
    page, first, none, other = (flight / (letter * 32) for letter in "abcd")
    for path, held, status, key in (
        (page, "8", 200, 12),
        (first, "", 200, 12),
        (none, "8", 404, 12),
        (other, "", 404, 13),
    ):
        head = f"HTTP/1.1 {status} X\r\nSurrogate-Key: article:{key}\r\n\r\n"
        path.write_bytes(_kept(head, f"\nKEY: http kerinci.test / {held}\n"))
    (flight / "a.0000000001").touch()
    cache = Nginx(tmp_path)

    # Who asks for what follows a page says which one they had; who had none, or no page, cannot.
    cache.outdate({"article:12"})
    assert {*flight.iterdir()} == {page, other, flight / "a.0000000001"}
    cache.drop({"article:12"})
    cache.close()

    assert {*flight.iterdir()} == {other, flight / "a.0000000001"}


def test_what_is_no_page_is_not_shown_for_a_second_more_but_gone(tmp_path):
    for name in ("pages", "files", "flight"):
        (tmp_path / name).mkdir()
    page, none = (tmp_path / "pages" / (letter * 32) for letter in "ab")
    for path, status in ((page, 200), (none, 301)):
        path.write_bytes(_kept(f"HTTP/1.1 {status} X\r\nSurrogate-Key: article:12\r\n\r\n"))
    cache = Nginx(tmp_path)

    cache.outdate({"article:12"})
    cache.close()

    assert page.exists()
    assert not none.exists()


def test_an_nginx_whose_files_cannot_all_be_read_is_not_said_to_be_looked_after(tmp_path):
    for name in ("pages", "files", "flight"):
        (tmp_path / name).mkdir()
    page, strange = (tmp_path / "pages" / (letter * 32) for letter in "ab")
    page.write_bytes(_kept("HTTP/1.1 301 X\r\nSurrogate-Key: article:12\r\n\r\n"))
    strange.write_bytes(struct.pack("@Lq", VERSION + 1, 0) + bytes(100))
    cache = Nginx(tmp_path)

    for _ in range(3):
        with pytest.raises(OSError, match="another nginx"):
            cache.beat(hears=True)
    assert cache.heard() is None

    strange.unlink()
    cache.beat(hears=True)
    cache.outdate({"article:12"})
    cache.close()
    assert cache.heard() is not None and not page.exists()


def test_a_page_that_names_a_key_twice_and_a_file_with_an_odd_name_break_nothing(tmp_path):
    for name in ("pages", "files", "flight"):
        (tmp_path / name).mkdir()
    page = tmp_path / "pages" / ("a" * 32)
    page.write_bytes(_kept("HTTP/1.1 200 X\r\nSurrogate-Key: article:12 article:12\r\n\r\n"))
    cache = Nginx(tmp_path)
    cache.beat(hears=True)

    came = tmp_path / "came"
    came.touch()
    os.rename(os.fsencode(came), os.fsencode(tmp_path / "pages") + b"/\xff\xfe")
    cache.beat(hears=True)
    cache.drop({"article:12"})
    cache.beat(hears=True)
    cache.close()

    assert not page.exists()


def _kept(head, key="\nKEY: http kerinci.test /\n"):
    """A file as nginx keeps it: a header of fixed size, the address, what was answered."""
    begins = 64 + len(key)
    told = bytearray(64) + key.encode() + head.encode()
    struct.pack_into("@Lq", told, 0, VERSION, 9_999_999_999)
    struct.pack_into("@IHHH", told, 48, 0, 0, begins, len(told))
    return bytes(told)
