"""The page cache: in front of Django, for readers' pages alone, shared by a machine's processes.

It keeps what a view said may be kept (noting.kept), and answers with it while nothing of that
changed. Cookies are not looked at: readers' pages do not look at them either. One request makes a
page, the others wait for it. Where changes cannot be heard nothing is answered from here, unless
the database is away: then an old page is better than none.
"""

import logging
import re
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime
from typing import NamedTuple

from newsroom import clock
from newsroom.desks.hosts import spelt

from .kept_page import Page, gathered
from .noting import PLACE, Freshness, surrogate

# What is looked at: a list's page, and what is searched for. Anything else in a query changes no
# page, and is left out.
KNOWN = ("before", "after")
SEARCHED = ("q", "desk", "section", "topic", "reporter", "from", "to", "order", *KNOWN)
# Never readers' pages, or kept for ever by browsers.
ELSEWHERE = ("/admin", "/preview/", "/static/", "/read/", "/health/", "/metrics")
# Statuses that are kept: of pages, and of what says that one is elsewhere or nowhere.
PAGES, NO_PAGES = {"200", "410"}, {"301", "302", "404"}
# Pages that are another one for what their query says; but for searches nobody keeps them.
SEARCH, ARCHIVE, COMPLAINT = "/search/", "/archive/", "/corrections/ask/"
# Bytes as they are kept, compressed mostly.
LARGEST = 4 * 2**20
# Seconds that a request waits for another one's page before it makes it itself.
PATIENCE = 10.0
# So many seconds old is what waiting requests are given where something of it changed meanwhile.
OVERTAKEN = 0.5
# Seconds that somebody waits for a database that may be back in a moment, where there is no page;
# so many threads of a process wait for that at once, and each asks so often again: it may be one
# question that is not answered. All others are told to come back.
BACK_WITHIN, WAITING, TRIES = 5.0, 2, 3
STEP = 0.003
# Seconds after which it looks whether there is a point in waiting.
STRIDE = 0.25
# What is said of a request that makes a page for others.
LEFT_OUT = (
    "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_RANGE", "HTTP_ACCEPT_ENCODING",
    "HTTP_SURROGATE_CAPABILITY",
)  # fmt: skip
# Addresses that were asked for once: what may be made up is kept from the second time on.
ONCE = 20_000
PAGE = "newsroom.page"
AT_HAND = "newsroom.at_hand"

log = logging.getLogger(__name__)


class Making:
    """One page that is being made, for whoever waits for it."""

    def __init__(self):
        self.page, self.done = None, threading.Event()


class Asked(NamedTuple):
    """What Django answers, and what it noted of it meanwhile."""

    answer: object
    status: str
    headers: list
    found: Freshness
    name: tuple
    begun: float
    born: float

    @property
    def is_unanswered(self):
        """Whether the database did not answer."""
        return self.status[:3] == "503"


