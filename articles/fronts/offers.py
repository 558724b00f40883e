"""What other desks have live that a desk might carry: by place and by topic, newest first.

Every story of the network also stands on the network's own pages, in the order of one index: only
the newest of those are looked through, so an offer costs the same however large the archive is.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from articles.models.placement import Placement
from newsroom.desks.hosts import host_map

WINDOW = timedelta(days=14)
LOOKED_THROUGH = 2_000
SEARCHED = 10_000
SHOWN = 20
# A desk's topics are those of its newest stories; a topic that stood on one alone is no habit.
NEWEST_OF_DESK = 200
TOPICS = 10
# What stands before the name of a place in the name of its desk.
PREFIX = re.compile(r"^(kabupaten|kota|provinsi)\s+", re.IGNORECASE)


@dataclass
class Offer:
    """A story that a desk may carry, as readers have it, and why it is offered."""

    placement: Placement
    reasons: list = field(default_factory=list)


def by_place(desk, *, at):
    """Stories of desks near by, and those that name the place of `desk`: a list of Offers."""
    near = neighbours(desk)
    place = PREFIX.sub("", desk.name).strip()
    named = (
        Q(version__dateline__icontains=place)
        | Q(version__headline__icontains=place)
        | Q(version__standfirst__icontains=place)
        | Q(version__body__icontains=place)
    )
    offers = []
    for placement in _newest(desk, at, Q(version__desk__in=[each.pk for each in near]) | named):
        version = placement.version
        reasons = [_("desk near by")] if version.desk_id in {each.pk for each in near} else []
        said = f"{version.dateline} {version.headline} {version.standfirst}"
        if place.casefold() in said.casefold() or not reasons:
            reasons.append(_("names %(place)s") % {"place": place})
        offers.append(Offer(placement, reasons))
    return offers


def by_topic(desk, *, at):
    """Stories on the topics that `desk` uses most: a list of Offers."""
    topics = topics_of(desk, at=at)
    if not topics:
        return []
    sharing = Q(version__topic_items__tag__slug__in=list(topics))
    offers = []
    for placement in _newest(desk, at, sharing):
        slugs = [topic["slug"] for topic in placement.version.topic_list]
        offers.append(Offer(placement, [topics[slug] for slug in slugs if slug in topics]))
    return offers


def by_words(desk, words, *, at):
    """The newest stories of other desks whose headline has `words` in it: a list of Offers."""
    found = _of_network(at).newest_first().values("pk")[:SEARCHED]
    placements = _elsewhere(Placement.objects.filter(pk__in=found), desk, at)
    placements = placements.filter(version__headline__icontains=words).ready_to_print()
    return [Offer(placement) for placement in placements.newest_first()[:SHOWN]]


def neighbours(desk):
    """The active desks near by: the one above, those right below, and those beside it."""
    above = host_map.desks().get(desk.parent_id)
    beside = host_map.daughters(above) if above else []
    found = [*([above] if above else []), *host_map.daughters(desk), *beside]
    return [each for each in found if each.pk != desk.pk]


def topics_of(desk, *, at):
    """The topics that stood most on the newest stories of `desk`: names by slug, most first."""
    newest = Placement.objects.live(at).on(desk).filter(kind=Placement.Kind.HOME).newest_first()
    used, names = Counter(), {}
    for topics in newest.values_list("version__topic_list", flat=True)[:NEWEST_OF_DESK]:
        for topic in topics:
            used[topic["slug"]] += 1
            names[topic["slug"]] = topic["name"]
    return {slug: names[slug] for slug, times in used.most_common(TOPICS) if times > 1}


def _newest(desk, at, condition):
    recent = _of_network(at).filter(first_live_from__gt=at - WINDOW).newest_first()
    recent = Placement.objects.filter(pk__in=recent.values("pk")[:LOOKED_THROUGH])
    # By key: a story that shares two topics is one story.
    wanted = _elsewhere(recent, desk, at).filter(condition).values("pk")
    placements = Placement.objects.filter(pk__in=wanted).ready_to_print()
    return placements.newest_first()[:SHOWN]


def _of_network(at):
    """Every live story once: as it stands on the network's own pages."""
    root = host_map.root()
    live = Placement.objects.live(at).exclude(kind=Placement.Kind.CARRIED)
    return live.on(root) if root else live.filter(kind=Placement.Kind.HOME)


def _elsewhere(placements, desk, at):
    """Only what does not stand on `desk` yet."""
    there = Placement.objects.live(at).on(desk).filter(article=OuterRef("article"))
    return placements.filter(~Exists(there))
