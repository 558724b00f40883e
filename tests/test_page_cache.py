"""The page cache: what it answers with, what it makes once, and what it never keeps."""

import gzip
import threading
import time
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest

from articles.freshness.noting import PLACE
from articles.freshness.serving import PageCache
from articles.freshness.shelf import Shelf

HTML = "text/html; charset=utf-8"


class Ears:
    """Stands for the listener: what a test says was heard."""

    def __init__(self):
        self.is_listening, self.is_down, self.hearing = True, False, []

    def tell(self, hear):
        self.hearing.append(hear)
        hear(None)

    def at_times(self, do):
        self.sweep = do

    def start(self):
        pass

    def hears(self, *keys):
        for hear in self.hearing:
            hear(set(keys) or None)


class Newsroom:
    """Stands for Django: a page of one story, and how often it was made."""

    def __init__(self):
        self.text, self.made, self.status, self.keys = "satu " * 100, 0, "200 OK", {"article:1"}
        self.ends = timedelta(hours=1)
        self.meanwhile, self.asked, self.headers = lambda: None, [], []

    def __call__(self, environ, start_response):
        self.made += 1
        self.asked.append((environ["QUERY_STRING"], environ.get("HTTP_ACCEPT_ENCODING")))
        text = self.text
        self.meanwhile()
        environ["newsroom.page"] = ("readers", "article")
        found = environ.get(PLACE)
        if found is not None and self.keys:
            found.add(self.keys, datetime.now(UTC) + self.ends)
            found.is_kept = self.status[:3] in ("200", "301", "404", "410")
        start_response(self.status, [("Content-Type", HTML), *self.headers])
        return [text.encode()]


class Answer:
    """What a reader gets."""

    def __init__(self, cache, path="/articles/1/satu/", method="GET", query="", **headers):
        environ = {
            "REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query,
            "HTTP_HOST": "kerinci.example", "wsgi.url_scheme": "http", "wsgi.input": BytesIO(),
        } | {f"HTTP_{key.upper()}": value for key, value in headers.items()}  # fmt: skip
        told = []
        self.body = b"".join(cache(environ, lambda *head: told.append(head)))
        # What the page is called is counted by the server's door.
        self.page = environ.get("newsroom.page")
        ((status, given),) = told
        self.status, self.headers = int(status[:3]), dict(given)
        assert len(self.headers) == len(given), given
        self.text = self.body.decode() if "Content-Encoding" not in self.headers else ""
        self.is_hit = "hit" in self.headers.get("Cache-Status", "")


@pytest.fixture
def newsroom():
    return Newsroom()


@pytest.fixture
def ears():
    return Ears()


@pytest.fixture
def make(tmp_path, newsroom, ears):
    """A page cache of a process; all of them share a folder."""

    def made(own_ears=None, folder=tmp_path / "pages", disk=2**20, **more):
        shelf = Shelf(folder, disk=disk, memory=2**20)
        return PageCache(newsroom, shelf, own_ears or ears, **more)

    return made


@pytest.fixture
def cache(make):
    return make()


def test_a_page_is_made_once_and_sent_as_each_reader_takes_it(cache, newsroom):
    first = Answer(cache)
    again = Answer(cache)
    packed = Answer(cache, accept_encoding="br, gzip")
    head = Answer(cache, method="HEAD")

    assert newsroom.made == 1 and not first.is_hit
    assert first.headers["Cache-Status"] == "newsroom; fwd=miss; stored"
    assert again.is_hit and again.text == first.text == newsroom.text
    assert gzip.decompress(packed.body).decode() == newsroom.text
    assert (packed.headers["Content-Encoding"], head.body) == ("gzip", b"")
    assert head.headers["Content-Length"] == str(len(newsroom.text))
    assert newsroom.asked == [("", None)]


def test_a_reader_who_has_the_page_hears_just_that(cache, newsroom):
    etag = Answer(cache, accept_encoding="gzip").headers["ETag"]

    for said in (etag, f'"x", {etag}', "*"):
        known = Answer(cache, if_none_match=said)
        assert (known.status, known.body, known.headers["ETag"]) == (304, b"", etag)
    assert Answer(cache, if_none_match='"x"').status == 200
    assert newsroom.made == 1


