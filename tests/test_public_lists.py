"""Lists: sections, topics, reporters, in pages by key."""

import re
from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connection
from taggit.models import Tag

from articles import workflow
from articles.models import Placement, ReporterEntry, TopicEntry, VersionTopic
from articles.public.paging import key_of
from newsroom.reporters.models import Reporter

from .factories import (
    NOW,
    make_desk,
    make_issued,
    make_many_live,
    make_network,
    make_reporter,
    make_section,
    make_user,
)
from .plans import most_read
from .readers import link, numbers, page, read, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def listed():
    """A desk with 45 stories of one section, topic and reporter."""
    desk = make_desk("kerinci")
    topic = Tag.objects.create(name="danau", slug="danau")
    reporter = make_reporter(desk, name="Soni Yoner", slug="soni-yoner", biography="Sejak 2009.")
    articles = make_many_live(
        desk,
        45,
        at=NOW - timedelta(hours=1),
        section=make_section("ekonomi"),
        topic=topic,
        reporter=reporter,
    )
    return desk, [article.pk for article in articles]


LISTS = ["/sections/ekonomi/", "/topics/danau/", "/reporters/soni-yoner/"]


def main(html):
    return html.split("<main")[1].split("</main>")[0]


def walk(desk, path, rel):
    """The pages of a list from `path` on: their addresses and stories."""
    pages, query = [], ""
    while query is not None:
        html = main(page(desk, path + query))
        pages.append((path + query, numbers(html)))
        query = link(html, rel)
    return pages


@pytest.mark.parametrize("path", LISTS)
def test_a_walk_visits_every_story_exactly_once(listed, path):
    desk, expected = listed

    pages = walk(desk, path, "next")

    assert [number for _, found in pages for number in found] == expected
    assert [len(found) for _, found in pages] == [20, 20, 5]


@pytest.mark.parametrize("path", LISTS)
def test_stories_issued_during_the_walk_neither_repeat_nor_hide_another(listed, path):
    desk, expected = listed
    visited, query = [], ""
    for step in range(3):
        html = main(page(desk, path + query))
        visited += numbers(html)
        query = link(html, "next")
        topic = Tag.objects.get(slug="danau")
        make_many_live(desk, 3, at=NOW - timedelta(minutes=step), topic=topic)

    assert query is None
    assert visited == expected


def test_a_pages_address_keeps_its_stories_when_others_are_issued(listed):
    desk, _ = listed
    second = walk(desk, LISTS[0], "next")[1]

    make_many_live(desk, 7)

    assert numbers(main(page(desk, second[0]))) == second[1]


def test_the_way_back_leads_to_the_lists_own_address(listed):
    desk, expected = listed
    pages = walk(desk, LISTS[0], "next")
    last = main(page(desk, pages[-1][0]))
    middle = main(page(desk, LISTS[0] + link(last, "prev")))

    back = read(desk, LISTS[0] + link(middle, "prev"))

    assert numbers(middle) == expected[20:40]
    assert back.status_code == 302
    assert back["Location"] == LISTS[0]


def test_stories_of_the_same_moment_are_not_lost_between_pages():
    desk, moment = make_desk("kerinci"), NOW - timedelta(hours=1)
    articles = [make_many_live(desk, 1, at=moment)[0] for _ in range(23)]

    pages = walk(desk, "/sections/ekonomi/", "next")

    expected = sorted((article.pk for article in articles), reverse=True)
    assert [number for _, found in pages for number in found] == expected


@pytest.mark.parametrize(
    "key",
    ["", "x", "1", "1-", "-1", "1-x", "-", "9" * 30 + "-1", "1-" + "9" * 30, "9" * 5000 + "-1"]
    + ["1-1%00", "%00", "%ff-1", "1%E0%A4%A-1", "²-1", "1-٣", "--1--1", "1e5-1", "' OR 1=1--"],
)
@pytest.mark.parametrize("way", ["before", "after"])
def test_a_key_that_is_none_gets_a_page_that_says_so(listed, key, way):
    desk, _ = listed

    html = page(desk, f"/sections/ekonomi/?{way}={key}", status=404)

    assert 'class="notice"' in html


def test_a_key_beyond_the_last_story_is_an_empty_page_with_a_way_back(listed):
    desk, _ = listed

    html = main(page(desk, "/topics/danau/?before=1-1"))

    assert numbers(html) == []
    assert 'class="empty"' in html
    assert link(html, "prev") == "/topics/danau/"


