"""This machine: its disk, its clock, and the files that were made for it."""

import ctypes
import filecmp
import os
import shutil
import tempfile
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import ManifestFilesMixin
from django.utils.module_loading import import_string

from .findings import FINE, LOOK, WRONG, examination, size

LEAST = 1_000_000_000
# What adjtimex(2) answers where nobody keeps the clock.
UNKEPT = 5


@examination("disk")
def disk(patient):
    places = {"data": settings.DATA_DIR, "backups": settings.BACKUPS and Path(settings.BACKUPS)}
    for name, folder in places.items():
        if not folder or not folder.exists():
            continue
        usage = shutil.disk_usage(folder)
        told = f"{size(usage.free)} of {size(usage.total)} are free for {name} ({folder})."
        if usage.free < LEAST or usage.free < usage.total * 0.05:
            yield WRONG, told, "Make room before the disk is full: then nothing can be saved."
        elif usage.free < usage.total * 0.15:
            yield LOOK, told, "Make room."
        else:
            yield FINE, told


@examination("data")
def data(patient):
    try:
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=settings.DATA_DIR):
            pass
    except OSError as error:
        yield (
            WRONG,
            f"Nothing can be written to {settings.DATA_DIR}: {error.strerror}.",
            "Give the folder to the user that the newsroom runs as, or set NEWSROOM_DATA.",
        )
    else:
        yield FINE, f"{settings.DATA_DIR} can be written to."


@examination("time service")
def time_service(patient):
    said = kernel_clock()
    if said < 0:
        yield (
            LOOK,
            "The kernel does not say whether a time service keeps this machine's clock.",
            "Look yourself: timedatectl, or chronyc tracking. Stories go by the clock.",
        )
    elif said == UNKEPT:
        yield (
            LOOK,
            "No time service keeps this machine's clock, the kernel says.",
            "Install chrony, or run: timedatectl set-ntp true",
        )
    else:
        yield FINE, "A time service keeps this machine's clock."


def kernel_clock():
    """What adjtimex(2) says of the clock, which everybody may ask; -1 where nobody is answered."""
    asking = getattr(ctypes.CDLL(None), "adjtimex", None)
    return asking(ctypes.create_string_buffer(512)) if asking else -1


@examination("static files")
def static_files(patient):
    collect = "Run: python manage.py collectstatic --noinput"
    backend = import_string(settings.STORAGES["staticfiles"]["BACKEND"])
    if issubclass(backend, ManifestFilesMixin):
        manifest = settings.STATIC_ROOT / "staticfiles.json"
        if not manifest.exists():
            yield WRONG, f"No static files are collected in {settings.STATIC_ROOT}.", collect
            return
    differing = [name for name, path in _found() if not _is_same(path, settings.STATIC_ROOT / name)]
    if differing:
        told = f"{len(differing)} collected static files are not this code's: {differing[0]}"
        yield WRONG, f"{told}.", collect
    else:
        yield FINE, "The collected static files are this code's."


def _found():
    for finder in get_finders():
        for name, storage in finder.list([]):
            yield name, storage.path(name)


def _is_same(path, collected):
    return os.path.exists(collected) and filecmp.cmp(path, collected, shallow=False)


EXAMINATIONS = (disk, data, time_service, static_files)
