"""What holds for every page of a desk: cost, headers, cookies, odd addresses and errors."""

import gzip
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import Client, RequestFactory
from taggit.models import Tag

from articles.models import Version
from articles.public import errors, fronts
from newsroom.desks import rereading
from newsroom.desks.hosts import host_map
from newsroom.serving.stylesheets import COMMENT

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
from .readers import link, own_scripts, page, read, words

pytestmark = pytest.mark.django_db
LISTS = ["/sections/ekonomi/", "/topics/danau/", "/reporters/soni-yoner/"]
CSS = Path(settings.BASE_DIR, "static/public/news.css")


def make_site(number=30):
    """A province with a daughter desk that printed `number` stories, and the paths of its pages."""
    jambi = make_desk("jambi")
    kerinci = make_desk("kerinci", parent=jambi)
    make_section("olahraga")
    articles = make_many_live(
        kerinci,
        number,
        at=NOW - timedelta(hours=1),
        topic=Tag.objects.create(name="danau", slug="danau"),
        reporter=make_reporter(kerinci, name="Soni Yoner", slug="soni-yoner"),
    )
    day = f"/archive/{NOW - timedelta(days=1):%Y/%m/%d}/"
    story = Version.objects.get(article=articles[0]).path
    return jambi, ["/", *LISTS, "/archive/", day, "/desks/", story]


@pytest.mark.parametrize("number", [10, 1000])
def test_a_page_costs_the_same_few_queries_whatever_the_archive(
    number, desks_read_once, django_assert_num_queries, django_assert_max_num_queries
):
    jambi, (front, section, topic, reporter, today, day, _, story) = make_site(number)
    page(jambi, front)
    page(jambi, story)
    costs = {front: 1, section: 1, topic: 2, reporter: 2, today: 2, day: 2, story: 2}

    for path, cost in costs.items():
        # Stories that no page has shown yet cost one more.
        with django_assert_max_num_queries(cost + 1):
            page(jambi, path)
        with django_assert_num_queries(cost):
            page(jambi, path)


def test_a_page_deep_in_a_list_costs_what_the_first_costs(
    desks_read_once, django_assert_num_queries
):
    jambi, _ = make_site(200)
    path, query = "/sections/ekonomi/", ""
    for _ in range(6):
        query = link(page(jambi, path + query), "next")

    with django_assert_num_queries(2):
        page(jambi, path + query)
    with django_assert_num_queries(1):
        page(jambi, path + query)


def test_no_page_sets_reads_or_varies_by_a_cookie(desks_read_once, django_assert_num_queries):
    make_site()
    network = make_network()
    client = Client()
    client.force_login(make_user("chief", network))

    for path in ["/", *LISTS, "/archive/", "/desks/", "/nix/"]:
        anonymous = read(network, path)
        signed_in = client.get(path, headers={"host": network.host})
        assert signed_in.content == anonymous.content
        for response in (anonymous, signed_in):
            assert not response.cookies
            assert "cookie" not in response.get("Vary", "").lower()
    with django_assert_num_queries(1):
        client.get("/", headers={"host": network.host})


def test_every_page_is_under_a_policy_that_it_keeps():
    jambi, paths = make_site()

    for path in [*paths, "/nix/"]:
        response = read(jambi, path)
        html = response.content.decode()
        policy = dict(
            each.split(" ", 1) for each in response["Content-Security-Policy"].split("; ")
        )
        assert policy["default-src"] == policy["script-src"] == policy["style-src"] == "'self'"
        assert policy["base-uri"] == policy["frame-ancestors"] == "'none'"
        # JSON-LD is data, which no browser runs: tests/test_public_linked.py asks a real one.
        data = '<script type="application/ld+json">'
        assert html.count("<script") - len(own_scripts(html)) == html.count(data) <= 1
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", html)
        loaded = re.findall(
            r'<(?:link rel="stylesheet"|img|source)[^>]*(?:href|src)="([^"]*)"', html
        )
        assert all(address.startswith("/") for address in loaded)


def test_what_the_first_screen_needs_fits_in_the_first_packets():
    jambi, paths = make_site(60)
    styles = len(gzip.compress(re.sub(COMMENT, "", CSS.read_text()).encode()))
    assert styles < 7_450

    for path in paths:
        size = len(gzip.compress(page(jambi, path).encode())) + styles
        assert size < 14_000, path


def test_every_page_names_its_language_has_one_title_and_one_main_part():
    jambi, paths = make_site()

    for path in [*paths, "/nix/"]:
        html = read(jambi, path).content.decode()
        assert html.startswith('<!doctype html>\n<html lang="id">'), path
        assert html.count("<h1") == html.count("<main") == html.count("<title>") == 1, path
        headings = [int(level) for level in re.findall(r"<h(\d)", html)]
        assert headings[0] == 1, path
        assert all(b - a <= 1 for a, b in zip(headings, headings[1:], strict=False)), path


