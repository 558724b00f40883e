"""Changing what is known of a photo, and making its public files again where that shows in them.

The files are made before the rows that name them, and the row of the photo is held only while rows
are written. A change meanwhile is noticed by the generation, and the files are made once more.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from . import cropping, marking, storing
from .decoding import develop
from .intake import keep, work_folder
from .models import Photo, Rendition
from .models.photo import RIGHTS

FOCAL = ("focal_x", "focal_y")
TRIES = 5


def change(photo, **fields):
    """Give the photo these values; returns it as it is now.

    `photo` is as the person saw it: what somebody else changed meanwhile is not overwritten. New
    rights come into every public file, a new focal point into every crop. Raises ValidationError.
    """
    seen = {name: getattr(photo, name) for name in fields}
    wanted = {name: value for name, value in fields.items() if value != seen[name]}
    for _try in range(TRIES):
        now = Photo.objects.get(pk=photo.pk)
        overtaken = [
            name for name in wanted if getattr(now, name) not in (seen[name], wanted[name])
        ]
        if overtaken:
            raise ValidationError(
                _("Somebody else changed this meanwhile: %(names)s. Look at it again."),
                params={"names": ", ".join(map(_said, overtaken))},
            )
        ahead = {name: value for name, value in wanted.items() if getattr(now, name) != value}
        if not ahead:
            return now
        before = {name: getattr(now, name) for name in ahead}
        for name, value in ahead.items():
            setattr(now, name, value)
        now.clean_fields(exclude=[f.name for f in Photo._meta.fields if f.name not in ahead])
        now.validate_constraints(exclude=["original"])
        recrop, remark = bool(set(FOCAL) & set(ahead)), bool(set(RIGHTS) & set(ahead))
        if recrop:
            now.focal_by = Photo.FocalBy.PERSON
        made = made_again(now, recrop=recrop) if recrop or remark else []
        if _written(now, before, made, ["focal_by"] if recrop else []):
            return now
    raise ValidationError(_("Others are changing this photo at the same time: try again."))


def _said(name):
    return str(Photo._meta.get_field(name).verbose_name)


def renew(photo):
    """Make every public file of the photo again, for instance because the sizes changed.

    Where the same bytes come out of it there is no new generation: a file that was lost is back.
    """
    for _try in range(TRIES):
        current = Photo.objects.get(pk=photo.pk)
        old = {each.file for each in current.renditions.filter(generation=current.generation)}
        made = made_again(current, everything=True)
        if {each.file for each in made} == old or _written(current, {}, made):
            return current
    raise ValidationError(_("Others are changing this photo at the same time: try again."))


def outdated(photos):
    """Those of these photos whose public files are not the ones that `cropping` plans today."""
    found = {photo.pk: set() for photo in photos}
    current = Rendition.objects.current().filter(photo__in=found)
    for number, *key in current.values_list("photo_id", "crop", "format", "width", "height"):
        found[number].add(tuple(key))
    return [photo for photo in photos if found[photo.pk] != _planned(photo)]


def _planned(photo):
    return {each.key for each in cropping.plan(photo.width, photo.height, photo.focal)}


def made_again(photo, *, recrop=False, everything=False):
    """Unsaved renditions of the next generation of `photo`, whose files are stored.

    What does not have to be encoded again is marked anew: the uncropped ones where the crops
    changed, all of them where only rights did.
    """
    old = list(photo.renditions.filter(generation=photo.generation))
    photo.generation += 1
    if everything or not old:
        return _encoded(photo, None)
    try:
        if not recrop:
            return [_marked(each, photo) for each in old]
        uncut = [_marked(each, photo) for each in old if cropping.RATIOS[each.crop] is None]
    except FileNotFoundError:
        return _encoded(photo, None)
    return uncut + _encoded(photo, [name for name, ratio in cropping.RATIOS.items() if ratio])


def _encoded(photo, crops):
    """Made from the original: the wanted crops, or all. Raises Refused or FileNotFoundError."""
    with work_folder() as folder:
        original = folder / "original"
        storing.fetch_original(photo.original, original)
        made = develop(original, folder, focal=photo.focal, crops=crops, read_fields=False)
        return [keep(each, photo) for each in made.files]


def _marked(old, photo):
    """The same picture with the rights as they are now."""
    with storing.renditions().open(old.file) as file:
        data = file.read()
    packet = marking.packet(**photo.rights)
    data = marking.marked(data, old.format, old.width, old.height, packet)
    return Rendition(
        photo=photo,
        generation=photo.generation,
        crop=old.crop,
        format=old.format,
        width=old.width,
        height=old.height,
        file=storing.keep_rendition(data, old.format),
        size=len(data),
    )


def _written(photo, before, made, following=()):
    """Write what changed of the photo, the columns following from it, and its new renditions.

    Returns whether: not where somebody was faster, and the row is no longer what it was `before`.
    """
    with transaction.atomic():
        now = Photo.objects.select_for_update().get(pk=photo.pk)
        changed = any(getattr(now, name) != value for name, value in before.items())
        if changed or now.generation != photo.generation - bool(made):
            return False
        photo.save(update_fields=[*before, *following, "generation"])
        Rendition.objects.bulk_create(made)
    return True
