"""The watcher: looks for what is due at the public addresses, finely about its moment, then less.

It holds nobody up: it reads what is due off the tables, fetches pages in threads of its own, and
writes what it found afterwards. Any number may run; each change is looked for by one of them.
"""

import logging
import queue
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection

from articles.freshness.listening import listener
from articles.models import Version
from newsroom.desks.hosts import host_map

from . import due, keeping
from .alarming import alarm, alarm_of_silence
from .door import Door, NoAnswer
from .models import Kind, Surface
from .pages import AWAITED, CROWD, EARLY, NEVER, SEEN, files_of, pages_of
from .saying import Reading, made_afresh, state_of

logger = logging.getLogger(__name__)

# Pages that are fetched at the same time, and looks in a second at most: however much is due, the
# readers' own requests come first.
THREADS, UNDER_WAY = 4, 12
RATE = 100
# Seconds between two looks at a page: at first, how it grows, and at the longest.
FIRST, GROWTH, LONGEST = 0.05, 1.5, 10
FINELY = 1.0
# Lists follow the story's own page, and are looked at less finely.
LIST_FIRST = 0.2
# A look just before the moment shows whether a story is out too early; of so many at most.
BEFORE = timedelta(milliseconds=250)
BEFORE_AT_MOST = 50
GIVE_UP = timedelta(minutes=5)
# Where so much is due that some pages are not looked at before.
GIVE_UP_UNSEEN = timedelta(minutes=30)
# From then on it is asked whether what is not seen is still to happen.
OVERTAKEN = timedelta(seconds=2)
# A clock that runs so much faster or slower than time has been set.
MOVED = timedelta(seconds=0.5)
# Seconds between two rounds of: what is due, what was left behind, what was found, the lease.
DUE_EVERY, LEFT_EVERY, WRITE_EVERY, HOLD_EVERY = 0.2, 1, 0.2, 5
CATCH_UP_EVERY = 60
STANDS_EVERY = 2
STEP = 0.02
MILLISECOND = timedelta(milliseconds=1)


@dataclass
class Look:
    """One public page, with all that is looked for on it."""

    desk: object
    what: str
    path: str
    waiting: list = field(default_factory=list)
    next: float = 0.0
    pause: float = 0.0
    flying: bool = False

    @property
    def rank(self):
        """Stories first, then fronts, then other lists."""
        return {Surface.STORY: 0, Surface.FRONT: 1}.get(self.what, 2)


