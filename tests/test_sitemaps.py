"""Sitemaps: the index, a file for each month, and the news."""

import re
from datetime import datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import workflow
from articles.public import sitemaps
from newsroom.desks import hosts
from newsroom.photos.models import Photo

from . import pictures
from .factories import (
    NOW,
    make_article,
    make_desk,
    make_issued,
    make_many_live,
    make_network,
    make_user,
    reissue,
)
from .readers import page, read

pytestmark = pytest.mark.django_db
MAP = {"map": "http://www.sitemaps.org/schemas/sitemap/0.9", "news": sitemaps.NEWS}
MONTH = f"/sitemap-{NOW:%Y-%m}.xml"


@pytest.fixture
def desk(desks_read_once, settings):
    settings.HTTPS = True
    return make_desk("kerinci", time_zone="UTC")


def xml(desk, path):
    answer = read(desk, path)
    assert answer.status_code == 200, path
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return ElementTree.fromstring(body)


def places(desk, path):
    return [each.text for each in xml(desk, path).findall("*/map:loc", MAP)]


def told(desk):
    """The numbers of the stories in the sitemaps that the index names."""
    found = []
    for place in places(desk, "/sitemap.xml"):
        path = place.removeprefix("https://kerinci.kabartepian.example")
        if re.search(r"\d{4}-\d{2}", path):
            found += [int(each.split("/")[4]) for each in places(desk, path)]
    return found


def test_every_month_with_stories_is_in_the_index_and_no_other(desk):
    for day in ("2019-03-31", "2019-05-01", "2024-02-29"):
        make_many_live(desk, 3, at=datetime.fromisoformat(f"{day}T12:00:00Z"))

    assert places(desk, "/sitemap.xml") == [
        f"https://kerinci.kabartepian.example/{name}.xml"
        for name in (
            "sitemap-pages",
            "sitemap-news",
            "sitemap-2019-03",
            "sitemap-2019-05",
            "sitemap-2024-02",
        )
    ]
    assert len(told(desk)) == len(set(told(desk))) == 9
    changed = xml(desk, "/sitemap.xml").findall("map:sitemap/map:lastmod", MAP)
    assert [each.text for each in changed] == [
        "2019-03-31T12:00:00+00:00",
        "2019-05-01T12:00:00+00:00",
        "2024-02-29T12:00:00+00:00",
    ]


def test_months_are_those_of_the_desks_clock(desk):
    desk.time_zone = "Asia/Jayapura"
    desk.save()
    hosts.host_map.forget()
    make_many_live(desk, 1, at=datetime.fromisoformat("2019-03-31T18:00:00Z"))

    assert places(desk, "/sitemap.xml")[2:] == [
        "https://kerinci.kabartepian.example/sitemap-2019-04.xml"
    ]
    assert len(told(desk)) == 1


def test_a_story_stands_in_the_sitemap_of_its_home_alone(desk):
    article = make_issued(desk, headline="Air surut")
    workflow.perform(
        "carry",
        article,
        by=make_user("editor", make_network()),
        at=NOW,
        desk=make_desk("ambon"),
        headline="",
    )
    address = f"https://kerinci.kabartepian.example/articles/{article.pk}/air-surut/"

    assert places(desk, MONTH) == places(desk, "/sitemap-news.xml") == [address]
    for other in (make_network(), hosts.host_map.desk_at("ambon.kabartepian.example")):
        assert len(places(other, "/sitemap.xml")) == 2
        assert places(other, "/sitemap-news.xml") == []
        page(other, MONTH, status=404)


def test_what_is_not_live_or_is_paid_for_is_in_no_sitemap(desk):
    gone = make_issued(desk, at=NOW - timedelta(minutes=2))
    make_issued(desk, live_from=NOW + timedelta(days=1))
    make_issued(desk, kind="paid")
    stays = make_issued(desk, at=NOW - timedelta(minutes=3))
    workflow.perform(
        "withdraw", gone, by=make_user("chief", desk), at=NOW, ground="decency", reason="Keliru."
    )

    assert told(desk) == [stays.pk]
    assert len(places(desk, "/sitemap-news.xml")) == 1


def test_a_month_of_paid_stories_alone_has_no_file_since_the_schema_knows_no_empty_one(desk):
    make_issued(desk, kind="paid")
    month = f"sitemap-{NOW.astimezone(desk.zone):%Y-%m}.xml"

    assert month not in page(desk, "/sitemap.xml")
    page(desk, f"/{month}", status=404)

    make_issued(desk)
    assert month in page(desk, "/sitemap.xml")
    assert len(places(desk, f"/{month}")) == 1


def test_a_new_version_changes_the_date_and_not_the_month(desk):
    article = make_issued(desk, at=NOW - timedelta(days=70))
    before = places(desk, "/sitemap.xml")
    reissue(article, at=NOW - timedelta(minutes=5))

    assert places(desk, "/sitemap.xml") == before
    path = before[2].removeprefix("https://kerinci.kabartepian.example")
    changed = xml(desk, path).find("map:url/map:lastmod", MAP).text
    assert datetime.fromisoformat(changed) == NOW - timedelta(minutes=5)


def test_the_picture_of_a_story_stands_beside_it_while_it_may_be_shown(desk):
    pictures.issue(make_article(desk, at=NOW), [pictures.lead(pictures.make_photo(desk))])
    make_issued(desk)
    images = {"image": sitemaps.IMAGE}

    found = xml(desk, MONTH).findall(".//image:image/image:loc", images)
    Photo.objects.update(usable_until=NOW)

    assert len(found) == 1
    assert found[0].text.startswith("https://kerinci.kabartepian.example/photos/")
    assert xml(desk, MONTH).findall(".//image:loc", images) == []
    assert len(places(desk, MONTH)) == 2


