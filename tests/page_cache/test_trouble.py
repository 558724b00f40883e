"""The page cache while the database is away or says nothing."""

import threading
import time

import pytest

from articles.freshness import listening, serving
from articles.freshness.keys import GONE
from articles.freshness.listening import Listener
from articles.freshness.serving import PageCache
from articles.freshness.shelf import Shelf

from .rig import Answer


def breaks(newsroom, ears):
    """The database goes away."""
    ears.is_listening, ears.is_down = False, True
    newsroom.status, newsroom.text = "500 Internal Server Error", "Maaf."


def test_unheard_changes_end_everything_and_old_pages_serve_while_the_database_is_away(
    cache, newsroom, ears
):
    Answer(cache)
    ears.is_listening = False
    newsroom.text = "baru " * 100
    assert Answer(cache).text == newsroom.text

    newsroom.status = "500 Internal Server Error"
    in_trouble = Answer(cache)
    assert (in_trouble.status, in_trouble.text) == (200, "satu " * 100)
    assert in_trouble.headers["Cache-Status"] == "newsroom; hit; detail=stale"
    ears.is_down = True
    made = newsroom.made
    assert Answer(cache).text == "satu " * 100 and newsroom.made == made

    ears.is_listening, ears.is_down, newsroom.status = True, False, "200 OK"
    ears.hears()
    assert Answer(cache).text == newsroom.text
    assert Answer(cache).is_hit


def test_what_has_something_newer_is_better_than_nothing_in_trouble(cache, newsroom, ears):
    Answer(cache)
    ears.hears("article:1")
    breaks(newsroom, ears)

    in_trouble = Answer(cache)
    assert (in_trouble.status, in_trouble.text) == (200, "satu " * 100)
    assert in_trouble.headers["Cache-Status"] == "newsroom; hit; detail=stale"
    # Once the newsroom is back it is over.
    ears.is_listening, ears.is_down = True, False
    ears.hears()
    newsroom.status, newsroom.text = "200 OK", "dua " * 100
    assert Answer(cache).text == newsroom.text


@pytest.mark.parametrize("where", ["here", "in another process"])
def test_nobody_waits_for_a_page_while_the_database_says_nothing(
    newsroom, ears, tmp_path, monkeypatch, where
):
    one, other = (
        PageCache(newsroom, Shelf(tmp_path, disk=10**6, memory=10**6), ears) for _ in range(2)
    )
    before = Answer(one).text
    other = one if where == "here" else other
    if where != "here":
        # The kernel's locks tell processes apart, and both stand in this one.
        monkeypatch.setattr(other.shelf, "claim", lambda name: None)
    ears.hears("article:1")
    newsroom.text, is_asked, answers = "dua " * 100, threading.Event(), threading.Event()

    def hang():
        is_asked.set()
        answers.wait(20)

    newsroom.meanwhile = hang
    maker = threading.Thread(target=Answer, args=[one])
    maker.start()
    is_asked.wait(20)
    got = []
    reader = threading.Thread(target=lambda: got.append(Answer(other)))
    reader.start()
    time.sleep(0.05)
    assert not got
    ears.is_listening = False
    reader.join(5)

    assert [(each.text, newsroom.made) for each in got] == [(before, 2)]
    answers.set()
    maker.join()


def test_what_was_withdrawn_or_may_have_been_is_not_shown_in_trouble(cache, newsroom, ears):
    Answer(cache)
    ears.hears(GONE, "article:9")
    breaks(newsroom, ears)
    assert Answer(cache).headers["Cache-Status"] == "newsroom; hit; detail=stale"
    ears.hears(GONE, "article:1")
    assert Answer(cache).status == 500

    ears.is_listening, ears.is_down = True, False
    newsroom.status, newsroom.text = "200 OK", "satu " * 100
    Answer(cache)
    # It listens again, and nothing was withdrawn meanwhile; then nobody knows.
    ears.hears()
    breaks(newsroom, ears)
    assert Answer(cache).headers["Cache-Status"] == "newsroom; hit; detail=stale"
    ears.hears(GONE)
    assert Answer(cache).status == 500


def test_an_old_page_serves_where_the_database_is_away_before_anybody_heard_that_it_is(
    cache, newsroom, ears
):
    Answer(cache)
    ears.hears("article:1")
    newsroom.status = "503 Service Unavailable"

    assert Answer(cache).headers["Cache-Status"] == "newsroom; hit; detail=stale"
    newsroom.status = "500 Internal Server Error"
    assert Answer(cache).status == 500


def test_who_asks_for_a_page_that_nobody_made_waits_a_moment_for_the_database(
    cache, newsroom, ears, monkeypatch
):
    monkeypatch.setattr(serving, "STRIDE", 0.001)
    ears.is_listening, newsroom.status = False, "503 Service Unavailable"

    def comes_back():
        ears.is_listening, newsroom.status = True, "200 OK"

    back = threading.Timer(0.05, comes_back)
    back.start()
    assert Answer(cache).status == 200
    back.join()

    # Not for long, and not all of a process's threads: the others are told at once.
    ears.is_listening, newsroom.status, made = False, "503 Service Unavailable", newsroom.made
    monkeypatch.setattr(serving, "BACK_WITHIN", 0.02)
    assert Answer(cache, "/nobody/").status == 503
    for _ in range(serving.WAITING):
        cache._waiting.acquire()
    monkeypatch.setattr(serving, "BACK_WITHIN", 3600)
    assert Answer(cache, "/nobody/").status == 503
    assert newsroom.made == made + 2
    # Where it is not the database that is away, but this one question that it does not answer.
    cache._waiting.release()
    ears.is_listening = True
    assert Answer(cache, "/nobody/").status == 503
    assert newsroom.made == made + 3 + serving.TRIES


def test_a_page_that_was_overtaken_while_it_was_made_is_kept_for_trouble_alone(
    cache, newsroom, ears, monkeypatch
):
    with monkeypatch.context() as overtaken:
        overtaken.setattr(cache.shelf, "is_unchanged", lambda page: False)
        Answer(cache)
    breaks(newsroom, ears)
    assert Answer(cache).status == 200

    ears.is_listening, ears.is_down = True, False
    newsroom.status, newsroom.text = "200 OK", "dua " * 100
    assert Answer(cache).text == newsroom.text


def test_whatever_breaks_while_it_listens_it_listens_on(monkeypatch):
    listener, tried = Listener(), []

    def listen():
        tried.append(True)
        if len(tried) == 3:
            raise SystemExit
        raise RuntimeError("broken") if len(tried) == 2 else OSError("away")

    monkeypatch.setattr(listening, "PAUSE", 0)
    monkeypatch.setattr(listener, "_listen", listen)
    with pytest.raises(SystemExit):
        listener._listen_on()

    assert len(tried) == 3
