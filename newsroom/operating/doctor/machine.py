"""This machine: its disk, its clock, and the files that were made for it."""

import ctypes
import errno
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


# What else is on the same disk as one of these is not said again.
ALWAYS = ("data", "backups")


def _places():
    """(what for, folder): what the newsroom and its machine write to."""
    yield "data", settings.DATA_DIR
    yield "backups", settings.BACKUPS
    yield "what can be restored to a moment", settings.ARCHIVE
    yield "uploads that arrive", tempfile.gettempdir()
    yield "logs", "/var/log"
    for folder in settings.SHARED_CACHES:
        if folder.startswith("/"):
            yield "the pages of nginx", folder


@examination("disk")
def disk(patient):
    seen = set()
    for name, folder in _places():
        if not folder or not Path(folder).exists():
            continue
        usage, device = shutil.disk_usage(folder), device_of(folder)
        if name not in ALWAYS and device in seen:
            continue
        seen.add(device)
        told = f"{size(usage.free)} of {size(usage.total)} are free for {name} ({folder})."
        left, files = files_of(folder)
        if left < files * 0.05:
            yield (
                WRONG,
                f"{left:,} of {files:,} files can still be made for {name} ({folder}).",
                "Delete small files there (df -i says how many), or take a larger disk.",
            )
        elif usage.free < LEAST or usage.free < usage.total * 0.05:
            yield WRONG, told, "Make room before the disk is full: then nothing can be saved."
        elif usage.free < usage.total * 0.15:
            yield LOOK, told, "Make room."
        else:
            yield FINE, told


def device_of(folder):
    """The number of the disk that a folder is on."""
    return os.stat(folder).st_dev


def files_of(folder):
    """(how many files its disk has room for, of how many); none where no disk counts them."""
    told = os.statvfs(folder)
    return told.f_favail, told.f_files


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
            "Make room: df -h and df -i say of what there is none."
            if error.errno in (errno.ENOSPC, errno.EDQUOT)
            else "Give the folder to the user that the newsroom runs as, or set NEWSROOM_DATA.",
        )
    else:
        yield FINE, f"{settings.DATA_DIR} can be written to."


# What processes write beside one another, each as the newsroom's user.
SHARED = ("alarms", "counters", "drawings", "pages", "photos", "static")


@examination("owner")
def owner(patient):
    there = settings.DATA_DIR
    foreign = [path for name in SHARED for path in _foreign(there / name)]
    if foreign:
        yield (
            WRONG,
            f"{len(foreign)} files or folders of the newsroom's are somebody else's, such as "
            f"{foreign[0]}: what began as another user (root?) left them.",
            f"Run as root: chown -R --reference={there} {' '.join(map(str, _tops(foreign)))}",
        )
    else:
        yield FINE, f"What lies in {there} is the newsroom's own."


def _foreign(folder):
    """What of a folder its newsroom's user does not own and cannot change: folders and counts."""
    own = mine()
    for top, folders, names in os.walk(folder):
        found = Path(top)
        # Photos and pages are many, and lie two folders deep.
        if len(found.relative_to(folder).parts) >= 2:
            folders.clear()
        for path in (found, *(found / name for name in names if found.name == "counters")):
            is_closed = os.geteuid() == 0 or not os.access(path, os.R_OK | os.W_OK)
            if path.stat().st_uid != own and is_closed:
                yield path


def mine():
    """Whose the data folder is: the newsroom's user."""
    return settings.DATA_DIR.stat().st_uid


def _tops(paths):
    return sorted({settings.DATA_DIR / path.relative_to(settings.DATA_DIR).parts[0]
                   for path in paths})  # fmt: skip


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


@examination("translations")
def translations(patient):
    lacking = [
        path
        for folder in settings.LOCALE_PATHS
        for language, _name in settings.LANGUAGES
        if not (path := Path(folder) / language / "LC_MESSAGES" / "django.mo").exists()
    ]
    for path in lacking:
        yield (
            WRONG,
            f"{path} is missing: pages are in the language of the code.",
            f"It comes with the code: git checkout -- {path}",
        )
    if not lacking:
        yield FINE, "The translations are there."


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


EXAMINATIONS = (disk, data, owner, time_service, translations, static_files)
