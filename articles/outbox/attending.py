"""That a worker is there: each says so, now and then, for whoever asks whether one is."""

import os
import socket
from datetime import timedelta

from django.db.models import Q

from .models import Worker

# It says so no more often than this.
PAUSE = timedelta(seconds=20)
# A worker that was killed is forgotten after this.
KEPT = timedelta(days=7)
# By so much one machine's clock may be ahead of another's. What says more was written by a clock
# that was put back since, and tells nobody whether somebody is there.
AHEAD = timedelta(minutes=1)


class Attendance:
    """What one worker says of itself from its beginning to its end."""

    def __init__(self, *, at):
        self.host, self.pid = socket.gethostname(), os.getpid()
        self._began, self._said = at, None

    def say(self, *, at):
        """Still here. Never more than once in PAUSE, and at once where the clock was put back."""
        if self._said is not None and self._said <= at < self._said + PAUSE:
            return
        Worker.objects.filter(Q(seen_at__lt=at - KEPT) | Q(seen_at__gt=at + AHEAD)).delete()
        Worker.objects.update_or_create(
            host=self.host,
            pid=self.pid,
            defaults={"seen_at": at},
            create_defaults={"seen_at": at, "began_at": self._began},
        )
        self._said = at

    def end(self):
        """Gone in order."""
        Worker.objects.filter(host=self.host, pid=self.pid).delete()


def seen(*, at):
    """The workers that said until `at` that they are there, whoever said so last first."""
    return Worker.objects.filter(seen_at__lte=at + AHEAD).order_by("-seen_at")


def ahead(*, at):
    """Those of which nobody knows: they say so of a moment that is still to come."""
    return Worker.objects.filter(seen_at__gt=at + AHEAD).order_by("-seen_at")
