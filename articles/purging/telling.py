"""What one shared cache is still to be told, and the thread that tells it.

Telling twice does no harm, and so it is told again a moment later: a page that was begun before a
change may be stored after it was told, and a process of the newsroom may hear of a change later.
"""

import logging
import threading
import time
from bisect import insort
from contextlib import suppress

from articles.freshness.keys import ALL, GONE

# Seconds after which it is told again. The last is longer than any process believes to hear
# (freshness.listening.BELIEVED) and any replica may be behind.
AGAIN = (0.0, 0.4, 4.0)
BEAT = 1.0
PAUSE = 0.3

log = logging.getLogger(__name__)


class Telling(threading.Thread):
    """Tells one `cache`; `hears()` says whether all that changed until now was told to `tell`."""

    def __init__(self, cache, *, hears):
        super().__init__(daemon=True, name=f"purging {cache.address}")
        self.cache, self._hears = cache, hears
        self._due, self._something = [], threading.Condition()
        self._stopped = False
        # What the last attempt came to: None before the first.
        self.is_reached = None
        # The kind of error that it came to, or that the cache was told.
        self._last = None

    def tell(self, keys):
        """Something of the keys changed just now, or anything at all (None)."""
        keys = frozenset([ALL] if keys is None else keys)
        now = time.monotonic()
        with self._something:
            for seconds in AGAIN:
                insort(self._due, (now + seconds, keys), key=lambda due: due[0])
            self._something.notify()

    def stop(self):
        """Tell what is to be told now, and end."""
        with self._something:
            self._stopped = True
            self._something.notify()

    def run(self):
        """Tell what is due, and once a second that somebody is there."""
        while True:
            due, hears, ending = self._next()
            changed = set().union(*due)
            # What must not be seen again goes with all that was told beside it.
            gone = set().union(*(keys for keys in due if GONE in keys))
            if not self._try_to_tell(gone, changed - gone, hears):
                with self._something:
                    # Not told: it stays due, however much that becomes.
                    missed = [frozenset(keys) for keys in (gone, changed - gone) if keys]
                    self._due[:0] = [(0.0, keys) for keys in missed]
                if not ending:
                    time.sleep(PAUSE)
            if ending:
                self.cache.close()
                return

    def _try_to_tell(self, gone, changed, hears):
        """Whether it was told."""
        try:
            self.cache.drop(gone)
            self.cache.outdate(changed)
            self.cache.beat(hears=hears)
        except OSError as error:
            if self._is_news(error):
                log.warning("%s cannot be told what changes: %s", self.cache.address, error)
            return False
        except Exception as error:
            # Whatever it is: without this thread nobody tells the cache anything more. What is
            # known of it may be what broke, and is looked at anew.
            if self._is_news(error):
                log.exception("%s cannot be told what changes", self.cache.address)
            with suppress(Exception):
                self.cache.close()
            return False
        if self._is_news(None):
            log.info("%s is told what changes.", self.cache.address)
        return True

    def _is_news(self, error):
        """Note what an attempt came to; whether that is another thing than the one before."""
        before, self._last = self._last, ("told" if error is None else type(error))
        self.is_reached = error is None
        return self._last != before

    def _next(self):
        with self._something:
            end = time.monotonic() + BEAT
            while not self._stopped:
                now = time.monotonic()
                until = min(end, self._due[0][0]) if self._due else end
                if until <= now:
                    break
                self._something.wait(until - now)
            # Asked before: what is noticed from here on comes with the next beat.
            hears, now = self._hears(), time.monotonic()
            count = sum(1 for moment, _keys in self._due if moment <= now)
            due = [keys for _moment, keys in self._due[:count]]
            del self._due[:count]
            return due, hears, self._stopped
