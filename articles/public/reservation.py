"""Whether a desk reserves text and data mining (TDMRep), said with every answer to readers.

Every answer says it in headers and every page in its head, so it is kept in memory like the hosts.
"""

from typing import NamedTuple

from articles.freshness import keys
from articles.freshness.noting import limited
from newsroom.desks.hosts import host_map
from newsroom.desks.rereading import Rereading
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
    """The reservations of all desks, read again as Rereading says."""

    def __init__(self):
        self._terms = Rereading(self._read)

    def forget(self):
        """Read the table again at the next question."""
        self._terms.forget()

    def of(self, desk):
        """The Reservation of a desk, which the desks above it may have decided."""
        rows, known = self._terms.now()
        key = (host_map.tree(), desk.pk)
        if key not in known:
            terms = Terms.put_together(host_map.branch(desk), rows)
            known[key] = reservation_by(terms)
        return known[key]

    def _read(self):
        found = Terms.objects.values("desk_id", "ai_training", "licence")
        return [Terms(**row) for row in found], {}


reservation_map = ReservationMap()


def reservation_of(request):
    """What holds on the pages of the request's desk; whatever is kept of them depends on it."""
    limited(request, *map(keys.imprint, host_map.branch(request.desk)))
    return reservation_map.of(request.desk)
