"""Sitemaps and what a desk says to crawlers."""

import json
import re
from datetime import datetime, timedelta
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from articles import workflow
from articles.public import sitemaps
from articles.public.reservation import reservation_map
from newsroom.desks import hosts
from newsroom.imprint.models import Imprint, Terms, validate_sellers
from newsroom.photos.models import Photo

from . import pictures
from .factories import (
    NOW,
    make_article,
    make_desk,
    make_issued,
    make_many_live,
    make_network,
    make_section,
    make_user,
    reissue,
)
from .readers import page, read

pytestmark = pytest.mark.django_db
MAP = {"map": "http://www.sitemaps.org/schemas/sitemap/0.9", "news": sitemaps.NEWS}
MONTH = f"/sitemap-{NOW:%Y-%m}.xml"


@pytest.fixture
def desk(monkeypatch, settings):
    settings.HTTPS = True
    monkeypatch.setattr(hosts, "MAX_AGE", 3600)
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


def test_a_month_of_paid_stories_alone_has_an_empty_file(desk):
    make_issued(desk, kind="paid")
    month = f"sitemap-{NOW.astimezone(desk.zone):%Y-%m}.xml"

    assert month in page(desk, "/sitemap.xml")
    assert places(desk, f"/{month}") == []


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


@pytest.mark.parametrize("span", ["2019-13", "2019-00", "2019-02-30", "0000-01", "2019-1"])
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
    sql, params = (
        sitemaps._at_home(request).values("first_live_from", "live_from").query.sql_with_params()
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE articles_placement")
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute(f"EXPLAIN {sitemaps.MONTHS.format(stories=sql)}", [*params, *["UTC"] * 5])
        plan = "\n".join(row[0] for row in cursor.fetchall())

    assert plan.count("Index Only Scan using placement_home_list") >= 2
    assert not re.search(r"Seq Scan|Index Scan|Bitmap", plan)


def robots(desk):
    text = page(desk, "/robots.txt")
    parser = RobotFileParser()
    parser.parse(text.splitlines())
    return text, parser


def test_robots_lets_search_engines_in_and_shows_them_the_sitemaps(desk):
    text, parser = robots(desk)

    assert parser.can_fetch("Googlebot", "/articles/1/x/")
    assert parser.site_maps() == [
        "https://kerinci.kabartepian.example/sitemap.xml",
        "https://kerinci.kabartepian.example/sitemap-news.xml",
    ]
    assert "License" not in text


def test_robots_names_the_licence_where_there_is_one_to_take(desk):
    Terms.objects.create(desk=desk, licence="https://x.example/terms")

    text, _ = robots(desk)

    assert "License: https://kerinci.kabartepian.example/license.xml" in text
    assert 'rel="license" href="/license.xml"' in page(desk)


@pytest.mark.parametrize("training", ["allow", "refuse", ""])
@pytest.mark.parametrize("search", ["allow", "refuse", ""])
def test_each_class_of_crawlers_is_told_what_the_desk_chose(desk, training, search):
    Terms.objects.create(desk=desk, ai_training=training, ai_search=search)
    trains, answers = training == "allow", search != "refuse"

    _, parser = robots(desk)
    reserved = json.loads(page(desk, "/.well-known/tdmrep.json"))
    rsl = ElementTree.fromstring(page(desk, "/license.xml"))

    assert parser.can_fetch("GPTBot", "/") is parser.can_fetch("CCBot", "/") is trains
    assert parser.can_fetch("Google-Extended", "/") is trains
    assert parser.can_fetch("OAI-SearchBot", "/") is parser.can_fetch("Claude-User", "/") is answers
    assert parser.can_fetch("bingbot", "/")
    assert reserved == [{"location": "/", "tdm-reservation": 0 if trains else 1}]
    names = {"rsl": "https://rslstandard.org/rsl"}
    permits = rsl.findtext(".//rsl:permits", namespaces=names).split()
    prohibits = (rsl.findtext(".//rsl:prohibits", "", names)).split()
    assert "search" in permits
    assert ("ai-train" in permits) is trains
    assert ("ai-train" in prohibits) is not trains
    assert ("ai-input" in permits) is answers
    assert ("ai-input" in prohibits) is not answers


def test_a_desk_that_decides_nothing_keeps_to_the_desk_above(desk):
    Terms.objects.create(desk=make_network(), ai_training="allow", licence="https://x.example/t")
    Imprint.objects.create(desk=make_network(), company="PT Tepian & Kabar")
    Terms.objects.create(desk=desk, ai_search="refuse")

    _, parser = robots(desk)

    assert parser.can_fetch("GPTBot", "/")
    assert not parser.can_fetch("PerplexityBot", "/")
    licence = page(desk, "/license.xml")
    assert "PT Tepian &amp; Kabar" in licence
    assert "<terms>https://x.example/t</terms>" in licence


def test_every_answer_says_whether_mining_is_reserved_and_where_one_asks(desk):
    article = make_issued(desk)
    paths = ["/", article.versions.get().path, "/rss.xml", "/ninjs.json", "/sitemap.xml", "/x/"]
    for path in paths:
        answer = read(desk, path)
        assert (answer["tdm-reservation"], answer.get("tdm-policy")) == ("1", None)
    assert '<meta name="tdm-reservation" content="1">' in page(desk)

    Terms.objects.create(desk=make_network(), licence="https://x.example/ask?a=1&b=2")
    reservation_map.forget()
    assert {read(desk, path)["tdm-policy"] for path in paths} == {"https://x.example/ask?a=1&b=2"}
    assert '<meta name="tdm-policy" content="https://x.example/ask?a=1&amp;b=2">' in page(desk)
    (rule,) = json.loads(page(desk, "/.well-known/tdmrep.json"))
    assert rule["tdm-policy"] == "https://x.example/ask?a=1&b=2"

    Terms.objects.create(desk=desk, ai_training="allow")
    reservation_map.forget()
    for path in paths:
        answer = read(desk, path)
        assert (answer["tdm-reservation"], answer.get("tdm-policy")) == ("0", None)
    assert '<meta name="tdm-reservation" content="0">' in page(desk)
    assert read(make_network())["tdm-reservation"] == "1"


def test_programs_that_read_one_text_find_the_lists_and_the_terms(desk, in_english):
    type(desk).objects.filter(pk=desk.pk).update(language="en")
    make_section("ekonomi")
    Terms.objects.create(desk=desk, ai_search="refuse")
    type(desk).objects.filter(pk=desk.pk).update(masthead="Kabar *Kerinci*")
    hosts.host_map.forget()

    answer = read(desk, "/llms.txt")
    lines = answer.content.decode().splitlines()

    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert lines[0] == "# Kabar \\*Kerinci\\*"
    assert [line for line in lines if line.startswith("# ")] == lines[:1]
    assert lines[2].startswith("> ")
    assert lines[4].count("may not") == 2
    assert [line for line in lines if line.startswith("##")] == [
        "## Stories",
        "## About us",
        "## Optional",
    ]
    links = [re.fullmatch(r"- \[[^\]]+\]\((https://[^ )]+)\)", line) for line in lines
             if line.startswith("-")]  # fmt: skip
    assert all(links)
    home = "https://kerinci.kabartepian.example"
    found = [each[1].removeprefix(home) for each in links]
    assert {"/", "/sections/ekonomi/", "/masthead/", "/ninjs.json"} <= set(found)
    assert {read(desk, path).status_code for path in found} == {200}


def test_a_desk_says_who_sells_its_advertising_or_the_network_does(desk):
    assert read(desk, "/ads.txt").status_code == 404
    network = make_network()
    Terms.objects.create(desk=network, sellers="CONTACT=iklan@tepian.example\r\n# Kita\r\n")
    own = "google.com, pub-123, DIRECT, f08c47fec0942fa0"
    Terms.objects.create(desk=desk, sellers=own)

    response = read(desk, "/ads.txt")

    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert page(desk, "/ads.txt") == f"{own}\n"
    assert page(network, "/ads.txt") == "CONTACT=iklan@tepian.example\n# Kita\n"


@pytest.mark.parametrize(
    "line", ["google.com", "google.com, pub-1, OWNER", "google.com pub-1 DIRECT", "COLOUR=red"]
)
def test_a_line_that_no_buyer_reads_is_refused(line):
    with translation.override("en"), pytest.raises(ValidationError, match="Line 2"):
        validate_sellers(f"subdomain = kerinci.tepian.example # desk\n{line}")


def test_crawlers_stand_in_one_class_each():
    from articles.public.crawlers import SEARCH, TRAINING

    names = [name.lower() for name in (*TRAINING, *SEARCH)]
    assert len(names) == len(set(names))


def test_security_contacts_are_named_where_there_are_any(desk, settings):
    page(desk, "/.well-known/security.txt", status=404)
    settings.SECURITY_CONTACT = "mailto:keamanan@kabartepian.example"

    fields = dict(
        line.split(": ", 1) for line in page(desk, "/.well-known/security.txt").splitlines()
    )

    assert fields["Contact"] == "mailto:keamanan@kabartepian.example"
    assert NOW < datetime.fromisoformat(fields["Expires"]) < NOW + timedelta(days=366)
    assert fields["Canonical"] == "https://kerinci.kabartepian.example/.well-known/security.txt"


def test_the_key_for_search_engines_is_at_its_own_address_alone(desk, settings):
    page(desk, "/kunci-rahasia-1.txt", status=404)
    settings.INDEXNOW_KEY = "kunci-rahasia-1"

    assert page(desk, "/kunci-rahasia-1.txt") == "kunci-rahasia-1\n"
    page(desk, "/kunci-rahasia-2.txt", status=404)
