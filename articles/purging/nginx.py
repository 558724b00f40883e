"""An nginx with docs/deploy/nginx.conf: the files that it keeps are read and changed in place.

nginx itself knows no keys. Each file begins with a header of fixed size, in which stands until when
it holds, then come the address and the headers that the newsroom answered, Surrogate-Key among
them. nginx reads that header at each hit, so what is written there counts at once.
"""

import os
import re
import struct
import time
from contextlib import suppress
from itertools import islice
from pathlib import Path

from .watching import Lost, Watch

# The folders of docs/deploy/nginx.conf whose files depend on keys.
FOLDERS = ("pages", "files")
# The one whose files stand for seconds between nginx's two servers, by the number that was held.
FLIGHT = "flight"
# The file beside them whose time is when nginx was last looked after.
TOLD = "told"
# So many of the pages are looked at where they are tried.
SOME = 50
# Of ngx_http_file_cache_header_t: version, valid_sec, then (at 48) crc32, valid_msec,
# header_start and body_start.
VERSION, NO_VERSION = 5, 0
BEGINNING = struct.Struct("@Lq")
STARTS = struct.Struct("@IHHH")
STARTS_AT, VALID_AT = 48, 8
NAME = re.compile(r"[0-9a-f]{32}")
# What a file says of its answer, right at `header_start`.
STATUS, PAGES = re.compile(rb"HTTP/[\d.]+ (\d{3})"), {b"200", b"206", b"410"}
KEYS = re.compile(rb"\r\nSurrogate-Key: ([^\r]*)\r\n", re.IGNORECASE)


class Nginx:
    """The nginx whose files lie below `folder`; whoever tells it may write there."""

    def __init__(self, folder):
        self.address = str(folder)
        self._folders = [Kept(Path(folder) / name) for name in FOLDERS]
        self._flight, self._told = Kept(Path(folder) / FLIGHT), Path(folder) / TOLD

    def outdate(self, keys):
        """Show what depends on the keys for a second at most, while it is asked for again.

        What is no page is not shown again: it may be in the place of one by now. Whoever had such
        an answer holds no number: then nothing may be left that was asked for without one.
        """
        flight = self._flight
        flight.drop(flight.depending_on(keys) & (flight.no_pages | flight.no_numbers))
        for folder in self._folders:
            names = folder.depending_on(keys)
            folder.outdate(names - folder.no_pages)
            folder.drop(names & folder.no_pages)

    def drop(self, keys):
        """Do not show again what depends on the keys."""
        self._flight.drop(self._flight.depending_on(keys))
        for folder in self._folders:
            folder.drop(folder.depending_on(keys))

    def beat(self, *, hears):
        """While it is not heard what changes, nothing is kept."""
        self._flight.look()
        for folder in self._folders:
            folder.look()
            if not hears:
                folder.outdate(set(folder.fresh))
        if hears:
            with suppress(PermissionError):
                self._told.touch()

    def heard(self):
        """How many seconds ago somebody said that they look after its files; None: never."""
        with suppress(FileNotFoundError):
            return time.time() - self._told.stat().st_mtime
        return None

    def try_out(self):
        """Look at some of its files; raises OSError where they cannot be changed, or lack keys."""
        for folder in self._folders:
            folder.try_out()

    def close(self):
        """Watch its files no more."""
        for folder in (self._flight, *self._folders):
            folder.close()


