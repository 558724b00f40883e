"""Breaking strips on readers' pages: kept in memory like the hosts, so that no page pays for them.

Every process reads them again once its copy is older than the map of hosts may be: a strip that is
put up or taken down is seen two seconds later at most. Its end is the clock's, to the second.
"""

import time
from datetime import timedelta

from articles.fronts.models.strip import Strip
from newsroom.desks import hosts
from newsroom.desks.hosts import host_map

SOON = timedelta(minutes=1)


class StripMap:
    """The strips that are up or about to be, on every desk."""

    def __init__(self):
        self.forget()

    def forget(self):
        """Read the table again at the next question."""
        self._kept = (None, [])

    def on(self, desk, at):
        """The strips on the pages of `desk` at the moment `at`, its own first."""
        read_at, strips = self._kept
        now = time.monotonic()
        if read_at is None or now - read_at >= hosts.MAX_AGE:
            near = Strip.objects.standing().filter(starts_at__lte=at + SOON, ends_at__gt=at)
            strips = list(near.with_link(at))
            self._kept = (now, strips)
        return shown_on(desk, [strip for strip in strips if strip.is_showing(at)])


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
    return strip_map.on(request.desk, request.at) if brought is None else brought
