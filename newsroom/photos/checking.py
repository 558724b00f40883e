"""Files against rows, both ways: what is missing, what is damaged, and what nobody refers to."""

import hashlib
import shutil
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings

from . import storing
from .changing import outdated, renew
from .models import Photo, Rendition, Takedown
from .refused import Refused

# A file lies there before the row that names it; nobody takes a day to write a row.
LEFT_ALONE = timedelta(days=1)
FOLDERS = [f"{number:02x}" for number in range(256)]


@dataclass
class Report:
    """What was found, each as a line; `mended` is what was put right."""

    files: int = 0
    wrong: list = field(default_factory=list)
    mended: list = field(default_factory=list)


def check(*, at, mend=False, contents=False, say=lambda line: None):
    """Compare both storages with the rows; returns a Report.

    With `mend` lost public files are made again from their originals, and what nobody refers to is
    deleted once it is a day old. With `contents` every file is read and compared with its name.
    """
    report = Report()
    lost = {}
    for folder in FOLDERS:
        _check_originals(folder, report, at, mend, contents)
        lost |= _lost_renditions(folder, report, at, mend, contents)
        say(f"{folder}: {report.files} files, {len(report.wrong) + len(lost)} wrong")
    numbers = sorted(set().union(*lost.values()))
    if mend:
        for number in numbers:
            _mend(number, report)
        lost = {n: numbers for n, numbers in lost.items() if not storing.renditions().exists(n)}
    for name, of in lost.items():
        report.wrong.append(f"Public file of photo {min(of)} missing or damaged: {name}")
    _check_sets(report, numbers)
    _check_work(report, at, mend)
    return report


def with_originals():
    """Photos whose originals have to be there."""
    return Photo.objects.exclude(takedown__original=Takedown.Original.ERASE)


def shown_files():
    """Renditions whose files have to be there: those of photos that were not taken down."""
    return Rendition.objects.filter(photo__taken_down_at=None)


def _check_originals(folder, report, at, mend, contents):
    there = storing.names_in(storing.originals(), folder)
    rows = with_originals().filter(original__startswith=folder)
    wanted = {
        storing.original_name(digest): f"photo {number}"
        for number, digest in rows.values_list("number", "original")
    }
    report.files += len(there)
    for name in sorted(wanted.keys() - there):
        report.wrong.append(f"The original of {wanted[name]} is missing: {name}")
    if contents:
        for name in sorted(wanted.keys() & there):
            if not _is_whole(storing.originals(), name):
                report.wrong.append(f"The original of {wanted[name]} is damaged: {name}")
    _clear(storing.originals(), there - wanted.keys(), report, at, mend)


def _lost_renditions(folder, report, at, mend, contents):
    """Names of public files that are missing, each with the numbers of its photos."""
    there = storing.names_in(storing.renditions(), folder)
    rows = Rendition.objects.filter(file__startswith=f"{folder}/")
    wanted, taken_down = {}, set()
    columns = ("file", "photo_id", "photo__taken_down_at")
    for name, number, down in rows.values_list(*columns):
        if down is None:
            wanted.setdefault(name, set()).add(number)
        else:
            taken_down.add(name)
    report.files += len(there)
    # It goes by way of its take-down, which says when each file was gone.
    for name in sorted((taken_down & there) - wanted.keys()):
        report.wrong.append(f"A photo that was taken down has a file left, run deliver: {name}")
        there = there - {name}
    gone = wanted.keys() - there
    if contents:
        damaged = {n for n in wanted.keys() & there if not _is_whole(storing.renditions(), n)}
        for name in damaged if mend else ():
            storing.renditions().delete(name)
        gone |= damaged
    _clear(storing.renditions(), there - wanted.keys(), report, at, mend)
    return {name: wanted[name] for name in sorted(gone)}


def _check_sets(report, but):
    """Photos without the files that the sizes of today ask for; of those in `but` it is known."""
    for photos in Photo.objects.standing_up().in_batches():
        for photo in outdated(photos):
            if photo.pk not in but:
                report.wrong.append(f"Photo {photo.pk} has other sizes: run make_renditions.")


def _check_work(report, at, mend):
    """What a process that was killed left in the working folder."""
    folder = settings.PHOTO_FOLDER / "work"
    for left in sorted(folder.iterdir()) if folder.exists() else ():
        if left.stat().st_mtime >= (at - LEFT_ALONE).timestamp():
            continue
        if mend:
            shutil.rmtree(left, ignore_errors=True)
            report.mended.append(f"Deleted what a stopped process left: {left.name}")
        else:
            report.wrong.append(f"A stopped process left {left}")


def _is_whole(storage, name):
    digest = hashlib.sha256()
    with suppress(FileNotFoundError), storage.open(name) as file:
        while chunk := file.read(1024 * 1024):
            digest.update(chunk)
    return digest.hexdigest() == name.replace("/", "").partition(".")[0]


def _clear(storage, orphans, report, at, mend):
    """Name what nobody refers to, and delete it where it is old enough."""
    for name in sorted(orphans):
        try:
            is_old = storage.get_modified_time(name) < at - LEFT_ALONE
        except FileNotFoundError:
            continue
        if not is_old:
            continue
        if mend and not _is_wanted(storage, name):
            storage.delete(name)
            report.mended.append(f"Deleted what nobody refers to: {name}")
        else:
            report.wrong.append(f"Nobody refers to {name}")


def _is_wanted(storage, name):
    """Asked once more right before it goes."""
    if storage is storing.originals():
        return Photo.objects.filter(original=name.replace("/", "")).exists()
    return Rendition.objects.filter(file=name).exists()


def _mend(number, report):
    """Make the public files of a photo again; older ones come back where the bytes are the same."""
    try:
        renew(Photo.objects.get(pk=number))
    except (Refused, FileNotFoundError) as error:
        report.wrong.append(f"Photo {number} cannot be made again: {error}")
    else:
        report.mended.append(f"Made the public files of photo {number} again")
