"""Telling whoever has an assignment that it is due soon: once for each due time."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F

from . import telling
from .models import Assignment

# So long before its due time somebody is told of work that they accepted or began.
SOON = timedelta(hours=2)


def remind(*, at):
    """Tell everybody whose work is due within SOON and who was not told yet; returns how many."""
    reminded = 0
    while _remind_of_one(at):
        reminded += 1
    return reminded


@transaction.atomic
def _remind_of_one(at):
    """Hold one assignment that is due, tell of it, and note for which due time; False without one.

    What another worker holds is theirs. Moved to another time, it is told of once more.
    """
    due = Assignment.objects.open().filter(
        state__in=["accepted", "begun"], due_at__gt=at, due_at__lte=at + SOON
    )
    due = due.exclude(reminded_of=F("due_at")).order_by("due_at", "pk")
    assignment = due.select_for_update(skip_locked=True, of=("self",)).first()
    if assignment is None:
        return False
    Assignment.objects.filter(pk=assignment.pk).update(reminded_of=assignment.due_at)
    telling.tell_due(assignment, at=at)
    return True
