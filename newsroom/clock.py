"""The newsroom's clock: the machine's, but not where that jumps.

What is public follows from what time it is. A clock that jumps ahead would publish what is under
embargo, and one that jumps back would take from readers what they have. So each process goes on by
the clock that nobody can set, says loudly what it noticed, and believes the new time once it has
stood for a while: by then somebody has put it right, or it was right.
"""

import logging
import time
from datetime import timedelta

from django.utils import timezone

log = logging.getLogger(__name__)
# Seconds. Less is no jump: that is how the machine's clock is kept right.
TOLERATED = 1.0
BELIEVED_AFTER = 600.0
# Whoever was interrupted between two looks at clocks looks again.
INTERRUPTED = 0.1


def counted():
    """Seconds since this machine started, also while it was suspended; nobody sets this clock."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


class Steady:
    """By how much the machine's clock jumped while this process, or the one before, counted."""

    def __init__(self, *, wall=time.time, counted=counted):
        self._wall, self._counted = wall, counted
        self._apart = self._look()[0]
        # The jump that is not believed yet, and when it was noticed.
        self._jump, self._noticed = 0.0, 0.0

    def jump(self):
        """Seconds by which the machine's clock is ahead of the newsroom's: nearly always none."""
        apart, now = self._look()
        jump = apart - self._apart
        if abs(jump) < TOLERATED:
            self._apart = apart
            if self._jump:
                self._jump = 0.0
                log.error("The machine's clock is back where the newsroom's is.")
            return 0.0
        if abs(jump - self._jump) >= TOLERATED:
            self._jump, self._noticed = jump, now
            log.error(
                "The machine's clock jumped by %+.0f seconds. The newsroom goes on by its own for "
                "%.0f minutes: put the clock right, or restart the newsroom to believe it now.",
                jump,
                BELIEVED_AFTER / 60,
            )
        elif now - self._noticed >= BELIEVED_AFTER:
            self._apart, self._jump = apart, 0.0
            log.error("The newsroom follows the machine's clock, %+.0f seconds away.", jump)
            return 0.0
        return jump

    def _look(self):
        """How far the two clocks are apart, and what is counted."""
        while True:
            before = self._counted()
            apart = self._wall() - before
            if self._counted() - before < INTERRUPTED:
                return apart, before


steady = Steady()


def seconds():
    """The moment in seconds since 1970."""
    return time.time() - steady.jump()


def now():
    """The moment, for the edges that read a clock; everything below them is told it."""
    jump = steady.jump()
    return timezone.now() - timedelta(seconds=jump) if jump else timezone.now()