def test_whatever_changes_ends_the_pages_that_show_it_and_no_other(cache, newsroom, ears):
    Answer(cache)
    newsroom.text, newsroom.keys = "dua " * 100, {"article:2"}
    Answer(cache, "/articles/2/dua/")
    newsroom.text = "baru " * 100

    ears.hears("article:1")

    assert Answer(cache).text == newsroom.text
    assert Answer(cache, "/articles/2/dua/").text == "dua " * 100


def test_a_page_ends_at_its_moment(cache, newsroom):
    newsroom.ends = timedelta(milliseconds=60)
    Answer(cache)
    assert Answer(cache).is_hit
    time.sleep(0.07)
    assert not Answer(cache).is_hit


def test_a_page_that_a_change_overtook_is_kept_by_nobody(make, newsroom, ears):
    one, other = make(), make()
    newsroom.meanwhile = lambda: ears.hears("article:1")
    Answer(one)
    newsroom.meanwhile, newsroom.text = lambda: None, "baru " * 100

    assert Answer(other).text == newsroom.text
    assert Answer(one).text == newsroom.text
    assert newsroom.made == 2


def test_what_one_process_made_all_answer_with_until_each_of_them_hears_of_a_change(make, newsroom):
    early, late = Ears(), Ears()
    one, other = make(early), make(late)
    Answer(one)
    taken_up = Answer(other)
    assert taken_up.is_hit and newsroom.made == 1
    assert taken_up.page == Answer(one).page == ("readers", "article")

    newsroom.text = "baru " * 100
    early.hears("article:1")
    assert Answer(one).text == newsroom.text
    late.hears("article:1")
    assert Answer(other).text == newsroom.text
    # A process that begins now does not know what changed before.
    assert not Answer(make(Ears())).is_hit


