"""Whether a desk reserves text and data mining (TDMRep), said with every answer to readers.

Every answer says it in headers and every page in its head, so it is kept in memory like the hosts.
"""

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
        self._forgotten = 0
        self.forget()

    def forget(self):
        """Read the table again at the next question."""
        self._read_at, self._rows, self._known = None, [], {}
        self._forgotten += 1

    def of(self, desk):
        """The Reservation of a desk, which the desks above it may have decided."""
        now, forgotten = time.monotonic(), self._forgotten
        if self._read_at is None or now - self._read_at >= hosts.MAX_AGE:
            rows = [
                Terms(**row) for row in Terms.objects.values("desk_id", "ai_training", "licence")
            ]
            self._rows, self._known = rows, {}
            self._read_at = now if self._forgotten == forgotten else None
        known, tree = self._known, host_map.tree()
        found = known.get((tree, desk.pk))
        if found is None:
            terms = Terms.put_together(host_map.branch(desk), self._rows)
            found = known[tree, desk.pk] = reservation_by(terms)
        return found


reservation_map = ReservationMap()


def reservation_of(request):
    """What holds on the pages of the request's desk; what is kept of them depends on it."""
    limited(request, *map(keys.imprint, host_map.branch(request.desk)))
    return reservation_map.of(request.desk)
