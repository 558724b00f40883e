"""What every page needs of small tables: kept in memory, and read again once it is old.

Every process keeps its own copy, so that a change made in another process is seen `MAX_AGE` seconds
later at most, without a message between them.
"""

import threading
import time

MAX_AGE = 2.0


class Rereading:
    """What `read(*asked)` returned, until it is older than MAX_AGE seconds or to be forgotten.

    `holds(found, *asked)` says whether what was read before answers this question too; without it,
    it answers every one.
    """

    def __init__(self, read, holds=None):
        self._read, self._holds = read, holds
        self._kept, self._forgotten, self._lock = None, 0, threading.Lock()

    def forget(self):
        """Read again at the next question."""
        with self._lock:
            self._kept = None
            self._forgotten += 1

    def now(self, *asked):
        """What there is, read now or a moment ago.

        What was read while somebody said that it changed is believed by nobody else: whoever asked
        is answered with it, having asked before.
        """
        now, forgotten, kept = time.monotonic(), self._forgotten, self._kept
        if kept is not None:
            found, read_at = kept
            if now - read_at < MAX_AGE and (self._holds is None or self._holds(found, *asked)):
                return found
        found = self._read(*asked)
        with self._lock:
            is_newest = self._kept is None or self._kept[1] <= now
            if self._forgotten == forgotten and is_newest:
                self._kept = found, now
        return found
