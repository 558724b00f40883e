"""The list of articles: search, what narrows it, pages by key, and saved views."""

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles import workflow
from articles.admin import article_list, narrowing
from articles.models import Article, Byline, Listing, SavedView
from newsroom.desks.models import Desk
from newsroom.reporters.models import Reporter

from .factories import (
    NOW,
    make_article,
    make_desk,
    make_issued,
    make_network,
    make_reporter,
    make_section,
    make_user,
)

pytestmark = pytest.mark.django_db
LIST = "/admin/articles/article/"
VIEWS = f"{LIST}views/"


@pytest.fixture(autouse=True)
def network():
    return make_network()


@pytest.fixture
def desks_read_once(monkeypatch):
    """The map of hosts is not read again while queries are counted, however slow the machine."""
    monkeypatch.setattr("newsroom.desks.hosts.MAX_AGE", 3600)


def client_of(user):
    client = Client(HTTP_HOST="localhost")
    client.force_login(user)
    return client


def found(user, query=None, **typed):
    """Headlines that the list shows, in its order."""
    text = client_of(user).get(LIST, query or typed).text
    rows = re.findall(r'<th scope="row"><a [^>]*>(.*?)</a>', text, re.S)
    return [re.sub(r'<span class="nr-kicker">.*?</span> |</?mark>', "", row) for row in rows]


@pytest.fixture
def editor():
    """An editor of Kerinci, in English."""
    return make_user("editor", make_desk("kerinci"), language="en")


def desk_of(user):
    return user.memberships.get().desk


# --- Search -------------------------------------------------------------------------------------


def test_words_are_found_wherever_they_stand_and_in_any_form(editor):
    desk = desk_of(editor)
    make_article(desk, headline="Harga beras naik", body="<p>x</p>")
    make_article(desk, headline="Satu", body="<p>Pemerintah memeriksa gudang.</p>")
    make_article(desk, headline="Dua", kicker="Banjir", body="<p>x</p>")
    make_article(desk, headline="Tiga", standfirst="Warga mengungsi ke sekolah.", body="<p>x</p>")
    make_article(desk, headline="Empat", topics=["Danau Kerinci"], body="<p>x</p>")
    credited = make_reporter(desk, name="Yosefina Rehatta")
    number = make_article(desk, headline="Lima", reporters=[credited], body="<p>x</p>").pk

    for words, headline in (
        ("beras", "Harga beras naik"),
        ("diperiksa", "Satu"),
        ("banjir", "Dua"),
        ("mengungsi", "Tiga"),
        ("danau", "Empat"),
        ("rehatta", "Lima"),
        (str(number), "Lima"),
        ("Yosef*", "Lima"),
    ):
        assert found(editor, q=words) == [headline], words


def test_english_words_are_found_by_their_stem_on_an_english_desk():
    desk = make_desk("bali-times", language="en")
    make_article(desk, headline="Elections are held in the villages", body="<p>Voters voted.</p>")

    for words in ("election", "village", "the election", "voting"):
        assert found(make_user("editor", desk), q=words), words


def test_quotes_minus_and_stop_words_mean_what_they_say(editor):
    desk = desk_of(editor)
    make_article(desk, headline="Rapat di kantor bupati", body="<p>x</p>")
    make_article(desk, headline="Bupati rapat, kantor tutup", body="<p>x</p>")

    assert len(found(editor, q="rapat bupati")) == 2
    assert found(editor, q='"kantor bupati"') == ["Rapat di kantor bupati"]
    assert found(editor, q="rapat -tutup") == ["Rapat di kantor bupati"]
    assert len(found(editor, q="yang rapat untuk bupati")) == 2
    page = client_of(editor).get(LIST, {"q": "-rapat"}).text
    assert "a search cannot only leave out" in page


def test_what_was_found_is_marked_and_hostile_text_stays_text(editor):
    make_article(
        desk_of(editor),
        headline="<b>Gempa</b> & ombak",
        body="<p>Warga R&amp;D merasakan gempa &lt;script&gt; di <a href='/x'>pantai</a>.</p>",
    )

    text = client_of(editor).get(LIST, {"q": "gempa"}).text

    assert "&lt;b&gt;<mark>Gempa</mark>&lt;/b&gt; &amp; ombak" in text
    assert "Warga R&amp;D merasakan <mark>gempa</mark> &lt;script&gt; di" in text
    assert "<script>alert" not in text and "href='/x'" not in text


