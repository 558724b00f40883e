"""Where pages are kept: in this process's memory, and in a folder that processes share.

Each process hears what changed (`hear`), in the same order as all others. A page holds where
nothing of it changed since its making began, wherever it was made: the clock that it began by is
the machine's. So nothing has to be agreed on, a page that was begun before a change and finished
after it is kept by nobody, and a file that is torn, old or gone is only a page to make again.
"""

import fcntl
import hashlib
import logging
import os
import shutil
import threading
import time
from contextlib import suppress

from newsroom import clock

from .kept_page import Page
from .keys import GONE

# Pages are kept for an hour at most (agenda.AHEAD), changes are remembered a little longer.
REMEMBERED = 4000.0
# What is over stays for when nothing else can be had.
IN_TROUBLE = 86_400
# Seconds between two looks at what the folder holds.
SWEEP = 20.0
LOCKS = 2**30
# The part of the memory for what is kept nowhere else, answers that are no pages and searches: what
# may be made up pushes no pages out.
PART = 16

log = logging.getLogger(__name__)


class Shelf:
    """Pages by name. `disk` and `memory` are bytes that they may take in the folder and here."""

    def __init__(self, folder, *, disk, memory):
        self.folder, self.disk, self.memory = folder, disk, memory
        self.lock = threading.Lock()
        self._pages, self._of_key, self._taken = {}, {}, 0
        # What those take that are kept in memory alone, by name, the oldest first.
        self._alone = {}
        self._changed, self._since = {}, float("inf")
        # When something was last withdrawn or taken down of which nobody knows who showed it, and
        # of what is known when that was, by its keys.
        self._gone, self._gone_of = float("inf"), {}
        self._mine, self._written, self._swept = [], 0, 0.0
        self._locks = None
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._locks = os.open(folder / "locks", os.O_RDWR | os.O_CREAT, 0o600)

    # --- What changed -----------------------------------------------------------------------------

    def hear(self, changed):
        """These keys changed; None: nobody knows what did. What was begun before is over."""
        now = time.monotonic()
        with self.lock:
            if changed is not None and GONE in changed:
                self._part_with(changed, now)
            if changed is None:
                self._since, self._changed = now, {}
                return
            for key in changed:
                self._changed[key] = now
            names = set().union(*(self._of_key.get(key, ()) for key in changed))
            for name in names:
                self._drop(name)
            mine = [each for each in self._mine if each[0] > now - 2]
            over = [each for each in mine if not changed.isdisjoint(each[2])]
            self._mine = mine
            if len(self._changed) > 100_000:
                old = now - REMEMBERED
                self._changed = {k: at for k, at in self._changed.items() if at > old}
        # Another process may have heard sooner than this one, which made a page in between of what
        # it still had in memory: nobody takes that one up, but in trouble.
        for _begun, path, _keys in over:
            with suppress(OSError):
                path.rename(spare(path))

    def _part_with(self, gone, now):
        self._gone_of |= dict.fromkeys(gone, now)
        if gone == {GONE} or len(self._gone_of) > 100_000:
            self._gone, self._gone_of = now, {}

    def holds(self, page):
        """Whether nothing of it changed since it was begun, and its end has not come.

        One that was made while the clock was ahead shows what is still to come.
        """
        now = clock.seconds()
        return page.born - clock.TOLERATED <= now < page.until and self.is_unchanged(page)

    def is_unchanged(self, page):
        """Whether nothing of it changed, as far as this process has heard."""
        begun = page.begun
        if begun <= self._since:
            return False
        changed = self._changed
        return all(changed.get(key, 0.0) < begun for key in page.keys)

    def may_serve_in_trouble(self, page):
        """Whether an old page is better than none.

        It is where something newer is there as well, or may be since nobody heard for a while; not
        where anything on it was withdrawn or taken down since it was begun, or may have been.
        """
        age = clock.seconds() - page.born
        if page.begun <= self._gone or not -clock.TOLERATED <= age < IN_TROUBLE:
            return False
        gone = self._gone_of
        return all(gone.get(key, 0.0) < page.begun for key in page.keys)

    # --- Pages ------------------------------------------------------------------------------------

    def get(self, name):
        """The page in memory, whether it holds or not; None where there is none."""
        return self._pages.get(name)

    def find(self, name):
        """The page in memory if it holds, otherwise the one in the folder, or either of them.

        One that does not hold may still be of use in trouble; so may the spare one.
        """
        page = self._pages.get(name)
        if page is not None and self.holds(page):
            return page
        path = self._path(name)
        found = _read(path, name)
        if found is None:
            found = _read(spare(path), name)
            if found is not None:
                # Whatever is heard of it, it is over.
                found.until = 0.0
        if found is None or (page is not None and page.begun >= found.begun):
            return page
        if self.holds(found):
            self._remember(name, found)
        return found

    def keep(self, name, page):
        """Keep it, for trouble alone where something of it changed since. Whether it is kept."""
        kept = self._remember(name, page)
        path = self._path(name) if kept else spare(self._path(name))
        data = page.to_bytes(name)
        draft = path.with_name(f"{path.name}.{os.getpid()}.{threading.get_ident()}")
        try:
            path.parent.mkdir(exist_ok=True, mode=0o700)
            draft.write_bytes(data)
            draft.rename(path)
        except OSError as error:
            with suppress(OSError):
                draft.unlink()
            log.debug("A page is kept in memory alone: %s", error)
            return kept
        with self.lock:
            if kept:
                self._mine.append((page.begun, path, page.keys))
            if len(self._mine) > 1000:
                now = time.monotonic()
                self._mine = [each for each in self._mine if each[0] > now - 2]
            self._written += len(data)
        return kept

    def keep_in_memory(self, name, page):
        """Keep it here alone, and few of those. Whether it is kept."""
        kept = self._remember(name, page)
        with self.lock:
            if kept and name in self._pages:
                self._alone[name] = page.size
            while sum(self._alone.values()) > self.memory // PART:
                self._drop(next(iter(self._alone)))
        return kept

    def _remember(self, name, page):
        with self.lock:
            # Asked once more under the lock under which changes are heard.
            if not self.is_unchanged(page):
                return False
            self._drop(name)
            self._pages[name] = page
            for key in page.keys:
                self._of_key.setdefault(key, set()).add(name)
            self._taken += page.size
            while self._taken > self.memory and len(self._pages) > 1:
                self._drop(next(iter(self._pages)))
        return True

    def _drop(self, name):
        page = self._pages.pop(name, None)
        self._alone.pop(name, None)
        if page is None:
            return
        self._taken = max(0, self._taken - page.size)
        for key in page.keys:
            names = self._of_key.get(key)
            if names is not None:
                names.discard(name)
                if not names:
                    del self._of_key[key]

    def _path(self, name):
        digest = hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()
        return self.folder / digest[:2] / digest[2:40]

    # --- Only one process makes it ----------------------------------------------------------------

    def claim(self, name):
        """A place that is this process's while it makes the page; None: another process makes it.

        The kernel frees it even after `kill -9`.
        """
        if self._locks is None:
            return 0
        digest = hashlib.sha256(name.encode("utf-8", "surrogateescape")).digest()
        place = 1 + int.from_bytes(digest[:4], "big") % LOCKS
        try:
            fcntl.lockf(self._locks, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, place)
        except BlockingIOError:
            return None
        except OSError:
            return 0
        return place

    def release(self, place):
        """Let others make what stands at this place."""
        if place:
            with suppress(OSError):
                fcntl.lockf(self._locks, fcntl.LOCK_UN, 1, place)

    # --- The folder stays as large as it may be ---------------------------------------------------

    def sweep(self):
        """Remove what is oldest where the folder holds too much; looked at now and then."""
        now = time.monotonic()
        if not self._written or now - self._swept < SWEEP:
            return
        self._swept, self._written = now, 0
        files, taken = [], 0
        with suppress(OSError):
            for each in os.scandir(self.folder):
                if each.is_dir(follow_symlinks=False):
                    for file in os.scandir(each.path):
                        with suppress(OSError):
                            known = file.stat(follow_symlinks=False)
                            files.append((known.st_mtime, known.st_size, file.path))
                            taken += max(known.st_size, 4096)
        if taken <= self.disk:
            return
        files.sort()
        for _moment, size, path in files:
            with suppress(OSError):
                os.unlink(path)
            taken -= max(size, 4096)
            if taken <= self.disk * 0.8:
                break


