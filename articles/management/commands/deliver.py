"""Calls hubs, tells people what is due, sends mail, looks at public pages, and clears up."""

import logging
import os
import signal
import threading
import time
from contextlib import suppress

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError, InterfaceError, OperationalError, connections

from articles.complaints import keeping as complaints
from articles.ending import tell_ends
from articles.outbox import calling
from articles.outbox.attending import Attendance
from articles.planning.reminding import remind
from articles.punctuality import keeping, watching
from articles.readings.keeping import fold
from articles.talk import delivering
from articles.talk.clearing import clear
from newsroom.clock import now
from newsroom.photos import taking_down
from newsroom.serving import counters

log = logging.getLogger(__name__)

# Seconds between two looks at what is due.
PAUSE = 5
# Seconds for the watcher to write down what it has found.
WATCHED_TO_ITS_END = 8
# What tells people of what is due, or has come.
TELL = (remind, tell_ends, complaints.tell_of_new)
# What clears up a batch of what is old, and says how much that was.
OLD = (clear, complaints.clear, fold, keeping.clear)


class Command(BaseCommand):
    """A worker: any number may run, and none need run for anything else to work."""

    help = (
        "Looks at the public pages for what is due, calls hubs, tells people what is due soon, "
        "sends the mail that is due, deletes the files of photos that were taken down and what is "
        "old, and folds readings of past days, until it is stopped; with --once what is to be done "
        "now, without looking at pages."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--once", action="store_true", help="do what is to be done now, and end"
        )
        parser.add_argument(
            "--beside", type=int, metavar="PID", help="end when this parent process has ended"
        )

    def handle(self, *args, once, beside, **options):
        if once:
            sent = work(clock=now)
            while any(batch(at=now()) for batch in OLD):
                pass
            self.stdout.write(f"{sent} sent.")
            return
        stopped = []
        for each in (signal.SIGTERM, signal.SIGINT):
            # What is being sent is sent to its end.
            signal.signal(each, lambda *_: stopped.append(True))
        attendance = Attendance(at=now())
        watcher = None
        counters.shared().begin("worker")
        while True:
            if settings.PROBE_ADDRESS and (watcher is None or not watcher.is_alive()):
                # Beside the rest, which may wait for a server somewhere.
                watcher = threading.Thread(
                    target=watching.watch,
                    kwargs={"clock": now, "stopped": lambda: bool(stopped)},
                    daemon=True,
                )
                watcher.start()
            try:
                attendance.say(at=now())
                work(clock=now)
            except (DatabaseError, InterfaceError) as error:
                # The database restarts: what is due waits in it, and so does this.
                log.warning("The database does not answer: %s", str(error).strip())
                connections.close_all()
            for _look in range(PAUSE * 4):
                if stopped or (beside and os.getppid() != beside):
                    with suppress(DatabaseError, InterfaceError):
                        attendance.end()
                    stopped.append(True)
                    if watcher is not None:
                        watcher.join(WATCHED_TO_ITS_END)
                    return
                time.sleep(0.25)


def work(*, clock):
    """One round; returns how many mails and calls went out. Of what is old a batch goes in each.

    What breaks in one part of it keeps no other from its turn, and is raised when all had theirs.
    Without the database nothing has one.
    """
    broken = []

    def turn(part, **moment):
        try:
            return part(**moment)
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:
            log.exception("%s broke off", part.__module__)
            broken.append(error)
            return 0

    turn(taking_down.clear_all, clock=clock)
    sent = turn(calling.deliver, clock=clock)
    for tell in TELL:
        turn(tell, at=clock())
    if settings.MAILS:
        sent += turn(delivering.deliver, clock=clock)
    for batch in OLD:
        turn(batch, at=clock())
    if broken:
        raise broken[0]
    return sent
