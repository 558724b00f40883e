"""The readers' search: what it finds, what it never finds, and what a misspelt word meant."""

from datetime import timedelta

import pytest
from django.db import connection

from articles import spelling, workflow
from articles.models import Findable

from .factories import (
    NOW,
    make_article,
    make_desk,
    make_issued,
    make_network,
    make_reporter,
    make_section,
    make_user,
    reissue,
)
from .readers import numbers, words
from .searching import EARLIER, ask, found, live

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def desk():
    return make_desk("kerinci", language="en", name="Kerinci")


@pytest.fixture
def clock(monkeypatch):
    """Sets the moment at which readers ask."""
    return lambda at: monkeypatch.setattr("django.utils.timezone.now", lambda: at)


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


def test_a_beginning_is_found_in_texts_too_and_may_be_unwanted():
    desk = make_desk("kerinci", language="id")
    text = live(desk, "Air naik", body="<p>Langkahnya berlanjut ke des.</p>")
    other = live(desk, "Kabar lain", body="<p>Langit cerah.</p>")

    assert found(desk, "langka*") == found(desk, "lang* -langi*") == [text.pk]
    assert set(found(desk, "lang*")) == {text.pk, other.pk}
    dated = live(desk, "Kabar vaksin", body="<p>Langkah2024 dan langsung.</p>")
    assert set(found(desk, "langkah*")) == {dated.pk, text.pk}
    assert found(desk, "langkah20*") == [dated.pk]
    # A word as short as its beginning, and none at all.
    assert found(desk, "des*") == [text.pk]
    assert found(desk, "zzz*") == []


def test_a_beginning_of_too_many_words_is_looked_for_as_it_is(desk, monkeypatch):
    stories = {live(desk, f"Langkah {word}").pk for word in ("langit", "langsat")}
    beyond = spelling.begun("lang", connection)
    monkeypatch.setattr(spelling, "MOST_BEGUN", 2)

    assert {"langkah", "langit", "langsat"} <= set(beyond)
    assert spelling.begun("lang", connection) == ()
    assert set(found(desk, "lang*")) == stories


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
