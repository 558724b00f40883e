"""The pages of the list of articles: by key, each article once, at the same cost."""

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.admin import article_list
from articles.models import Article

from .factories import NOW, make_article, make_desk, make_issued, make_reporter, make_user
from .plans import count_rows
from .staff import LIST, client_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("network")]


@pytest.fixture
def editor():
    """An editor of Kerinci, in English."""
    return make_user("editor", make_desk("kerinci"), language="en")


def desk_of(user):
    return user.memberships.get().desk


def many(desk, number, by, **values):
    """Rows without the ceremony, some of the same moment."""
    return Article.objects.bulk_create(
        Article(
            desk=desk, headline=f"Kabar {n}", body="<p>Beras mahal.</p>", created_by=by,
            created_at=NOW, changed_at=NOW - timedelta(minutes=n // 3), **values,
        )
        for n in range(number)
    )  # fmt: skip


def walk(client, query, forward=True):
    """Every page from the first on: lists of numbers; and the address of the last one."""
    pages, address = [], f"{LIST}?{query}"
    while address:
        text = client.get(address, follow=True).text
        pages.append([int(n) for n in re.findall(r'row"><a href="[^"]*/(\d+)/change/', text)])
        last = address
        link = re.search(rf'rel="{"next" if forward else "prev"}" href="([^"]+)"', text)
        address = link and link[1].replace("&amp;", "&")
        address = f"{LIST}{address}" if address and address.startswith("?") else address
    return pages, last


ORDERED = ["", "order=changed-oldest", "order=begun", "order=begun-oldest", "q=beras",
           "q=beras&order=begun-oldest", "state=draft"]  # fmt: skip


@pytest.mark.parametrize("query", ORDERED)
def test_pages_hold_every_article_once_and_the_way_back_is_the_same(editor, query, monkeypatch):
    monkeypatch.setattr(article_list, "SIZE", 7)
    many(desk_of(editor), 30, editor)
    client = client_of(editor)

    pages, last = walk(client, query)
    numbers = [number for page in pages for number in page]

    assert len(numbers) == len(set(numbers)) == 30
    assert [len(page) for page in pages] == [7, 7, 7, 7, 2]
    column = "pk" if "begun" in query else "changed_at"
    sign = "" if "oldest" in query else "-"
    ordered = Article.objects.order_by(f"{sign}{column}", f"{sign}pk").values_list("pk", flat=True)
    assert numbers == list(ordered)
    back, first = walk(client, urlsplit(last).query, forward=False)
    assert back == pages[::-1]
    # The beginning has one address: the list's own.
    answer = client.get(first)
    assert answer.status_code == 302
    assert not parse_qs(urlsplit(answer["Location"]).query).keys() & {"before", "after"}


@pytest.mark.parametrize("near", [1, 12, 40, 1000])
@pytest.mark.parametrize(
    "query", ["q=beras", "q=beras&order=changed-oldest", "q=beras&order=begun-oldest"]
)
def test_a_search_finds_the_same_however_much_is_looked_into_one_by_one(
    editor, query, near, monkeypatch
):
    monkeypatch.setattr(article_list, "SIZE", 7)
    monkeypatch.setattr(article_list, "NEAR", near)
    monkeypatch.setattr(article_list, "FIRST_LOOK", 1)
    many(desk_of(editor), 40, editor)
    # Every third of them answers; what another desk has does not count.
    few = list(Article.objects.order_by("pk").values_list("pk", flat=True))[::3]
    Article.objects.exclude(pk__in=few).update(body="<p>Jagung.</p>")
    ambon = make_desk("ambon")
    many(ambon, 3, make_user("editor", ambon))

    pages, _last = walk(client_of(editor), query)

    sign = "" if "oldest" in query else "-"
    column = "pk" if "begun" in query else "changed_at"
    ordered = Article.objects.filter(pk__in=few).order_by(f"{sign}{column}", f"{sign}pk")
    assert sum(pages, []) == list(ordered.values_list("pk", flat=True))


def test_a_page_stays_what_it_was_while_others_write(editor, monkeypatch):
    monkeypatch.setattr(article_list, "SIZE", 5)
    many(desk_of(editor), 15, editor)
    client = client_of(editor)
    text = client.get(LIST).text
    second = re.search(r'rel="next" href="([^"]+)"', text)[1].replace("&amp;", "&")
    before = re.findall(r"Kabar \d+", client.get(f"{LIST}{second}").text)

    make_article(desk_of(editor), headline="Baru", at=NOW + timedelta(minutes=1))

    assert re.findall(r"Kabar \d+", client.get(f"{LIST}{second}").text) == before


def test_a_long_list_is_said_to_be_long_and_not_counted(editor):
    many(desk_of(editor), 1005, editor)

    text = client_of(editor).get(LIST).text

    assert "More than 1000 articles" in text
    assert "1005" not in text


@pytest.mark.parametrize("role", ["reporter", "editor"])
def test_the_list_costs_the_same_with_ten_and_with_a_thousand_articles(role, desks_read_once):
    desk = make_desk()
    user = make_user(role, desk)
    make_issued(desk, by=user, reporters=[make_reporter(desk, user=user)])
    client = client_of(user)
    client.get(LIST)
    costs = []
    for number in (10, 1000):
        many(desk, number, user)
        count_rows()
        for query in ("", "q=beras", "state=draft&kind=news", "before=9999999999999999-1"):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(f"{LIST}?{query}").status_code == 200
            costs.append(len(queries))

    # A search may look through a few stretches of time: the fewer, the more there is to find.
    assert all(many <= few for few, many in zip(costs[:4], costs[4:], strict=True))
    assert costs[0] == costs[4] and max(costs) <= 19
