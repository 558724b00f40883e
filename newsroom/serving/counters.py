"""Counts that all processes of a machine add up together, without a server and without a lock.

Each process has a lane of its own: a file that it maps into memory and that no other process writes
to while it holds the file's lock, which the kernel frees even after `kill -9`. The next process
goes on in that lane where the last one stopped, so a sum over all lanes only ever grows, and there
are never more lanes than processes that ran at one moment. One count is an addition in memory.
"""

import fcntl
import json
import logging
import mmap
import os
import struct
import threading
from bisect import bisect_left
from contextlib import suppress
from pathlib import Path

log = logging.getLogger(__name__)

MAGIC = b"newsroom counters 1\n"
# Magic, bytes used, and what the process is; then one entry after another.
HEAD = struct.Struct("=24sII32s")
ENTRY = struct.Struct("=II")
SIZE = 512 * 1024
# In the place of bounds: what is so now in a process, and not what it counted.
GAUGE = None
# The end of a lane is for what found no room in it.
ROOM = SIZE - 1024
LANES = 256


class Series:
    """One count, or the counts of a histogram with their sum, in the lane of this process."""

    def __init__(self, view, at, bounds, lock):
        self._view, self._at, self._bounds, self._lock = view, at, bounds, lock
        self._sum = at + len(bounds or ()) + 1

    def add(self, amount=1):
        """Count once more, or `amount` times."""
        with self._lock:
            self._view[self._at] += amount

    def say(self, value):
        """What is so now, of a gauge."""
        with self._lock:
            self._view[self._at] = value

    def observe(self, value):
        """Count `value` among the others of its size, and add it to their sum."""
        with self._lock:
            self._view[self._at + bisect_left(self._bounds, value)] += 1
            self._view[self._sum] += value


