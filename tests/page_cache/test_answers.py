"""The page cache: what it answers with, and until when."""

import gzip
import threading
import time

import pytest

from .rig import Answer, Ears


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


@pytest.mark.parametrize(
    "said, is_packed",
    [
        ("gzip;q=0", False),
        ("gzip; q=0.000, br", False),
        ("br, gzip;q=0.5", True),
        ("x-gzipped", False),
    ],
)
def test_who_says_that_they_do_not_unpack_gets_it_as_it_is(cache, said, is_packed):
    assert ("Content-Encoding" in Answer(cache, accept_encoding=said).headers) == is_packed


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


def test_a_page_ends_at_its_moment(cache, newsroom, monkeypatch):
    ends = time.time() + newsroom.ends.total_seconds()
    Answer(cache)
    late = time.time() + newsroom.ends.total_seconds()
    for moment, is_hit in ((ends - 1, True), (late, False)):
        monkeypatch.setattr(time, "time", lambda moment=moment: moment)
        assert Answer(cache).is_hit == is_hit


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
