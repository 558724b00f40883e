"""Brings generated articles, one JSON object a line, into an empty newsroom as issued stories.

A line has headline, dek, reporter, desk, section, tags, published and body (a list of paragraphs):
what the site that ours is compared with took in too.
"""

import json
from datetime import datetime
from html import escape
from importlib import import_module
from itertools import islice

from django.db import connection, transaction
from taggit.models import Tag

from articles import html, publishing
from articles.models import Article, Byline, Placement, Section, Version
from articles.models.article import ArticleTopic
from articles.models.version import VersionByline, VersionTopic, slug_of
from newsroom.accounts.models import User
from newsroom.desks.hosts import host_map
from newsroom.desks.models import Desk
from newsroom.reporters.models import Reporter

BATCH = 1000
DOMAIN = "kabar.example"


# What the triggers would have written row by row is written at once, as when they came to be.
FILLED_BY = ("articles.migrations.0011_lists_and_search", "articles.migrations.0019_readers_search")
ENTERED_BY = "articles.migrations.0024_entries_of_before"
ENTRIES = (
    ("articles_topicentry", "articles_versiontopic", "tag_id"),
    ("articles_reporterentry", "articles_versionbyline", "reporter_id"),
)
WORDS = "SELECT indexname, indexdef FROM pg_indexes WHERE indexname IN %s"


def bring_in(file):
    """Make the network, its desks and people, and an issued story of each line of `file`."""
    with transaction.atomic(), connection.cursor() as cursor:
        archive = _Archive()
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(WORDS, [("listing_words", "findable_found")])
        words = cursor.fetchall()
        for name, _definition in words:
            cursor.execute(f"DROP INDEX {name}")
        with file.open() as lines:
            while some := [json.loads(line) for line in islice(lines, BATCH)]:
                archive.add(some)
        # Postgres counted the tables while they were empty, and would plan as if they still were.
        cursor.execute("ANALYZE")
        for name in FILLED_BY:
            cursor.execute(import_module(name).FILL)
        for entry, item, of in ENTRIES:
            enter = import_module(ENTERED_BY).FILL
            cursor.execute(enter.format(entry=entry, item=item, of=of))
        for _name, definition in words:
            cursor.execute(definition)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    host_map.forget()


class _Archive:
    """What the lines named so far."""

    def __init__(self):
        self.root = Desk.objects.create(
            slug="networks", name="Networks", masthead="Networks", host=DOMAIN
        )
        self.user = User.objects.create(username="bench")
        self.desks, self.reporters, self.sections, self.tags = {}, {}, {}, {}

    def add(self, lines):
        """Bring one batch in."""
        articles = Article.objects.bulk_create([self._article(line) for line in lines])
        credits, topics = [], []
        for article, line in zip(articles, lines, strict=True):
            credits.append(Byline(article=article, reporter=self._reporter(line)))
            topics += [ArticleTopic(content_object=article, tag=tag) for tag in self._tags(line)]
        Byline.objects.bulk_create(credits)
        ArticleTopic.objects.bulk_create(topics)
        versions = Version.objects.bulk_create(
            self._version(article, line) for article, line in zip(articles, lines, strict=True)
        )
        bylines, topics, places = [], [], []
        for version, line in zip(versions, lines, strict=True):
            bylines.append(VersionByline(version=version, reporter=self._reporter(line)))
            topics += [VersionTopic(version=version, tag=tag) for tag in self._tags(line)]
            places += publishing.placed(version, None)
        VersionByline.objects.bulk_create(bylines)
        VersionTopic.objects.bulk_create(topics)
        Placement.objects.bulk_create(places)

    def _article(self, line):
        at = datetime.fromisoformat(line["published"])
        return Article(
            desk=self._desk(line),
            state="issued",
            section=self._section(line),
            headline=line["headline"],
            standfirst=line["dek"],
            body="".join(f"<p>{escape(text, quote=False)}</p>" for text in line["body"]),
            created_by=self.user,
            created_at=at,
            changed_at=at,
        )

    def _version(self, article, line):
        reporter = self._reporter(line)
        at = article.changed_at
        return Version(
            article=article,
            number=1,
            desk=article.desk,
            kind=article.kind,
            section=article.section,
            language=article.desk.language,
            slug=slug_of(article.headline) or str(article.pk),
            headline=article.headline,
            standfirst=article.standfirst,
            body=html.clean(article.body),
            bylines=[{"name": reporter.name, "slug": reporter.slug, "role": "writer"}],
            topic_list=[{"name": tag.name, "slug": tag.slug} for tag in self._tags(line)],
            word_count=html.word_count(article.body),
            live_from=at,
            first_live_from=at,
            issued_by=self.user,
            issued_at=at,
        )

    def _desk(self, line):
        slug, name = line["desk"]["slug"], line["desk"]["name"]
        if slug not in self.desks:
            self.desks[slug] = Desk.objects.create(
                parent=self.root, slug=slug, name=name, masthead=f"Kabar {name}",
                host=f"{slug}.{DOMAIN}",
            )  # fmt: skip
        return self.desks[slug]

    def _reporter(self, line):
        slug, name = line["reporter"]["slug"], line["reporter"]["name"]
        if slug not in self.reporters:
            self.reporters[slug] = Reporter.objects.create(
                desk=self._desk(line), slug=slug, name=name
            )
        return self.reporters[slug]

    def _section(self, line):
        slug, name = line["section"]["slug"], line["section"]["name"]
        if slug not in self.sections:
            self.sections[slug] = Section.objects.create(
                slug=slug, name=name, position=len(self.sections)
            )
        return self.sections[slug]

    def _tags(self, line):
        for tag in line["tags"]:
            if tag["slug"] not in self.tags:
                self.tags[tag["slug"]] = Tag.objects.create(name=tag["name"], slug=tag["slug"])
        slugs = dict.fromkeys(tag["slug"] for tag in line["tags"])
        return [self.tags[slug] for slug in slugs]