class Counters:
    """The counts of this process, in a lane of `folder` that is taken at the first count."""

    def __init__(self, folder):
        self.folder = Path(folder)
        # What this process is: web, worker or command.
        self.role = "command"
        self._file = None
        self._leave()
        os.register_at_fork(after_in_child=self._leave)

    def _leave(self):
        """A child counts in a lane of its own, and does not hold that of its parent."""
        self._known, self._map, self._lock = {}, None, threading.Lock()
        # For whoever keeps series by a key of their own: gone in a child.
        self.kept = {}
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def begin(self, role):
        """Take the lane of this process now, as what it is: whoever looks sees that it is there."""
        self.role = role
        with self._lock:
            if self._map is None:
                self._take_lane()

    def count(self, name, labels=(), amount=1):
        """Add to the count `name` of these labels, pairs of name and value."""
        self.series(name, labels).add(amount)

    def say(self, name, labels, value):
        """Say what is so now in this process: it holds while the process is there."""
        self.series(name, labels, GAUGE).say(value)

    def series(self, name, labels=(), bounds=()):
        """The Series of a name and labels; with `bounds` that of a histogram, or of a GAUGE."""
        series = self._known.get((name, labels))
        return series if series is not None else self._made(name, labels, bounds)

    def _made(self, name, labels, bounds):
        with self._lock:
            if self._map is None:
                self._take_lane()
            if (name, labels) not in self._known:
                places = len(bounds) + 2 if bounds else 1
                at = self._entry(json.dumps([name, labels, bounds]).encode(), places)
                self._known[name, labels] = Series(self._view, at, bounds, self._lock)
            return self._known[name, labels]

    def _take_lane(self):
        """Map the first lane that nobody holds; without a folder count for this process alone."""
        try:
            self._map = self._open_lane()
        except OSError as error:
            log.warning("Counts are this process's own, %s cannot be used: %s", self.folder, error)
            self._map = bytearray(SIZE)
        self._view = memoryview(self._map).cast("d")
        found = told(self._map)
        if found is None:
            self._map[:] = bytes(SIZE)
        self._places = {key: at for _known, key, at, _numbers in found or ()}
        for (_name, _labels, bounds), _key, at, _numbers in found or ():
            if bounds is GAUGE:
                self._view[at] = 0
        self._used = HEAD.size if found is None else HEAD.unpack_from(self._map)[1]
        self._say_head()

    def _say_head(self):
        HEAD.pack_into(self._map, 0, MAGIC, self._used, os.getpid(), self.role.encode())

    def _open_lane(self):
        self.folder.mkdir(parents=True, exist_ok=True)
        for number in range(LANES):
            try:
                file = os.open(self.folder / f"{number:03d}", os.O_RDWR | os.O_CREAT, 0o600)
            except PermissionError:
                # Another user's: a command was run by root. The folder itself may be closed too.
                if not os.access(self.folder, os.W_OK):
                    raise
                continue
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                # All of it at once: a page that is missing on a full disk would end the process.
                os.posix_fallocate(file, 0, SIZE)
                self._file = file  # Its lock lasts as long as it is open.
                return mmap.mmap(file, SIZE)
            except BlockingIOError:
                os.close(file)
            except OSError:
                os.close(file)
                raise
        raise OSError(f"all {LANES} lanes are taken")

    def _entry(self, key, places):
        if key in self._places:
            return self._places[key]
        padded = -(-len(key) // 8) * 8
        begin = self._used
        end = begin + ENTRY.size + padded + places * 8
        if end > ROOM:
            log.error("There are more different counts than a lane has room for: %s", key)
            return SIZE // 8 - places
        ENTRY.pack_into(self._map, begin, len(key), places)
        at = begin + ENTRY.size
        self._map[at : at + len(key)] = key
        self._places[key] = (at + padded) // 8
        self._used = end
        self._say_head()
        return self._places[key]


def entries(lane, used):
    """Each entry of a lane: (key as bytes, where its numbers begin, the numbers)."""
    at = HEAD.size
    while at < used:
        length, places = ENTRY.unpack_from(lane, at)
        at += ENTRY.size
        key = bytes(lane[at : at + length])
        at += -(-length // 8) * 8
        yield key, at // 8, struct.unpack_from(f"={places}d", lane, at)
        at += places * 8


def told(lane):
    """All entries of a lane: ((name, labels, bounds), the key, where its numbers begin, these).

    None where it is no lane, or not all of it: with the power the pages are lost that the kernel
    had not written yet, in any order.
    """
    try:
        magic, used, _pid, _role = HEAD.unpack_from(lane)
        if magic.rstrip(b"\0") != MAGIC or not HEAD.size <= used <= ROOM:
            return None
        return [(_key(key), key, at, numbers) for key, at, numbers in entries(lane, used)]
    except (struct.error, ValueError, TypeError):
        return None


def read(folder):
    """What all lanes of a folder say together: (sums, processes).

    `sums` has for each (name, labels, bounds) the numbers added up, of a GAUGE those of processes
    that are there; `processes` counts, by what they are, those that hold a lane now.
    """
    sums, processes = {}, {}
    for file in _lanes(folder):
        lane = file.read(SIZE)
        held = _is_held(file)
        found = told(lane)
        if found is None:
            continue
        if held:
            role = HEAD.unpack_from(lane)[3].rstrip(b"\0").decode()
            processes[role] = processes.get(role, 0) + 1
        for known, _key, _at, numbers in found:
            if not held and known[2] is GAUGE:
                continue
            before = sums.get(known)
            sums[known] = (
                [a + b for a, b in zip(before, numbers, strict=True)] if before else numbers
            )
    return sums, processes


def holders(folder):
    """The processes that hold a lane now: their number, and what they are."""
    found = {}
    for file in _lanes(folder):
        head = file.read(HEAD.size)
        if len(head) == HEAD.size and _is_held(file):
            _magic, _used, pid, role = HEAD.unpack(head)
            found[pid] = role.rstrip(b"\0").decode()
    return found


def _lanes(folder):
    """The lanes of a folder, open, but those that another user's commands left there."""
    for path in sorted(Path(folder).glob("[0-9][0-9][0-9]")):
        with suppress(PermissionError), open(path, "rb") as file:
            yield file


def _key(key):
    name, labels, bounds = json.loads(key)
    return name, tuple(map(tuple, labels)), GAUGE if bounds is GAUGE else tuple(bounds)


def _is_held(file):
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    return False


_shared = None


def shared():
    """The counters of this newsroom, for whoever counts."""
    global _shared
    if _shared is None:
        from django.conf import settings

        _shared = Counters(settings.DATA_DIR / "counters")
    return _shared
