"""Taking a photo down everywhere: in one step by the clock, and its files soon after.

The step itself is one row, in the caller's transaction: from that moment no page shows the photo,
and its files' addresses answer 410. `clear` then deletes the files, one by one with the moment at
which each was gone; it may be repeated, and whatever a storage refuses is tried again later.
"""

import logging
from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from newsroom.reporters.reach import reach_of

from . import rights, storing
from .models import GoneFile, Photo, Rendition, Takedown

logger = logging.getLogger(__name__)
# So long after a failure it is tried again.
AGAIN = timedelta(minutes=1)


@transaction.atomic
def take_down(photo, *, by, at, ground, reason, original, places=()):
    """Take the photo down for good; returns its Takedown, whose files `clear` deletes.

    `places` are where it was, flat and ready to print on the receipt. Raises ValidationError, and
    PermissionDenied.
    """
    now = Photo.objects.select_for_update().get(pk=photo.pk)
    if now.is_taken_down:
        raise ValidationError(_("This photo is taken down already."), code="taken_down")
    if not rights.may_take_down(by, now):
        raise PermissionDenied(_("A photo is taken down by the editors of its desk."))
    takedown = Takedown(
        photo=now,
        ground=ground,
        reason=reason.strip(),
        original=original,
        places=list(places),
        by=by,
        at=at,
    )
    takedown.full_clean(exclude=["photo"])
    takedown.save(force_insert=True)
    return takedown


def clear_all(*, clock):
    """Delete what is left of every photo that was taken down; returns how many are finished now."""
    at = clock()
    due = Takedown.objects.unfinished().filter(Q(tried_at=None) | Q(tried_at__lte=at - AGAIN))
    return sum(clear(takedown, clock=clock) for takedown in due.order_by("pk"))


def clear(takedown, *, clock):
    """Delete its files, and the original where it was said; returns whether all are gone.

    Safe to repeat, and beside another: a file that is gone is gone, and is written down once.
    """
    trouble = ""
    for name, address, storage in _files(takedown):
        try:
            storage.delete(name)
            if storage.exists(name):
                raise OSError(f"{name} is still there")
        # Each kind of storage fails in ways of its own; what is left is tried again.
        except Exception as error:  # noqa: BLE001
            logger.warning("A file of a photo that was taken down is still there: %s", error)
            trouble = f"{type(error).__name__}: {error}"[:500]
            continue
        GoneFile.objects.bulk_create(
            [GoneFile(takedown=takedown, name=name, address=address, gone_at=clock())],
            ignore_conflicts=True,
        )
    at = clock()
    Takedown.objects.unfinished().filter(pk=takedown.pk).update(
        tried_at=at, trouble=trouble, cleared_at=None if trouble else at
    )
    return not trouble


def _files(takedown):
    """What is to be deleted and is not yet: (name, public address, storage).

    A file of the very same bytes that a photo which was not taken down shows stays for that one:
    the receipt says so.
    """
    gone = set(takedown.gone.values_list("name", flat=True))
    held = {rendition.file for rendition in held_by_others(takedown)}
    names = Rendition.objects.filter(photo=takedown.photo_id).values_list("file", flat=True)
    for name in sorted(set(names) - gone - held):
        yield name, storing.public_url(name), storing.renditions()
    original = storing.original_name(takedown.photo.original)
    if takedown.original == Takedown.Original.ERASE and original not in gone:
        yield original, "", storing.originals()


def held_by_others(takedown):
    """Renditions of other photos, not taken down, that are the very same file as one of its."""
    own = Rendition.objects.filter(photo=takedown.photo_id).values("file")
    others = Rendition.objects.filter(file__in=own, photo__taken_down_at=None)
    return others.exclude(photo=takedown.photo_id)


def may_clear(user, takedown):
    """Editors of the photo's desk, for as long as a file is left."""
    return takedown.cleared_at is None and reach_of(user).has("editor", takedown.photo.desk_id)