def spare(path):
    """Where a page lies that is over, beside the one that holds."""
    return path.with_name(f"{path.name}.spare")


def _read(path, name):
    """The page in a file; None where there is none, or half of one."""
    try:
        return Page.from_bytes(path.read_bytes(), name)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def mark_of(*folders):
    """What tells this code, its templates and words from any other."""
    mark = hashlib.sha256()
    for folder in folders:
        for path, _folders, names in os.walk(folder):
            for name in sorted(names):
                if name.endswith((".py", ".html", ".mo", ".js", ".css", ".json", ".xml", ".toml")):
                    known = os.stat(os.path.join(path, name))
                    mark.update(f"{path} {name} {known.st_size} {known.st_mtime_ns}\n".encode())
    return mark.hexdigest()


def folder_for(above, mark):
    """The folder below `above` for pages that this code made; those of other code are removed.

    A machine that was started anew counts its moments from the beginning again.
    """
    try:
        with open("/proc/sys/kernel/random/boot_id", encoding="ascii") as file:
            boot = file.read().strip()
    except OSError:
        boot = ""
    own = hashlib.sha256(f"{boot} {mark}".encode()).hexdigest()[:16]
    with suppress(OSError):
        for each in os.scandir(above):
            if each.name != own:
                shutil.rmtree(each.path, ignore_errors=True)
    return above / own
