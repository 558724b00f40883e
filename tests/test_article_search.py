"""Finding articles: words wherever they stand, and what narrows the list."""

from datetime import timedelta

import pytest

from articles import workflow
from articles.admin import narrowing
from articles.models import Article, Byline, Listing
from newsroom.desks.models import Desk
from newsroom.reporters.models import Reporter

from .factories import (
    NOW,
    make_article,
    make_desk,
    make_issued,
    make_reporter,
    make_section,
    make_user,
)
from .staff import LIST, client_of, found, page_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("network")]


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


def test_an_address_that_was_pasted_opens_its_article(editor):
    own = make_article(desk_of(editor))
    neighbour, live = make_article(make_desk("merangin")), make_issued(make_desk("bungo"))

    def opened(address):
        answer = client_of(editor).get(LIST, {"q": address})
        return answer.url if answer.status_code == 302 else answer.text

    for address in (
        f"https://kerinci.example/articles/{own.pk}/banjir-di-siulak/",
        f"Sudah baca? kerinci.example/articles/{own.pk}/banjir?utm_source=wa " + "x" * 300,
        f"http://localhost{page_of(own)}",
    ):
        assert opened(address) == page_of(own)
    carry = opened(f"https://bungo.example/articles/{live.pk}/x/")
    assert carry == f"{LIST}{live.pk}/steps/carry/"
    assert client_of(editor).get(carry).status_code == 200
    unseen = opened(f"https://merangin.example/articles/{neighbour.pk}/x/")
    assert "You see no article at this address" in unseen
    nothing = opened("https://merangin.example/articles/999999/x/")
    assert "You see no article at this address" in nothing


def test_english_words_are_found_by_their_stem_on_an_english_desk():
    desk = make_desk("bali-times", language="en")
    make_article(desk, headline="Elections are held in the villages", body="<p>Voters voted.</p>")

    for words in ("election", "village", "the election", "voting"):
        assert found(make_user("editor", desk), q=words), words


def test_a_misspelt_word_is_answered_with_what_was_meant_where_that_is_to_be_seen(editor):
    make_issued(make_desk("merangin"), headline="Gajah liar masuk kebun")
    own = make_issued(desk_of(editor), headline="Harga beras naik")

    def answer(**typed):
        return client_of(editor).get(LIST, typed).text

    meant = '<a href="?q=harga+beras&amp;state=issued">harga beras</a>'
    assert f"Did you mean {meant}?" in answer(q="harga breas", state="issued")
    assert found(editor, q="harga beras", state="issued") == [own.headline]
    for q in ("gajaj", "gajah", "harga -breas", "beras"):
        assert "Did you mean" not in answer(q=q), q
    # Of what is found elsewhere alone, and by nobody here, nothing is said.
    assert "Did you mean" not in answer(q="harga breas", state="draft")


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


def test_the_fields_that_narrow_are_open_where_they_do_and_leave_the_screen_to_a_search(editor):
    searched, narrowed = (
        client_of(editor).get(LIST, {"q": "cabai"} | more).text for more in ({}, {"state": "draft"})
    )

    assert "<details open>" not in searched and "<details open>" in narrowed


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
