"""The readers' search: its pages, what they show, and what they say of odd questions."""

import re
from datetime import timedelta
from html import unescape
from urllib.parse import quote

import pytest
from django.db import connection
from taggit.models import Tag

from articles import workflow
from articles.public import finding, stretches
from newsroom.desks.models import Desk

from .factories import (
    NOW,
    make_desk,
    make_many_live,
    make_network,
    make_reporter,
    make_section,
    make_user,
    reissue,
)
from .readers import link, numbers, page, read, words
from .searching import EARLIER, ask, found, live, main, walk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def desk():
    return make_desk("kerinci", language="en", name="Kerinci")


# --- Pages and orders ---------------------------------------------------------------------------


@pytest.mark.parametrize("order", ["", "newest"])
def test_a_walk_through_either_order_visits_every_story_once_whatever_is_issued(desk, order):
    articles = make_many_live(desk, 40, at=NOW - timedelta(hours=1))
    expected = [article.pk for article in articles]
    path = f"/search/?q=kabar+borongan{'&order=newest' if order else ''}"

    visited, paths = walk(desk, path)

    assert visited == expected if order else sorted(visited) == sorted(expected)
    assert len(paths) == 3 and len(set(paths)) == 3
    before = numbers(main(page(desk, paths[1])))
    make_many_live(desk, 20, at=NOW)
    assert numbers(main(page(desk, paths[1]))) == before
    # The way back leads to the same pages, and ends at the address of the question itself.
    back = link(main(page(desk, paths[2])), "prev")
    assert numbers(main(page(desk, f"/search/{back}"))) == before


def test_stories_of_all_ages_come_in_one_order(desk):
    ages = [0, 20, 45, 100, 400, 800, 2000]
    stories = [
        live(desk, f"Panen ke-{days}", at=NOW - timedelta(days=days, hours=1)) for days in ages
    ]
    expected = [story.pk for story in stories]

    assert found(desk, "panen", order="newest") == expected
    key = f"{int((NOW - timedelta(days=300)).timestamp()) * 10**6}-1"
    assert found(desk, "panen", order="newest", before=key) == expected[4:]
    wanted = finding.Wanted(terms=tuple(finding.search.terms_of("panen")))
    way = {"beyond": (NOW - timedelta(days=900), 0), "back": True}
    parts = stretches.through(reader(desk), wanted, **way)
    rows, left = finding.candidates(reader(desk), wanted, parts, most=9, **way)
    assert [article for _moment, article, _version in rows] == expected[:6][::-1] and left == []


def reader(desk, at=NOW):
    """The little of a request that finding needs."""
    return type("Reader", (), {"desk": desk, "at": at})()


def test_the_headline_counts_more_than_the_text_and_a_newer_story_more_than_its_like(desk):
    text = live(desk, "Kabar pasar", body="<p>Harga cabai naik. Cabai mahal.</p>")
    old = live(desk, "Harga cabai naik", at=NOW - timedelta(days=400))
    new = live(desk, "Harga cabai turun")

    assert found(desk, "harga cabai") == [new.pk, old.pk, text.pk]


def test_a_key_that_is_none_is_no_page(desk):
    live(desk, "Harga cabai naik")
    for query in (
        "before=x",
        "after=1-2-3",
        "before=1-99999999999999999999",
        "order=newest&before=x",
    ):
        read_back = read(desk, f"/search/?q=cabai&{query}")
        assert read_back.status_code == 404, query


# --- What is shown ------------------------------------------------------------------------------


def test_the_words_are_marked_in_headline_and_passage_and_nothing_is_markup(desk):
    live(
        desk,
        "Harga <b>cabai</b> & beras",
        body="<p>Kata &lt;script&gt; lalu cabai &amp; beras.</p>",
    )

    html = ask(desk, "cabai")

    assert "<mark>cabai</mark>" in html and "&lt;b&gt;" in html
    assert "<script" not in html and "&lt;script&gt; lalu <mark>cabai</mark> &amp; beras" in html


