"""Public files of before a change that nothing shows any more: their rows and bytes go.

A working copy shows the files of today, a version those that it was issued with. What was replaced
less than a day ago stays: a story may be going out with it at this moment.
"""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import F

from newsroom.photos import storing
from newsroom.photos.checking import LEFT_ALONE
from newsroom.photos.models import Photo, Rendition

from .models.version_picture import VersionPicture

BATCH = 500


@dataclass
class Pruned:
    """What went: of how many photos, in how many files, and their bytes together."""

    photos: int = 0
    files: int = 0
    size: int = 0


def prune(*, at, say=lambda line: None):
    """Delete the public files that their photo has replaced and no version has; returns Pruned."""
    found = Pruned()
    after = 0
    while numbers := _replaced(after):
        for number in numbers:
            gone = _prune(number, at)
            found.photos += bool(gone)
            found.files += len(gone)
            found.size += sum(gone.values())
        after = numbers[-1]
        say(f"up to photo {after}: {found.files} files")
    return found


def _replaced(after):
    """Numbers of photos that have files of before, in their order; none of what was taken down."""
    older = Rendition.objects.filter(
        photo__gt=after, photo__taken_down_at=None, generation__lt=F("photo__generation")
    )
    return list(older.order_by("photo").values_list("photo", flat=True).distinct()[:BATCH])


@transaction.atomic
def _prune(number, at):
    """{name: size} of the files of one photo that are deleted; its row is held meanwhile."""
    photo = Photo.objects.select_for_update().filter(pk=number, taken_down_at=None).first()
    if photo is None or not _is_settled(photo, at):
        return {}
    old = photo.renditions.filter(generation__lt=photo.generation).exclude(
        file__in=_of_versions(number)
    )
    sizes = dict(old.values_list("file", "size"))
    old.delete()
    # The same bytes may be a file of today, or another photo's.
    still = set(Rendition.objects.filter(file__in=sizes).values_list("file", flat=True))
    gone = {name: size for name, size in sizes.items() if name not in still}
    for name in gone:
        storing.renditions().delete(name)
    return gone


def _of_versions(number):
    """The names of the files of a photo that any version has."""
    return {
        name
        for files in VersionPicture.objects.filter(photo=number).values_list("files", flat=True)
        for crop in files.values()
        for _width, _height, _format, name in crop
    }


def _is_settled(photo, at):
    """Whether the files of today are there for so long that nothing goes out with older ones."""
    today = photo.renditions.filter(generation=photo.generation).order_by("file").first()
    if today is None or not storing.renditions().exists(today.file):
        return False
    return storing.renditions().get_modified_time(today.file) < at - LEFT_ALONE
