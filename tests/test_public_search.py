"""The readers' search: what it finds, what it never finds, and what it says of odd questions."""

import re
from datetime import timedelta
from html import unescape
from urllib.parse import quote, urlencode

import pytest
from django.db import connection
from django.utils import translation
from taggit.models import Tag

from articles import workflow
from articles.models import Findable
from articles.public import finding, spelling
from newsroom.desks import hosts

from .factories import (
    NOW,
    make_article,
    make_desk,
    make_issued,
    make_many_live,
    make_network,
    make_reporter,
    make_section,
    make_user,
    reissue,
)
from .readers import link, numbers, page, read, words

pytestmark = pytest.mark.django_db
EARLIER = NOW - timedelta(hours=2)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def desk():
    return make_desk("kerinci", language="en", name="Kerinci")


@pytest.fixture
def clock(monkeypatch):
    """Sets the moment at which readers ask."""
    return lambda at: monkeypatch.setattr("django.utils.timezone.now", lambda: at)


def main(html):
    return html.split("<main")[1].split("</main>")[0]


def ask(host, q="", *, status=200, **more):
    """The main part of the answer to a question."""
    query = urlencode({"q": q} | more) if q else urlencode(more)
    return main(page(host, f"/search/?{query}", status=status))


def found(host, q="", **more):
    """The numbers of the stories that are found, in their order."""
    return numbers(ask(host, q, **more))


def live(desk, headline, *, at=EARLIER, **values):
    return make_issued(desk, at=at, headline=headline, **values)


def walk(desk, path):
    """All stories on the way from `path` on, and the addresses of its pages."""
    visited, paths = [], []
    while path:
        html = main(page(desk, path))
        paths.append(path)
        visited += numbers(html)
        older = link(html, "next")
        path = older and f"/search/{older}"
    return visited, paths


# --- What is found ------------------------------------------------------------------------------


def test_words_are_found_in_any_of_their_forms_wherever_they_stand():
    desk = make_desk("kerinci", language="id")
    text = live(desk, "Air naik", body="<p>Warga membersihkan jalan desa.</p>")
    live(desk, "Kabar lain")

    assert found(desk, "bersihkan") == [text.pk]
    assert found(desk, "BERSIHKAN jalan") == [text.pk]
    assert found(desk, "yang bersihkan di jalan") == [text.pk]


def test_english_stories_are_found_by_english_forms(desk):
    story = live(desk, "Fishermen were repairing boats")

    assert found(desk, "repaired boat") == found(desk, "repairs") == [story.pk]


def test_quotes_minus_and_star_do_what_they_say(desk):
    lake = live(desk, "Danau Kerinci surut")
    other = live(desk, "Kerinci jauh dari danau", body="<p>Kerinci di gunung.</p>")

    assert set(found(desk, "danau kerinci")) == {lake.pk, other.pk}
    assert found(desk, '"danau kerinci"') == [lake.pk]
    assert found(desk, "“danau kerinci”") == [lake.pk]
    assert found(desk, "danau -surut") == [other.pk]
    assert set(found(desk, "keri*")) == {lake.pk, other.pk}


def test_a_story_is_found_by_its_topics_reporters_section_and_days(desk):
    sari = make_reporter(desk, name="Sari Dewi", slug="sari-dewi")
    law = make_section("hukum", "Hukum")
    told = live(desk, "Sidang dibuka", reporters=[sari], topics=["korupsi"], section=law)
    old = live(desk, "Sidang ditunda", at=NOW - timedelta(days=40))
    day = EARLIER.astimezone(desk.zone).date()

    assert found(desk, topic="korupsi") == found(desk, "sidang", topic="Korupsi") == [told.pk]
    assert found(desk, reporter="sari-dewi") == found(desk, reporter="sari dewi") == [told.pk]
    assert found(desk, "sari dewi") == [told.pk]
    assert found(desk, "sidang", section="hukum") == [told.pk]
    assert found(desk, "sidang", **{"from": day, "to": day}) == [told.pk]
    assert found(desk, "sidang", to=day - timedelta(days=1)) == [old.pk]
    assert found(desk, "sidang", topic="tidak ada") == []


