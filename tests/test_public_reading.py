"""What an article's page offers around its text: reading, passing on, and going on."""

import re
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from taggit.models import Tag

from articles.public import tags

from .factories import (
    NOW,
    make_desk,
    make_issued,
    make_many_live,
    make_network,
    make_reporter,
    make_section,
)
from .readers import numbers, page, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return make_desk("kerinci")


def path_of(article):
    return article.versions.latest("number").path


def issued(desk, hours, **values):
    return make_issued(desk, at=NOW - timedelta(hours=hours), **values)


def part(html, name):
    """The element of the page that is headed or called `name`."""
    found = re.search(rf'<(aside|nav) class="{name}".*?</\1>', html, re.S)
    return found[0] if found else ""


@pytest.mark.parametrize(
    ("long", "said"), [(3, "1 menit baca"), (290, "1 menit baca"), (900, "4 menit baca")]
)
def test_a_story_says_how_long_it_takes_to_read(desk, long, said):
    article = issued(desk, 1, body=f"<p>{'air ' * long}</p>")

    assert said in words(page(desk, path_of(article)))


def test_who_and_what_no_address_can_name_is_named_without_a_link(desk):
    article = issued(desk, 1)
    version = article.versions.get()
    version.bylines = [{"name": "Ani & Budi", "slug": "ani & budi", "role": "writer"}]
    version.topic_list = [{"name": "Air", "slug": "air/bersih"}, {"name": "Ikan", "slug": "ikan"}]

    assert tags.credits_of(version) == [{"name": "Ani & Budi", "path": "", "role": ""}]
    assert [topic["path"] for topic in tags.topics_of(version)] == ["", "/topics/ikan/"]


def test_a_story_is_passed_on_by_plain_links_that_name_its_own_address(desk):
    article = issued(desk, 1, headline="Air & ikan: “surut”")
    home = f"http://{desk.host}{path_of(article)}"

    for each in (desk, make_network()):
        shared = part(page(each, path_of(article)), "share")
        links = [urlsplit(unescape(link)) for link in re.findall(r'href="([^"]*)"', shared)]
        asked = {link.hostname: parse_qs(link.query) for link in links}
        assert asked == {
            "wa.me": {"text": [f"Air & ikan: “surut” {home}"]},
            "t.me": {"url": [home], "text": ["Air & ikan: “surut”"]},
            "www.facebook.com": {"u": [home]},
            "x.com": {"url": [home], "text": ["Air & ikan: “surut”"]},
        }


def test_nothing_on_the_page_comes_from_elsewhere(desk):
    html = page(desk, path_of(issued(desk, 1)))

    for source in re.findall(r'<(?:script|img|iframe)\b[^>]*\bsrc="([^"]*)"', html):
        assert source.startswith("/")


def test_related_stories_share_a_topic_then_the_place_then_the_people_then_the_section(desk):
    lake = Tag.objects.create(name="danau", slug="danau")
    ami = make_reporter(desk, name="Ami", slug="ami")
    sport = make_section("olahraga")
    article = issued(desk, 1, topics=[lake], dateline="KAYU ARO", reporters=[ami])
    section = issued(desk, 2)
    people = issued(desk, 3, section=sport, reporters=[ami])
    place = issued(desk, 4, section=sport, dateline="KAYU ARO")
    topic = issued(desk, 5, section=sport, topics=[lake])
    nothing = issued(desk, 6, section=sport)

    _, related, more = page(desk, path_of(article)).split("<aside")

    assert numbers(related) == [topic.pk, place.pk, people.pk, section.pk]
    assert numbers(more) == [nothing.pk]


def test_the_neighbours_of_a_story_are_those_of_its_section_on_this_desk(desk):
    older, oldest = issued(desk, 5), issued(desk, 9)
    issued(desk, 4, section=make_section("olahraga"))
    issued(make_desk("ambon"), 4)
    article = issued(desk, 3)
    newer, newest = issued(desk, 2), issued(desk, 1)

    def ways(of):
        return numbers(part(page(desk, path_of(of)), "neighbours"))

    assert ways(article) == [older.pk, newer.pk]
    assert ways(oldest) == [older.pk]
    assert ways(newest) == [newer.pk]


def test_the_neighbours_are_found_in_a_long_section_without_another_query(
    desk, django_assert_num_queries, desks_read_once
):
    articles = make_many_live(desk, 60)
    path = path_of(articles[30])
    page(desk, path)

    with django_assert_num_queries(2):
        html = page(desk, path)

    assert numbers(part(html, "neighbours")) == [articles[31].pk, articles[29].pk]


def test_the_only_story_of_a_section_has_no_neighbours(desk):
    assert part(page(desk, path_of(issued(desk, 1))), "neighbours") == ""
