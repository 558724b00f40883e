"""Arranged fronts: what readers see where, and who changed it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from articles import workflow
from articles.fronts import arranging
from articles.fronts.arranging import Entry, arrange, bring_back
from articles.fronts.models import Change, Position
from articles.models import Placement
from articles.models.version import FOREVER
from articles.public.fronts import arranged

from .factories import NOW, make_desk, make_issued, make_many_live, make_network, make_user, reissue
from .fronts import AGO, NINE, SIX, front, places, put
from .readers import numbers, page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def stories(kerinci):
    """Twenty live stories of the desk, the newest first."""
    return make_many_live(kerinci, 20, at=AGO)


@pytest.fixture
def editor(kerinci):
    return make_user("editor", kerinci)


# --- What readers see -----------------------------------------------------------------------------


def test_an_arranged_story_stands_where_it_was_put_and_the_newest_around_it(
    kerinci, stories, editor
):
    lead, pinned = stories[15].pk, stories[3].pk
    put(kerinci, editor, (1, lead), (9, pinned))

    shown = front(kerinci)

    rest = [story.pk for story in stories if story.pk not in (lead, pinned)]
    assert shown == [lead, *rest[:7], pinned, *rest[7:13]]
    html = page(kerinci)
    assert numbers(html.split('class="lead"')[1].split("</section>")[0]) == [lead]
    assert numbers(html)[:15] == shown


def test_a_front_that_nobody_arranged_is_what_it_was(kerinci, stories):
    assert front(kerinci) == [story.pk for story in stories[:15]]


def test_no_arranged_story_stands_on_the_front_a_second_time():
    jambi = make_desk("jambi")
    kerinci = make_desk("kerinci", parent=jambi)
    stories = make_many_live(kerinci, 20, at=AGO)
    put(jambi, make_user("editor", jambi), (1, stories[19].pk), (12, stories[0].pk))

    html = page(jambi)

    assert len(numbers(html)) == len(set(numbers(html)))
    for number in (stories[19].pk, stories[0].pk):
        assert html.count(f"/articles/{number}/") == 1


def test_the_desks_own_headline_stands_on_its_front_and_only_while_the_story_does(
    kerinci, stories, editor
):
    put(kerinci, editor, Entry(2, stories[8].pk, "Judul depan", NOW + timedelta(hours=2)))

    here = Placement.objects.live(NOW).on(kerinci)
    told = {p.article_id: p.shown_headline for p, _ in arranged(here, kerinci, at=NOW)}
    assert told[stories[8].pk] == "Judul depan"
    assert "Judul depan" in page(kerinci)
    assert 2 not in places(kerinci, NOW + timedelta(hours=2))
    assert Placement.objects.get(article=stories[8], desk=kerinci).headline == ""


def test_where_an_arranged_story_is_withdrawn_the_one_arranged_below_moves_up(
    kerinci, stories, editor
):
    first, second, fifth = stories[10], stories[11], stories[12]
    put(kerinci, editor, (1, first.pk), (2, second.pk), (5, fifth.pk))
    chief = make_user("chief", kerinci)
    workflow.perform(
        "withdraw", first, by=chief, at=NOW, ground="inaccurate", reason="Angkanya keliru."
    )

    shown = front(kerinci)

    # The second leads, the free place below it has the newest, and the fifth stays fifth.
    assert shown[:5] == [second.pk, stories[0].pk, stories[1].pk, stories[2].pk, fifth.pk]


def test_an_arranged_story_is_shown_as_its_newest_live_version_says(kerinci, editor):
    article = make_issued(kerinci, headline="Versi lama", at=AGO)
    put(kerinci, editor, (1, article.pk))

    reissue(article, headline="Versi baru")

    html = page(kerinci)
    assert "Versi baru" in html
    assert "Versi lama" not in html


def test_a_scheduled_story_leads_from_the_moment_on_at_which_it_is_live(kerinci, stories, editor):
    coming = make_issued(kerinci, live_from=SIX, headline="Rahasia pagi")
    put(kerinci, editor, (1, coming.pk), (2, stories[9].pk))

    assert "Rahasia" not in page(kerinci)
    assert front(kerinci)[0] == stories[9].pk
    assert front(kerinci, SIX)[:2] == [coming.pk, stories[9].pk]


def test_the_front_of_one_desk_is_not_that_of_another(kerinci, stories, editor):
    put(kerinci, editor, (1, stories[9].pk))

    assert front(make_network())[0] == stories[0].pk


def test_what_gives_way_to_an_arranged_story_leads_the_block_of_its_section(kerinci, editor):
    stories = make_many_live(kerinci, 20, at=AGO)
    put(kerinci, editor, (1, stories[19].pk))

    head, blocks = page(kerinci).split('class="columns blocks"')

    assert numbers(head)[:15] == [each.pk for each in (stories[19], *stories[:14])]
    assert numbers(blocks)[:3] == [each.pk for each in stories[14:17]]


@pytest.mark.usefixtures("desks_read_once")
@pytest.mark.parametrize("many", [20, 300])
def test_a_front_costs_the_same_however_much_is_and_was_arranged(
    many, kerinci, editor, django_assert_max_num_queries
):
    stories = make_many_live(kerinci, many, at=AGO)
    for number in range(12):
        put(
            kerinci,
            editor,
            *((place, stories[(number + place) % 20].pk) for place in range(1, 16)),
            at=NOW - timedelta(minutes=30 - number),
        )
    page(kerinci)

    with django_assert_max_num_queries(2):
        page(kerinci)


# --- Who, and what is kept ------------------------------------------------------------------------


def test_every_change_is_kept_with_its_editor_and_rows_that_stay_are_left_alone(
    kerinci, stories, editor
):
    put(kerinci, editor, (1, stories[5].pk), (2, stories[6].pk))
    other = make_user("chief", kerinci)

    put(kerinci, other, (1, stories[5].pk), (2, stories[7].pk), at=NOW + timedelta(minutes=1))

    assert list(Change.objects.order_by("number").values_list("number", "by")) == [
        (1, editor.pk),
        (2, other.pk),
    ]
    kept = Position.objects.get(place=1)
    assert (kept.made_by.number, kept.replaced_by) == (1, None)
    assert Position.objects.get(article=stories[6]).replaced_by.number == 2


def test_arranging_what_stands_so_already_is_no_change(kerinci, stories, editor):
    put(kerinci, editor, (1, stories[5].pk))

    assert put(kerinci, editor, (1, stories[5].pk), at=NOW + timedelta(minutes=2)) is None
    assert Change.objects.count() == 1


def test_a_change_is_undone_and_the_undoing_too(kerinci, stories, editor):
    put(kerinci, editor, (1, stories[5].pk))
    put(kerinci, editor, (1, stories[6].pk), starts_at=SIX, ends_at=NINE)
    put(kerinci, editor, (1, stories[7].pk), (3, stories[8].pk), at=NOW + timedelta(minutes=1))
    moments = [NOW + timedelta(minutes=5), SIX, NINE]
    after_three = [places(kerinci, moment) for moment in moments]

    later = NOW + timedelta(minutes=5)
    bring_back(kerinci, 3, by=editor, at=later, seen=3)
    assert [places(kerinci, moment) for moment in moments] == [
        {1: stories[5].pk},
        {1: stories[6].pk},
        {1: stories[5].pk},
    ]

    bring_back(kerinci, 4, by=editor, at=later, seen=4)
    assert [places(kerinci, moment) for moment in moments] == after_three
    bring_back(kerinci, 1, by=editor, at=later, seen=5)
    assert [places(kerinci, moment) for moment in moments] == [{}, {}, {}]


def test_a_stale_arrangement_is_refused_and_says_what_was_changed(kerinci, stories, editor):
    other = make_user("chief", kerinci)
    put(kerinci, other, (1, stories[5].pk))

    with pytest.raises(arranging.Stale) as refusal:
        arrange(kerinci, [Entry(1, stories[6].pk)], by=editor, at=NOW, seen=0)

    assert [change.by for change in refusal.value.changes] == [other]
    assert places(kerinci) == {1: stories[5].pk}


def test_a_button_pressed_twice_arranges_once(kerinci, stories, editor):
    for second in range(2):
        at = NOW + timedelta(seconds=second)
        change = arrange(kerinci, [Entry(1, stories[6].pk)], by=editor, at=at, seen=0)
        assert change.number == 1

    assert Change.objects.count() == Position.objects.count() == 1


def test_two_editors_who_want_the_very_same_front_at_once_both_have_it(kerinci, stories, editor):
    entries, other = [Entry(1, stories[6].pk)], make_user("editor", kerinci)

    first = arrange(kerinci, entries, by=other, at=NOW, seen=0)
    second = arrange(kerinci, entries, by=editor, at=NOW + timedelta(seconds=1), seen=0)

    assert (second, second.by) == (first, other)
    assert Change.objects.count() == Position.objects.count() == 1


def test_only_an_editor_of_the_desk_or_above_arranges_its_front(kerinci, stories):
    for user in (
        make_user("reporter", kerinci),
        make_user("chief", make_desk("ambon")),
        make_user(is_superuser=True),
    ):
        with pytest.raises(arranging.NotAllowed):
            put(kerinci, user, (1, stories[0].pk))
    assert put(kerinci, make_user("editor", make_network()), (1, stories[0].pk))


def test_what_no_front_can_be_is_refused_with_a_sentence(kerinci, stories, editor):
    elsewhere = make_issued(make_desk("ambon"))
    one, two = stories[0].pk, stories[1].pk
    for entries, more, says in (
        ([(16, one)], {}, "no such place"),
        ([(1, one), (1, two)], {}, "Two stories"),
        ([(1, one), (2, one)], {}, "stands on a front once"),
        ([Entry(1, one, until=NOW)], {}, "not after the beginning"),
        ([Entry(1, one, "x" * 251)], {}, "250"),
        ([(1, elsewhere.pk)], {}, "carry it first"),
        ([(1, one)], {"starts_at": NINE, "ends_at": SIX}, "not after the beginning"),
    ):
        with pytest.raises(arranging.ValidationError, match=says):
            put(kerinci, editor, *entries, **more)
    assert not Position.objects.exists()


# --- The database ---------------------------------------------------------------------------------


def refused(statement, match):
    refusal = pytest.raises(IntegrityError, match=match)
    with refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_database_keeps_one_story_at_a_place_and_no_story_twice(kerinci, stories, editor):
    change = put(kerinci, editor, (1, stories[0].pk), (2, stories[1].pk))
    row = {"desk": kerinci, "made_by": change, "starts_at": SIX, "ends_at": FOREVER}

    for place, article, match in (
        (1, stories[2], "position_one_story_at_a_place"),
        (3, stories[0], "position_no_story_twice"),
        (16, stories[3], "position_place_known"),
    ):
        with pytest.raises(IntegrityError, match=match), transaction.atomic():
            Position.objects.create(place=place, article=article, **row)


def test_what_stood_on_a_front_is_neither_changed_nor_deleted(kerinci, stories, editor):
    put(kerinci, editor, (1, stories[0].pk))
    put(kerinci, editor, at=NOW + timedelta(minutes=2))

    refused("UPDATE fronts_position SET replaced_by_id = NULL", "append-only")
    refused("UPDATE fronts_position SET ends_at = now()", "append-only")
    refused("DELETE FROM fronts_position", "append-only")
    refused("UPDATE fronts_change SET made_at = now()", "append-only")
    refused("DELETE FROM fronts_change", "append-only")
