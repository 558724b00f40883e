"""Entries of feeds are written once, and say what is true at every reading."""

import pytest
from taggit.models import Tag

from articles.models import Placement
from articles.public import feeds, made
from newsroom.desks import hosts

from .factories import make_issued, make_many_live, make_reporter, make_section
from .feeds_read import FORMS, headlines, jsonfeed
from .readers import page

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("desks_read_once", "in_english"),
]


def test_an_entry_that_was_written_says_what_is_true_now(kerinci):
    kept, carried = (
        make_issued(kerinci, headline="Danau surut"),
        make_issued(kerinci, headline="Lama"),
    )
    assert headlines(kerinci) == ["Lama", "Danau surut"]
    section = kept.section

    Placement.objects.filter(article=carried).update(headline="Baru")
    type(section).objects.filter(pk=section.pk).update(name="Perairan")
    assert headlines(kerinci) == ["Baru", "Danau surut"]
    assert [each.get("tags") for each in jsonfeed(kerinci)["items"]] == [["Perairan"], ["Perairan"]]

    type(kerinci).objects.filter(pk=kerinci.pk).update(host="tepi.kabartepian.example")
    hosts.host_map.forget()
    kerinci.refresh_from_db()
    assert all("//tepi.kabartepian.example/" in each["url"] for each in jsonfeed(kerinci)["items"])


def test_only_so_many_entries_are_kept(kerinci, monkeypatch):
    monkeypatch.setattr(feeds, "entries", made.Parts(most=3000))
    for number in range(3):
        make_issued(kerinci, headline=f"Kabar {number}")

    assert headlines(kerinci) == headlines(kerinci) == ["Kabar 2", "Kabar 1", "Kabar 0"]
    assert 0 < len(feeds.entries) < 6
    assert sum(map(len, feeds.entries.values())) == feeds.entries.weight <= 3000


@pytest.mark.parametrize("number", [3, 300])
def test_a_feed_costs_the_same_few_queries_whatever_the_archive(
    kerinci, number, django_assert_num_queries
):
    topic = Tag.objects.create(name="danau", slug="danau")
    soni = make_reporter(kerinci, slug="soni-yoner")
    make_many_live(kerinci, number, section=make_section("ekonomi"), topic=topic, reporter=soni)
    page(kerinci, "/desks/")
    costs = {"/": 2, "/sections/ekonomi/": 2, "/topics/danau/": 3, "/reporters/soni-yoner/": 3}

    for path, cost in costs.items():
        for form in FORMS:
            feeds.entries.clear()
            # The texts of stories that were in no feed yet are one query more.
            with django_assert_num_queries(cost + 1):
                whole = page(kerinci, path + form)
            with django_assert_num_queries(cost):
                assert page(kerinci, path + form) == whole
    assert Placement.objects.filter(desk=kerinci).count() == number
