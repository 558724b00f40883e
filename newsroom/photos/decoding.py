"""Opening a stranger's file in a process of its own, with limits, and believing little of it.

A file that crashes a decoder, eats memory or never ends costs that process alone. At most as many
run at one time on one machine as there are processors; who comes later waits its turn.
"""

import fcntl
import json
import logging
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from . import cropping, metadata
from .refused import Busy, Refused

logger = logging.getLogger(__name__)

MEGABYTE = 1024 * 1024
LARGEST_ANSWER = MEGABYTE
LARGEST_RENDITION = 4 * MEGABYTE
# Of each photo that is being opened, so many others wait beside it in a request.
WAITING = 1
MEDIA_TYPES = ("image/jpeg", "image/png", "image/webp", "image/avif", "image/heic")


@dataclass(frozen=True)
class Limits:
    """What one file may cost. docs/operators.md says what photos do cost."""

    bytes: int = 50 * MEGABYTE
    pixels: int = 60_000_000
    # Its decoder holds the whole picture three times: this many fit into `memory`.
    webp_pixels: int = 36_000_000
    least_side: int = 160
    memory: int = 640 * MEGABYTE
    cpu_seconds: int = 30
    seconds: int = 60
    # How long it waits for its turn while others are decoded.
    waiting: int = 60


LIMITS = Limits()
# For commands: nobody sits before them, and what is refused would have to be brought again.
PATIENT = replace(LIMITS, waiting=3600)


@dataclass(frozen=True)
class Made:
    """One file that the process made, and where it lies."""

    crop: str
    format: str
    width: int
    height: int
    path: Path


@dataclass(frozen=True)
class Developed:
    """What came out of one photo."""

    media_type: str
    width: int
    height: int
    likeness: int | None
    focal: tuple
    fields: dict
    files: list
    peak: int  # The most memory that the process held, in bytes.


def develop(path, folder, *, focal=None, crops=None, limits=LIMITS, read_fields=True):
    """Open the photo at `path` and make its files in `folder`; returns Developed.

    `focal` is a point per mille, where a person chose one; `crops` those to make, else all.
    Raises Refused with a sentence.
    """
    folder = Path(folder).absolute()
    request, answer = folder / "request.json", folder / "answer.json"
    request.write_text(
        json.dumps(
            {
                "original": str(Path(path).absolute()),
                "folder": str(folder),
                "focal": focal,
                "crops": list(cropping.WIDTHS if crops is None else crops),
                "pixels": limits.pixels,
                "webp_pixels": limits.webp_pixels,
                "least_side": limits.least_side,
                "memory": limits.memory,
                "seconds": limits.cpu_seconds,
                "file_size": LARGEST_RENDITION,
                "read_fields": read_fields,
            }
        )
    )
    with turn(limits.waiting):
        status = _run([str(request), str(answer)], limits.seconds)
    if status is None:
        raise Refused(_sentence("slow", limits))
    try:
        if answer.stat().st_size > LARGEST_ANSWER:
            raise ValueError("too long")
        found = json.loads(answer.read_text())
    except (OSError, ValueError):
        logger.warning("The process that opens photos ended with status %s.", status)
        raise Refused(_sentence("slow" if status == -24 else "broken", limits)) from None
    if "refused" in found:
        raise Refused(_sentence(found["refused"], limits))
    try:
        return _believed(found, folder, limits)
    except (KeyError, TypeError, ValueError, OSError):
        # A decoder that was taken over may answer anything.
        logger.exception("The process that opens photos gave an answer that is none.")
        raise Refused(_sentence("broken", limits)) from None