class PageCache:
    """The WSGI `application` behind the pages of `shelf`, with what `listener` hears."""

    def __init__(self, application, shelf, listener, *, https=False, proxied=False, staff_host=""):
        self.application, self.shelf, self.listener = application, shelf, listener
        self.https, self.proxied, self.staff_host = https, proxied, staff_host
        self._making, self._lock = {}, threading.Lock()
        self._once, self._waiting = set(), threading.BoundedSemaphore(WAITING)
        listener.tell(shelf.hear)
        listener.at_times(shelf.sweep)

    def __call__(self, environ, start_response):
        """The answer to one request."""
        page = environ.pop(AT_HAND, None)
        if page is not None:
            return self._send(page, environ, start_response, "newsroom; hit")
        method = environ["REQUEST_METHOD"]
        if method != "GET" and method != "HEAD":
            return self.application(environ, start_response)
        query = environ.get("QUERY_STRING", "")
        if query:
            query = self._query(environ["PATH_INFO"], query)
        if query is None or not self._is_for_readers(environ):
            return self.application(environ, start_response)
        name = f"{spelt(environ.get('HTTP_HOST', ''))}\n{environ['PATH_INFO']}\n{query}"
        page, listener = self.shelf.get(name), self.listener
        if page is not None and listener.is_listening and self.shelf.holds(page):
            return self._send(page, environ, start_response, "newsroom; hit")
        listener.start()
        return self._other(name, query, environ, start_response)

    def at_hand(self, environ):
        """Whether the answer only has to be sent, without waiting for anything.

        It is remembered for the call that follows.
        """
        query = environ["QUERY_STRING"]
        if query:
            query = self._query(environ["PATH_INFO"], query)
        if query is None or not self.listener.is_listening or not self._is_for_readers(environ):
            return False
        page = self.shelf.get(f"{spelt(environ['HTTP_HOST'])}\n{environ['PATH_INFO']}\n{query}")
        if page is None or not self.shelf.holds(page):
            return False
        environ[AT_HAND] = page
        return True

    def _is_for_readers(self, environ):
        if environ["PATH_INFO"].startswith(ELSEWHERE) or "HTTP_AUTHORIZATION" in environ:
            return False
        if self.staff_host and environ.get("HTTP_HOST", "").lower().startswith(self.staff_host):
            return False
        return not self.https or (
            environ["wsgi.url_scheme"] == "https"
            or (self.proxied and environ.get("HTTP_X_FORWARDED_PROTO") == "https")
        )

    @staticmethod
    def _query(path, query):
        """What of the query changes the page; None where that is not known."""
        if path == COMPLAINT or (path == ARCHIVE and "day" in query):
            return None
        known = SEARCHED if path == SEARCH else KNOWN
        parts = [part for part in query.split("&") if part.partition("=")[0] in known]
        return "&".join(sorted(parts)) if parts else ""

    # --- What is not at hand ----------------------------------------------------------------------

    def _other(self, name, query, environ, start_response):
        listener, shelf = self.listener, self.shelf
        old = shelf.find(name)
        if listener.is_listening:
            if old is not None and shelf.holds(old):
                return self._send(old, environ, start_response, "newsroom; hit")
            return self._made_once(name, query, environ, start_response, old)
        if listener.is_down and old is not None and shelf.may_serve_in_trouble(old):
            return self._send(old, environ, start_response, "newsroom; hit; detail=stale")
        return self._make(name, query, environ, start_response, old)[0]

    def _made_once(self, name, query, environ, start_response, old):
        """Make the page, or wait for whoever does."""
        with self._lock:
            making = self._making.get(name)
            first = making is None
            if first:
                making = self._making[name] = Making()
        if not first:
            end = time.monotonic() + PATIENCE
            while not making.done.wait(STRIDE) and time.monotonic() < end:
                if self._is_better_than_none(old):
                    return self._send(old, environ, start_response, "newsroom; hit; detail=stale")
            page = making.page
            # Also where a change overtook it a moment ago: this was asked before that was heard.
            if page is not None and time.monotonic() - page.begun < OVERTAKEN:
                return self._send(page, environ, start_response, "newsroom; hit")
            if page is not None:
                return self._other(name, query, environ, start_response)
            return self._make(name, query, environ, start_response, old)[0]
        place = None
        try:
            place = self._claim(name, old)
            if place is None and self._is_better_than_none(old):
                return self._send(old, environ, start_response, "newsroom; hit; detail=stale")
            # Somebody else made it since this one looked.
            found = self.shelf.find(name)
            if found is not None and self.shelf.holds(found):
                making.page = found
                return self._send(found, environ, start_response, "newsroom; hit")
            answer, making.page = self._make(name, query, environ, start_response, old)
            return answer
        finally:
            if place is not None:
                self.shelf.release(place)
            with self._lock:
                del self._making[name]
            making.done.set()

    def _claim(self, name, old):
        """The place to make it at, once no other process makes it; None: we do not wait longer."""
        end = time.monotonic() + PATIENCE
        place = self.shelf.claim(name)
        # Who makes it may wait for a database that says nothing any more: then we do not.
        while place is None and time.monotonic() < end and not self._is_better_than_none(old):
            time.sleep(STEP)
            place = self.shelf.claim(name)
        return place

    def _make(self, name, query, environ, start_response, old):
        """(the answer, the page that it is or None where nobody may keep it)."""
        asked = self._ask(query, environ)
        # The database may be away before this process hears that it is.
        if asked.status[:1] == "5" and self._is_better_than_none(old, asked.is_unanswered):
            _close(asked.answer)
            said = self._send(old, environ, start_response, "newsroom; hit; detail=stale")
            return said, None
        asked = self._insist(asked, query, environ)
        environ[PAGE], answer, status, headers = asked.name, *asked[:3]
        is_page = status[:3] in PAGES
        known = is_page or status[:3] in NO_PAGES
        if not asked.found.is_kept or not known or _sets_cookie(headers):
            return self._pass_on(environ, start_response, answer, status, headers), None
        try:
            body, is_packed = gathered(answer, headers)
        finally:
            _close(answer)
        page = Page(
            status=status,
            headers=headers,
            body=body,
            is_packed=is_packed,
            keys=asked.found.keys,
            until=asked.found.until.timestamp(),
            begun=asked.begun,
            born=asked.born,
            name=asked.name,
            is_ours_alone=asked.found.in_memory_alone,
        )
        in_memory = page.is_ours_alone or not is_page
        is_kept = (
            len(body) <= LARGEST
            and self.listener.is_listening
            and self._is_worth(name, query, is_page)
            and (self.shelf.keep_in_memory if in_memory else self.shelf.keep)(name, page)
        )
        said = "newsroom; fwd=miss; stored" if is_kept else "newsroom; fwd=miss"
        return self._send(page, environ, start_response, said), page

    def _ask(self, query, environ):
        found, told = Freshness(), []
        inner = {key: value for key, value in environ.items() if key not in LEFT_OUT}
        inner[PLACE], inner["QUERY_STRING"] = found, query
        inner["REQUEST_METHOD"] = "GET"
        begun, born = time.monotonic(), clock.seconds()

        def start(status, headers, exc_info=None):
            told[:] = status, headers

        answer = self.application(inner, start)
        return Asked(answer, *told, found, inner.get(PAGE, ("none", "none")), begun, born)

    def _insist(self, asked, query, environ):
        """What is answered once the database is back, where it is within a few seconds."""
        if not asked.is_unanswered or not self._waiting.acquire(blocking=False):
            return asked
        try:
            end, left = time.monotonic() + BACK_WITHIN, TRIES
            while asked.is_unanswered and left and time.monotonic() < end:
                time.sleep(STRIDE)
                if self.listener.is_listening:
                    _close(asked.answer)
                    asked, left = self._ask(query, environ), left - 1
            return asked
        finally:
            self._waiting.release()

    def _is_better_than_none(self, old, is_away=False):
        return (
            old is not None
            and (is_away or not self.listener.is_listening)
            and self.shelf.may_serve_in_trouble(old)
        )

    def _is_worth(self, name, query, is_page):
        """Whether to keep it. What may be made up, as a search: once somebody comes back."""
        if is_page and not query:
            return True
        # A number each: made-up addresses may be as long as a server takes them.
        mark = hash(name)
        if mark in self._once:
            return True
        if len(self._once) >= ONCE:
            self._once.clear()
        self._once.add(mark)
        return False

    # --- Sending ----------------------------------------------------------------------------------

    def _pass_on(self, environ, start_response, answer, status, headers):
        """What is not kept: as it came."""
        shared = "HTTP_SURROGATE_CAPABILITY" in environ
        more = [("Cache-Status", "newsroom; fwd=bypass")]
        start_response(status, [*headers, *more, *([NO_STORE] if shared else [])])
        if environ["REQUEST_METHOD"] == "HEAD":
            _close(answer)
            return []
        return answer

    @staticmethod
    def _send(page, environ, start_response, said):
        headers, pieces = page.sent(bool(GZIP.search(environ.get("HTTP_ACCEPT_ENCODING", ""))))
        environ[PAGE] = page.name
        headers = [*headers, ("Cache-Status", said)]
        if "HTTP_SURROGATE_CAPABILITY" in environ:
            until = datetime.fromtimestamp(page.until, UTC)
            headers += [NO_STORE] if page.is_ours_alone else surrogate(until, page.keys)
        else:
            headers.append(("Age", str(max(0, int(clock.seconds() - page.born)))))
        known = environ.get("HTTP_IF_NONE_MATCH")
        if known is not None and page.status[:3] == "200" and page.is_had(known):
            start_response("304 Not Modified", [each for each in headers if each[0] not in OF_BODY])
            return []
        start_response(page.status, headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else pieces


NO_STORE = ("Surrogate-Control", "no-store")
# That a reader takes it, and not that they do not (RFC 9110, 12.4.2: a weight of nought).
GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))")
OF_BODY = {"Content-Length", "Content-Type", "Content-Encoding"}


def _sets_cookie(headers):
    return any(key.lower() == "set-cookie" for key, _value in headers)


def _close(answer):
    with suppress(AttributeError):
        answer.close()
