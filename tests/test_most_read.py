"""What is read most, on fronts, on stories and on its page: only what readers have now."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from articles import workflow
from articles.public import most_read
from articles.public.most_read import rankings
from articles.readings.keeping import record

from .factories import (
    NOW,
    make_article,
    make_desk,
    make_issued,
    make_many_live,
    make_network,
    make_user,
)
from .pictures import issue, lead, make_photo
from .readers import numbers, page, words

pytestmark = pytest.mark.django_db
EARLIER = NOW - timedelta(hours=1)


@pytest.fixture
def kerinci():
    return make_desk("kerinci", parent=make_desk("jambi"))


def read(desk, **times):
    """`{article number: times}` were read on the pages of `desk`; the rankings know."""
    record({(desk.host, int(number[1:])): many for number, many in times.items()}, at=NOW)
    rankings.forget()


def times(articles):
    """The first of them the most."""
    return {f"n{article.pk}": 90 - 10 * place for place, article in enumerate(articles)}


def box(html):
    """The numbers in the box, in its order; None where there is no box."""
    found = re.search(r'<aside class="most-read".*?</aside>', html, flags=re.S)
    return numbers(found[0]) if found else None


def withdraw(article):
    editor = make_user("editor", article.desk)
    workflow.perform(
        "withdraw", article, by=editor, at=NOW, ground="inaccurate", reason="Angkanya keliru."
    )


def test_nothing_read_is_no_box(kerinci):
    story = make_issued(kerinci, at=EARLIER)

    for path in ("/", story.versions.get().path):
        assert box(page(kerinci, path)) is None
        assert 'href="/most-read/"' not in page(kerinci, path).split('<footer class="bottom"')[0]


def test_the_five_most_read_stand_on_the_front_of_their_desk_and_of_those_above(kerinci):
    articles = make_many_live(kerinci, 40, at=EARLIER)
    favourites = [articles[39], *articles[:6]]
    read(kerinci, **times(favourites))

    for desk in (kerinci, kerinci.parent, make_network()):
        assert box(page(desk)) == [article.pk for article in favourites[:5]]
    assert box(page(make_desk("ambon"))) is None


def test_what_is_read_most_stands_once_in_the_block_of_its_section(kerinci):
    articles = make_many_live(kerinci, 20, at=EARLIER)
    read(kerinci, **times(articles[13:18]))

    html = page(kerinci)

    block = numbers(html.split('class="columns blocks"')[1].split("<footer")[0])
    assert block == [article.pk for article in articles[15:18]]
    assert box(html) == [article.pk for article in articles[13:18]]


def test_a_story_shows_what_else_is_read_most(kerinci):
    articles = make_many_live(kerinci, 40, at=EARLIER)
    read(kerinci, **times([articles[30], articles[0], articles[31], articles[32]]))

    html = page(kerinci, articles[0].versions.get().path)

    assert box(html) == [articles[30].pk, articles[31].pk, articles[32].pk]


def test_two_that_were_read_are_no_ranking(kerinci):
    articles = make_many_live(kerinci, 4, at=EARLIER)
    path = articles[0].versions.get().path
    read(kerinci, **times(articles[:2]))
    assert box(page(kerinci)) is None

    read(kerinci, **times(articles[:3]))
    assert box(page(kerinci)) == [article.pk for article in articles[:3]]
    # Without itself a story has two, and the page of a ranking has whatever was read.
    assert box(page(kerinci, path)) is None
    assert numbers(page(kerinci, "/most-read/").split("<main")[1])
    read(kerinci, **times(articles))
    assert box(page(kerinci, path)) == [article.pk for article in articles[1:]]

    # One that is gone makes them too few.
    withdraw(articles[3])
    assert box(page(kerinci, path)) is None


def test_a_withdrawn_story_is_gone_at_once_and_the_next_moves_up(kerinci):
    articles = [make_issued(kerinci, at=EARLIER) for _ in range(7)]
    read(kerinci, **times(articles))
    assert articles[0].pk in box(page(kerinci))

    # The ranking in memory is as old as before.
    withdraw(articles[0])

    expected = [article.pk for article in articles[1:6]]
    assert box(page(kerinci)) == expected
    assert box(page(make_network())) == expected
    assert articles[0].pk not in numbers(page(kerinci, "/most-read/"))


def test_another_ranking_is_told_and_the_same_one_is_not(kerinci, monkeypatch):
    first, second, third = make_many_live(kerinci, 3, at=EARLIER)
    monkeypatch.setattr("articles.public.most_read.AGAIN", 0)
    read(kerinci, **times([first, second, third]))
    page(kerinci)

    def told():
        with CaptureQueriesContext(connection) as asked:
            rankings.look_again()
        return [each["sql"] for each in asked if "pg_notify" in each["sql"]]

    assert told() == []
    record({(kerinci.host, second.pk): 500}, at=NOW)
    (telling,) = told()
    assert f"'read:{kerinci.pk}'" in telling
    rankings.hear({f"read:{kerinci.pk}"})
    assert box(page(kerinci)) == [second.pk, first.pk, third.pk]


def test_the_page_has_the_day_and_the_week_with_pictures(kerinci):
    articles = [make_issued(kerinci, at=EARLIER) for _ in range(3)]
    pictured = issue(make_article(kerinci), [lead(make_photo(kerinci))], at=EARLIER)
    read(kerinci, **times([pictured, *articles]))
    other = make_issued(kerinci, at=NOW - timedelta(days=9))
    record({(kerinci.host, other.pk): 99}, at=NOW - timedelta(days=3))
    rankings.forget()

    html = page(kerinci, "/most-read/")
    day, week = html.split('id="most-read-week"')

    assert numbers(day.split("<main")[1]) == [pictured.pk, *(each.pk for each in articles)]
    assert numbers(week)[0] == other.pk
    assert day.split("<main")[1].count("<picture") == 1


def test_the_page_says_where_nothing_was_counted(kerinci):
    with translation.override("id"):
        sentence = translation.gettext("Nothing was counted here within seven days.")

    assert sentence in words(page(kerinci, "/most-read/"))


def test_the_box_costs_no_query_and_the_page_two(
    kerinci, desks_read_once, monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr(most_read, "MAX_AGE", 3600)
    articles = make_many_live(kerinci, 30, at=EARLIER)
    path = articles[0].versions.get().path
    page(kerinci, path)
    page(kerinci)
    costs = {}
    for address in ("/", path):
        with CaptureQueriesContext(connection) as asked:
            page(kerinci, address)
        costs[address] = len(asked)
    assert costs[path] == 2

    read(kerinci, **times(articles[3:9]))
    assert page(kerinci, "/most-read/").count("<article") == 12

    for address, cost in {**costs, "/most-read/": 1}.items():
        with django_assert_num_queries(cost):
            assert numbers(page(kerinci, address))


def test_only_a_story_that_readers_have_is_counted_and_its_script_stays_small(kerinci):
    story = make_issued(kerinci, at=EARLIER)
    path = story.versions.get().path

    html = page(kerinci, path)

    assert re.search(
        rf'<script src="/static/public/read[^"]*" defer data-number="{story.pk}">', html
    )
    for other in ("/", "/sections/ekonomi/", "/most-read/"):
        assert "public/read" not in page(kerinci, other)


def test_editors_see_how_often_their_story_was_read(kerinci):
    story = make_issued(kerinci, at=NOW - timedelta(days=9))
    client = Client(HTTP_HOST="localhost")
    client.force_login(make_user("editor", kerinci, language="en"))
    address = f"/admin/articles/article/{story.pk}/change/"
    assert "read today: 0, within seven days: 0" in words(client.get(address).text)
    read(kerinci, **{f"n{story.pk}": 1234})
    record({(kerinci.host, story.pk): 6}, at=NOW - timedelta(days=3))

    assert "read today: 1,234, within seven days: 1,240" in words(client.get(address).text)
