"""Breaking strips on readers' pages: kept in memory like the hosts, so that no page pays for them.

A strip that is put up or taken down is seen two seconds later at most. Its
end is the clock's, to the second.
"""

from datetime import datetime
from typing import NamedTuple

from articles.freshness import keys
from articles.freshness.agenda import agenda
from articles.freshness.noting import limited
from articles.fronts.models.strip import Strip
from newsroom.desks.hosts import host_map
from newsroom.desks.rereading import Rereading


class StripMap:
    """The strips that are up or will be, on every desk."""

    def __init__(self):
        # As long as none of them changes by the clock.
        self._strips = Rereading(self._read, lambda found, at: found.since <= at < found.until)

    def forget(self):
        """Read the table again at the next question."""
        self._strips.forget()

    def on(self, desk, at):
        """The strips on the pages of `desk` at the moment `at`, its own first."""
        strips = self._strips.now(at).strips
        return shown_on(desk, [strip for strip in strips if strip.is_showing(at)])

    def _read(self, at):
        strips = list(Strip.objects.standing().filter(ends_at__gt=at).with_link(at))
        # Whether a strip leads to its story is what the clock says.
        return _Standing(at, agenda.next(_keys(strips), at), strips)


class _Standing(NamedTuple):
    """The strips as they are from one moment until another."""

    since: datetime
    until: datetime
    strips: list


strip_map = StripMap()


def shown_on(desk, strips):
    """Those of `strips` that the pages of `desk` show: its own, then of the nearest above it.

    All of them: the network's warning is not hidden by a road that is closed.
    """
    if not strips:
        return []
    nearness = {each.pk: -depth for depth, each in enumerate(host_map.branch(desk))}
    found = [
        strip
        for strip in strips
        if strip.desk_id == desk.pk or (strip.below and strip.desk_id in nearness)
    ]
    return sorted(found, key=lambda strip: nearness[strip.desk_id])


def strips_of(request):
    """What `request` may see: what is up at its moment, or what a stand-in for a reader brings."""
    brought = getattr(request, "strips", None)
    if brought is not None:
        return brought
    found = strip_map.on(request.desk, request.at)
    limited(request, *_keys(found))
    return found


def _keys(strips):
    return [keys.article(strip.article_id) for strip in strips if strip.article_id]