def test_the_news_sitemap_has_two_days_with_names_dates_and_headlines_alone(desk):
    make_issued(desk, at=NOW - timedelta(hours=49))
    fresh = make_issued(desk, headline="Air & “danau”", kicker="Kerinci", at=NOW)

    (item,) = xml(desk, "/sitemap-news.xml").findall("map:url/news:news", MAP)

    assert item.findtext("news:publication/news:name", namespaces=MAP) == "Kabar Kerinci"
    assert item.findtext("news:publication/news:language", namespaces=MAP) == "id"
    assert item.findtext("news:title", namespaces=MAP) == fresh.headline
    published = item.findtext("news:publication_date", namespaces=MAP)
    assert datetime.fromisoformat(published) == NOW


def test_the_news_sitemap_holds_no_more_than_it_may(desk, monkeypatch):
    monkeypatch.setattr(sitemaps, "IN_NEWS", 7)
    articles = make_many_live(desk, 9)

    found = [int(each.split("/")[4]) for each in places(desk, "/sitemap-news.xml")]

    assert found == [article.pk for article in articles[:7]]


def test_a_month_too_full_for_one_file_has_one_for_each_day(desk, monkeypatch):
    monkeypatch.setattr(sitemaps, "IN_FILE", 10)
    monkeypatch.setattr(sitemaps, "AT_ONCE", 3)
    articles = []
    for day in ("2019-03-01T00:10:00Z", "2019-03-31T23:59:00Z"):
        articles += make_many_live(desk, 8, at=datetime.fromisoformat(day))

    found = places(desk, "/sitemap.xml")[2:]

    assert len(found) == 31
    assert found[0].endswith("/sitemap-2019-03-01.xml")
    told = [
        int(each.split("/")[4])
        for day in ("01", "31")
        for each in places(desk, f"/sitemap-2019-03-{day}.xml")
    ]
    assert sorted(told) == sorted(article.pk for article in articles)
    page(desk, "/sitemap-2019-03-02.xml", status=404)
    assert len(places(desk, "/sitemap-2019-03.xml")) <= 12


def test_a_file_is_read_in_pieces_by_key_with_nothing_twice(desk, monkeypatch):
    monkeypatch.setattr(sitemaps, "AT_ONCE", 4)
    moment = datetime.fromisoformat("2019-03-15T10:00:00Z")
    articles = [make_many_live(desk, 1, at=moment)[0] for _ in range(6)]
    articles += make_many_live(desk, 13, at=moment - timedelta(hours=1))

    found = [int(each.split("/")[4]) for each in places(desk, "/sitemap-2019-03.xml")]

    assert len(found) == 19
    assert set(found) == {article.pk for article in articles}


def test_what_is_sent_of_a_file_is_let_go_of_before_the_next_piece_is_asked_for(desk, monkeypatch):
    monkeypatch.setattr(sitemaps, "AT_ONCE", 5)
    make_many_live(desk, 23, at=datetime.fromisoformat("2019-03-15T10:00:00Z"))
    pieces = []
    with CaptureQueriesContext(connection) as queries:
        for piece in read(desk, "/sitemap-2019-03.xml").streaming_content:
            if stories := piece.count(b"<loc>"):
                pieces.append((stories, sum("LIMIT 5" in q["sql"] for q in queries)))

    # One question more each, and none of them for more than a piece.
    assert pieces == [(5, 1), (5, 2), (5, 3), (5, 4), (3, 5)]


@pytest.mark.parametrize(
    "span", ["2019-13", "2019-00", "2019-02-30", "0000-01", "2019-1", "9999-12", "9999-12-31"]
)
def test_there_is_no_sitemap_of_a_month_that_is_none(desk, span):
    make_issued(desk)

    page(desk, f"/sitemap-{span}.xml", status=404)


@pytest.mark.parametrize("number", [3, 300])
def test_sitemaps_cost_the_same_few_queries_whatever_the_archive(
    desk, number, django_assert_num_queries
):
    make_many_live(desk, number, at=NOW)
    page(desk, "/desks/")
    month = next(each for each in places(desk, "/sitemap.xml")[2:]).rpartition("/")[2]

    for path, cost in {"sitemap.xml": 2, "sitemap-news.xml": 1, "sitemap-pages.xml": 0}.items():
        with django_assert_num_queries(cost):
            xml(desk, f"/{path}")
    with django_assert_num_queries(1):
        xml(desk, f"/{month}")


def test_the_index_is_answered_from_the_index_of_what_is_at_home(desk, rf):
    make_many_live(desk, 1500)
    request = rf.get("/sitemap.xml")
    request.desk, request.at = desk, NOW
    sql, params = sitemaps._asked(request)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE articles_placement")
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute(f"EXPLAIN {sql}", params)
        plan = "\n".join(row[0] for row in cursor.fetchall())

    assert plan.count("Index Only Scan using placement_home_list") >= 2
    # What is not paid for is looked for a story at a time, until one is found.
    assert set(re.findall(r"(?:Seq|Index|Bitmap \w+) Scan(?: using \w+)?", plan)) <= {
        "Index Scan using placement_home_list", "Index Scan using articles_version_pkey",
    }, plan  # fmt: skip
