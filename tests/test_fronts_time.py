"""Arranged fronts over time: what gives its place back, and what is coming at another moment."""

from datetime import timedelta

import pytest

from articles.fronts import arranging
from articles.fronts.arranging import Entry, bring_back
from articles.fronts.models import Change, Position

from .factories import NOW, make_desk, make_issued, make_many_live, make_user
from .fronts import AGO, NINE, SIX, front, places, put

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def stories(kerinci):
    """Twenty live stories of the desk, the newest first."""
    return make_many_live(kerinci, 20, at=AGO)


@pytest.fixture
def editor(kerinci):
    return make_user("editor", kerinci)


def shift(desk, by, moment, to, **more):
    """Move what is coming, by somebody who has seen the front as it is."""
    more = {"at": NOW, "seen": arranging.last_number(desk)} | more
    return arranging.shift(desk, moment, to, by=by, **more)


# --- Time -----------------------------------------------------------------------------------------


def test_a_morning_lead_gives_the_place_back_when_its_time_is_over(kerinci, stories, editor):
    usual, morning = stories[5].pk, stories[6].pk
    put(kerinci, editor, (1, usual))

    put(kerinci, editor, (1, morning), starts_at=SIX, ends_at=NINE)

    assert places(kerinci, SIX - timedelta(seconds=1)) == {1: usual}
    assert places(kerinci, SIX) == {1: morning}
    assert places(kerinci, NINE) == {1: usual}


def test_what_is_arranged_now_makes_room_for_what_was_arranged_for_later(kerinci, stories, editor):
    old, morning, new = (story.pk for story in stories[5:8])
    put(kerinci, editor, (1, old))
    put(kerinci, editor, (1, morning), starts_at=SIX, ends_at=NINE)

    put(kerinci, editor, (1, new), at=NOW + timedelta(minutes=1))

    assert places(kerinci, NOW + timedelta(hours=1)) == {1: new}
    assert places(kerinci, SIX) == {1: morning}
    assert places(kerinci, NINE) == {1: new}


def test_a_story_that_is_taken_off_does_not_come_back_after_anothers_time(kerinci, stories, editor):
    old, morning = stories[5].pk, stories[6].pk
    put(kerinci, editor, (1, old))
    put(kerinci, editor, (1, morning), starts_at=SIX, ends_at=NINE)

    put(kerinci, editor, at=NOW + timedelta(minutes=1))

    assert places(kerinci, NOW + timedelta(minutes=1)) == {}
    assert places(kerinci, SIX) == {1: morning}
    assert places(kerinci, NINE) == {}


def test_a_story_that_moves_for_the_morning_is_at_its_old_place_afterwards(
    kerinci, stories, editor
):
    a, b = stories[5].pk, stories[6].pk
    put(kerinci, editor, (1, a), (2, b))

    put(kerinci, editor, (1, b), (2, a), starts_at=SIX, ends_at=NINE)

    assert places(kerinci, SIX) == {1: b, 2: a}
    assert places(kerinci, NINE) == places(kerinci, NOW) == {1: a, 2: b}


def test_a_position_ends_by_the_clock(kerinci, stories, editor):
    put(kerinci, editor, Entry(1, stories[9].pk, until=SIX))

    assert front(kerinci, SIX - timedelta(seconds=1))[0] == stories[9].pk
    assert front(kerinci, SIX)[0] == stories[0].pk


# --- What is coming, at another moment ------------------------------------------------------------


@pytest.mark.parametrize("to", [SIX - timedelta(hours=2), SIX + timedelta(hours=2)])
def test_what_is_coming_is_moved_in_one_step_and_what_stands_before_it_gives_way_then(
    kerinci, stories, editor, to
):
    now, morning = stories[10].pk, stories[11].pk
    put(kerinci, editor, (1, now), (2, stories[12].pk))
    put(kerinci, editor, (1, morning), (2, stories[12].pk), starts_at=SIX)

    change = shift(kerinci, editor, SIX, to)

    assert places(kerinci, to - timedelta(minutes=1))[1] == now
    assert places(kerinci, to)[1] == places(kerinci, NINE)[1] == morning
    assert places(kerinci, to)[2] == stories[12].pk
    assert change.asked == {"moved": SIX.isoformat(), "to": to.isoformat()}
    bring_back(kerinci, change.number, by=editor, at=NOW, seen=arranging.last_number(kerinci))
    assert places(kerinci, SIX - timedelta(minutes=1))[1] == now
    assert places(kerinci, SIX)[1] == morning


def test_an_end_that_an_editor_chose_is_moved_and_one_further_off_is_not_overrun(
    kerinci, stories, editor
):
    until = Entry(2, stories[8].pk, "", SIX)
    put(kerinci, editor, (1, stories[9].pk), until)

    shift(kerinci, editor, SIX, NINE)

    assert places(kerinci, NINE - timedelta(minutes=1))[2] == stories[8].pk
    assert 2 not in places(kerinci, NINE)
    # The lead goes at nine by its editor's wish: a later successor leaves the place free till then.
    put(kerinci, editor, Entry(1, stories[9].pk, "", NINE))
    put(kerinci, editor, (1, stories[7].pk), starts_at=SIX)
    shift(kerinci, editor, SIX, NINE + timedelta(hours=1))
    assert 1 not in places(kerinci, NINE)
    assert places(kerinci, NINE + timedelta(hours=1))[1] == stories[7].pk


def test_a_move_that_cannot_be_is_refused_with_a_sentence_and_changes_nothing(
    kerinci, stories, editor
):
    put(kerinci, editor, (1, stories[9].pk))
    put(kerinci, editor, (1, stories[8].pk), starts_at=SIX)
    put(kerinci, editor, (1, stories[7].pk), starts_at=NINE)
    coming = make_issued(kerinci, live_from=NOW + timedelta(hours=1))
    before = list(Position.objects.order_by("pk").values())
    seen = arranging.last_number(kerinci)
    late = NINE + timedelta(minutes=1)

    for moment, to, sentence in (
        (SIX, NOW, "has passed"), (SIX, late, "once more in between"),
        (NINE, SIX - timedelta(minutes=1), "once more in between"),
        (SIX + timedelta(minutes=1), NINE, "Nothing changes"), (AGO, NINE, "Nothing changes"),
    ):  # fmt: skip
        with pytest.raises(arranging.ValidationError, match=sentence):
            shift(kerinci, editor, moment, to)
    with pytest.raises(arranging.NotAllowed):
        shift(kerinci, make_user("editor", make_desk("ambon")), SIX, SIX + timedelta(minutes=5))
    with pytest.raises(arranging.Stale):
        shift(kerinci, editor, SIX, SIX + timedelta(minutes=5), seen=seen - 1)
    assert shift(kerinci, editor, SIX, SIX) is None
    assert list(Position.objects.order_by("pk").values()) == before
    assert arranging.last_number(kerinci) == seen
    assert coming.pk not in places(kerinci, NINE).values()


def test_a_move_pressed_twice_moves_once(kerinci, stories, editor):
    put(kerinci, editor, (1, stories[9].pk), starts_at=SIX)
    seen = arranging.last_number(kerinci)

    first, second = (shift(kerinci, editor, SIX, NINE, seen=seen) for _ in range(2))

    assert first == second
    assert Change.objects.count() == 2