def test_a_story_that_two_questions_find_is_marked_by_each_of_them(desk):
    live(desk, "Harga cabai naik", body="<p>Petani menanam cabai di lereng.</p>")

    first, second = ask(desk, "cabai"), ask(desk, "harga petani")

    assert "Harga <mark>cabai</mark> naik</a>" in first
    assert "<mark>Harga</mark> cabai naik</a>" in second and "<mark>Petani</mark> men" in second


def test_a_passage_says_where_it_was_cut_out_of_a_sentence(desk):
    rain = "hujan turun sejak pagi, lalu reda, lalu " * 20
    live(desk, "Pasar", body=f"<p>Kata orang {rain}penjual menimbang cabai {'dan ikan ' * 60}</p>")
    live(desk, "Kebun", body="<p>Petani menanam cabai di lereng.</p>")

    html = ask(desk, "cabai")
    passages = re.findall(r'<p class="standfirst">(.*?)</p>', html)

    assert "Petani menanam <mark>cabai</mark> di lereng …" in passages
    cut = next(each for each in passages if "menimbang" in each)
    assert cut.startswith("… ") and cut.endswith(" …")


def test_every_question_has_one_address(desk):
    live(desk, "Harga cabai naik")

    sent = read(desk, "/search/?q=harga++cabai&desk=&section=&topic=&reporter=&from=&to=&order=")
    html = page(desk, "/search/?utm_source=x&q=cabai&section=ekonomi")

    assert sent.status_code == 302 and sent["Location"] == "/search/?q=harga+cabai"
    assert link(html, "canonical").endswith("/search/?q=cabai&section=ekonomi")
    assert '<meta name="robots" content="noindex">' in html
    assert "noindex" not in page(desk, "/search/")


def test_the_form_keeps_what_was_typed_and_opens_where_it_narrows(desk):
    make_section("ekonomi")
    typed = quote('<cabai> "merah"')
    html = page(desk, f"/search/?q={typed}&section=ekonomi&from=2024-01-05")

    assert unescape(re.search(r'id="q" name="q" value="([^"]*)"', html)[1]) == '<cabai> "merah"'
    assert 'name="from" value="2024-01-05"' in html and "<details open>" in html
    assert "<details open>" not in page(desk, "/search/?q=cabai")


@pytest.mark.parametrize(
    ("query", "status", "sentence"),
    [
        ("q=%00", 200, ""),
        ("q=", 302, None),
        ("q=???", 200, "There is no word in this question"),
        ("q=-cabai", 200, "Write a word that the stories have"),
        ("q=yang+di", 200, "Every story has these words."),
        ("q=" + "a" * 500, 200, "Only the first 200 letters were looked for."),
        ("q=" + "cabai+" * 90, 200, "Only the first 200 letters were looked for."),
        ("q=cabai%00merah", 200, ""),
        ('q="', 200, "There is no word in this question"),
        ("q=' | ! & <-> :* \\", 200, "There is no word in this question"),
        ("q=cabai' | !x & y:* \\", 200, ""),
        ("q=cabai&from=kemarin", 400, "“kemarin” is not a day: write it like 2024-11-20."),
        ("q=cabai&to=2024-02-30", 400, "is not a day"),
        ("q=cabai&to=9999-12-31", 400, "is not a day"),
        ("q=cabai&from=0001-01-01", 400, "is not a day"),
        ("q=cabai&to=1900-01-01", 200, ""),
        ("q=cabai&order=newest&after=253402300799000000-1", 302, None),
        ("q=cabai&from=2024-02-02&to=2024-02-01", 400, "The first day is after the last one."),
        ("q=cabai&desk=tidak", 404, "There is no desk “tidak”."),
        ("q=cabai&section=tidak", 404, "There is no section “tidak”."),
        ("from=2024-01-01", 200, "Write a word, or choose a section"),
        ("q=cabai&order=xyz", 200, ""),
        ("section=ekonomi&q=yang", 200, ""),
    ],
)
def test_odd_questions_get_a_sentence_and_the_right_status(desk, query, status, sentence):
    live(desk, "Harga cabai naik")
    response = read(desk, "/search/?" + quote(query, safe="=&%+"))

    assert response.status_code == status
    if sentence:
        assert sentence in words(response.content.decode())
    if status != 302:
        assert 'id="q"' in response.content.decode()