class Kept:
    """The files in one folder of nginx's: which there are, and the keys of each."""

    def __init__(self, folder):
        self.folder = folder
        self._watch = None
        self._know_nothing()

    def look(self):
        """Learn of the files that came and went. Raises OSError where not all are known."""
        try:
            self._follow()
        except OSError:
            # What was not looked at now nobody tells of again: the next look begins anew.
            self.close()
            raise

    def _follow(self):
        if self._watch is None:
            self._begin()
        try:
            for name, came in self._watch.changes():
                self._forget(name)
                if came:
                    self._learn(name)
        except Lost:
            self.close()
            self._begin()

    def depending_on(self, keys):
        """The names of the files that depend on one of the keys."""
        self.look()
        return set().union(*(self._by_key.get(key, ()) for key in keys))

    def outdate(self, names):
        """Write into the files that they held until a second ago: nginx shows them for this one.

        Told again it shows them no more, but in trouble. A page in whose place there is nothing to
        keep, as for a story with another address, would stand there for the whole second.
        """
        now, first, again = int(time.time()), names & self.fresh, names & self._shown
        for ended, some in ((now - 1, first), (now - 2, again)):
            for name in some:
                path = self.folder / name
                with suppress(FileNotFoundError), open(path, "r+b", buffering=0) as file:
                    os.pwrite(file.fileno(), struct.pack("@q", ended), VALID_AT)
        self.fresh -= first
        self._shown = (self._shown | first) - again

    def drop(self, names):
        """Delete the files: nginx takes what is not there as never kept.

        It may have one open for a second more, but takes none of no form.
        """
        for name in names:
            path = self.folder / name
            with suppress(FileNotFoundError), open(path, "r+b", buffering=0) as file:
                os.pwrite(file.fileno(), struct.pack("@L", NO_VERSION), 0)
                path.unlink()
            self._forget(name)

    def try_out(self):
        """Raises OSError where what is kept cannot be changed, or is of another configuration."""
        os.stat(self.folder)
        if not os.access(self.folder, os.W_OK | os.X_OK):
            raise PermissionError(f"{self.folder} cannot be written to.")
        self._know_nothing()
        with os.scandir(self.folder) as entries:
            for entry in islice(entries, SOME):
                self._learn(entry.name)
        if self.folder.name == FOLDERS[0] and not all(self._files.values()):
            raise OSError(f"Pages in {self.folder} do not say what they depend on.")

    def close(self):
        """Watch no more."""
        if self._watch is not None:
            self._watch.close()
            self._watch = None

    def _begin(self):
        """Watch first, then look: so none is missed, and one seen twice does no harm."""
        self._know_nothing()
        self._watch = Watch(self.folder)
        with os.scandir(self.folder) as entries:
            for entry in entries:
                self._learn(entry.name)

    def _know_nothing(self):
        # Files by name with their keys, and names by key; those that hold, and those outdated once.
        self._files, self._by_key = {}, {}
        self.fresh, self._shown = set(), set()
        # Those that say that a page is elsewhere or nowhere, and those asked for without a number.
        self.no_pages, self.no_numbers = set(), set()

    def _learn(self, name):
        if not NAME.fullmatch(name):
            return
        try:
            with open(self.folder / name, "rb", buffering=0) as file:
                told = file.read(16_384)
                version, _valid = BEGINNING.unpack_from(told)
                _crc, _msec, start, body = STARTS.unpack_from(told, STARTS_AT)
                if len(told) < body:
                    told += file.read(body - len(told))
        except (FileNotFoundError, struct.error):
            return  # It is gone already, or half a file, which nginx does not take either.
        if version == NO_VERSION:
            return  # Another one drops it at this moment.
        if version != VERSION:
            raise OSError(f"{self.folder} is of another nginx: its files have form {version}.")
        found = KEYS.search(told[:body])
        keys = tuple(dict.fromkeys(found[1].decode("latin-1").split())) if found else ()
        self._files[name] = keys
        self.fresh.add(name)
        said = STATUS.match(told, start)
        if not said or said[1] not in PAGES:
            self.no_pages.add(name)
        if told[:start].endswith(b" \n"):
            self.no_numbers.add(name)
        for key in keys:
            self._by_key.setdefault(key, set()).add(name)

    def _forget(self, name):
        self.fresh.discard(name)
        self._shown.discard(name)
        self.no_pages.discard(name)
        self.no_numbers.discard(name)
        for key in self._files.pop(name, ()):
            names = self._by_key[key]
            names.discard(name)
            if not names:
                del self._by_key[key]
