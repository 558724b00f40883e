"""Moving what stands on the calendar: an assignment's due time, or a version that is ahead."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from articles import publishing, workflow
from articles.models import Article

from . import steps
from .models import Assignment

MOVED_MEANWHILE = _("Somebody moved it after you opened it. Load it again and look once more.")


def found(item, *, user, at):
    """What `item` names, where `user` sees it: (the row, its moment), or None.

    An article stands for its version that is ahead; one without such a version is not found.
    """
    sort, _dash, number = item.partition("-")
    if not number.isascii() or not number.isdigit() or len(number) > 18:
        return None
    if sort == "assignment":
        rows = Assignment.objects.visible_to(user).select_related("desk", "reporter", "article")
        row = rows.filter(pk=number).first()
        return row and (row, row.due_at)
    if sort == "article":
        row = Article.objects.visible_to(user).select_related("desk").filter(pk=number).first()
        version = row and publishing.newest_version(row)
        return (row, version.live_from) if version and version.is_scheduled(at) else None
    return None


def refusals(row, *, by, at):
    """Why `by` may not move `row` at `at`: sentences, empty where it may."""
    if isinstance(row, Assignment):
        return steps.refusals("move", row, by=by, at=at)
    return workflow.refusals("reschedule", row, by=by, at=at)


@transaction.atomic
def move(row, *, to, was, by, at):
    """Move `row`, which stood at `was`, to the moment `to`; all of it or nothing.

    Moved to where it stands already, it stays as it is. Raises ValidationError where it may not
    be, or where somebody moved it meanwhile.
    """
    if isinstance(row, Assignment):
        if Assignment.objects.select_for_update().get(pk=row.pk).due_at == to:
            return
        steps.perform("move", row, by=by, at=at, was=was, due_at=to)
        return
    article = Article.objects.select_for_update().get(pk=row.pk)
    version = publishing.newest_version(article)
    if version is not None and version.live_from == to:
        return
    refused = workflow.refusals("reschedule", article, by=by, at=at)
    if not refused and version.live_from != was:
        raise ValidationError(str(MOVED_MEANWHILE))
    workflow.perform("reschedule", article, by=by, at=at, live_from=to)
