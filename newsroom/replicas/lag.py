"""How far the readers' databases are behind, looked at in the background of each process.

No clock of a server is read and nothing is written. The newsroom's own database is asked again and
again how far its log goes, the others how far they have come: one that has what there was at a
moment is no older than that moment, also where nothing has been written for a day. A thread for
each asks, so that one that hangs holds up nobody; what it said last grows old, and so it is left.
Whoever waits for it then is cut off, and asks the next one.
"""

import logging
import os
import socket
import threading
import time
from collections import defaultdict, deque
from contextlib import suppress
from functools import partial
from weakref import WeakSet

import psycopg2
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, InterfaceError, connections
from django.db.backends.signals import connection_created

# Seconds between two questions to a server.
PAUSE = 0.25
# Behind the last answer of any other by so many seconds a server is taken for lost. Where all are
# silent this process itself had no time to hear them, or nobody is better than another.
SILENCE = 2.0
# Whoever looks on, and broke in a way that nobody thought of, waits so long before the next look;
# so long after each other it is looked whether the threads are there.
BROKEN = 5.0
HOW_FAR = """
SELECT pg_wal_lsn_diff(CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()
                            ELSE pg_current_wal_lsn() END, '0/0')::bigint
"""

log = logging.getLogger(__name__)


class Watch:
    """What is known of the databases, and the order in which a reader's request asks them.

    `max_lag` are the seconds by which a replica may be behind.
    """

    def __init__(self, replicas, max_lag):
        self.replicas, self.max_lag = replicas, max_lag
        self._lock = threading.Lock()
        self._process = None
        # The threads of this process that watch, by what they do; when to look after them again;
        # whether it was said in the log that one could not be started.
        self._watching, self._look_at, self._is_short = {}, 0.0, False
        self._open = defaultdict(WeakSet)
        self._begin()

    def _begin(self):
        self._own = deque()  # (moment before the question, how far the log went)
        self._answered = {}  # alias -> (moment before the question, how far it has come)
        self._floor = 0

    def order(self, now=None):
        """(aliases in the order in which to ask them, how many of them know what is published).

        The fresh replicas, the newsroom's own, then the others, the newest first: an old page is
        better than none. Where the newsroom's own is silent nothing new is written either.
        """
        if not self.replicas:
            return (DEFAULT_DB_ALIAS,), 1
        now = time.monotonic() if now is None else now
        self._watch()
        answered = self._answered.copy()
        least, silence = self._least(now), self._silence(answered)
        fresh, others, silent = [], [], []
        for alias in self.replicas:
            asked_at, come = answered.get(alias, (None, 0))
            if asked_at is None or asked_at < silence:
                silent.append(alias)
            elif least is not None and come >= max(least, self._floor):
                fresh.append(alias)
            else:
                others.append((-come, alias))
        # Each process has its own favourite: together they ask all of them alike.
        turn = os.getpid() % len(fresh) if fresh else 0
        fresh = fresh[turn:] + fresh[:turn]
        others = [alias for _come, alias in sorted(others)]
        own = answered.get(DEFAULT_DB_ALIAS, (None, 0))[0]
        if fresh or own is None or own >= silence:
            return (*fresh, DEFAULT_DB_ALIAS, *others, *silent), len(fresh) + 1
        return (*others, DEFAULT_DB_ALIAS, *silent), 0

    def behind(self, now=None):
        """How many seconds each replica may be behind by what is known: {alias: seconds}.

        Infinite where it says nothing; at least so many where it lacks what was there long ago.
        """
        now = time.monotonic() if now is None else now
        if self.replicas:
            self._watch()
        answered = self._answered.copy()
        silence = self._silence(answered)
        with self._lock:
            own = list(self._own)
        found = {}
        for alias in self.replicas:
            asked_at, come = answered.get(alias, (None, 0))
            if asked_at is None or asked_at < silence:
                found[alias] = float("inf")
                continue
            # What it lacks was there at the first of these moments.
            lacking = [moment for moment, position in own if position > come]
            found[alias] = max(0.0, now - lacking[0]) if lacking else 0.0
        return found

    def require(self, position):
        """Take no replica for fresh that has not come to this position of the log, a number.

        Whoever hears of a change says so: no page is made of what was before it.
        """
        with self._lock:
            self._floor = max(self._floor, position)

    def suspect(self, alias):
        """A request got no answer: ask others until it answers in the background again."""
        self._answered.pop(alias, None)

    def connected(self, connection, **kwargs):
        """Receives Django's `connection_created`."""
        if connection.alias in self.replicas:
            with self._lock:
                self._open[connection.alias].add(connection.connection)

    def cut_off(self):
        """End what waits for an answer of a replica that has become silent."""
        answered = self._answered.copy()
        silence = self._silence(answered)
        for alias in self.replicas:
            if alias in answered and answered[alias][0] < silence:
                self.suspect(alias)
                with self._lock:
                    waiting = list(self._open.pop(alias, ()))
                for connection in waiting:
                    _hang_up(connection)

    def heard(self, alias, asked_at, position):
        """What a server said to a question of the moment `asked_at`."""
        if alias == DEFAULT_DB_ALIAS:
            with self._lock:
                if self._own and position < self._own[-1][1]:
                    # Another server took over, without the end of the log of the one before.
                    self._own.clear()
                    self._floor = min(self._floor, position)
                self._own.append((asked_at, position))
                while self._own[0][0] < asked_at - self.max_lag - SILENCE:
                    self._own.popleft()
        self._answered[alias] = (asked_at, position)

    def _least(self, now):
        """How far a replica must have come to be no older than `max_lag`; None: nobody knows.

        What came later than the first question of that time need not be there yet.
        """
        since = now - self.max_lag
        with self._lock:
            return next((position for asked_at, position in self._own if asked_at >= since), None)

    @staticmethod
    def _silence(answered):
        """Who was not heard since this moment is silent."""
        return max((asked_at for asked_at, _come in answered.values()), default=0) - SILENCE

    def _watch(self):
        """See to it that somebody watches, in each process: a fork takes no threads along.

        One that could not be started, or ended, is started now and then: without it this process
        would ask the newsroom's own database for ever.
        """
        now = time.monotonic()
        if self._process == os.getpid() and now < self._look_at:
            return
        with self._lock:
            if self._process != os.getpid():
                self._begin()
                self._watching = {}
            elif now < self._look_at:
                return
            self._look_at = now + BROKEN
            self._start_to_watch()
            self._process = os.getpid()

    def _start_to_watch(self):
        tasks = {
            alias: partial(self._ask_on, alias) for alias in (DEFAULT_DB_ALIAS, *self.replicas)
        }
        tasks["silence"] = self._cut_off_on
        try:
            for name, task in tasks.items():
                if name not in self._watching or not self._watching[name].is_alive():
                    thread = threading.Thread(target=task, daemon=True, name=f"watching {name}")
                    thread.start()
                    self._watching[name] = thread
        except RuntimeError as error:
            # The machine has no room for it: whoever asks later tries again.
            if not self._is_short:
                log.warning("Not all readers' databases are looked at: %s", error)
            self._is_short = True
        else:
            if self._is_short:
                log.warning("All readers' databases are looked at again.")
            self._is_short = False

    def _cut_off_on(self):
        pause = threading.Event()
        while not pause.wait(PAUSE):
            try:
                self.cut_off()
            except Exception:
                # Without this thread a request waits for a silent replica for as long as that is.
                log.exception("Requests to silent replicas are not cut off")
                pause.wait(BROKEN)

    def _ask_on(self, alias):
        database, pause = connections.create_connection(alias), threading.Event()
        while not pause.wait(PAUSE):
            asked_at = time.monotonic()
            try:
                with database.cursor() as cursor:
                    cursor.execute(HOW_FAR)
                    (position,) = cursor.fetchone()
                self.heard(alias, asked_at, position)
            except (DatabaseError, InterfaceError):
                with suppress(DatabaseError, InterfaceError):
                    database.close()
            except Exception:
                # Without this thread the database is taken for silent until the process ends.
                log.exception("How far %s has come is not known", alias)
                with suppress(Exception):
                    database.close()
                pause.wait(BROKEN)


def _hang_up(connection):
    """As if the network had broken: who waits for it in another thread is told so."""
    with (
        suppress(OSError, psycopg2.Error),
        socket.socket(fileno=os.dup(connection.fileno())) as end,
    ):
        end.shutdown(socket.SHUT_RDWR)


watch = Watch(
    tuple(alias for alias in settings.DATABASES if alias != DEFAULT_DB_ALIAS),
    settings.READERS_MAX_LAG,
)
if watch.replicas:
    connection_created.connect(watch.connected)