def test_whoever_narrows_to_an_unknown_name_learns_no_more_than_of_one_without_stories(desk):
    Tag.objects.create(name="rahasia", slug="rahasia")
    make_reporter(desk, name="Belum Terbit", slug="belum-terbit")

    said = [
        re.sub(r"rahasia|nihil|belum-terbit", "x", ask(desk, **{name: value}))
        for name, value in (
            ("topic", "rahasia"), ("topic", "nihil"),
            ("reporter", "belum-terbit"), ("reporter", "nihil"),
        )
    ]  # fmt: skip

    assert said[0] == said[1] and said[2] == said[3]


def test_a_search_asks_as_often_however_much_there_is(
    desk, django_assert_num_queries, desks_read_once
):
    make_many_live(desk, 60, at=NOW - timedelta(hours=1))
    page(desk, "/search/?q=kabar")

    # How far they reach, candidates with their scores, placements, passages.
    with django_assert_num_queries(4):
        page(desk, "/search/?q=kabar")
    with django_assert_num_queries(4):
        page(desk, "/search/?q=kabar&order=newest")
    with django_assert_num_queries(0):
        page(desk, "/search/")
    # Whether there is the word, and what may have been meant; nothing of it is found.
    with django_assert_num_queries(7):
        page(desk, "/search/?q=kaxyzzyq")


def test_every_page_offers_the_search_and_tells_browsers_of_it(desk):
    live(desk, "Harga cabai naik")
    html = page(desk, "/")

    assert '<form class="box" role="search" action="/search/">' in html
    assert 'type="application/opensearchdescription+xml"' in html
    described = read(desk, "/opensearch.xml")
    assert described["Content-Type"].startswith("application/opensearchdescription+xml")
    text = described.content.decode()
    assert "/search/?q={searchTerms}" in text and "<ShortName>Kabar Kerinci</ShortName>" in text


def test_a_long_masthead_is_not_cut_inside_a_word_in_a_list_of_searches(desk):
    Desk.objects.filter(pk=desk.pk).update(masthead="Kabar Tepian Kerinci", name="Kerinci")

    text = page(desk, "/opensearch.xml")

    assert "<ShortName>Kerinci</ShortName>" in text
    assert "<LongName>Kabar Tepian Kerinci</LongName>" in text


def test_postgres_keeps_one_row_for_each_version_as_the_door_wrote_it(desk):
    story = live(desk, "Harga cabai naik", topics=["pangan"])
    reissue(story, at=NOW, headline="Harga cabai turun")

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(*) FILTER (WHERE (f.head, f.words) = (made.head, made.words)) "
            "FROM articles_version v JOIN articles_findable f ON f.version_id = v.id, "
            "newsroom_findable(v) made"
        )
        assert cursor.fetchone() == (2, 2)


def test_among_hundreds_of_desks_the_form_keeps_the_one_that_was_chosen(monkeypatch):
    monkeypatch.setattr("articles.public.search.WHOLE_TREE", 2)
    network = make_network(language="en")
    province = make_desk("jambi", language="en")
    for slug in ("kerinci", "merangin"):
        make_desk(slug, parent=province, language="en")

    offered = page(network, "/search/?q=kopi&desk=kerinci").split('id="section"')[0]

    assert re.findall(r'<option value="(\w+)"( selected)?>\s*(\w+)', offered) == [
        ("jambi", "", "Jambi"), ("kerinci", " selected", "Kerinci")
    ]  # fmt: skip


def test_a_story_in_another_language_says_so(desk):
    other = make_desk("ambon", language="id")
    story = live(other, "Kapal tiba lebih awal")
    workflow.perform(
        "carry", story, by=make_user("chief", make_network()), at=EARLIER, desk=desk, headline=""
    )

    assert 'lang="id"><mark>Kapal</mark> tiba' in ask(desk, "kapal")
