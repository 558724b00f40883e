"""That a worker is there: each says so, now and then, for whoever asks whether one is."""

import os
import socket
from datetime import timedelta

from .models import Worker

# It says so no more often than this.
PAUSE = timedelta(seconds=20)
# A worker that was killed is forgotten after this.
KEPT = timedelta(days=7)


class Attendance:
    """What one worker says of itself from its beginning to its end."""

    def __init__(self, *, at):
        self.host, self.pid = socket.gethostname(), os.getpid()
        self._began, self._said = at, None

    def say(self, *, at):
        """Still here. Never more than once in PAUSE."""
        if self._said is not None and at < self._said + PAUSE:
            return
        Worker.objects.filter(seen_at__lt=at - KEPT).delete()
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