def test_a_list_shows_what_this_desk_shows_in_its_own_words():
    kerinci, ambon = make_desk("kerinci"), make_desk("ambon")
    topic = Tag.objects.create(name="danau", slug="danau")
    soni = make_reporter(kerinci, name="Soni Yoner", slug="soni-yoner")
    article = make_issued(
        kerinci, topics=[topic], reporters=[soni], headline="Surut", at=NOW - timedelta(hours=2)
    )
    make_issued(
        kerinci,
        topics=[topic],
        reporters=[soni],
        headline="Rahasia besok",
        live_from=NOW + timedelta(hours=5),
    )

    for path in LISTS:
        assert numbers(page(kerinci, path)) == [article.pk]
        assert numbers(page(make_network(), path)) == [article.pk]
    for path in LISTS[1:]:
        assert read(ambon, path).status_code == 404
    assert numbers(page(ambon, LISTS[0])) == []

    workflow.perform(
        "carry", article, by=make_user("editor", ambon), at=NOW, desk=ambon, headline="Di barat"
    )
    for path in LISTS:
        html = page(ambon, path)
        assert "Di barat" in html
        assert re.search(r'<span class="from">\w+ Kerinci</span>', html)


def test_a_reporters_page_says_who_they_are(listed):
    desk, _ = listed

    html = page(desk, "/reporters/soni-yoner/")

    assert '<h1 class="page-title">Soni Yoner</h1>' in html
    assert "Sejak 2009." in words(html)
    assert f'<a href="http://{desk.host}/">Kabar Kerinci</a>' in html


@pytest.mark.parametrize("feed", ["", "rss.xml"])
@pytest.mark.parametrize("path", LISTS[1:])
def test_of_a_long_list_no_more_is_read_than_is_on_the_page(listed, path, feed):
    desk, _ = listed
    make_many_live(make_desk("ambon"), 45, topic=Tag.objects.get())
    make_many_live(desk, 90, topic=Tag.objects.get(), reporter=Reporter.objects.get())
    entries = "articles_topicentry" if "topics" in path else "articles_reporterentry"

    tables = [entries, "articles_placement", "articles_version"]
    entered, *others = most_read(desk, path + feed, tables).values()

    shown = 30 if feed else 21
    assert entered == shown
    # A feed's rows Postgres may find among all of a desk's, as long as these are no more than here.
    assert feed or all(0 < each <= shown for each in others)


def test_a_story_that_is_put_off_goes_to_its_new_place_in_every_list():
    """The first moment of a story is the order of lists, and may move while it is ahead."""
    desk = make_desk("kerinci")
    topic = Tag.objects.create(name="danau", slug="danau")
    article = make_issued(
        desk, topics=[topic], reporters=[make_reporter(desk)], live_from=NOW + timedelta(hours=1)
    )
    later = NOW + timedelta(hours=2)

    workflow.perform("reschedule", article, by=make_user("editor", desk), at=NOW, live_from=later)

    for entries in (TopicEntry.objects, ReporterEntry.objects):
        assert [each.first_live_from for each in entries.all()] == [later, later]


def test_lists_have_an_entry_for_each_placement_whichever_is_written_first():
    desk, network = make_desk("kerinci"), make_network()
    topic = Tag.objects.create(name="danau", slug="danau")
    issued = make_issued(desk, topics=[topic])
    [bare] = make_many_live(desk, 1)

    VersionTopic.objects.create(version=bare.versions.get(), tag=topic)

    entries = TopicEntry.objects.values_list("desk_id", "tag_id", "article_id", "placement_id")
    assert sorted(entries) == sorted(
        (each.desk_id, topic.pk, each.article_id, each.pk) for each in Placement.objects.all()
    )
    assert {each[:3] for each in entries} == {
        (place.pk, topic.pk, article.pk) for place in (desk, network) for article in (issued, bare)
    }


def test_what_was_placed_before_there_were_entries_is_in_its_lists(listed):
    """Whoever upgrades has stories already; those that were entered meanwhile are entered once."""
    migration = import_module("articles.migrations.0024_entries_of_before").Migration

    def entries():
        return [sorted(each.objects.values_list()) for each in (TopicEntry, ReporterEntry)]

    whole = entries()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table in ("articles_topicentry", "articles_reporterentry"):
            cursor.execute(f"DELETE FROM {table} WHERE article_id % 3 > 0")
        cursor.execute("SET LOCAL session_replication_role = origin")
        assert entries() != whole
        for operation in migration.operations:
            cursor.execute(operation.sql)

    assert entries() == whole


@pytest.mark.parametrize("path", ["/sections/x/", "/topics/x/", "/reporters/x/"])
def test_an_unknown_list_says_what_there_is_not(path):
    html = page(make_desk(language="en"), path, status=404)

    assert words(html.split('class="notice"')[1]).count("There is no such section.") == (
        path == "/sections/x/"
    )
    assert "matches the given query" not in html


def test_the_key_of_a_story_is_exact_to_the_microsecond():
    moment = NOW - timedelta(hours=1, microseconds=1)
    desk = make_desk("kerinci")
    article = make_many_live(desk, 1, at=moment)[0]

    assert key_of(article.placements.get(desk=desk)).endswith(f"999999-{article.pk}")