def test_search_follows_every_change(editor):
    desk = desk_of(editor)
    reporter = make_reporter(desk, name="Lama Sekali")
    article = make_article(desk, headline="Awal", reporters=[reporter], topics=["ikan"])

    Article.objects.filter(pk=article.pk).update(headline="Akhirnya", state="in_review")
    Reporter.objects.filter(pk=reporter.pk).update(name="Baru Saja")
    article.topics.set(["padi"])

    for words in ("awal", "lama", "ikan"):
        assert found(editor, q=words) == [], words
    for words in ("akhirnya", "baru saja", "padi"):
        assert found(editor, q=words) == ["Akhirnya"], words
    assert found(editor, state="in_review") == ["Akhirnya"]
    Byline.objects.filter(article=article).delete()
    assert found(editor, q="baru saja") == []


def test_a_listing_repeats_its_article_column_by_column(editor):
    make_article(desk_of(editor))
    workflow.perform("submit", make_article(desk_of(editor)), by=editor, at=NOW)

    shared = [field.attname for field in Listing._meta.fields][1:-1]
    assert list(Listing.objects.order_by("pk").values_list(*shared)) == list(
        Article.objects.order_by("pk").values_list(*shared)
    )
    assert Listing.objects.count() == 2


def test_a_desk_that_changes_its_language_is_searched_in_it():
    desk = make_desk("bali")
    make_article(desk, headline="Voting begins")
    editor = make_user("editor", desk)
    Desk.objects.filter(pk=desk.pk).update(language="en")

    assert found(editor, q="voted") == ["Voting begins"]


# --- What narrows -------------------------------------------------------------------------------


def test_everything_in_the_address_narrows_and_all_of_it_together(editor):
    desk = desk_of(editor)
    below = make_desk("sungai-penuh", parent=desk, name="Sungai Penuh")
    sari = make_reporter(below, name="Sari Utami")
    wanted = make_article(
        below,
        headline="Dicari",
        section=make_section("olahraga"),
        kind="opinion",
        reporters=[sari],
        topics=["sepak bola"],
        at=NOW - timedelta(days=40),
    )
    workflow.perform("submit", wanted, by=editor, at=NOW - timedelta(days=40))
    make_article(desk, headline="Lain")
    nearby = str((NOW - timedelta(days=38)).date())
    parts = {"q": "air", "desk": "Sungai Penuh", "reporter": "sari utami", "topic": "Sepak Bola",
             "state": "in_review", "section": "olahraga", "kind": "opinion",
             "from": str((NOW - timedelta(days=42)).date()), "to": nearby}  # fmt: skip

    for name, value in parts.items():
        if name not in ("q", "from"):
            assert found(editor, {name: value}) == ["Dicari"], name
    assert found(editor, parts) == ["Dicari"]
    assert found(editor, desk="Kerinci") == ["Lain", "Dicari"]
    assert found(editor, reporter=sari.slug) == ["Dicari"]
    for wrong in ({"state": "draft"}, {"to": str((NOW - timedelta(days=42)).date())},
                  {"reporter": "Orang Lain"}, {"topic": "catur"}):  # fmt: skip
        assert "Dicari" not in found(editor, parts | wrong), wrong


def test_what_is_mistyped_is_said_and_finds_nothing(editor):
    make_article(desk_of(editor), headline="Ada")

    for query, sentence in (
        ("desk=Ambon", "You have no desk “Ambon”"),
        ("from=kemarin", "“kemarin” is no day"),
        ("section=x", "There is no section “x”."),
        ("state=live", "There is no such choice: “live”."),
        ("from=2024-02-02&to=2024-01-01", "The first day is after the last."),
    ):
        text = client_of(editor).get(f"{LIST}?{query}").text
        assert sentence in text, query
        assert "Ada</a>" not in text


def test_suggestions_are_only_of_what_the_viewer_may_know(editor):
    ambon = make_desk("ambon", name="Ambon")
    make_reporter(ambon, name="Sari Ambon")
    make_reporter(desk_of(editor), name="Sari Kerinci")
    make_article(ambon, topics=["rahasia ambon"])
    make_article(desk_of(editor), topics=["rahasia kita"])
    make_issued(ambon, topics=["rahasia umum"])
    make_issued(ambon, topics=["rahasia besok"], live_from=NOW + timedelta(days=1))

    def suggested(what, typed, user=editor):
        return [value for value, _label in narrowing.suggestions(what, typed, user, at=NOW)]

    assert suggested("reporter", "sari") == ["Sari Kerinci"]
    assert suggested("desk", "ambon") == []
    assert suggested("desk", "kerin") == ["Kerinci"]
    assert suggested("topic", "rahasia") == ["rahasia kita", "rahasia umum"]
    answer = client_of(editor).get(f"{LIST}choices/?what=reporter&typed=sari").json()
    assert [each["value"] for each in answer["found"]] == ["Sari Kerinci"]


