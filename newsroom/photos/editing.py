"""What people change of photos: who may, over whose change, and written down in the same breath.

The row is held while its files are made again: whoever comes second waits, and is then told that
the photo is no longer what they saw. Readers' pages wait for nothing.
"""

from contextlib import contextmanager

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from . import rights, storing
from .changing import change
from .decoding import develop
from .intake import work_folder
from .models import AllowedDesk, Change, Photo
from .refused import Refused

# What a person may change. Where `desk` is among it, they must have a role there as well.
FIELDS = (
    "desk", "shared", "headline", "caption", "alt", "credit", "creator", "copyright_notice",
    "usage_terms", "source", "origin", "taken_at", "place", "keywords", "digital_source_type",
    "consent", "focal_x", "focal_y", "usable_from", "usable_until", "allowed_use",
)  # fmt: skip
MOST_AT_ONCE = 100


class Overtaken(ValidationError):
    """Somebody else changed it since it was seen; `photos` are those, as they are now."""

    def __init__(self, photos):
        names = ", ".join(f"{photo.pk} ({photo})" for photo in photos)
        super().__init__(
            _("Somebody else changed this meanwhile: %(names)s. Nothing was saved.")
            % {"names": names},
            code="overtaken",
        )
        self.photos = photos


def edit(photo, *, by, at, edit, values, desks=None):
    """Save `values` (columns of FIELDS) over the photo as `by` saw it; returns it as it is now.

    `edit` is the photo's, as it was seen. `desks` are those whose pages may show it: None leaves
    them, an empty list lets all. Raises ValidationError, and PermissionDenied.
    """
    return edit_many({photo.pk: edit}, by=by, at=at, values=values, desks=desks)[0]


@transaction.atomic
def edit_many(seen, *, by, at, values, desks=None, add_keywords=()):
    """Save the same `values` to several photos, or to none of them; returns them as they are now.

    `seen` is {number: edit}, as they were seen. Raises as `edit` does.
    """
    if len(seen) > MOST_AT_ONCE:
        raise ValidationError(
            _("At most %(number)s photos at once, please.") % {"number": MOST_AT_ONCE}
        )
    photos = Photo.objects.select_for_update(no_key=True).filter(pk__in=seen).order_by("pk")
    photos = list(photos)
    if len(photos) != len(seen) or not all(rights.may_edit(by, photo) for photo in photos):
        raise PermissionDenied(_("Photos are edited by the desk that they belong to."))
    if values.get("desk") is not None and not rights.may_bring_to(by, values["desk"]):
        raise PermissionDenied(_("A photo goes to a desk where you have a role."))
    overtaken = [photo for photo in photos if photo.edit != seen[photo.pk]]
    if overtaken:
        raise Overtaken(overtaken)
    for name in set(values) - set(FIELDS):
        raise ValueError(name)
    changed = []
    for photo in photos:
        wanted = dict(values)
        if add_keywords:
            known = {word.casefold() for word in photo.keywords}
            more = [word for word in add_keywords if word.casefold() not in known]
            wanted["keywords"] = [*photo.keywords, *more]
        changed.append(_edited(photo, by, at, wanted, desks))
    return changed


def _edited(photo, by, at, values, desks):
    """Save one, whose row is held."""
    said = {
        name: [_as_text(getattr(photo, name)), _as_text(value)]
        for name, value in values.items()
        if value != getattr(photo, name)
    }
    with _opened(photo):
        now = change(photo, **values)
    if desks is not None:
        before = {row.desk_id: row.desk for row in photo.allowed.select_related("desk")}
        if before.keys() != {desk.pk for desk in desks}:
            photo.allowed.all().delete()
            AllowedDesk.objects.bulk_create(AllowedDesk(photo=photo, desk=d) for d in desks)
            said["desks"] = [_names(before.values()), _names(desks)]
    if said:
        now.edit += 1
        now.save(update_fields=["edit"])
        Change.objects.create(photo=now, edit=now.edit, by=by, at=at, fields=said)
    return now


@contextmanager
def _opened(photo):
    """Raise ValidationError where the original is missing, or cannot be read."""
    try:
        yield
    except Refused as refusal:
        raise ValidationError(str(refusal)) from refusal
    except FileNotFoundError:
        raise ValidationError(
            _("The original of photo %(number)s is missing from the storage.")
            % {"number": photo.pk}
        ) from None


def suggest_focal(photo, *, by, at, edit):
    """Put the focal point back to where the program would have it; as `edit` otherwise."""
    if not rights.may_edit(by, photo):
        raise PermissionDenied(_("Photos are edited by the desk that they belong to."))
    with _opened(photo), work_folder() as folder:
        original = folder / "original"
        storing.fetch_original(photo.original, original)
        x, y = develop(original, folder, crops=[], read_fields=False).focal
    with transaction.atomic():
        values = {"focal_x": x, "focal_y": y}
        now = edit_many({photo.pk: edit}, by=by, at=at, values=values)[0]
        now.focal_by = Photo.FocalBy.SUGGESTED
        now.save(update_fields=["focal_by"])
    return now


def _as_text(value):
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(value)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _names(desks):
    return ", ".join(sorted(desk.name for desk in desks))
