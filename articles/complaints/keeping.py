"""What the worker does with complaints: editors are told of them, and persons' words go in time."""

from datetime import timedelta

from django.db import transaction
from django.urls import reverse

from articles.talk.people import nearest_editors
from articles.talk.telling import tell

from .models import Complaint

# So long after it was closed somebody may still come back to it.
KEPT = timedelta(days=365)
AT_ONCE = 200


def tell_of_new(*, at):
    """Tell the editors of the desk of each that came; returns of how many."""
    told = 0
    while _tell_of_one(at):
        told += 1
    return told


@transaction.atomic
def _tell_of_one(at):
    """Hold one of which nobody was told, and tell of it; False without one."""
    new = Complaint.objects.filter(told_at=None).order_by("pk").select_related("desk")
    complaint = new.select_for_update(skip_locked=True, of=("self",)).first()
    if complaint is None:
        return False
    Complaint.objects.filter(pk=complaint.pk).update(told_at=at)
    tell(
        "complaint",
        to=nearest_editors(complaint.desk),
        by=None,
        at=at,
        desk=complaint.desk,
        # Nothing of the person and of what they say: a mail lies about where it likes.
        text=f"{complaint.receipt} · {complaint.desk}",
        url=reverse("admin:complaint", args=[complaint.pk]),
    )
    return True


@transaction.atomic
def clear(*, at):
    """Take the words of persons out of a batch of what was closed long ago; returns how many."""
    old = Complaint.objects.filter(closed_at__lt=at - KEPT, cleared_at=None).order_by("pk")
    numbers = list(old.select_for_update(skip_locked=True).values_list("pk", flat=True)[:AT_ONCE])
    return Complaint.objects.filter(pk__in=numbers).update(
        story="", who="", contact="", wrong="", reply="", said="", cleared_at=at
    )
