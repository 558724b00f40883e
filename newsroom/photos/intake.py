"""The one door into the library: a file comes in with all that is made of it, or not at all."""

import errno
import hashlib
import logging
import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from newsroom.serving import counters, metrics

from . import marking, storing
from .decoding import LIMITS, MEGABYTE, develop
from .models import Photo, Rendition
from .refused import Refused

logger = logging.getLogger(__name__)
CHUNK = 256 * 1024
# What a disk says that has no room left, for anybody or for us.
FULL = {errno.ENOSPC, errno.EDQUOT}
# Bytes that are made of a photo, and more.
ROOM = 8 * MEGABYTE


@dataclass(frozen=True)
class Arrival:
    """A photo and whether it is new; where not, the very same file was in the library already."""

    photo: Photo
    new: bool

    @property
    def alike(self):
        """Other photos that look nearly the same, of every desk: narrow it to who asks."""
        return Photo.objects.alike(self.photo.likeness).exclude(pk=self.photo.pk)


def take_in(file, *, desk, by, at, **more):
    """Take a file into the library of `desk`, and count it: see `_take_in`, which does it."""
    outcome = "refused"
    try:
        arrival = _take_in(file, desk=desk, by=by, at=at, **more)
        outcome = "new" if arrival.new else "known"
    except OSError as error:
        if error.errno not in FULL:
            raise
        logger.error("A photo was not taken in, there is no room for it: %s", error)
        sentence = _("There is no room for photos left: tell whoever looks after the machine.")
        raise Refused(sentence) from error
    finally:
        counters.shared().count(metrics.PHOTOS, (("outcome", outcome),))
    return arrival


def _take_in(file, *, desk, by, at, limits=LIMITS, developing=develop, **fields):
    """Take a file into the library of `desk`; returns Arrival.

    `file` is a Django File or an open binary file; `fields` are columns of Photo that a person
    filled in, and win over what the file says of itself. Who may do so is the caller's to check.
    `developing` is what opens it, for whoever has that done beforehand. Raises Refused with a
    sentence.

    Files are written before rows, so whatever happens between leaves at most files that nobody
    refers to, which `check_photos` finds.
    """
    with work_folder() as folder:
        original = folder / "original"
        digest, size = _spool(file, original, limits)
        if found := _known(digest):
            return Arrival(found, new=False)
        focal = (fields["focal_x"], fields["focal_y"]) if "focal_x" in fields else None
        try:
            developed = developing(original, folder, focal=focal, limits=limits)
        except Refused:
            if shutil.disk_usage(folder).free < ROOM:
                # The file may be sound: what opens files had nowhere to put what it made.
                raise OSError(errno.ENOSPC, "no room beside the photos") from None
            raise
        read = dict(developed.fields)
        if "taken_at" in read:
            read["taken_at"] = _moment(read["taken_at"], desk)
        photo = Photo(
            **(read | fields),
            desk=desk,
            original=digest,
            media_type=developed.media_type,
            width=developed.width,
            height=developed.height,
            size=size,
            likeness=developed.likeness,
            uploaded_by=by,
            uploaded_at=at,
        )
        photo.focal_x, photo.focal_y = developed.focal
        photo.focal_by = Photo.FocalBy.PERSON if focal else Photo.FocalBy.SUGGESTED
        try:
            # What the file and this function said is right; each check asks the database.
            others = {each.name for each in Photo._meta.fields} - {*read, *fields}
            photo.clean_fields(exclude=others)
            photo.validate_constraints(exclude=others)
        except ValidationError as error:
            raise Refused(" ".join(error.messages)) from error
        storing.keep_original(original, digest)
        made = [keep(each, photo) for each in developed.files]
    try:
        with transaction.atomic():
            photo.save(force_insert=True)
            Rendition.objects.bulk_create(made)
    except IntegrityError:
        # Somebody brought the same file at the same moment, and was first.
        found = _known(digest)
        if found is None:
            raise
        return Arrival(found, new=False)
    return Arrival(photo, new=True)


def _known(digest):
    """The photo of the very same file, None where it is new. Raises Refused where taken down."""
    found = Photo.objects.select_related("desk", "takedown").filter(original=digest).first()
    if found is not None and found.is_taken_down:
        takedown = found.takedown
        day = date_format(takedown.at.astimezone(found.desk.zone), "DATE_FORMAT")
        raise Refused(
            _("This photo was taken down on %(day)s (%(ground)s): %(reason)s")
            % {"day": day, "ground": takedown.get_ground_display(), "reason": takedown.reason}
        )
    return found


@contextmanager
def work_folder():
    """A folder that is gone afterwards, on the disk of the data."""
    parent = settings.PHOTO_FOLDER / "work"
    parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=parent) as folder:
        yield Path(folder)


def keep(made, photo):
    """Mark a made file with the photo's rights and store it; returns an unsaved Rendition."""
    data = made.path.read_bytes()
    try:
        data = marking.marked(
            data, made.format, made.width, made.height, marking.packet(**photo.rights)
        )
    except marking.Unmarkable as error:
        logger.warning("A file that was made of a photo cannot be marked: %s", error)
        raise Refused(_("The file is broken: it cannot be read to its end.")) from error
    return Rendition(
        photo=photo,
        generation=photo.generation,
        crop=made.crop,
        format=made.format,
        width=made.width,
        height=made.height,
        file=storing.keep_rendition(data, made.format),
        size=len(data),
    )


def _spool(file, path, limits):
    """Copy the file to `path`; returns SHA-256 and size. Raises Refused where too large."""
    digest, size = hashlib.sha256(), 0
    with open(path, "wb") as copy:
        while chunk := file.read(CHUNK):
            size += len(chunk)
            if size > limits.bytes:
                raise Refused(too_large(limits))
            digest.update(chunk)
            copy.write(chunk)
    if not size:
        raise Refused(_("The file is empty."))
    return digest.hexdigest(), size


def too_large(limits=LIMITS):
    """The sentence about a file with too many bytes."""
    most = limits.bytes // MEGABYTE
    return _("The file is larger than %(number)s MB. Export it as JPEG.") % {"number": most}


def _moment(text, desk):
    """A moment of the file's own; without an offset it is the clock of the desk."""
    found = datetime.fromisoformat(text)
    if "T" not in text:
        found = datetime.combine(found.date(), time())
    return found if found.tzinfo else found.replace(tzinfo=desk.zone)
