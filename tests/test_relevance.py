"""Whether readers find what they mean: sixty questions to the demo's stories, with their answers.

Judged by the mean reciprocal rank (1 where the answer is always the first, 0.5 where the second),
beside what plain Postgres and a search of titles would have answered. `pytest -s` prints it.
"""

import tomllib
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.db import connection
from taggit.models import Tag

from articles.demo.load import stories
from articles.models import Article, Placement, Version
from articles.models.version import VersionTopic
from newsroom.desks.hosts import host_map

from .factories import NOW, make_desk, make_network, make_section, make_user
from .readers import numbers, page

pytestmark = pytest.mark.django_db
QUESTIONS = tomllib.loads(
    (Path(__file__).parent / "files" / "questions.toml").read_text(encoding="utf-8")
)
SEEN = ("live", "superseded", "reworking")
# What Postgres does where nothing is added to it.
PLAIN = """
SELECT article_id FROM articles_version,
    websearch_to_tsquery('indonesian', %s) question,
    to_tsvector('indonesian', concat_ws(' ', headline, standfirst, body)) words
WHERE words @@ question ORDER BY ts_rank(words, question) DESC, article_id DESC
"""
# The same where one of the words is enough.
ANY = PLAIN.replace(
    "websearch_to_tsquery('indonesian', %s) question",
    "CAST(replace(plainto_tsquery('indonesian', %s)::text, '&', '|') AS tsquery) question",
)
# Titles, excerpts, tags and authors by beginnings of words, as Ghost's search looks through them.
TITLES = """
SELECT article_id FROM articles_version, to_tsvector('simple', concat_ws(' ', headline, standfirst,
    topic_list::text, bylines::text)) words
WHERE words @@ to_tsquery('simple', %s) ORDER BY first_live_from DESC
"""


def live_stories():
    """The demo's stories that readers have, as versions: {slug: number of its article}."""
    desks = {"nusantara": make_network()}
    editor = make_user("editor", desks["nusantara"])
    found = {}
    for slug, story in stories():
        if story["state"] not in SEEN:
            continue
        desk = desks.get(slug) or desks.setdefault(slug, make_desk(slug))
        section = make_section(story["section"])
        moment = NOW - timedelta(days=story.get("days_ago", 0), hours=1)
        values = {
            "desk": desk, "section": section, "headline": story["headline"],
            "standfirst": story.get("standfirst", ""), "dateline": story.get("dateline", ""),
            "kicker": story.get("kicker", ""), "body": story["body"],
        }  # fmt: skip
        article = Article.objects.create(
            **values, state="issued", created_by=editor, created_at=moment, changed_at=moment
        )
        tags = [Tag.objects.get_or_create(name=name, defaults={"slug": name.replace(" ", "-")})[0]
                for name in story["topics"]]  # fmt: skip
        names = [name for name, _role in story["bylines"]]
        version = Version.objects.create(
            **values, article=article, number=1, kind="news", slug=story["slug"][:120],
            bylines=[{"name": name.replace("-", " ").title(), "slug": name, "role": "writer"}
                     for name in names],
            topic_list=[{"name": tag.name, "slug": tag.slug} for tag in tags],
            word_count=1, live_from=moment, first_live_from=moment, issued_by=editor,
            issued_at=moment,
        )  # fmt: skip
        VersionTopic.objects.bulk_create(VersionTopic(version=version, tag=tag) for tag in tags)
        for place in {desk, desks["nusantara"]}:
            Placement.objects.create(
                version=version, article=article, desk=place, section=section,
                kind="home" if place == desk else "rolled_up",
            )  # fmt: skip
        found[story["slug"]] = article.pk
    host_map.forget()
    return found


def rank(answers, expected):
    """One divided by the place of the first that is expected; 0 where none is."""
    return next((1 / place for place, each in enumerate(answers, 1) if each in expected), 0)


def asked_of_postgres(sql, question):
    with connection.cursor() as cursor:
        cursor.execute(sql, [question])
        return [number for (number,) in cursor.fetchall()]


def beginnings(question):
    return " & ".join(f"{word}:*" for word in question.replace('"', "").replace("-", " ").split())


def test_readers_find_what_they_mean_better_than_with_plain_postgres_or_by_titles():
    found = live_stories()
    network = make_network()
    assert len(QUESTIONS) == 60
    ranks, lines = {"ours": 0, "ts_rank": 0, "ts_rank, any word": 0, "titles": 0}, []
    for question, slugs in QUESTIONS.items():
        expected = {found[slug] for slug in slugs}
        html = page(network, f"/search/?{urlencode({'q': question})}")
        answers = {
            "ours": numbers(html.split("<main")[1]),
            "ts_rank": asked_of_postgres(PLAIN, question),
            "ts_rank, any word": asked_of_postgres(ANY, question),
            "titles": asked_of_postgres(TITLES, beginnings(question)),
        }
        each = {name: rank(numbers, expected) for name, numbers in answers.items()}
        ranks = {name: total + each[name] for name, total in ranks.items()}
        lines.append("".join(f"{value:8.2f}" for value in each.values()) + f"  {question}")
    ranks = {name: total / len(QUESTIONS) for name, total in ranks.items()}
    print("", *lines, f"mean reciprocal rank: {ranks}", sep="\n")

    assert ranks["ours"] >= 0.9
    assert all(ranks["ours"] > other for name, other in ranks.items() if name != "ours")
