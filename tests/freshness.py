"""Readers' pages of a small network, and what they say of how long they may be kept."""

from datetime import timedelta

import psycopg2
from django.db import connection
from django.test import RequestFactory
from django.test.client import ClientHandler
from taggit.models import Tag

from articles.freshness.keys import CHANNEL
from articles.freshness.noting import PLACE, Freshness
from articles.public import article, feeds, frame, freshness, known, made
from newsroom.imprint.models import Imprint

from .factories import (
    NOW,
    make_article,
    make_desk,
    make_issued,
    make_network,
    make_reporter,
    make_section,
    make_user,
)
from .pictures import issue, lead, make_photo

READER = ClientHandler(enforce_csrf_checks=False)
AGO = NOW - timedelta(days=3)


class World:
    """A network with a province and its daughter, and a province of another branch."""

    def __init__(self):
        self.network = make_network()
        self.jambi, self.maluku = make_desk("jambi"), make_desk("maluku")
        self.kerinci = make_desk("kerinci", parent=self.jambi)
        self.desks = [self.network, self.jambi, self.kerinci, self.maluku]
        self.politics = make_section("politik")
        self.editor = make_user("chief", self.network)
        self.writer = make_reporter(self.kerinci, name="Rara Lestari", slug="rara")
        topic = {"topics": ["Banjir"], "reporters": [self.writer]}
        self.old = make_issued(self.kerinci, at=AGO, headline="Kabar lama", **topic)
        self.photo = make_photo(self.kerinci)
        drawn = make_article(self.kerinci, section=self.politics, headline="Berfoto", at=AGO)
        self.pictured = issue(drawn, [lead(self.photo)], at=AGO)
        self.other = make_issued(self.maluku, at=AGO, headline="Kabar Maluku")
        body = f'<p data-story="{self.other.pk}">Baca juga</p><p>Danau surut.</p>'
        self.live = make_issued(self.kerinci, headline="Kabar hangat", body=body, **topic)
        self.draft = make_article(self.kerinci, headline="Naskah", at=AGO, **topic)
        self.tag = Tag.objects.get(name__iexact="Banjir")
        Imprint.objects.create(desk=self.network, company="PT Kabar Tepian")

    def addresses(self):
        """(desk, path) of every kind of page that says something of a desk or its stories."""
        stories = [self.old, self.pictured, self.live, self.draft]
        stories = [version.path for each in stories if (version := each.versions.last())]
        topic, writer = f"/topics/{self.tag.slug}/", f"/reporters/{self.writer.slug}/"
        lists = ["/", "/sections/politik/", "/sections/ekonomi/", topic, writer]
        few = ["/", "/sections/politik/", "/corrections/", "/rss.xml", "/masthead/"]
        other = self.other.versions.last().path
        nowhere = [f"/articles/{self.draft.pk}/", f"/articles/{self.live.pk}/danau/", "/nowhere/"]
        nowhere += ["/topics/banjir-bandang/", "/reporters/rara-lestari/", "/sections/hukum/"]
        paths = {
            self.kerinci: [
                *lists,
                *stories,
                *(f"{path}rss.xml" for path in lists),
                *("/archive/", f"/archive/{AGO:%Y/%m/%d}/", f"/sitemap-{AGO:%Y-%m}.xml"),
                *("/most-read/", "/corrections/", "/masthead/", "/license.xml", "/desks/"),
                *("/ninjs.json", "/newsml.xml"),
                *("/sitemap.xml", "/sitemap-news.xml", "/offline/gone.json", "/search/"),
                *("/search/?q=danau", "/search/?q=kabar&order=newest&desk=kerinci"),
                *("/search/?q=kabar+lma", "/search/?q=la*", "/search/?q=hangat&section=ekonomi"),
                *nowhere,
            ],
            self.jambi: [*few, writer, stories[0], stories[2]],
            self.maluku: [*few, other, "/search/?q=kabar"],
            self.network: [*few, topic, stories[0], other, "/search/?q=kabar"],
        }
        return [(desk, path) for desk in paths for path in paths[desk]]


class Kept:
    """One answer as a cache would keep it."""

    def __init__(self, desk, path):
        found = Freshness()
        request = RequestFactory().get(path, headers={"host": desk.host}, **{PLACE: found})
        # Without what the client of the tests keeps of each template, which takes most of the time.
        response = READER(request.environ)
        self.body = (response.status_code, response.get("Location"), b"".join(response))
        self.keys, self.until = found.keys, found.until
        self.is_kept = found.is_kept


def read_all(addresses):
    """The answers of all these addresses."""
    return {(desk, path): Kept(desk, path) for desk, path in addresses}


def forget_everything():
    """As a process that was started just now: nothing of any page is in memory."""
    freshness.forget(None)
    for kept in (known._shelves, made.parts, article._known, frame._frames, feeds.entries):
        kept.clear()


class Ear:
    """Hears what Postgres tells, and lets this process forget it."""

    def __enter__(self):
        self.raw = psycopg2.connect(**connection.get_connection_params())
        self.raw.autocommit = True
        self.raw.cursor().execute(f"LISTEN {CHANNEL}")
        return self

    def heard(self):
        """The keys that were told since the last time."""
        # What was committed before is in the queue: an answer brings it along.
        self.raw.cursor().execute("SELECT 1")
        self.raw.poll()
        keys = {key for each in self.raw.notifies for key in each.payload.split()}
        assert all(len(each.payload) < 8000 for each in self.raw.notifies)
        self.raw.notifies.clear()
        if keys:
            freshness.forget(keys)
        return keys

    def __exit__(self, *_error):
        self.raw.close()
