"""Two people and one assignment at the same moment, each on a connection of their own."""

from datetime import timedelta

import pytest

from articles.models import Article
from articles.planning import moving, steps
from articles.planning.models import Assignment, AssignmentStep

from .factories import NOW, make_assignment, make_desk, make_issued, make_taker, make_user
from .waiting import at_once

pytestmark = pytest.mark.django_db(transaction=True)
SOON = NOW + timedelta(hours=5)


def test_a_draft_is_begun_once_though_reporter_and_editor_press_together():
    desk = make_desk()
    rahmi, editor = make_taker(desk), make_user("editor", desk)
    assignment = make_assignment(desk, reporter=rahmi)

    first, second = at_once(
        assignment,
        lambda: steps.perform("begin", assignment.pk, by=rahmi.user, at=NOW),
        lambda: steps.perform("begin", assignment.pk, by=editor, at=NOW),
    )

    assert first.error is None and isinstance(second.error, steps.NotAllowed)
    assert Article.objects.count() == 1
    assert AssignmentStep.objects.filter(step="begin").count() == 1


@pytest.mark.parametrize("what", ["assignment", "version"])
def test_of_two_editors_who_move_the_same_item_one_is_told(what):
    desk = make_desk()
    one, other = make_user("editor", desk), make_user("editor", desk)
    if what == "assignment":
        row = make_assignment(desk, due_at=SOON)
    else:
        row = make_issued(desk, live_from=SOON)
    days = [SOON + timedelta(days=1), SOON + timedelta(days=2)]

    first, second = at_once(
        row,
        lambda: moving.move(row, to=days[0], was=SOON, by=one, at=NOW),
        lambda: moving.move(row, to=days[1], was=SOON, by=other, at=NOW),
    )

    assert first.error is None and second.error is not None
    row.refresh_from_db()
    stands = row.due_at if what == "assignment" else row.versions.get().live_from
    assert stands in days


def test_an_idea_is_not_called_off_while_it_is_assigned():
    desk = make_desk()
    editor, taker = make_user("editor", desk), make_taker(desk)
    idea = make_assignment(desk, state="proposed")

    at_once(
        idea,
        lambda: steps.perform(
            "assign", idea.pk, by=editor, at=NOW, edit=idea.edit, reporter=taker, due_at=SOON
        ),
        lambda: steps.perform("call_off", idea.pk, by=editor, at=NOW, edit=idea.edit, note="x"),
    )

    taken = AssignmentStep.objects.exclude(step="propose").get()
    assert Assignment.objects.get().state == taken.to_state


def test_an_assignment_is_made_once_though_the_button_is_pressed_twice_at_once():
    desk = make_desk()
    editor, taker = make_user("editor", desk), make_taker(desk)

    def press():
        return steps.propose(
            desk=desk, by=editor, at=NOW, values={"idea": "Harga cabai"}, reporter=taker,
            due_at=SOON,
        )  # fmt: skip

    first, second = at_once(editor, press, press)

    assert first.error is None and second.error is None
    assert AssignmentStep.objects.filter(step="assign").count() == 1
    assert Assignment.objects.count() == 1
