"""Hearing from Postgres what changed: one thread of a process, with a connection of its own."""

import logging
import os
import select
import threading
import time
from collections import deque

import psycopg2
from django.db import DEFAULT_DB_ALIAS, connections

from newsroom.replicas.lag import watch
from newsroom.serving import counters, metrics

from .gone import SEEN_UNTIL, Mark, look
from .keys import CHANNEL, GONE

# Seconds of silence after which the connection is tried, and after which nobody believes it.
SILENCE, BELIEVED = 1.0, 3.0
PAUSE = 0.2
# Where readers have replicas, a page that was begun a moment before may still be of before the
# change, and so may what it left in memory: it is said again so many seconds later.
AGAIN = 1.0
# A cut network says nothing: Postgres and we give the other side so many milliseconds.
PATIENCE = {"connect_timeout": 3, "tcp_user_timeout": 3000, "keepalives_idle": 2}
# What pg_stat_activity calls the connection.
NAME = "newsroom listening"
# The channel on which a connection hears itself alone.
OWN = "newsroom_heard_{pid}"

POSITION = "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint"

log = logging.getLogger(__name__)


class Listener:
    """Tells others in this process which keys changed, in the order of the commits.

    `hear(keys)` is called with a set of keys, and with None where it was not heard what changed:
    when it begins to listen, and again after each time that it could not. What was withdrawn or
    taken down meanwhile is then told with GONE as ever; GONE alone: nobody knows what was.
    """

    def __init__(self):
        self._hearing, self._now_and_then, self._again = [], [], deque()
        self._process, self._starting = None, threading.Lock()
        self._heard_at = None
        # How far all that is gone was heard.
        self._mark = None
        # Whether the database could not be reached at the last attempt.
        self.is_down = False
        # Whether it was said in the log that nothing is heard.
        self._is_deaf = False

    def tell(self, hear):
        """Call `hear` for what changes from now on, in the order of the first of these calls."""
        if hear not in self._hearing:
            self._hearing.append(hear)

    def at_times(self, do):
        """Call `do` now and then, in the thread that listens."""
        self._now_and_then.append(do)

    def start(self):
        """Listen in this process, unless it does already."""
        if self._process == os.getpid():
            return
        with self._starting:
            if self._process != os.getpid():
                self._heard_at, self._mark = None, None
                try:
                    threading.Thread(target=self._listen_on, daemon=True, name="freshness").start()
                except RuntimeError as error:
                    # The machine has no room for it: whoever asks next tries again.
                    self._say_why(error)
                    return
                self._process = os.getpid()

    @property
    def is_listening(self):
        """Whether what changed until a moment ago was heard, so that what is kept may be shown."""
        heard_at = self._heard_at
        return (
            heard_at is not None
            and time.monotonic() - heard_at < BELIEVED
            and self._process == os.getpid()
        )

    def _listen_on(self):
        while True:
            self._try_to_listen()
            time.sleep(PAUSE)

    def _try_to_listen(self):
        """Listen as long as that goes. That it does not is logged once, and not at each attempt."""
        try:
            self._listen()
        except (psycopg2.Error, OSError) as error:
            self._say_why(error)
        except Exception:
            # Whatever breaks among those who are told: without this thread nothing is kept.
            log.exception("What changes is not heard")
        self._heard_at = None
        self._say_whether(0)

    def _listen(self):
        try:
            own = connections[DEFAULT_DB_ALIAS]
            raw = psycopg2.connect(**own.get_connection_params() | PATIENCE, application_name=NAME)
        except psycopg2.OperationalError:
            self.is_down = True
            raise
        try:
            raw.autocommit = True
            with raw.cursor() as cursor:
                own = OWN.format(pid=raw.info.backend_pid)
                cursor.execute(f"LISTEN {CHANNEL}; LISTEN {own}")
                mark, gone = look(cursor, self._mark)
                self.is_down = False
                # What is begun from here on holds all that was not heard.
                self._require(cursor)
                self._say(None)
                if gone or gone is None:
                    self._say(gone or {GONE})
                self._mark = mark
                self._heard_at = time.monotonic()
                self._say_whether(1)
                if self._is_deaf:
                    log.warning("What changes is heard again.")
                    self._is_deaf = False
                while True:
                    self._hear(raw, cursor)
                    self._heard_at = time.monotonic()
                    for do in self._now_and_then:
                        do()
                    # Whatever they asked the database: nobody else looks after this thread's own.
                    connections.close_all()
        finally:
            raw.close()

    def _hear(self, raw, cursor):
        # What came with an answer is there already.
        patience = 0 if raw.notifies else PAUSE if self._again else SILENCE
        # select() knows no connection whose number is above 1023, and a busy process has thousands.
        waiting = select.poll()
        waiting.register(raw, select.POLLIN)
        heard = waiting.poll(patience * 1000)
        if heard:
            raw.poll()
        if self._again and time.monotonic() >= self._again[0][0]:
            self._say(self._again.popleft()[1])
        keys = set()
        for each in raw.notifies:
            if each.channel == CHANNEL:
                keys.update(each.payload.split())
            else:
                self._mark = Mark(self._mark.history, each.payload)
        raw.notifies.clear()
        if keys and watch.replicas:
            self._require(cursor)
            self._again.append((time.monotonic() + AGAIN, keys))
        if keys:
            self._say(keys)
            if GONE in keys:
                cursor.execute(SEEN_UNTIL, [OWN.format(pid=raw.info.backend_pid)])
        elif not heard:
            cursor.execute("SELECT 1")

    def _require(self, cursor):
        """Let no replica answer readers that has not come to where the log is now."""
        if watch.replicas:
            cursor.execute(POSITION)
            watch.require(cursor.fetchone()[0])

    def _say_why(self, error):
        if not self._is_deaf:
            log.warning("What changes is not heard: %s", str(error).strip())
        self._is_deaf = True

    def _say(self, keys):
        for hear in self._hearing:
            hear(keys)

    @staticmethod
    def _say_whether(it_hears):
        """To whoever counts, of processes that stay."""
        counted = counters.shared()
        if counted.role != "command":
            counted.say(metrics.HEARING, (("what", counted.role),), it_hears)


listener = Listener()
