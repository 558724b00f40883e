"""Discarding a photo that was brought by mistake: its rows and files go, who did it stays.

Only what no story uses or ever used: `Photo.used` is written by triggers, in the transaction in
which a story gets the picture. Whoever puts a photo into a story holds its row meanwhile, and so
does whoever discards it: the second waits, and is then told what became of it.
"""

import logging

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from . import rights, storing
from .models import Discarded, Photo, Rendition

logger = logging.getLogger(__name__)


@transaction.atomic
def discard(photo, *, by, at, instead=None):
    """Take the photo out of the library for good, with its files; returns the Discarded.

    `instead` is the Photo that is used in its place. Raises ValidationError, and PermissionDenied.
    """
    now = Photo.objects.select_for_update().select_related(None).filter(pk=photo.pk).first()
    if now is None:
        raise ValidationError(_("This photo is discarded already."), code="discarded")
    if not rights.brought(by, now):
        raise PermissionDenied(_("A photo is discarded by whoever brought it."))
    if now.used:
        raise ValidationError(
            _(
                "A story uses this photo, or did, so it stays. Where nobody may see it any more, "
                "it is taken down."
            ),
            code="used",
        )
    if not rights.may_discard(by, now):
        raise ValidationError(_("Others have worked on this photo, so it stays."), code="worked_on")
    files = set(Rendition.objects.filter(photo=now).values_list("file", flat=True))
    discarded = Discarded.objects.create(
        number=now.pk,
        desk_id=now.desk_id,
        name=str(now)[:250],
        original=now.original,
        uploaded_by_id=now.uploaded_by_id,
        uploaded_at=now.uploaded_at,
        by=by,
        at=at,
        instead=instead.pk if instead else None,
    )
    with connection.cursor() as cursor:
        # What would refuse at the end refuses now, while the files are still there.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    # Before others may bring the same file again: they would write what is deleted here.
    _delete(storing.originals(), storing.original_name(now.original))
    # The very same bytes may be another photo's, of the same picture in another file.
    files -= set(Rendition.objects.filter(file__in=files).values_list("file", flat=True))
    for name in sorted(files):
        _delete(storing.renditions(), name)
    return discarded


def _delete(storage, name):
    try:
        storage.delete(name)
    # Each kind of storage fails in ways of its own; `check_photos` finds what nobody refers to.
    except Exception as error:  # noqa: BLE001
        logger.warning("A file of a photo that was discarded is still there: %s", error)