@pytest.mark.parametrize(
    "path",
    [
        "/nix/",
        "/articles/",
        "/articles/0/",
        "/articles/x/",
        "/articles/-1/",
        f"/articles/{2**63}/x/",
        f"/articles/{'9' * 5000}/x/",
        "/articles/1/%00/",
        "/articles/%D9%A1/x/",
        "/articles/1/x/y/",
        "/sections/%00/",
        "/sections/ekonomi%00/",
        "/topics/%00/",
        "/topics/a%00b/",
        "/topics/%ff%fe/",
        "/topics/%ED%A0%80/",
        "/topics/%F0%9F%92%A9/",
        f"/topics/{'a' * 5000}/",
        "/reporters/%00/",
        "/reporters/../../etc/passwd",
        "/reporters/%2e%2e%2f/",
        "/archive/9999/99/99/",
        "/archive/%00/01/01/",
        "/desk-zzzzzz.css",
        "/desk-9d2235.css",
        "/desk-9d2235-1.css%0a",
        "/%00",
        "/%ff",
        "/index.php?x=%00",
        "/nix?%00=%00",
    ],
)
def test_an_odd_address_is_not_found_and_says_so_in_the_look_of_the_site(path):
    html = page(make_desk("kerinci", masthead="Kabar Kerinci"), path, status=404)

    assert '<article class="notice">' in html
    assert "Kabar Kerinci" in words(html)
    # On a phone too, where no other page has a field for words in its head.
    assert html.count('action="/search/"') == 1
    assert 'action="/search/"' in html.split("<main")[1]


@pytest.mark.parametrize("query", ["?%00", "?x=%ff", "?before", "?" + "&".join("a" * 50), "?é=ü"])
@pytest.mark.parametrize("path", ["/", "/archive/", "/desks/"])
def test_a_query_that_means_nothing_changes_nothing(path, query):
    kerinci = make_desk("kerinci")
    expected = 404 if "before" in query and path == "/archive/" else 200

    page(kerinci, path + query, status=expected)


def test_a_topic_in_any_script_has_a_page_and_one_without_letters_is_only_named():
    kerinci = make_desk("kerinci")
    cafe, lake, marks = (
        Tag.objects.create(name=name, slug=slug)
        for name, slug in (("café", "café"), ("湖", "湖"), ("!!!", ""))
    )
    article = make_issued(kerinci, topics=[cafe, lake, marks])
    story = page(kerinci, Version.objects.get(article=article).path)

    assert '<a href="/topics/caf%C3%A9/">café</a>' in story
    assert "<span>!!!</span>" in story
    for path in ("/topics/caf%C3%A9/", "/topics/%E6%B9%96/"):
        assert article.headline in page(kerinci, path)


def test_a_host_that_is_no_desks_gets_a_page_of_no_desk():
    make_issued(make_desk("kerinci"), headline="Air surut")

    for host in (
        "lain.example",
        "kerinci.kabartepian.example.evil.example",
        "a b",
        "[::1",
        "x" * 999,
    ):
        response = Client().get("/", headers={"host": host})
        assert response.status_code == 404, host
        assert "Air surut" not in response.content.decode()
        assert not response.cookies


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_readers_addresses_only_answer_reading(method):
    kerinci = make_desk("kerinci")
    client = Client(enforce_csrf_checks=True)

    response = getattr(client, method)("/", headers={"host": kerinci.host})

    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD"
    assert "Kabar Kerinci" in words(response.content.decode())
    assert not response.cookies


def test_head_answers_like_get_without_the_page():
    kerinci = make_desk("kerinci")

    response = Client().head("/", headers={"host": kerinci.host})

    assert (response.status_code, response.content) == (200, b"")


def test_a_mistake_of_ours_gets_a_page_that_needs_neither_desk_nor_database(monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("Kesalahan rahasia")

    monkeypatch.setattr(fronts, "FRONT", broken)
    kerinci = make_desk("kerinci", language="en")

    response = Client(raise_request_exception=False).get("/", headers={"host": kerinci.host})
    html = response.content.decode()

    assert response.status_code == 500
    assert "Something went wrong on our side" in html
    assert '<html lang="en">' in html
    assert "rahasia" not in html
    assert not response.cookies


def test_readers_get_their_own_error_page_while_the_database_is_away(monkeypatch):
    def away(self, *asked):
        raise OperationalError("connection refused")

    monkeypatch.setattr(rereading.Rereading, "now", away)

    response = Client(raise_request_exception=False).get("/", headers={"host": "localhost"})
    html = response.content.decode()

    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert "/admin/" not in html
    assert "public/news" in html


def test_a_damaged_request_gets_a_sentence_of_its_own(django_assert_num_queries):
    with django_assert_num_queries(0):
        response = errors.bad_request(RequestFactory().get("/"), None)

    assert response.status_code == 400
    assert '<p class="over-title">400</p>' in response.content.decode()
    assert "500" not in response.content.decode()


def test_a_desk_whose_network_is_not_active_still_reads():
    network = make_network()
    kerinci = make_desk("kerinci")
    network.active = False
    network.save()
    host_map.forget()

    for path in ("/", "/desks/", "/nix/"):
        assert "Kabar Kerinci" in words(read(kerinci, path).content.decode())


def test_pages_are_sent_compressed_to_whoever_takes_them_so():
    _, paths = make_site()

    for path in paths:
        response = Client(HTTP_HOST="jambi.localhost", HTTP_ACCEPT_ENCODING="gzip").get(path)
        assert response.headers["Content-Encoding"] == "gzip", path
        assert b"</html>" in gzip.decompress(response.content)
        assert int(response.headers["Content-Length"]) == len(response.content) < 14_000


def test_an_address_without_its_last_slash_leads_to_the_one_with_it():
    make_site()

    response = Client(HTTP_HOST="jambi.localhost").get("/sections/ekonomi?before=1-1")

    assert (response.status_code, response["Location"]) == (301, "/sections/ekonomi/?before=1-1")
