"""Whether a desk reserves text and data mining (TDMRep), said with every answer to readers.

Every answer says it in headers and every page in its head, so it is kept in memory like the hosts.
"""

import threading
import time
from typing import NamedTuple

from articles.freshness import keys
from articles.freshness.noting import limited
from newsroom.desks import hosts
from newsroom.desks.hosts import host_map
from newsroom.imprint.models import Terms


class Reservation(NamedTuple):
    """1 where the right is reserved, else 0; and where one asks for it, or ""."""

    reserved: int
    policy: str

    def as_fields(self):
        """The names and values of the protocol: in headers, in heads of pages and in the file."""
        fields = {"tdm-reservation": self.reserved}
        return fields | ({"tdm-policy": self.policy} if self.reserved and self.policy else {})


def reservation_by(terms):
    """What the terms that hold at a desk say of it."""
    return Reservation(0 if terms.allows_training else 1, terms.licence)


class ReservationMap:
    """The reservations of all desks, read again like the map of hosts."""

    def __init__(self):
        self._kept, self._forgotten, self._lock = (None, [], {}), 0, threading.Lock()

    def forget(self):
        """Read the table again at the next question."""
        with self._lock:
            self._forgotten += 1
            self._kept = (None, [], {})

    def of(self, desk):
        """The Reservation of a desk, which the desks above it may have decided."""
        now, forgotten = time.monotonic(), self._forgotten
        read_at, rows, known = self._kept
        if read_at is None or now - read_at >= hosts.MAX_AGE:
            found = Terms.objects.values("desk_id", "ai_training", "licence")
            rows, known = [Terms(**row) for row in found], {}
            # What was read while somebody said that it changed is believed by nobody else.
            with self._lock:
                if self._forgotten == forgotten:
                    self._kept = (now, rows, known)
        key = (host_map.tree(), desk.pk)
        if key not in known:
            terms = Terms.put_together(host_map.branch(desk), rows)
            known[key] = reservation_by(terms)
        return known[key]


reservation_map = ReservationMap()


def reservation_of(request):
    """What holds on the pages of the request's desk; what is kept of them depends on it."""
    limited(request, *map(keys.imprint, host_map.branch(request.desk)))
    return reservation_map.of(request.desk)
