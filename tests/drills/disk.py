"""The disk is full: that of the database, and that of the photos."""

import contextlib
import os
import subprocess
import time

import psycopg2
from django.utils import timezone

from tests.rig import wait_until

from .counting import asked_anew, close
from .database import come_to_rest
from .photos import send
from .row import Impossible, Row
from .seed import EDITORS

# Room for the database, its log of changes and little more.
DATABASE_SIZE, PHOTOS_SIZE = "400m", "24m"
LOG_SIZE = "160m"
FULL = 10


@contextlib.contextmanager
def small_disk(place, size):
    """A file system of its own at `place`."""
    place.mkdir(parents=True, exist_ok=True)
    options = f"size={size},mode=0700"
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", place], capture_output=True, check=False
    )
    if made.returncode:
        raise Impossible("only root may mount a small disk")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", place], check=False)


def fill(place):
    """Take all the room that is left; returns the file that has it."""
    filler = place / "filler"
    with contextlib.suppress(OSError), open(filler, "wb") as file:
        for size in (2**20, 2**12, 1):
            with contextlib.suppress(OSError):
                while True:
                    os.write(file.fileno(), b"\0" * size)
    return filler


def database(house):
    """No room is left for the database while editors save and issue; then there is again."""
    row = Row(f"disk of the database full for {FULL} s while {EDITORS} editors save and issue")
    place = house.folder / "small"
    with small_disk(place, DATABASE_SIZE), house.opened(at=place / "postgres"):
        return _full(house, row, place)


def log(house):
    """No room is left for the log of changes, without which Postgres stops; then there is again."""
    row = Row(f"disk of the log full for {FULL} s, Postgres stops while {EDITORS} editors work")
    place = house.folder / "small"
    # Old files of the log would be written again instead of new ones. And where Postgres came up by
    # itself it would fall again at its first writing, for as long as there is no room.
    settings = ["wal_recycle = off", "restart_after_crash = off"]
    with small_disk(place, LOG_SIZE), house.opened(log_at=place, settings=settings):
        return _full(house, row, place, stops=True)


def _full(house, row, place, *, stops=False):
    site = house.site().start()
    with house.readers(site) as readers, house.editors(site, EDITORS) as ledger:
        if stops:
            come_to_rest(site, readers)
        else:
            time.sleep(5)
        before, pressed = ledger.total(), ledger.pressed_again
        filler = fill(place)
        if stops:
            wait_until(lambda: _has_stopped(house), "Postgres has room for its log.")
        wait_until(lambda: ledger.pressed_again > pressed, "The disk is full for nobody.")
        time.sleep(FULL)
        meanwhile = ledger.total() - before
        filler.unlink()
        stopped = house.postgres.has_ended() or not house.postgres.answers()
        if stopped:
            # Postgres stops where it cannot write its log; somebody makes room and starts it.
            with contextlib.suppress(ProcessLookupError, FileNotFoundError):
                house.postgres.kill()
            house.postgres.start()
        time.sleep(8)
    row = close(house, row, site, ledger, readers)
    row.notes = (
        f"{meanwhile} things were saved in what room Postgres had left; it "
        f"{'stopped' if stopped else 'did not stop'}. {row.notes}"
    )
    return row


def _has_stopped(house):
    """Whether it has stopped: it wants the next file of its log as soon as this one ends."""
    url = house.postgres.url
    with (
        contextlib.suppress(psycopg2.Error),
        contextlib.closing(psycopg2.connect(url)) as own,
    ):
        own.autocommit = True
        own.cursor().execute(
            "SELECT pg_logical_emit_message(false, 'drill', 'more'); SELECT pg_switch_wal()"
        )
    return house.postgres.has_ended()


def photos(house):
    """No room is left for photos while some are sent; what is refused leaves nothing behind."""
    row = Row("disk of the photos full while 15 are sent")
    from newsroom.photos.checking import check
    from newsroom.photos.models import Photo

    place = house.folder / "data" / "photos"
    with small_disk(place, PHOTOS_SIZE), house.opened():
        site = house.site().start()
        with house.readers(site) as readers, house.editors(site, 0) as ledger:
            first = [_send(house.logins[0], site.port) for _ in range(5)]
            filler = fill(place)
            full = [_send(house.logins[0], site.port) for _ in range(5)]
            assert "new" not in full, f"The disk was not full: {full}"
            filler.unlink()
            again = [_send(house.logins[0], site.port) for _ in range(5)]
        row = close(house, row, site, ledger, readers)
        row.confirmed = (first + full + again).count("new")
        wrong = asked_anew(lambda: check(at=timezone.now(), contents=True).wrong)
        kept = asked_anew(lambda: Photo.objects.count())
    row.lost += len(wrong) + max(row.confirmed - kept, 0)
    # What is refused comes in once there is room.
    row.lost += again.count("refused")
    row.double += max(kept - row.confirmed, 0)
    row.notes = f"Sent before, while full, after: {first}, {full}, {again}. {wrong[:3]} {row.notes}"
    return row


def _send(login, port):
    """Send a photo: “new”, “refused”, or what came instead of an answer."""
    told = send(login, port)
    if isinstance(told, dict):
        return "new" if told.get("new") else "refused"
    return told
