"""What surrounds the board: what may be put on it, what is coming, and what was changed."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import F, Q
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from articles.fronts import offers
from articles.fronts.models import Change, Position
from articles.fronts.models.position import LEAD, SECONDARY
from articles.models import Placement
from articles.models.version import FOREVER
from articles.public.pictures import with_leads
from newsroom.reporters.reach import reach_of

FROM_HERE = 15
SCHEDULED = 10
ELSEWHERE = 8
CHANGES = 10
COMING = 20
MOVED = ("moved", "to")


def of_place(place):
    """The name of a place on a front."""
    if place == LEAD:
        return _("Lead")
    if place <= LEAD + SECONDARY:
        return _("Top story %(number)s") % {"number": place - LEAD}
    return _("List, place %(number)s") % {"number": place - LEAD - SECONDARY}


def known_to(user, desk, *, now):
    """The placements on `desk` that `user` may know `now`: no schedule of another branch."""
    standing = Placement.objects.on(desk).filter(live_until__gt=F("live_from"))
    mine = reach_of(user).desks("editor")
    return standing.filter(Q(version__desk__in=mine) | Q(live_from__lte=now))


def stories(user, desk, numbers, *, at, now):
    """For each article of `numbers` the placement that a front at `at` shows, or showed last.

    A dict by article, with their lead pictures; one query.
    """
    rows = known_to(user, desk, now=now).filter(article__in=numbers).ready_to_print()
    found = {}
    for row in with_leads(rows, at=at, desk=desk).order_by("live_from", "pk"):
        # The newest that has begun by then, and else the first that will.
        if row.article_id not in found or row.live_from <= at:
            found[row.article_id] = row
    return found


def from_here(user, desk, words, *, at, now):
    """What the desk has that may be put on its front at `at`: (live, scheduled), newest first.

    With their lead pictures.
    """
    rows = known_to(user, desk, now=now)
    # The versions ahead are few, of the whole network, and have an index of their own.
    live, ahead = rows.live(at), rows.filter(live_from__gt=at, version__live_from__gt=at)
    if words:
        newest = live.newest_first().values("pk")[: offers.SEARCHED]
        live = Placement.objects.filter(pk__in=newest, version__headline__icontains=words)
        ahead = ahead.filter(version__headline__icontains=words)
    live, ahead = (
        with_leads(each.ready_to_print(), at=at, desk=desk) for each in (live, ahead)
    )  # fmt: skip
    return (
        list(live.newest_first()[: FROM_HERE * 2]),
        list(ahead.order_by("live_from", "pk")[:SCHEDULED]),
    )


def from_elsewhere(desk, words, *, at):
    """Stories of other desks that may be carried: a list of Offers, each story once."""
    if words:
        return offers.by_words(desk, words, at=at)[: ELSEWHERE * 2]
    near, topical = offers.offered(desk, at=at)
    return near[:ELSEWHERE] + topical[:ELSEWHERE]


@dataclass
class Coming:
    """What changes on a front at one moment by itself: lists of (place, article)."""

    moment: datetime
    begins: list = field(default_factory=list)
    ends: list = field(default_factory=list)
    # Whether somebody just tried to move it, and was refused.
    is_shifted: bool = False


def coming(desk, *, now):
    """What is going to change on the front of `desk`, the next first; one query."""
    rows = Position.objects.standing().on(desk).filter(ends_at__gt=now)
    found = {}
    for row in rows.order_by("place"):
        if row.starts_at > now:
            found.setdefault(row.starts_at, Coming(row.starts_at)).begins.append(row)
        if row.ends_at < FOREVER:
            found.setdefault(row.ends_at, Coming(row.ends_at)).ends.append(row)
    for each in found.values():
        # What only moves ends at one place and begins at another: said once.
        begins = {row.article_id for row in each.begins}
        each.ends = [row for row in each.ends if row.article_id not in begins]
    return sorted(found.values(), key=lambda each: each.moment)[:COMING]


def changes(desk):
    """The newest changes of the front of `desk`, each with `put` and `off`; three queries.

    `put` and `off` are lists of positions: what it made that was not there, and what it replaced.
    """
    found = list(
        Change.objects.filter(desk=desk).select_related("by").order_by("-number")[:CHANGES]
    )
    made, gone = defaultdict(dict), defaultdict(dict)
    rows = Position.objects.on(desk).filter(Q(made_by__in=found) | Q(replaced_by__in=found))
    for row in rows.order_by("place", "starts_at"):
        key = (row.place, row.article_id, row.headline)
        made[row.made_by_id].setdefault(key, row)
        if row.replaced_by_id:
            gone[row.replaced_by_id].setdefault(key, row)
    for change in found:
        new, old = made[change.pk], gone[change.pk]
        change.put = [row for key, row in new.items() if key not in old]
        stays = {row.article_id for row in new.values()}
        change.off = [row for row in old.values() if row.article_id not in stays]
        change.back_to = change.asked.get("before")
        moved = [parse_datetime(change.asked[name]) for name in MOVED if name in change.asked]
        change.moved = dict(zip(MOVED, moved, strict=False))
    return found