def _run(arguments, seconds):
    """The exit status of the process, None where it took too long."""
    command = [sys.executable, "-s", "-m", "newsroom.photos.child", *arguments]
    # Nothing of the newsroom's environment: it holds the secrets.
    environment = {"MALLOC_ARENA_MAX": "1", "PATH": os.defpath, "LC_ALL": "C.UTF-8"}
    process = subprocess.Popen(
        command,
        cwd=settings.BASE_DIR,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        return None
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


@contextmanager
def room():
    """Be one of the few of this machine that open a photo or wait to; raises Busy beyond them.

    For requests: what waits holds a thread of the server, and readers need those too.
    """
    with _one_of("rooms", _places() * WAITING + _places()) as taken:
        if not taken():
            raise Busy(_busy())
        yield


@contextmanager
def turn(seconds):
    """Hold one of this machine's places for decoding; raises Busy where none gets free."""
    start = time.monotonic()
    with _one_of("turns", _places()) as taken:
        while not taken():
            waited = time.monotonic() - start
            if waited > seconds:
                raise Busy(_busy())
            # Who has waited longest asks most often, and is next.
            time.sleep(max(0.005, 0.1 - waited / 100))
        yield


def _busy():
    return _("Many photos are arriving at this moment: try again in a minute.")


@contextmanager
def _one_of(name, number):
    """Gives a function that takes one of so many places of this machine, and says whether.

    The kernel gives a place back even where its holder was killed.
    """
    folder = settings.PHOTO_FOLDER / name
    folder.mkdir(parents=True, exist_ok=True)
    places = [os.open(folder / str(n), os.O_RDWR | os.O_CREAT, 0o600) for n in range(number)]
    try:
        yield lambda: any(_taken(place) for place in places)
    finally:
        for place in places:
            os.close(place)


def _taken(place):
    try:
        fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _places():
    return os.cpu_count() or 1


def _believed(found, folder, limits):
    """The answer as Developed, where it has the form that was asked for."""
    width, height = int(found["width"]), int(found["height"])
    focal = tuple(int(each) for each in found["focal"])
    if found["media_type"] not in MEDIA_TYPES:
        raise ValueError("media type")
    if min(width, height) < 1 or width * height > limits.pixels:
        raise ValueError("size")
    if len(focal) != 2 or not all(0 <= each <= cropping.WHOLE for each in focal):
        raise ValueError("focal point")
    likeness = found["likeness"]
    if likeness is not None and not -(2**63) <= int(likeness) < 2**63:
        raise ValueError("likeness")
    planned = {each.key for each in cropping.plan(width, height, focal)}
    files = []
    for each in found["files"]:
        made = Made(
            each["crop"],
            each["format"],
            int(each["width"]),
            int(each["height"]),
            folder / Path(each["name"]).name,
        )
        if (made.crop, made.format, made.width, made.height) not in planned:
            raise ValueError("a file that nobody asked for")
        if made.path.is_symlink() or not 0 < made.path.stat().st_size <= LARGEST_RENDITION:
            raise ValueError("a file's size")
        files.append(made)
    fields, peak = _believed_fields(found["fields"]), int(found["peak"])
    return Developed(found["media_type"], width, height, likeness, focal, fields, files, peak)


def _believed_fields(found):
    fields = {}
    for name, longest in metadata.LONGEST.items():
        if name in found:
            fields[name] = metadata.clean(found[name], longest, lines=True)
    words = [metadata.clean(word, metadata.KEYWORD_LENGTH) for word in found.get("keywords", [])]
    if words:
        fields["keywords"] = words[: metadata.KEYWORDS]
    if moment := metadata.moment(found.get("taken_at", "")):
        fields["taken_at"] = moment
    return fields


def _sentence(word, limits):
    """What is said to whoever brought the file."""
    sentences = {
        "type": _("This is no photo that can be read here. Bring JPEG, PNG, WebP, AVIF or HEIC."),
        "svg": _("SVG is a drawing that can hold programs, so it is not taken. Export it as PNG."),
        "heic": _("HEIC cannot be read on this machine. Export the photo as JPEG."),
        "moving": _("This picture moves. Save one frame of it as a still picture."),
        "pixels": _("The photo has more than %(number)s million pixels. Make it smaller first.")
        % {"number": limits.pixels // 1_000_000},
        "webp": _(
            "A WebP may have at most %(number)s million pixels here. Export the photo as JPEG."
        )
        % {"number": limits.webp_pixels // 1_000_000},
        "small": _("The photo is too small: each side has at least %(number)s pixels.")
        % {"number": limits.least_side},
        "truncated": _("The file is cut off: part of the photo is missing. Copy it again."),
        "memory": _("Opening the photo takes too much memory. Export it as JPEG."),
        "slow": _("Opening the photo takes too long. Export it as JPEG."),
    }
    return sentences.get(word) or _("The file is broken: it cannot be read to its end.")
