"""Who else has an article open, and where: it informs, and keeps nobody from writing."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from articles import editing
from articles.models import Article, Presence
from articles.models.presence import HEARD_WITHIN
from newsroom.accounts.models import User

from .factories import make_article, make_desk, make_in_state, make_network, make_user
from .staff import LIST, client_of, page_of, typed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def network(db):
    with translation.override("en"):
        yield make_network()


@pytest.fixture
def article():
    return make_article(make_desk("kerinci"), headline="Danau surut")


def person(article, name, role="editor", **values):
    return make_user(role, article.desk, first_name=name, language="en", **values)


def has_open(article, user, *, place="", tab="a", at=None):
    Presence.objects.hear(article, user=user, tab=tab, place=place, at=at or timezone.now())


def beat(article, by, **values):
    """What the page of `by` sends while nothing is typed."""
    values = {"user": by.pk, "tab": "mine", "place": "", "zone": "Asia/Jakarta"} | values
    return client_of(by).post(f"{LIST}{article.pk}/presence/", values)


def seen_by(article, user, **values):
    """Who else has it open as `user` is told: names with places."""
    others = beat(article, user, **values).json()["others"]
    return [(each["name"], each["said"]) for each in others]


def test_two_people_read_of_each_other_where_they_are(article):
    ayu, budi = person(article, "Ayu"), person(article, "Budi")

    assert seen_by(article, ayu, place="headline") == []
    assert seen_by(article, budi, place="body-3-0a1b2c3d") == [("Ayu", "headline")]
    assert seen_by(article, ayu, place="standfirst") == [("Budi", "paragraph 3")]
    assert seen_by(article, budi, place="reading") == [("Ayu", "standfirst")]
    assert seen_by(article, ayu) == [("Budi", "reading")]


def test_whoever_is_not_heard_of_any_more_is_gone_and_forgotten(article):
    ayu, budi = person(article, "Ayu"), person(article, "Budi")
    long_ago = timezone.now() - HEARD_WITHIN - timedelta(seconds=1)
    has_open(article, ayu, at=long_ago)
    has_open(make_article(article.desk), ayu, at=long_ago)

    assert seen_by(article, budi) == []
    assert [page.user for page in Presence.objects.all()] == [budi]


def test_whoever_closes_the_page_is_gone_at_once(article):
    ayu, budi = person(article, "Ayu"), person(article, "Budi")
    beat(article, ayu, tab="one")
    beat(article, ayu, tab="two", place="kicker")

    assert beat(article, ayu, tab="two", gone="1").status_code == 204
    assert seen_by(article, budi) == [("Ayu", "")]
    beat(article, ayu, tab="one", gone="1")
    assert seen_by(article, budi) == []


def test_ones_own_second_window_is_told_to_the_first_and_to_nobody_twice(article):
    ayu, budi = person(article, "Ayu"), person(article, "Budi")
    beat(article, ayu, tab="phone", place="headline")

    assert seen_by(article, ayu, tab="desk") == [("You, in another window", "headline")]
    assert seen_by(article, budi) == [("Ayu", "headline")]
    assert "You, in another window" not in client_of(ayu).get(page_of(article)).text


@pytest.mark.parametrize(
    "place", ["password", "body-0", "body-x", "body-1-<b>", "h" * 400, "base-headline"]
)
def test_a_place_that_is_none_is_not_told(article, place):
    ayu, budi = person(article, "Ayu"), person(article, "Budi")

    assert beat(article, ayu, place=place).status_code == 200
    assert seen_by(article, budi) == [("Ayu", "")]


def test_the_page_the_list_and_the_first_page_say_who_has_it_open(article):
    ayu, budi = person(article, "Ayu"), person(article, "Budi")
    Article.objects.filter(pk=article.pk).update(state="in_review")
    has_open(article, ayu, place="headline")
    has_open(article, budi)

    browser = client_of(budi)
    assert "<b>Ayu</b> headline" in browser.get(page_of(article)).text
    for page in (LIST, "/admin/"):
        text = browser.get(page).text
        assert "open: Ayu<" in text, page
    assert "open: Budi<" in client_of(ayu).get(LIST).text


def test_having_an_article_open_locks_nobody_out(article):
    ayu = person(article, "Ayu")
    has_open(article, ayu, place="headline")
    writer = article.created_by

    answer = client_of(writer).post(page_of(article), typed(article, headline="Danau naik"))

    assert answer.status_code == 302
    article.refresh_from_db()
    assert article.headline == "Danau naik"


def test_the_autosave_tells_and_hears_the_same(article):
    ayu, budi = person(article, "Ayu"), person(article, "Budi")
    beat(article, ayu, place="kicker")

    answer = (
        client_of(budi)
        .post(
            f"{LIST}{article.pk}/autosave/",
            typed(article, user=budi.pk, headline="Danau", tab="b", place="headline"),
        )
        .json()
    )

    assert [each["name"] for each in answer["others"]] == ["Ayu"]
    assert (answer["edit"], answer["news"]) == (2, "")
    assert seen_by(article, ayu) == [("Budi", "headline")]


def test_a_save_of_somebody_else_is_told_with_the_clock_of_the_form(article):
    ayu, budi = person(article, "Ayu"), person(article, "Budi")
    at = timezone.now()

    def news(user, edit, **values):
        return beat(article, user, edit=edit, **values).json()["news"]

    assert news(ayu, 1) == ""
    editing.save(
        article, by=budi, at=at, edit=1, bylines=[], topics=[],
        values={"desk": article.desk, "headline": "Danau naik"},
    )  # fmt: skip
    clock = timezone.localtime(at, timezone.get_fixed_timezone(420)).strftime("%H:%M")
    assert news(ayu, 1) == f"Budi saved this at {clock} WIB."
    assert news(budi, 1) == f"You saved this in another window at {clock} WIB."
    assert news(ayu, 2) == news(ayu, "x") == ""


@pytest.mark.parametrize(
    ("who", "status"), [("stranger", 404), ("nobody", 403), ("another", 403), ("odd tab", 403)]
)
def test_who_does_not_see_the_article_neither_tells_nor_hears(article, who, status):
    ayu = person(article, "Ayu")
    has_open(article, ayu)
    stranger = make_user("chief", make_desk("ambon"))
    sent = {
        "stranger": (stranger, {}),
        "nobody": (make_user(), {}),
        "another": (ayu, {"user": stranger.pk}),
        "odd tab": (ayu, {"tab": "'; --"}),
    }
    user, values = sent[who]

    answer = beat(article, user, **values)

    assert answer.status_code == status
    assert "Ayu" not in answer.text
    assert Presence.objects.count() == 1


def test_asking_costs_the_same_however_many_have_it_open(article, desks_read_once):
    ayu = person(article, "Ayu")
    browser = client_of(ayu)
    values = {"user": ayu.pk, "tab": "mine", "place": "", "zone": "Asia/Jakarta"}
    costs = []
    for number in (0, 20):
        for each in range(number):
            has_open(article, person(article, f"Orang {each}"), place="headline")
        browser.post(f"{LIST}{article.pk}/presence/", values)
        for deed in (
            lambda: browser.post(f"{LIST}{article.pk}/presence/", values),
            lambda: browser.get(LIST),
        ):
            with CaptureQueriesContext(connection) as queries:
                assert deed().status_code == 200
            costs.append(len(queries))

    assert costs[:2] == costs[2:]
    assert costs[0] <= 10


@pytest.mark.django_db(transaction=True)
def test_telling_where_one_is_never_waits_for_a_save(article):
    ayu = person(article, "Ayu")
    told = threading.Event()

    def tell():
        has_open(Article.objects.get(pk=article.pk), User.objects.get(pk=ayu.pk))
        told.set()
        connection.close()

    with transaction.atomic():
        Article.objects.select_for_update().get(pk=article.pk)
        other = threading.Thread(target=tell)
        other.start()
        assert told.wait(20)
    other.join()
    assert Presence.objects.count() == 1


def test_an_article_that_one_only_reads_says_so_too():
    article = make_in_state("issued")
    ayu, budi = person(article, "Ayu", "reporter"), person(article, "Budi")
    has_open(article, budi, place="reading")

    page = client_of(ayu).get(page_of(article)).text

    assert "<b>Budi</b> reading" in page
