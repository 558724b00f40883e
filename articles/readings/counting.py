"""Counting readings at the server's door: in memory, in front of Django, and about nobody.

A browser says `POST /read/<number>` once a story was in sight for a while (static/public/read.js).
What is taken from the request is the host and the number; no address, cookie or name of a browser
is kept or written anywhere. The sums of a few seconds go to Postgres together (`keeping.record`).
"""

import atexit
import logging
import threading
from collections import Counter

ADDRESS = "/read/"
# Seconds between two writings: what a process that is killed loses at most.
PAUSE = 5.0
# So many stories are told apart between two writings. More are made-up numbers.
STORIES_AT_MOST = 20_000
LONGEST_HOST = 300
# What the programs are called that run a page's script and are no reader.
ROBOTS = (
    "bot", "crawl", "spider", "slurp", "headless", "lighthouse", "pagespeed", "phantomjs",
    "puppeteer", "playwright", "selenium", "preview", "facebookexternalhit", "meta-external",
    "python", "curl", "wget", "java/", "okhttp", "go-http", "scrapy", "monitor", "uptime",
)  # fmt: skip
ANSWER = [("Cache-Control", "no-store")]

log = logging.getLogger(__name__)


class Tally:
    """What was read since the last writing, in this process.

    `write` gets a Counter of (host, number) every few seconds, while there is something, and when
    the process ends in order. Where it returns False the counts are kept for the next time; where
    it breaks they are lost, so that one that cannot be written keeps no others from it.
    """

    def __init__(self, write, *, pause=PAUSE):
        self._write, self._pause = write, pause
        self._lock = threading.Lock()
        self._counts = {}
        self._writer = None

    def add(self, host, number):
        """Count one reading. The first one starts the writer, in the process that it is in."""
        key = host, number
        with self._lock:
            times = self._counts.get(key)
            if times is not None:
                self._counts[key] = times + 1
            elif len(self._counts) < STORIES_AT_MOST:
                self._counts[key] = 1
            if self._writer is None:
                self._start_to_write()

    def write(self):
        """Hand over what was counted."""
        with self._lock:
            counts, self._counts = self._counts, {}
        if counts and self._write(Counter(counts)) is False:
            with self._lock:
                kept = Counter(self._counts) + Counter(counts)
                self._counts = dict(kept.most_common(STORIES_AT_MOST))

    def _start_to_write(self):
        writer = threading.Thread(target=self._write_on, daemon=True)
        try:
            writer.start()
        except RuntimeError:
            # The machine has no room for a thread: the next reading tries again.
            return
        self._writer = writer
        atexit.register(self.write)

    def _write_on(self):
        pause = threading.Event()
        while not pause.wait(self._pause):
            try:
                self.write()
            except Exception:
                # Without this thread nothing is written until the process ends.
                log.exception("Readings of some seconds are lost")


def to_the_database(counts):
    """What a tally of the newsroom writes with; this module itself needs no Django."""
    from .keeping import write

    return write(counts)


def counting(application, tally):
    """The WSGI `application` with the counting of readings in front of it.

    The answer is the same whether something was counted or not: a robot learns nothing from it.
    """

    def answer(environ, start_response):
        path = environ["PATH_INFO"]
        if path.startswith(ADDRESS) and environ["REQUEST_METHOD"] == "POST":
            number = path[len(ADDRESS) :]
            # Eighteen digits fit into a number of the database.
            if number.isascii() and number.isdigit() and len(number) <= 18:
                if is_reading(environ):
                    tally.add(environ["HTTP_HOST"], int(number))
                start_response("204 No Content", ANSWER)
                return ()
        return application(environ, start_response)

    return answer


def is_reading(environ):
    """Whether a browser says so, of a page of this very host: not a robot, nor another site."""
    host = environ.get("HTTP_HOST", "")
    if not host or len(host) > LONGEST_HOST:
        return False
    if environ.get("HTTP_SEC_FETCH_SITE", "same-origin") != "same-origin":
        return False
    _scheme, _mark, origin = environ.get("HTTP_ORIGIN", "").partition("://")
    if origin != host:
        return False
    browser = environ.get("HTTP_USER_AGENT", "").lower()
    return bool(browser) and not any(name in browser for name in ROBOTS)
