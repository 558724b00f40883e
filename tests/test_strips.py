"""Breaking strips: one line, on which pages, until when, and who put it there."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from articles import workflow
from articles.fronts import breaking
from articles.fronts.models import Strip
from articles.public.strips import strip_map

from .factories import NOW, make_desk, make_issued, make_many_live, make_network, make_user
from .readers import page, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
TEXT = "Gempa magnitudo 6,1 mengguncang Kerinci"
SOON, LATER = NOW + timedelta(minutes=5), NOW + timedelta(hours=2)


@pytest.fixture
def kerinci():
    return make_desk("kerinci", parent=make_desk("jambi"))


@pytest.fixture
def editor(kerinci):
    return make_user("editor", kerinci)


def put_up(desk, by, text=TEXT, *, at=NOW, ends_at=LATER, **more):
    strip = breaking.put_up(desk, by=by, at=at, text=text, ends_at=ends_at, **more)
    strip_map.forget()
    return strip


def refused(*args, **more):
    with pytest.raises(ValidationError) as refusal, transaction.atomic():
        put_up(*args, **more)
    return " ".join(refusal.value.messages)


def strip_on(html):
    """What the strip says; empty where the page has none."""
    found = re.search(r'<section class="breaking".*?</section>', html, flags=re.S)
    return words(found[0]) if found else ""


# --- What readers see -----------------------------------------------------------------------------


def test_a_strip_stands_on_every_page_of_its_desk_and_on_no_other(kerinci, editor):
    article = make_issued(kerinci)
    put_up(kerinci, editor, article=article.pk)

    for path in ("/", "/sections/ekonomi/", "/archive/", article.versions.get().path):
        html = page(kerinci, path)
        assert TEXT in strip_on(html)
        assert f'<a href="/articles/{article.pk}/">{TEXT}</a>' in html
        assert 'role="alert"' not in html
    for desk in (make_network(), kerinci.parent, make_desk("ambon")):
        assert strip_on(page(desk)) == ""


def test_a_strip_is_over_when_its_time_is_and_no_sooner(kerinci, editor):
    put_up(kerinci, editor)

    def shown(at):
        return [strip.text for strip in strip_map.on(kerinci, at)]

    assert shown(LATER - timedelta(seconds=1)) == [TEXT]
    # The copy in memory is the same: it is the clock that says so.
    assert shown(LATER) == []
    assert Strip.objects.get().taken_down_at is None


def test_a_mother_desks_strip_stands_below_the_desks_own_where_it_reaches_down(kerinci, editor):
    network = make_network()
    chief = make_user("chief", network)
    put_up(network, chief, "Peringatan tsunami dicabut", below=True)
    put_up(kerinci.parent, chief, "Hanya untuk Jambi")
    assert strip_on(page(kerinci)).endswith("Peringatan tsunami dicabut")

    put_up(kerinci, editor)

    said = strip_on(page(kerinci))
    assert said.index(TEXT) < said.index("Peringatan")
    assert "Hanya untuk Jambi" not in said


def test_a_strip_leads_nowhere_once_its_article_is_withdrawn(kerinci, editor):
    article = make_issued(kerinci)
    put_up(kerinci, editor, article=article.pk)
    workflow.perform(
        "withdraw", article, by=editor, at=NOW, ground="inaccurate", reason="Belum dipastikan."
    )
    strip_map.forget()

    html = page(kerinci)

    assert strip_on(html).endswith(TEXT)
    assert f"/articles/{article.pk}/" not in html


def test_a_strip_costs_a_page_no_query(kerinci, editor, desks_read_once, django_assert_num_queries):
    story = make_many_live(kerinci, 30, at=NOW - timedelta(hours=1))[0]
    put_up(kerinci, editor, article=story.pk)
    path = story.versions.get().path
    costs = {path: 2, "/sections/ekonomi/": 1, "/": 1}
    for address in costs:
        page(kerinci, address)

    for address, cost in costs.items():
        with django_assert_num_queries(cost):
            assert TEXT in page(kerinci, address)


def test_a_strip_takes_no_markup(kerinci, editor):
    put_up(kerinci, editor, "<b>Gempa</b>\n  besar")

    assert "&lt;b&gt;Gempa&lt;/b&gt; besar" in page(kerinci)


# --- Who, and what is kept ------------------------------------------------------------------------


def test_other_words_or_another_end_are_a_new_row_and_the_old_one_is_kept(kerinci, editor):
    first = put_up(kerinci, editor)
    other = make_user("chief", kerinci)

    put_up(kerinci, other, "Gempa 6,3", ends_at=LATER, seen=first.pk)

    first.refresh_from_db()
    assert (first.taken_down_by, first.taken_down_at) == (other, NOW)
    assert strip_on(page(kerinci)).endswith("Gempa 6,3")


def test_a_strip_is_taken_down_before_its_end_and_only_once(kerinci, editor):
    strip = put_up(kerinci, editor)

    for _ in range(2):
        breaking.take_down(kerinci, by=editor, at=SOON, seen=strip.pk)
    strip_map.forget()

    assert strip_on(page(kerinci)) == ""
    strip.refresh_from_db()
    assert strip.taken_down_at == SOON


def test_two_editors_do_not_talk_over_each_other(kerinci, editor):
    theirs = put_up(kerinci, editor)
    me = make_user("editor", kerinci)

    with pytest.raises(breaking.Overtaken) as refusal:
        put_up(kerinci, me, "Gempa besar")
    assert refusal.value.standing == theirs
    breaking.take_down(kerinci, by=editor, at=NOW, seen=theirs.pk)
    assert "taken down" in refused(kerinci, me, "Gempa besar", seen=theirs.pk)


def test_a_button_pressed_twice_puts_up_one_strip(kerinci, editor):
    assert put_up(kerinci, editor) == put_up(kerinci, editor, at=NOW + timedelta(seconds=2))
    assert Strip.objects.count() == 1


def test_a_strip_without_an_end_within_a_day_is_refused(kerinci, editor):
    assert "24 hours" in refused(kerinci, editor, ends_at=NOW + timedelta(hours=24, seconds=1))
    assert "not after" in refused(kerinci, editor, ends_at=NOW)
    assert "one line" in refused(kerinci, editor, " \n ")
    assert "140" in refused(kerinci, editor, "x" * 141)
    assert put_up(kerinci, editor, ends_at=NOW + timedelta(hours=24))


def test_a_strip_never_leads_to_what_readers_do_not_have(kerinci, editor):
    coming = make_issued(kerinci, live_from=LATER)

    assert "Readers have no article" in refused(kerinci, editor, article=coming.pk)


def test_only_an_editor_of_the_desk_or_above_puts_up_a_strip(kerinci):
    for user in (make_user("reporter", kerinci), make_user("chief", make_desk("ambon"))):
        assert "not an editor" in refused(kerinci, user)
    assert put_up(kerinci, make_user("editor", kerinci.parent))


# --- The database ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ends_at", "text", "match"),
    [
        (NOW, "Gempa", "strip_ends_within_a_day"),
        (NOW + timedelta(hours=25), "Gempa", "strip_ends_within_a_day"),
        (None, "Gempa", "ends_at"),
        (LATER, "", "strip_says_something"),
    ],
)
def test_the_database_refuses_what_is_no_strip(kerinci, editor, ends_at, text, match):
    with pytest.raises(IntegrityError, match=match), transaction.atomic():
        Strip.objects.create(
            desk=kerinci, text=text, starts_at=NOW, ends_at=ends_at, put_up_by=editor, put_up_at=NOW
        )


def test_the_database_keeps_one_strip_at_a_time_and_what_each_said(kerinci, editor):
    strip = put_up(kerinci, editor)
    with pytest.raises(IntegrityError, match="strip_one_at_a_time"), transaction.atomic():
        Strip.objects.create(
            desk=kerinci, text="x", starts_at=SOON, ends_at=LATER, put_up_by=editor, put_up_at=NOW
        )
    breaking.take_down(kerinci, by=editor, at=SOON, seen=strip.pk)
    for statement in (
        "UPDATE fronts_strip SET text = 'x'",
        "UPDATE fronts_strip SET taken_down_at = NULL, taken_down_by_id = NULL",
        "DELETE FROM fronts_strip",
    ):
        refusal = pytest.raises(IntegrityError, match="append-only")
        with refusal, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