def test_days_are_those_of_the_desk():
    desk = make_desk("ambon", language="en", time_zone="Asia/Jayapura")
    midnight = (NOW - timedelta(days=2)).astimezone(desk.zone).replace(hour=0, minute=0, second=0)
    last = live(desk, "Kapal sandar", at=midnight - timedelta(seconds=1))
    first = live(desk, "Kapal tiba", at=midnight)

    assert found(desk, "kapal", **{"from": midnight.date()}) == [first.pk]
    assert found(desk, "kapal", to=midnight.date() - timedelta(days=1)) == [last.pk]


def test_a_desk_finds_what_its_pages_show_and_the_network_everything():
    network = make_network(language="en")
    province = make_desk("jambi", language="en")
    kerinci = make_desk("kerinci", parent=province, language="en")
    ambon = make_desk("ambon", language="en")
    here, there = live(kerinci, "Banjir di hulu"), live(ambon, "Banjir di kota")

    assert set(found(network, "banjir")) == {here.pk, there.pk}
    assert found(province, "banjir") == found(kerinci, "banjir") == [here.pk]
    assert found(ambon, "banjir") == [there.pk]
    assert found(network, "banjir", desk="jambi") == found(network, desk="kerinci") == [here.pk]
    assert found(ambon, "banjir", desk="kerinci") == []


def test_a_carried_story_is_found_where_it_is_carried_by_its_own_headline_there(desk):
    ambon = make_desk("ambon", language="en")
    story = live(desk, "Kopi dibeli merah")
    chief = make_user("chief", make_network())

    workflow.perform("carry", story, by=chief, at=EARLIER, desk=ambon, headline="Belajar tunai")

    assert found(ambon, "belajar tunai") == found(ambon, "kopi") == [story.pk]
    assert "Belajar" in ask(ambon, "belajar") and found(desk, "kopi") == [story.pk]
    # From Kerinci, wherever it is shown; not one of Ambon's own.
    assert found(ambon, "kopi", desk="kerinci") == [story.pk]
    assert found(make_network(), "kopi", desk="ambon") == []

    workflow.perform("uncarry", story, by=chief, at=NOW - timedelta(hours=1), desk=ambon)
    assert found(ambon, "belajar") == []


# --- What is never found ------------------------------------------------------------------------


def test_a_scheduled_story_is_found_from_its_moment_on_and_its_words_are_not_suggested(desk, clock):
    make_issued(desk, headline="Bendungan Merangin retak", live_from=NOW + timedelta(hours=1))
    border = NOW + timedelta(hours=1)

    clock(border - timedelta(microseconds=1))
    assert found(desk, "bendungan") == []
    assert "bendungan" not in ask(desk, "bendungen").casefold().replace("bendungen", "")
    clock(border)
    assert len(found(desk, "bendungan")) == len(found(desk, "bendungen")) == 1


def test_an_embargo_binds_the_search(desk, clock):
    lifts = NOW + timedelta(hours=2)
    make_issued(desk, headline="Laporan audit", embargo_until=lifts, live_from=lifts)

    clock(lifts - timedelta(seconds=1))
    assert found(desk, "audit") == []
    clock(lifts)
    assert len(found(desk, "audit")) == 1


def test_the_words_of_a_superseded_version_are_not_found(desk, clock):
    story = live(desk, "Tujuh rumah hanyut")
    reissue(story, at=NOW, headline="Delapan rumah rusak")

    clock(NOW - timedelta(microseconds=1))
    assert found(desk, "hanyut") == [story.pk] and found(desk, "rusak") == []
    clock(NOW)
    assert found(desk, "hanyut") == [] and found(desk, "rusak") == [story.pk]


def test_a_withdrawn_story_is_not_found_from_that_moment_on(desk, clock):
    story = live(desk, "Nama anak disebut")
    editor = make_user("editor", desk)
    workflow.perform("withdraw", story, by=editor, at=NOW, ground="child", reason="Anak.")

    clock(NOW - timedelta(microseconds=1))
    assert found(desk, "disebut") == [story.pk]
    clock(NOW)
    assert found(desk, "disebut") == [] == found(desk, "disebutt")


