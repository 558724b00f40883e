"""The readers' search looks through the archive in stretches: it misses no story, and reads no more
of a long archive than of a short one.
"""

from datetime import UTC, timedelta
from importlib import import_module

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from taggit.models import Tag

from articles.models import Findable
from articles.public import finding, stretches
from articles.search import terms_of

from .factories import (
    NOW,
    make_desk,
    make_many_live,
    make_network,
    make_reporter,
    make_section,
    reissue,
)
from .readers import page
from .searching import found, live

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
MIDNIGHT = NOW.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
# At the very ends of days, months and years, and far apart.
EDGES = [MIDNIGHT, MIDNIGHT.replace(day=1), MIDNIGHT.replace(month=1, day=1)]
MOMENTS = [
    *EDGES,
    *(moment - timedelta(microseconds=1) for moment in EDGES),
    *(NOW - timedelta(days=days, hours=1) for days in (20, 45, 100, 401, 801, 2001)),
]


@pytest.fixture(params=[1, 250])
def short(request, monkeypatch):
    """Stretches of a few stories, which soon grow longer; and those of always."""
    monkeypatch.setattr(stretches, "FIRST", request.param)
    monkeypatch.setattr(stretches, "LONGER", 3)


def test_every_story_lies_in_one_stretch_wherever_its_day_month_or_year_ends(short):
    network, desk = make_network(language="en"), make_desk("kerinci", language="en")
    law, topic = make_section("hukum"), Tag.objects.create(name="padi", slug="padi")
    reporter = make_reporter(desk, slug="sari-dewi")
    for moment in MOMENTS:
        make_many_live(desk, 1, at=moment, section=law, topic=topic, reporter=reporter)
    live(make_desk("ambon", language="en"), "Kabar borongan lain", section=make_section("olahraga"))
    placements = desk.placements.order_by("-first_live_from", "-article_id")
    expected = list(placements.values_list("article_id", flat=True))
    keys = list(placements.values_list("first_live_from", "article_id"))

    for host, narrowed in (
        (desk, {}),
        (desk, {"section": "hukum"}),
        (network, {"desk": "kerinci"}),
        (network, {"section": "hukum"}),
        (network, {"topic": "padi"}),
        (network, {"reporter": "sari-dewi"}),
    ):
        assert found(host, "borongan", order="newest", **narrowed) == expected
        assert sorted(found(host, '"kabar borongan"', **narrowed)) == sorted(expected)
    wanted = finding.Wanted(terms=tuple(terms_of("borongan")))
    for place, key in enumerate(keys):
        assert articles(desk, wanted, beyond=key) == expected[place + 1 :]
        assert articles(desk, wanted, beyond=key, back=True) == expected[:place][::-1]


def articles(desk, wanted, **way):
    reader = type("Reader", (), {"desk": desk, "at": NOW})()
    parts = stretches.through(reader, wanted, **way)
    return [row[1] for row in finding.candidates(reader, wanted, parts, most=99, **way)[0]]


def test_days_bound_what_is_looked_through(short):
    desk = make_desk("kerinci", language="en")
    ages = {days: live(desk, "Panen raya", at=NOW - timedelta(days=days)) for days in (1, 40, 90)}
    day = (NOW - timedelta(days=40)).astimezone(desk.zone).date()

    assert found(desk, "panen", **{"from": day}) == [ages[1].pk, ages[40].pk]
    assert found(desk, "panen", to=day) == [ages[40].pk, ages[90].pk]
    assert found(desk, "panen", **{"from": day, "to": day}) == [ages[40].pk]


