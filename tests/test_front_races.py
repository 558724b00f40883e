"""Several editors of one front at once, each on a connection of their own."""

from datetime import timedelta

import pytest

from articles.fronts import arranging, breaking
from articles.fronts.models import Change, Position, Strip
from newsroom.accounts.models import User

from .factories import NOW, make_desk, make_issued, make_user
from .waiting import at_once

pytestmark = pytest.mark.django_db(transaction=True)
LATER = NOW + timedelta(hours=2)


def test_of_two_editors_who_arrange_a_front_at_once_one_is_shown_the_others():
    kerinci = make_desk("kerinci")
    stories = [make_issued(kerinci) for _ in range(2)]

    def arranges(story):
        user = make_user("editor", kerinci)
        entries = [arranging.Entry(1, story.pk)]
        return lambda: arranging.arrange(
            kerinci, entries, by=User.objects.get(pk=user.pk), at=NOW, seen=0
        )

    first, second = at_once(kerinci, *(arranges(story) for story in stories))

    assert isinstance(second.error, arranging.Stale)
    assert [change.by for change in second.error.changes] == [first.result.by]
    assert Position.objects.get().made_by == first.result


def test_one_editor_who_presses_twice_at_once_arranges_a_front_once():
    kerinci = make_desk("kerinci")
    story, user = make_issued(kerinci), make_user("editor", kerinci)

    def arranges():
        by = User.objects.get(pk=user.pk)
        return arranging.arrange(kerinci, [arranging.Entry(1, story.pk)], by=by, at=NOW, seen=0)

    first, second = at_once(kerinci, arranges, arranges)

    assert first.result == second.result == Change.objects.get()


def test_of_two_strips_at_once_one_is_up_and_the_other_editor_reads_it():
    kerinci = make_desk("kerinci")

    def puts_up(text):
        user = make_user("editor", kerinci)
        return lambda: breaking.put_up(
            kerinci, by=User.objects.get(pk=user.pk), at=NOW, text=text, ends_at=LATER
        )

    first, second = at_once(kerinci, puts_up("Gempa"), puts_up("Banjir"))

    assert second.error.standing == first.result == Strip.objects.get()


def test_of_two_editors_who_move_one_coming_change_at_once_one_is_shown_the_others():
    kerinci = make_desk("kerinci")
    story, user = make_issued(kerinci), make_user("editor", kerinci)
    planned = arranging.arrange(
        kerinci, [arranging.Entry(1, story.pk)], by=user, at=NOW, seen=0, starts_at=LATER
    )

    def moves(hours):
        by = make_user("editor", kerinci)
        return lambda: arranging.shift(
            kerinci,
            LATER,
            LATER + timedelta(hours=hours),
            by=User.objects.get(pk=by.pk),
            at=NOW,
            seen=planned.number,
        )

    first, second = at_once(kerinci, moves(1), moves(2))

    assert isinstance(second.error, arranging.Stale)
    standing = Position.objects.filter(replaced_by=None)
    assert [row.starts_at for row in standing] == [first.result.starts_at]
