"""The outermost part of the server: every request gets a number and is counted as it leaves.

Health and metrics are answered here, before any host is looked at.
"""

import logging
from contextlib import suppress
from time import perf_counter

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished

from . import counters, health, metrics
from .arriving import arrival
from .letters import Request
from .numbers import NUMBER, asked, number_of

log = logging.getLogger("newsroom.requests")
# Where the application says which page it was, and of which site.
PAGE = "newsroom.page"
NO_PAGE = ("none", "none")
# What a cache behind this door says of an answer (RFC 9211).
CACHE_STATUS = "Cache-Status"
PLAIN = "text/plain; charset=utf-8"


class Pages(WSGIHandler):
    """Django, which tells the door what page a request was for."""

    request_class = Request

    def get_response(self, request):
        """The answer; the name of its page stands beside it."""
        response = super().get_response(request)
        match = request.resolver_match
        if match is not None:
            site = "staff" if getattr(request, "is_staff_site", False) else "readers"
            request.environ[PAGE] = (site, match.url_name or "other")
        return response


def door(application, *, ready, gauges=tuple):
    """The WSGI `application` behind the door.

    `ready` says why this process is not ready, or "" (health.Readiness); `gauges` measures what is
    not counted but looked up when metrics are asked for.
    """
    counted = counters.shared()
    counted.begin("web")
    trusted = settings.BEHIND_PROXY

    def answer(environ, start_response):
        path = environ["PATH_INFO"]
        if path == metrics.ADDRESS or path.startswith("/health/"):
            found = _own(environ, path)
            if found:
                return _say(environ, start_response, *found)
        number = number_of(environ, trusted=trusted)
        NUMBER.set(number)
        questions = asked.count
        told = []
        begun = arrival.at or perf_counter()

        def start(status, headers, exc_info=None):
            told[:] = status, headers
            return start_response(status, [*headers, ("X-Request-ID", number)], exc_info)

        try:
            return _sent(environ, application(environ, start))
        finally:
            seconds = perf_counter() - begun
            status = told[0][:3] if told else "500"
            leaves(environ, status, told[1] if told else [], seconds, asked.count - questions)

    def _own(environ, path):
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return None
        if path == metrics.ADDRESS:
            if not metrics.is_allowed(environ):
                return None
            sums, processes = counters.read(counted.folder)
            looked_up = gauges()
            # Django looks after its connections between requests, of which this is one.
            request_finished.send(sender=Pages)
            return "200 OK", metrics.MEDIA_TYPE, metrics.text(sums, processes, looked_up)
        found = health.answer(path, ready)
        return found and (found[0], PLAIN, f"{found[1]}\n")

    def series_of(key):
        """Where an answer of a page, status and state of the cache is counted: looked up once."""
        (site, page), status, cached = key
        labels = (("site", site), ("page", page))
        found = [counted.series(metrics.REQUESTS, (*labels, ("status", status)), metrics.SECONDS)]
        what = cached and had(cached)
        made = page != "none" and what not in ("hit", "stale")
        found.append(made and counted.series(metrics.ASKED, labels, metrics.QUERIES))
        found.append(what and counted.series(metrics.CACHE, (("had", what),)))
        counted.kept[key] = found
        return found

    def leaves(environ, status, headers, seconds, questions):
        of, cached = environ.get(PAGE, NO_PAGE), ""
        for name, value in reversed(headers):
            if name == CACHE_STATUS:
                cached = value
                break
        key = of, status, cached
        requests, asks, cache = counted.kept.get(key) or series_of(key)
        requests.observe(seconds)
        if asks:
            asks.observe(questions)
        if cache:
            cache.add()
        if log.isEnabledFor(logging.INFO):
            # Never the part after the “?”, which holds what readers search for, and no address.
            log.info(
                "%s %s %s %.1f ms",
                environ["REQUEST_METHOD"],
                environ["PATH_INFO"],
                status,
                seconds * 1000,
                extra={"told": {"site": of[0], "page": of[1], "status": int(status),
                                "ms": round(seconds * 1000, 1), "queries": questions}},
            )  # fmt: skip

    return answer


def had(status):
    """What the page cache had for an answer, in one word: hit, stale, miss or bypass."""
    for word, said in (("stale", "stale"), ("; hit", "hit"), ("fwd=miss", "miss")):
        if word in status:
            return said
    return "bypass"


def _sent(environ, body):
    """The `body` of an answer; nothing of it where only the head was asked for."""
    if environ["REQUEST_METHOD"] != "HEAD":
        return body
    with suppress(AttributeError):
        body.close()
    return []


def _say(environ, start_response, status, media_type, said):
    body = said.encode()
    start_response(
        status,
        [
            ("Content-Type", media_type),
            ("Content-Length", str(len(body))),
            ("Cache-Control", "no-store"),
        ],
    )
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]