def test_drafts_and_recalled_versions_are_not_found(desk):
    make_article(desk, headline="Naskah rahasia", body="<p>Brankas.</p>")
    story = make_issued(desk, headline="Brankas dibuka", live_from=NOW + timedelta(hours=1))
    workflow.perform("recall", story, by=make_user("editor", desk), at=NOW)

    assert found(desk, "brankas") == found(desk, "rahasia") == []


def test_a_rescheduled_story_is_found_in_its_new_month(desk, clock):
    later = NOW + timedelta(days=70)
    story = make_issued(desk, headline="Jembatan baru", live_from=NOW + timedelta(hours=1))
    workflow.perform("reschedule", story, by=make_user("editor", desk), at=NOW, live_from=later)

    clock(NOW + timedelta(hours=2))
    assert found(desk, "jembatan") == []
    clock(later)
    assert found(desk, "jembatan") == [story.pk]
    assert Findable.objects.get().words.count(f"month:{later:%Y%m}") == 1


def test_a_number_a_mark_or_a_colon_in_a_text_opens_no_other_desk(desk):
    ambon = make_desk("ambon", language="en")
    live(ambon, f"from:{desk.pk} on:{desk.pk} 'from:{desk.pk}' http://x.example:80/from:{desk.pk}")

    assert found(desk, "example") == found(desk, f"from:{desk.pk}") == []


# --- Spelling and near misses -------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["kernici", "kerincii", "kerici", "Kerimci"])
def test_a_misspelt_word_finds_what_was_meant_and_says_so(desk, typed):
    story = live(desk, "Danau Kerinci surut")

    html = ask(desk, f"danau {typed}")

    assert numbers(html) == [story.pk]
    assert f"Nothing was found for “danau {typed}”." in words(html)
    assert '<a href="?q=danau+kerinci">danau kerinci</a>' in html


def test_where_no_story_has_all_words_those_that_lack_one_are_shown(desk):
    story = live(desk, "Danau Kerinci surut setengah meter")
    live(desk, "Sidang dibuka", body="<p>Hakim masuk.</p>")

    html = ask(desk, "danau surut sidang kerinci")

    assert numbers(html) == [story.pk]
    assert "Each of these lacks one of them." in words(html)
    # What is to be missing stays missing.
    assert found(desk, "danau surut sidang kerinci -meter") == []


@pytest.mark.parametrize(
    ("one", "other", "steps"),
    [("banjir", "banjir", 0), ("bajnir", "banjir", 1), ("banjr", "banjir", 1),
     ("banjirr", "banjir", 1), ("banjor", "banjir", 1), ("kuda", "sapi", 4)],
)  # fmt: skip
def test_the_distance_of_two_words_counts_the_letters_that_are_wrong(one, other, steps):
    assert spelling.distance(one, other) == spelling.distance(other, one) == steps


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
    rows = finding.candidates(
        reader(desk), finding.Wanted(terms=tuple(finding.search.terms_of("panen"))),
        beyond=(NOW - timedelta(days=900), 0), back=True, most=9,
    )  # fmt: skip
    assert [article for _moment, article, _version in rows] == expected[:6][::-1]


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


def test_a_search_asks_as_often_however_much_there_is(desk, django_assert_num_queries, monkeypatch):
    monkeypatch.setattr(hosts, "MAX_AGE", 3600)
    make_many_live(desk, 60, at=NOW - timedelta(hours=1))
    page(desk, "/search/?q=kabar")

    # Candidates, their scores, placements, passages.
    with django_assert_num_queries(4):
        page(desk, "/search/?q=kabar")
    with django_assert_num_queries(3):
        page(desk, "/search/?q=kabar&order=newest")
    with django_assert_num_queries(0):
        page(desk, "/search/")
    # Whether there is the word, and what may have been meant; nothing of it is found.
    with django_assert_num_queries(6):
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
