"""What a desk says to crawlers: robots.txt, terms, sellers, and whom to write to."""

import json
import re
from datetime import datetime, timedelta
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from articles.public.reservation import reservation_map
from newsroom.desks import hosts
from newsroom.imprint.models import Imprint, Terms, validate_sellers

from .factories import NOW, make_desk, make_issued, make_network, make_section
from .readers import page, read

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(desks_read_once, settings):
    settings.HTTPS = True
    return make_desk("kerinci", time_zone="UTC")


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
