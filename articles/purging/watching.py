"""Hearing from Linux which files come into a folder and leave it (inotify), without a library."""

import ctypes
import os
import struct

MOVED_TO, DELETED = 0x80, 0x200
OVERFLOW, FOLDER_GONE, FORGOTTEN = 0x4000, 0x400, 0x8000
WATCHED = MOVED_TO | DELETED | FOLDER_GONE
EVENT = struct.Struct("iIII")
SOME = 1 << 20


class Lost(OSError):
    """Files came and went that nobody told of: look at all of them."""


class Watch:
    """What happens in `folder` from now on. Raises OSError where it cannot be watched."""

    def __init__(self, folder):
        libc = ctypes.CDLL(None, use_errno=True)
        self._file = libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        if self._file < 0:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(folder))
        if libc.inotify_add_watch(self._file, os.fsencode(folder), WATCHED) < 0:
            failed = ctypes.get_errno()
            self.close()
            raise OSError(failed, os.strerror(failed), str(folder))

    def changes(self):
        """(name, whether it came) of each file since the last call, in their order.

        Raises Lost where not all are known.
        """
        while True:
            try:
                told = os.read(self._file, SOME)
            except BlockingIOError:
                return
            place = 0
            while place < len(told):
                _watch, mask, _cookie, size = EVENT.unpack_from(told, place)
                place += EVENT.size + size
                if mask & (OVERFLOW | FOLDER_GONE | FORGOTTEN):
                    raise Lost("Files came and went unseen.")
                yield os.fsdecode(told[place - size : place].rstrip(b"\0")), bool(mask & MOVED_TO)

    def close(self):
        """Watch no more."""
        os.close(self._file)