def test_what_is_unwanted_stays_out_above_the_text_and_in_it(short, monkeypatch):
    monkeypatch.setattr(finding, "ENOUGH", 1)
    monkeypatch.setattr(finding, "POOL", 1)
    desk = make_desk("kerinci", language="en")
    old = live(desk, "Panen raya", at=NOW - timedelta(days=900))
    live(desk, "Panen raya gagal", at=NOW - timedelta(days=800))
    live(desk, "Panen raya", body="<p>Hama wereng coklat.</p>", at=NOW - timedelta(days=700))
    new = live(desk, "Kabar", body="<p>Panen raya.</p>")

    # The newest, and an old one that says it above its text.
    assert found(desk, 'panen -gagal -"wereng coklat"') == [old.pk, new.pk]
    assert found(desk, '"panen raya" -gagal -coklat') == [old.pk, new.pk]


def test_a_story_keeps_its_stretch_when_it_is_corrected():
    desk = make_desk("kerinci", language="en")
    story = live(desk, "Harga cabai naik", at=NOW - timedelta(days=100))
    reissue(story, at=NOW, headline="Harga cabai turun")
    day = (NOW - timedelta(days=100)).astimezone(desk.zone).date()

    assert found(desk, "turun", **{"from": day, "to": day}) == [story.pk]