class Watcher:
    """Looks for changes through `door`; `clock` says what time it is, `monotonic` how it passes."""

    def __init__(self, door, *, clock, monotonic=time.monotonic):
        self.door, self.clock, self.monotonic = door, clock, monotonic
        self.changes, self.looks = {}, {}
        self.answers = queue.SimpleQueue()
        self.pool = ThreadPoolExecutor(THREADS, thread_name_prefix="punctuality")
        # How many pages are under way, and how many are looked at again and again, by rank.
        self.flying, self.repeated = 0, Counter()
        self.dirty = set()
        self.rounds = {}
        self.last = None
        # Whether it is written down what nobody looked for before it came.
        self.has_looked_back = False
        # Since when nobody answers at the door, by `monotonic`; and whether that was told.
        self.silent_since, self.silence_told = None, False

    def close(self):
        """Write what was found, and let the changes go to the next watcher."""
        self.pool.shutdown(wait=True, cancel_futures=True)
        self.door.close()
        self._write()
        keeping.let_go(self.changes.values(), at=self.clock())

    def step(self, wait=STEP):
        """One round of everything that is to be done now; waits for an answer `wait` seconds."""
        self._tell_time()
        if not self.has_looked_back:
            self._look_back()
        if self._every("catch up", CATCH_UP_EVERY):
            self._add(due.take_up(at=self.at, within=due.CATCH_UP))
        if self._every("due", DUE_EVERY):
            self._add(due.take_up(at=self.at))
        if self._every("left", LEFT_EVERY):
            # Ours are not left behind, even where the clock was set forward.
            self._hold()
            self._add(due.take_over(at=self.at))
        self._send()
        self._gather(wait)
        if self._every("write", WRITE_EVERY):
            self._raise_alarms()
            self._write()
            self._settle()

    # --- Time -----------------------------------------------------------------------------------

    def _tell_time(self):
        """What time it is; where the clock was set, no change is late or early because of that."""
        before, self.at, self.now = self.last, self.clock(), self.monotonic()
        self.last = (self.at, self.now)
        if before is None:
            return
        moved = self.at - before[0] - timedelta(seconds=self.now - before[1])
        if abs(moved) <= MOVED:
            return
        logger.warning("The clock was set by %.1f seconds.", moved.total_seconds())
        for change in self.changes.values():
            if before[0] < change.planned_at <= self.at:
                # Its moment never was: it became due when the clock was set.
                change.due_at = self.at

    def _every(self, name, seconds):
        """Whether `seconds` have passed since this was last true of `name`."""
        if name in self.rounds and self.now - self.rounds[name] < seconds:
            return False
        self.rounds[name] = self.now
        return True

    # --- What is looked for ---------------------------------------------------------------------

    def _look_back(self):
        """Before anything new is in the ledger, which says until when somebody looked."""
        missed = due.write_missed(at=self.at)
        if missed:
            logger.warning("Nobody looked for what was due: %s lines of the ledger say so.", missed)
        self.has_looked_back = True

    def _add(self, changes):
        """Begin to look for these."""
        changes = [change for change in changes if change.pk not in self.changes]
        numbers = [each.number for each in changes if each.source == "version"]
        versions = dict(Version.objects.filter(pk__in=numbers).values_list("pk", "number"))
        pictures = [each.number for each in changes if each.source == "picture"]
        files = files_of(pictures) if pictures else {}
        crowd = len(self.changes) + len(changes) > CROWD
        for change in changes:
            change.due_at = change.planned_at
            change.version_number = versions.get(change.number, 0)
            change.files = files.get(change.number, ())
            if not change.pages:
                change.pages = pages_of(change, crowd=crowd)
                self.dirty.add(change.pk)
            self.changes[change.pk] = change
            for page in change.pages:
                if page["state"] == AWAITED:
                    self._await(change, page)

    def _await(self, change, page):
        key = (page["desk"], page["path"])
        look = self.looks.get(key)
        if look is None:
            desk = host_map.desks().get(page["desk"])
            if desk is None:
                page["state"] = NEVER
                return
            look = self.looks[key] = Look(desk, page["what"], page["path"])
        look.waiting.append((change, page))
        # Looked at for something else, slowly by now: finely once more.
        look.next, look.pause = 0.0, 0.0

    # --- Looking --------------------------------------------------------------------------------

    def _send(self):
        """Send for the pages that are due, the most telling first, as many as may be under way."""
        if self.flying > UNDER_WAY // 2:
            return
        before = sum(look.rank == 0 for look in self.looks.values()) <= BEFORE_AT_MOST
        ready = [look for look in self.looks.values() if self._is_ready(look, before)]
        ready.sort(key=lambda look: (look.pause > 0, look.rank, look.next))
        self.repeated = Counter(look.rank for look in self.looks.values() if look.pause)
        for look in ready[: UNDER_WAY - self.flying]:
            look.flying = True
            self.flying += 1
            self.pool.submit(self._fetch, look)

    def _is_ready(self, look, before):
        if look.flying or self.now < look.next:
            return False
        lead = BEFORE if before and look.rank == 0 else timedelta(0)
        return any(change.due_at - lead <= self.at for change, _page in look.waiting)

    def _fetch(self, look):
        """In a thread of the pool, which touches nothing but the door."""
        asked_at = self.clock()
        try:
            answer = self.door.get(look.desk.host.lower(), look.path)
        except NoAnswer as error:
            answer = error
        except Exception as error:
            # One that never comes back would be under way for ever, and keep others from it.
            logger.exception("%s%s cannot be looked at", look.desk.host, look.path)
            answer = NoAnswer(error, asked_at)
        self.answers.put((look, answer))

    def _gather(self, wait):
        """Take in the answers that have come; wait for the first of them."""
        while True:
            try:
                look, answer = self.answers.get(timeout=wait)
            except queue.Empty:
                return
            wait = 0
            look.flying = False
            self.flying -= 1
            if isinstance(answer, NoAnswer):
                self.silent_since = self.silent_since or self.now
                for change, page in look.waiting:
                    if change.due_at <= answer.asked_at:
                        self._in_vain(change, page, answer, str(answer))
            else:
                self.silent_since, self.silence_told = None, False
                self._read(look, answer)
            self._plan(look)

    def _read(self, look, answer):
        reading = Reading(answer)
        made = []

        def made_once():
            if not made:
                made.append(made_afresh(look.desk, look.path, at=self.clock()))
            return made[0]

        still = []
        for change, page in look.waiting:
            if page["state"] != AWAITED:
                continue
            if answer.first_byte_at < change.due_at:
                self._read_before(change, page, reading)
            elif answer.asked_at >= change.due_at or page["what"] == Surface.STORY:
                page["state"] = state_of(change, page, reading, made_once)
                late = (answer.first_byte_at - change.due_at) / MILLISECOND
                if page["state"] == SEEN:
                    page["ms"], page["said"] = round(late), ""
                    self.dirty.add(change.pk)
                else:
                    said = "" if answer.status == 200 else str(answer.status)
                    self._in_vain(change, page, answer, said)
            if page["state"] == AWAITED:
                still.append((change, page))
        look.waiting = still

    def _in_vain(self, change, page, answer, said):
        """Somebody who asked then did not get it."""
        since = (answer.asked_at - change.due_at) / MILLISECOND
        page["stale"], page["said"] = max(page["stale"], round(since), 1), said
        self.dirty.add(change.pk)

    def _read_before(self, change, page, reading):
        """Just before its moment nobody may have the version."""
        if (
            change.kind == Kind.CAME
            and page["what"] == Surface.STORY
            and reading.number is not None
            and reading.number >= change.version_number
        ):
            page["state"] = EARLY
            self.dirty.add(change.pk)

    def _plan(self, look):
        """When the page is looked at next, if anything is still awaited on it."""
        if not look.waiting:
            self.looks.pop((look.desk.pk, look.path), None)
            return
        first = min(change.due_at for change, _page in look.waiting)
        newest = max(change.due_at for change, _page in look.waiting)
        if self.at < first:
            look.next = self.now + (first - self.at).total_seconds()
            return
        least = FIRST if look.rank == 0 else LIST_FIRST
        least = max(least, self.repeated[look.rank] / RATE)
        if (self.at - newest).total_seconds() < FINELY:
            look.pause = least
        else:
            look.pause = min(max(look.pause, least) * GROWTH, LONGEST)
        look.next = self.now + look.pause

    # --- What came of it ------------------------------------------------------------------------

    def _raise_alarms(self):
        late = timedelta(seconds=settings.LATE_AFTER)
        if self.silent_since is not None:
            # Nobody answers at all: that is told once, and not of each change.
            if not self.silence_told and self.now - self.silent_since > settings.LATE_AFTER:
                self.silence_told = True
                alarm_of_silence(self.door.address, at=self.at)
            return
        for change in self.changes.values():
            if change.alarmed_at is not None:
                continue
            # What nobody looked for in time is late from when somebody did.
            grace = change.found_at - change.planned_at if change.is_unwatched else timedelta(0)
            bound = (late + grace) / MILLISECOND
            if any(
                page["state"] == EARLY or (page["state"] == AWAITED and page["stale"] > bound)
                for page in change.pages
            ) and self._stands(change, at_most=STANDS_EVERY):
                alarm(change, at=self.at)

    def _stands(self, change, at_most):
        """Whether it is still to happen; asked of the database every so many seconds."""
        if not self._every(("stands", change.pk), at_most):
            return getattr(change, "stood", True)
        change.stood = due.stands(change, at=self.at)
        return change.stood

    def _write(self):
        """Put down how far it is, for those who look on."""
        keeping.write([self.changes[pk] for pk in self.dirty if pk in self.changes])
        self.dirty.clear()

    def _hold(self):
        if self._every("hold", HOLD_EVERY) and self.changes:
            due.hold(self.changes.values(), at=self.at)

    def _settle(self):
        """Let go of what is found, given up, or not to happen any more."""
        done = []
        for change in self.changes.values():
            awaited = any(page["state"] == AWAITED for page in change.pages)
            since = max(change.due_at, change.found_at)
            if awaited and self.at > since + GIVE_UP:
                self._give_up(change, all_of_it=self.at > since + GIVE_UP_UNSEEN)
            elif awaited and self.at > since + OVERTAKEN and not self._stands(change, STANDS_EVERY):
                change.overtaken = True
                done.append(change)
            if not any(page["state"] == AWAITED for page in change.pages):
                done.append(change)
        for change in done:
            self._forget(change)
        keeping.settle(done, at=self.at)

    def _give_up(self, change, *, all_of_it):
        """Wait no longer for what was old each time; for what nobody came to look at, longer."""
        for page in change.pages:
            if page["state"] == AWAITED and (page["stale"] or all_of_it):
                page["state"] = NEVER

    def _forget(self, change):
        del self.changes[change.pk]
        self.rounds.pop(("stands", change.pk), None)
        for page in change.pages:
            look = self.looks.get((page["desk"], page["path"]))
            if look is not None:
                look.waiting = [pair for pair in look.waiting if pair[0] is not change]
                if not look.waiting and not look.flying:
                    self.looks.pop((look.desk.pk, look.path))


def watch(*, clock, stopped):
    """Look until `stopped()`, whatever happens to the database meanwhile."""
    watcher = Watcher(Door(settings.PROBE_ADDRESS, clock), clock=clock)
    # Of what takes effect at once it is heard in the moment of the commit.
    listener.tell(lambda _keys: watcher.rounds.pop("due", None))
    listener.start()
    while not stopped():
        try:
            watcher.step()
        except (DatabaseError, InterfaceError) as error:
            # What is looked for is known, and is written down when the database is back.
            logger.warning("The database does not answer: %s", error)
            connection.close()
            time.sleep(1)
        except Exception:
            # Of what it looked for another one takes over: without a watcher nothing is late.
            logger.exception("Looking at the public pages broke off, and begins anew.")
            break
    with suppress(DatabaseError, InterfaceError):
        watcher.close()
    connection.close()
