"""Readers who search, as far as a test needs them."""

from datetime import timedelta
from urllib.parse import urlencode

from .factories import NOW, make_issued
from .readers import link, numbers, page

EARLIER = NOW - timedelta(hours=2)


def main(html):
    """The page without what surrounds it."""
    return html.split("<main")[1].split("</main>")[0]


def ask(host, q="", *, status=200, **more):
    """The main part of the answer to a question."""
    query = urlencode({"q": q} | more) if q else urlencode(more)
    return main(page(host, f"/search/?{query}", status=status))


def found(host, q="", **more):
    """The numbers of the stories that are found, in their order."""
    return numbers(ask(host, q, **more))


def live(desk, headline, *, at=EARLIER, **values):
    """A story that is public since two hours ago."""
    return make_issued(desk, at=at, headline=headline, **values)


def walk(desk, path):
    """All stories on the way from `path` on, and the addresses of its pages."""
    visited, paths = [], []
    while path:
        html = main(page(desk, path))
        paths.append(path)
        visited += numbers(html)
        older = link(html, "next")
        path = older and f"/search/{older}"
    return visited, paths