def test_stories_of_before_get_their_stretches_as_new_ones_do():
    desk = make_desk("kerinci", language="en")
    for days in (1, 400):
        live(desk, "Harga cabai naik", at=NOW - timedelta(days=days))
    written = list(Findable.objects.order_by("pk").values_list("words", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE articles_findable SET words = ts_delete(words, ARRAY("
            "SELECT lexeme FROM unnest(words) WHERE lexeme LIKE '%:%@%' OR lexeme LIKE 'day:%'))"
        )
    assert found(desk, "cabai") == []

    migration = import_module("articles.migrations.0032_stretches_among_words")
    for _time in range(2):
        with connection.schema_editor() as editor:
            migration.fill(None, editor)
        assert list(Findable.objects.order_by("pk").values_list("words", flat=True)) == written
    assert len(found(desk, "cabai")) == 2


def test_what_is_rare_is_looked_for_in_all_that_is_left_at_once(monkeypatch):
    monkeypatch.setattr(stretches, "FIRST", 2)
    desk = make_desk("kerinci", language="en")
    make_many_live(desk, 12, at=NOW - timedelta(hours=1))
    ages = [60 * months for months in range(8)]
    rare = [live(desk, "Gempa", at=NOW - timedelta(days=age, hours=2)).pk for age in ages]

    with CaptureQueriesContext(connection) as queries:
        assert found(desk, "gempa", order="newest") == rare
    assert sum("articles_findable" in query["sql"] for query in queries) == 2


def harvest(desk):
    """Three stories whose headline has the words, which are returned, and three older texts."""
    new = [live(desk, "Panen raya", at=NOW - timedelta(hours=age)).pk for age in (2, 3, 4)]
    for age in (5, 6, 7):
        live(desk, "Kabar pasar", at=NOW - timedelta(hours=age), body="<p>Harga cabai naik.</p>")
    return new


def test_what_stands_above_the_text_is_looked_for_only_where_too_few_of_the_newest_have_it(
    monkeypatch,
):
    monkeypatch.setattr(stretches, "FIRST", 2)
    monkeypatch.setattr(finding, "ENOUGH", 3)
    desk = make_desk("kerinci", language="en")
    new = harvest(desk)
    old = live(desk, "Cabai murah", at=NOW - timedelta(days=2000)).pk
    live(desk, "Panen lama", at=NOW - timedelta(days=2001))

    def looks(words, expected):
        with CaptureQueriesContext(connection) as queries:
            shown = found(desk, words)
        assert shown[: len(expected)] == expected
        return len(shown), sum("articles_findable" in query["sql"] for query in queries)

    assert looks("panen", new) == (3, 1)
    # Not again among those that were looked through.
    assert looks("cabai", [old]) == (4, 2)


def test_a_stretch_that_has_enough_is_the_last_where_no_older_headline_has_the_words(monkeypatch):
    monkeypatch.setattr(stretches, "FIRST", 2)
    monkeypatch.setattr(finding, "ENOUGH", 3)
    desk = make_desk("kerinci", language="en")
    text = {"headline": "Kabar pasar", "body": "<p>Harga cabai naik.</p>"}
    new = [live(desk, at=NOW - timedelta(minutes=age), **text).pk for age in (2, 3, 4)]
    month_before = (NOW - timedelta(minutes=4)).replace(day=1, hour=0) - timedelta(days=1)
    older = live(desk, at=month_before, **text).pk

    assert sorted(found(desk, "cabai")) == sorted(new)
    headline = live(desk, "Cabai murah", at=month_before - timedelta(days=1)).pk
    shown = found(desk, "cabai")
    assert shown[0] == headline and sorted(shown[1:]) == sorted(new)
    # The newest first are all there are.
    assert found(desk, "cabai", order="newest") == [*new, older, headline]


def test_where_more_have_the_words_than_are_weighed_those_above_the_text_are_looked_for_beyond_them(
    monkeypatch,
):
    monkeypatch.setattr(finding, "POOL", 3)
    monkeypatch.setattr(finding, "HEADS", 2)
    desk = make_desk("kerinci", language="en")
    new = harvest(desk)
    old = [live(desk, "Cabai murah", at=NOW - timedelta(days=age)).pk for age in (900, 2000, 2001)]
    live(desk, "Panen lama", at=NOW - timedelta(days=2001))

    def looks(words):
        with CaptureQueriesContext(connection) as queries:
            shown = found(desk, words)
        return shown, sum("WITH found" in query["sql"] for query in queries)

    # The newest have them: any other is older.
    assert looks("panen") == (new, 1)
    shown, number = looks("cabai")
    assert shown[:2] == old[:2] and len(shown) == 5 and number > 1


# --- What is read -------------------------------------------------------------------------------


def rows_read(plan):
    """The rows of Findable that a plan read, as EXPLAIN (ANALYZE) has it in JSON."""
    own = 0
    if plan.get("Relation Name") == "articles_findable":
        dropped = ("Rows Removed by Filter", "Rows Removed by Index Recheck")
        own = (plan["Actual Rows"] + sum(plan.get(name, 0) for name in dropped)) * plan[
            "Actual Loops"
        ]
    return own + sum(rows_read(each) for each in plan.get("Plans", ()))


def read_for(host, path):
    """How many rows of Findable a search reads for which stories are worth a look."""
    with CaptureQueriesContext(connection) as queries:
        page(host, path)
    number = 0
    with connection.cursor() as cursor:
        for query in queries:
            if "articles_findable" in query["sql"]:
                cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {query['sql']}")
                number += sum(rows_read(plan["Plan"]) for [[plan]] in cursor.fetchall())
    return number


def test_of_a_long_archive_no_more_is_read_than_of_a_short_one(monkeypatch):
    monkeypatch.setattr(stretches, "FIRST", 40)
    monkeypatch.setattr(finding, "POOL", 40)
    network, desk = make_network(language="en"), make_desk("kerinci", language="en")
    named = {
        "section": make_section("hukum"),
        "topic": Tag.objects.create(name="padi", slug="padi"),
        "reporter": make_reporter(desk, slug="sari-dewi"),
    }
    questions = ["q=kabar", "q=kabar&order=newest", "q=%22kabar+borongan%22&order=newest"]
    narrowed = ["section=hukum", "topic=padi", "reporter=sari-dewi"]
    asked = [(desk, q) for q in questions] + [(network, f"{q}&desk=kerinci") for q in questions]
    asked += [(network, f"{questions[1]}&{name}") for name in narrowed]

    def years(ages):
        for age in ages:
            make_many_live(desk, 45, at=NOW - timedelta(days=60 * age, hours=1), **named)
        with connection.cursor() as cursor:
            # As of a table that is long: not from its beginning to its end.
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
            cursor.execute("ANALYZE articles_findable, articles_placement")
        return [read_for(host, f"/search/?{query}") for host, query in asked]

    short = years(range(4))
    long = years(range(4, 12))

    assert min(short) > 0
    assert long == short and max(long) <= 3 * 45
