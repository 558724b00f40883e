"""What is longer than a page, as a sitemap of fifty thousand stories is."""

import gzip
import tracemalloc

import pytest

from .rig import Answer

# As long as a sitemap may be that has every story of a month, and as alike from line to line.
LINES, IN_PIECE = 50_000, 500
LENGTH = 7_000_000


def line(number):
    place = f"https://kerinci.example/articles/{number:07}/air-danau-kerinci-turun-setengah-meter/"
    changed = f"2026-11-27T10:{number % 60:02}:00+07:00"
    return f"<url><loc>{place}</loc>\n<lastmod>{changed}</lastmod></url>\n".encode()


def pieces():
    for first in range(0, LINES, IN_PIECE):
        yield b"".join(map(line, range(first, first + IN_PIECE)))


def most_memory(read):
    """Bytes that were held at once while `read` ran, beyond those before it, and what it says."""
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        tracemalloc.reset_peak()
        said = read()
        return tracemalloc.get_traced_memory()[1] - before, said
    finally:
        tracemalloc.stop()


def drained(cache, **headers):
    """(length, Cache-Status) of an answer of which the reader keeps nothing."""
    environ = {
        "REQUEST_METHOD": "GET", "PATH_INFO": "/sitemap-2026-11.xml", "QUERY_STRING": "",
        "HTTP_HOST": "kerinci.example", "wsgi.url_scheme": "http",
    } | headers  # fmt: skip
    told = []
    length = sum(map(len, cache(environ, lambda *head: told.append(head))))
    return length, dict(told[0][1])


def test_a_file_is_made_kept_and_sent_without_being_held_whole(cache, newsroom):
    newsroom.text = pieces
    assert sum(map(len, pieces())) > LENGTH

    for said, is_packed in (("stored", False), ("hit", False), ("hit", True)):
        headers = {"HTTP_ACCEPT_ENCODING": "gzip"} if is_packed else {}
        held, (length, told) = most_memory(lambda headers=headers: drained(cache, **headers))

        assert said in told["Cache-Status"]
        assert told["Content-Length"] == str(length)
        assert (length < LENGTH / 4) == is_packed
        assert held < LENGTH / 4
    assert newsroom.made == 1


def test_a_file_says_the_same_to_who_unpacks_and_to_who_does_not(cache, newsroom):
    newsroom.text = pieces
    whole = b"".join(pieces())

    for _each in range(2):
        assert Answer(cache).body == whole
        assert gzip.decompress(Answer(cache, accept_encoding="gzip").body) == whole
    assert Answer(cache, method="HEAD").headers["Content-Length"] == str(len(whole))


def test_an_answer_that_breaks_off_while_it_is_taken_in_is_closed(cache, newsroom):
    closed = []

    class Breaks:
        def __iter__(self):
            yield b"half"
            raise RuntimeError("broken")

        def close(self):
            closed.append(True)

    newsroom.text = Breaks
    with pytest.raises(RuntimeError, match="broken"):
        Answer(cache)

    assert closed == [True]