def test_two_reporters_of_one_name_are_told_apart_and_the_name_finds_both(editor):
    desk = desk_of(editor)
    one = make_reporter(desk, name="Budi Santoso", slug="budi-santoso")
    two = make_reporter(desk, name="Budi Santoso", slug="budi-santoso-2")
    make_article(desk, headline="Satu", reporters=[one])
    make_article(desk, headline="Dua", reporters=[two])

    offered = [value for value, _ in narrowing.suggestions("reporter", "budi", editor, at=NOW)]

    assert offered == ["budi-santoso", "budi-santoso-2"]
    assert sorted(found(editor, reporter="Budi Santoso")) == ["Dua", "Satu"]
    assert found(editor, reporter="budi-santoso-2") == ["Dua"]


# --- Pages --------------------------------------------------------------------------------------


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
        for query in ("", "q=beras", "state=draft&kind=news", "before=9999999999999999-1"):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(f"{LIST}?{query}").status_code == 200
            costs.append(len(queries))

    # A search may look through a few stretches of time: the fewer, the more there is to find.
    assert all(many <= few for few, many in zip(costs[:4], costs[4:], strict=True))
    assert costs[0] == costs[4] and max(costs) <= 19


# --- Saved views --------------------------------------------------------------------------------


def test_a_view_is_saved_opened_renamed_and_removed(editor):
    client = client_of(editor)
    form = {"do": "save", "name": "Beras", "query": "q=beras&state=draft&before=1-1&x=y"}

    for _ in range(2):
        assert client.post(VIEWS, form)["Location"] == f"{LIST}?q=beras&state=draft"

    view = SavedView.objects.get()
    text = client.get(f"{LIST}?state=draft&q=beras").text
    assert re.search(r'q=beras&amp;state=draft" aria-current="page">Beras', text)
    assert "Beras</a>" in client.get("/admin/").text
    client.post(VIEWS, {"do": "change", "view": view.pk, "name": "Padi"})
    assert "Padi" in client.get(VIEWS).text
    for _ in range(2):
        assert client.post(VIEWS, {"do": "remove", "view": view.pk}).status_code == 302
    assert not SavedView.objects.exists()


def test_a_shared_view_is_shown_where_it_is_shared_and_finds_what_each_may_see(editor):
    desk = desk_of(editor)
    below = make_user("reporter", make_desk("sungai-penuh", parent=desk))
    stranger = make_user("chief", make_desk("ambon"), language="en")
    make_article(desk, headline="Rahasia beras", shared=False)
    client_of(editor).post(
        VIEWS, {"do": "save", "name": "Soal beras", "query": "q=beras", "desk": "Kerinci"}
    )

    assert SavedView.objects.get().desk == desk
    assert "Soal beras" in client_of(below).get(LIST).text
    assert "Soal beras" not in client_of(stranger).get(LIST).text
    assert found(editor, q="beras") == ["Rahasia beras"]
    assert found(below, q="beras") == []


def test_only_editors_share_and_only_with_their_own_desks(editor):
    make_desk("ambon", name="Ambon")
    reporter = make_user("reporter", desk_of(editor), language="en")

    for user, desk in ((editor, "Ambon"), (reporter, "Kerinci")):
        form = {"do": "save", "name": "x", "query": "q=x", "desk": desk}
        assert "You edit at no desk" in client_of(user).post(VIEWS, form, follow=True).text
    assert not SavedView.objects.exists()


def test_what_is_wrong_with_a_view_is_said_and_the_list_stays(editor):
    client = client_of(editor)
    client.post(VIEWS, {"do": "save", "name": "Beras", "query": "q=beras"})

    for form, sentence in (
        ({"name": "Beras", "query": "q=padi"}, "You have a view of this name already."),
        ({"name": " ", "query": "q=padi"}, "Give the view a name."),
    ):
        response = client.post(VIEWS, {"do": "save"} | form, follow=True)
        assert sentence in response.text
        assert 'value="padi"' in response.text
    assert SavedView.objects.count() == 1


def test_nobody_changes_somebody_elses_view_but_an_editor_ends_the_sharing(editor):
    desk = desk_of(editor)
    owner = make_user("chief", desk)
    view = SavedView.objects.create(owner=owner, name="Lama", query="q=x", desk=desk)
    kept = SavedView.objects.create(owner=owner, name="Sendiri", query="q=x")
    reporter = make_user("reporter", desk)

    for user in (editor, reporter):
        form = {"do": "change", "view": view.pk, "name": "Curi"}
        assert client_of(user).post(VIEWS, form).status_code == 404
        client_of(user).post(VIEWS, {"do": "remove", "view": view.pk})
        assert client_of(user).post(VIEWS, {"do": "end", "view": kept.pk}).status_code == 404
    assert client_of(reporter).post(VIEWS, {"do": "end", "view": view.pk}).status_code == 403
    client_of(editor).post(VIEWS, {"do": "end", "view": view.pk})
    assert list(SavedView.objects.order_by("pk").values_list("name", "desk")) == [
        ("Lama", None),
        ("Sendiri", None),
    ]