def test_a_thousand_readers_who_come_at_once_cost_one_page(make, newsroom):
    caches = [make(Ears()), make(Ears())]
    newsroom.meanwhile = lambda: time.sleep(0.3)
    found, begin = [], threading.Barrier(1000)

    def read(cache):
        begin.wait()
        found.append(Answer(cache).text)

    threads = [threading.Thread(target=read, args=[caches[n % 2]]) for n in range(1000)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == [newsroom.text] * 1000
    # Locks between processes are the process's own: here both caches are in one.
    assert newsroom.made <= 2


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


def breaks(newsroom, ears):
    """The database goes away."""
    ears.is_listening, ears.is_down = False, True
    newsroom.status, newsroom.text = "500 Internal Server Error", "Maaf."


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
    ears.hears("gone", "article:9")
    breaks(newsroom, ears)
    assert Answer(cache).status == 500

    ears.is_listening, ears.is_down = True, False
    newsroom.status, newsroom.text = "200 OK", "satu " * 100
    Answer(cache)
    # It listens again: nobody knows what was withdrawn meanwhile.
    ears.hears()
    breaks(newsroom, ears)
    assert Answer(cache).status == 500


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


@pytest.mark.parametrize(
    "asked",
    [
        {"method": "POST"},
        {"path": "/admin/"},
        {"path": "/preview/abc/"},
        {"path": "/search/", "query": "q=danau"},
        {"authorization": "Bearer x"},
    ],
)
def test_what_is_no_readers_page_goes_straight_on(cache, newsroom, asked):
    for _ in range(2):
        assert "Cache-Status" not in Answer(cache, **asked).headers
    assert newsroom.made == 2


def test_what_nobody_may_keep_is_made_each_time(cache, newsroom):
    newsroom.status = "404 Not Found"
    newsroom.keys = set()
    assert [Answer(cache).status for _ in range(3)] == [404] * 3
    newsroom.keys = {"article:1"}
    newsroom.status, newsroom.headers = "200 OK", [("Set-Cookie", "a=b")]
    Answer(cache)
    newsroom.headers = []
    assert not Answer(cache).is_hit
    assert Answer(cache).is_hit


@pytest.mark.parametrize("status", ["301 Moved Permanently", "404 Not Found"])
def test_what_is_no_page_is_kept_once_somebody_comes_back_and_ends_when_there_is_one(
    cache, newsroom, ears, status
):
    newsroom.status = status

    assert [Answer(cache).status for _ in range(4)] == [int(status[:3])] * 4
    assert newsroom.made == 2
    newsroom.status = "200 OK"
    ears.hears("article:1")
    assert Answer(cache).status == 200


def test_made_up_addresses_push_no_page_out_and_come_into_no_folder(cache, newsroom, tmp_path):
    Answer(cache)
    files = [*tmp_path.rglob("*")]
    newsroom.status, newsroom.text = "404 Not Found", "x" * 3000

    for number in range(300):
        for _ in range(2):
            Answer(cache, path=f"/articles/{number}/x/")

    assert newsroom.made == 1 + 600
    assert 10 < len(cache.shelf._pages) < 40
    assert [*tmp_path.rglob("*")] == files
    assert Answer(cache).is_hit


def test_what_pages_do_not_know_of_an_address_makes_no_page_of_its_own(cache, newsroom):
    Answer(cache, query="utm_source=wa")
    for number in range(50):
        assert Answer(cache, query=f"fbclid={number}").is_hit
    assert newsroom.asked == [("", None)]

    # A page of a list is kept from the second time on: made-up ones leave nothing behind.
    for number in range(50):
        Answer(cache, "/", query=f"before={number}-1")
    assert len(cache.shelf._pages) == 1
    Answer(cache, "/", query="before=7-1&x=y")
    assert Answer(cache, "/", query="before=7-1").is_hit


def test_plain_http_is_sent_on_where_https_is_expected(make, newsroom):
    cache = make(https=True, proxied=True)
    Answer(cache, x_forwarded_proto="https")
    assert Answer(cache, x_forwarded_proto="https").is_hit
    assert "Cache-Status" not in Answer(cache).headers


def test_shared_caches_are_told_what_is_left_of_it_and_by_what_to_purge_it(cache, newsroom):
    newsroom.keys, newsroom.ends = {"stories:3", "article:1"}, timedelta(seconds=100.5)
    Answer(cache)
    told = Answer(cache, surrogate_capability='edge="Surrogate/1.0"').headers

    assert told["Surrogate-Key"] == "article:1 stories:3"
    assert told["Surrogate-Control"].startswith("max-age=100, stale-while-revalidate=1, ")
    assert "Surrogate-Key" not in Answer(cache).headers
    newsroom.status = "403 Forbidden"
    told = Answer(cache, "/none/", surrogate_capability='edge="Surrogate/1.0"').headers
    assert told["Surrogate-Control"] == "no-store"


def test_a_folder_that_is_gone_torn_or_no_folder_costs_pages_and_nothing_else(
    make, newsroom, tmp_path
):
    one = make(Ears())
    Answer(one)
    (file,) = [each for each in (tmp_path / "pages").rglob("*") if each.parent.name != "pages"
               and each.is_file()]  # fmt: skip
    whole = file.read_bytes()
    for torn in (whole[:-5], b"", b"\0" * 500, whole.replace(b"article:1", b"article:9")):
        file.write_bytes(torn)
        assert Answer(make(Ears())).text == newsroom.text
        assert Answer(one).is_hit
    for each in sorted((tmp_path / "pages").rglob("*"), reverse=True):
        each.unlink() if each.is_file() else each.rmdir()
    Answer(one, "/articles/2/dua/")
    assert Answer(one, "/articles/2/dua/").is_hit
    (tmp_path / "file").write_text("")
    nowhere = make(Ears(), folder=tmp_path / "file")
    Answer(nowhere)
    assert Answer(nowhere).is_hit


def test_the_folder_and_the_memory_stay_as_large_as_they_may_be(make, newsroom, ears, tmp_path):
    cache = make(disk=200_000)
    cache.shelf.memory = 20_000
    for number in range(100):
        Answer(cache, f"/articles/{number}/")
    ears.sweep()

    taken = [each for each in (tmp_path / "pages").glob("*/*") if each.is_file()]
    assert 20 <= len(taken) <= 200_000 // 4096
    assert len(cache.shelf._pages) < 20
    assert Answer(cache, "/articles/99/").is_hit
