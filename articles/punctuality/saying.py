"""What a page says of a change, and whether that is what it should say.

A story's page says its version's number (schema.org's `version`). Of any other page what it says of
the story is compared with the same page made afresh, beside every cache: equal is up to date.
"""

import hashlib
import json
import re
from collections import defaultdict
from functools import cached_property
from types import SimpleNamespace

from articles.public import freshness, standin

from .models import Kind, Surface
from .pages import AWAITED, OFF, SEEN

NUMBER = re.compile(rb'"version": ?"?(\d+)')
HEADING = re.compile(rb"<h1[^>]*>(.*?)</h1>", re.S)
NOTICE = re.compile(rb'id="notice-(\d+)"')
LINK = re.compile(rb'<a\b[^>]*?href="[^"]*?/articles/(\d+)/[^"]*"[^>]*>(.*?)</a>', re.S)
ADDRESS = re.compile(rb"/articles/(\d+)/")
TEASER = re.compile(rb'<article class="teaser.*?</article>', re.S)
# A ranking of its own, kept for a minute by each process, and the links of pages to elsewhere.
MOST_READ = re.compile(rb'<aside class="most-read".*?</aside>', re.S)
STRIPS = re.compile(rb'<section class="breaking".*?</section>', re.S)
CORRECTED = object()
ENTRY = re.compile(rb"<(item|entry|url)>.*?</\1>", re.S)


class Reading:
    """An answer of a page, read once for all the changes that are looked for on it."""

    def __init__(self, answer):
        self.status, self.body = answer.status, answer.body

    @cached_property
    def number(self):
        """The number of the version that a story's page shows, or None."""
        found = NUMBER.search(self.body)
        return int(found[1]) if found and self.status == 200 else None

    @cached_property
    def strips(self):
        """The breaking strips of a page."""
        return STRIPS.findall(self.body)

    @cached_property
    def order(self):
        """The numbers of the stories that a list links to, in its order."""
        body = STRIPS.sub(b"", MOST_READ.sub(b"", self.body))
        return [int(number) for number, _text in LINK.findall(body)]

    def shows(self, files):
        """Whether any of these public files of a photo is named, for eyes or for machines."""
        return any(name.encode() in self.body for name in files)

    def of(self, page, article):
        """What it says of `article`: two answers that say the same are equal; () for nothing."""
        if page["what"] == Surface.STORY:
            if self.status != 200:
                return (self.status,)
            return (200, self.number, *HEADING.findall(self.body), *NOTICE.findall(self.body))
        kept = self._of_list if page["path"].endswith("/") else self._of_feed
        return kept.get(article, ())

    @cached_property
    def _of_list(self):
        body = MOST_READ.sub(b"", self.body)
        found = defaultdict(set)
        for number, text in LINK.findall(body):
            found[int(number)].add(" ".join(text.decode("utf-8", "replace").split()))
        for teaser in TEASER.findall(body):
            if b'class="corrected"' in teaser and (link := ADDRESS.search(teaser)):
                found[int(link[1])].add(CORRECTED)
        return found

    @cached_property
    def _of_feed(self):
        """The entries of a feed or sitemap by the story that their own address names."""
        if self.body.startswith(b"{"):
            entries = _items(self.body)
        else:
            entries = [entry[0] for entry in ENTRY.finditer(self.body)]
        return {
            int(link[1]): (hashlib.sha256(entry).hexdigest(),)
            for entry in entries
            if (link := ADDRESS.search(entry))
        }


def _items(body):
    """The items of a JSON Feed, each with its own address first."""
    try:
        items = json.loads(body)["items"]
        return [f"{item['url']} {json.dumps(item, sort_keys=True)}".encode() for item in items]
    except (ValueError, KeyError, TypeError):
        return []


def state_of(change, page, answer, made):
    """What an answer of one of its pages says of `change`: seen, awaited, or off.

    Off: readers are to have something else there meanwhile. `made` is a function that gives the
    Reading of the same page made afresh; it is asked only where the page alone does not tell.
    """
    article = change.article_id
    if answer.status >= 500:
        return AWAITED
    if change.kind in (Kind.STRIP, Kind.STRIP_ENDS):
        return SEEN if answer.strips == made().strips else AWAITED
    if change.kind == Kind.PHOTO_ENDS:
        return AWAITED if answer.shows(change.files) else SEEN
    if change.kind == Kind.FRONT:
        return SEEN if answer.order == made().order else AWAITED
    if change.kind == Kind.CAME:
        if page["what"] == Surface.STORY:
            if answer.number is not None:
                return SEEN if answer.number >= change.version_number else AWAITED
            same = answer.of(page, article) == made().of(page, article)
            return OFF if same and answer.status != 200 else AWAITED
        if change.version_number == 1 and answer.of(page, article):
            # Before there was a first version nothing could be said of it.
            return SEEN
    return SEEN if answer.of(page, article) == made().of(page, article) else AWAITED


def made_afresh(desk, path, *, at):
    """The Reading of a page of `desk` at the moment `at`, made from the database alone."""
    # Nor from what pages keep in memory.
    freshness.forget(None)
    asked = SimpleNamespace(META={"HTTP_HOST": desk.host.lower()})
    response = standin.answer(standin.Standin(asked, desk, path, at=at))
    answer = SimpleNamespace(status=response.status_code, body=response.content)
    return Reading(answer)
