"""Sends the mail that follows from what people are told."""

import os
import signal
import time

from django.core.management.base import BaseCommand
from django.db import DatabaseError, InterfaceError, connections
from django.utils import timezone

from articles.talk.delivering import deliver

# Seconds between two looks at what is due.
PAUSE = 5


class Command(BaseCommand):
    """A worker: any number may run, and none need run for anything else to work."""

    help = "Sends the mail that is due, until it is stopped; with --once what is due now."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="send what is due now, and end")
        parser.add_argument(
            "--beside", type=int, metavar="PID", help="end when this parent process has ended"
        )

    def handle(self, *args, once, beside, **options):
        if once:
            sent = deliver(clock=timezone.now)
            self.stdout.write(f"{sent} sent.")
            return
        stopped = []
        for each in (signal.SIGTERM, signal.SIGINT):
            # The mail that is being sent is sent to its end.
            signal.signal(each, lambda *_: stopped.append(True))
        while True:
            try:
                deliver(clock=timezone.now)
            except (DatabaseError, InterfaceError) as error:
                # The database restarts: what is due waits in it, and so does this.
                self.stderr.write(f"The database does not answer: {error}")
                connections.close_all()
            for _look in range(PAUSE * 4):
                if stopped or (beside and os.getppid() != beside):
                    return
                time.sleep(0.25)
