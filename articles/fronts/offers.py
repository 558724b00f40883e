"""What other desks have live that a desk might carry: by place and by topic, newest first.

Every story of the network also stands on the network's own pages, in the order of one index: only
the newest of those are looked through, so an offer costs the same however large the archive is.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from articles.models.placement import Placement
from articles.models.version import Version, VersionTopic
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


def offered(desk, *, at):
    """What `desk` may carry: Offers by place, and of the others those by topic."""
    numbers = _newest(desk, at)
    near = by_place(desk, numbers)
    by_now = {offer.placement.version_id for offer in near}
    return near, by_topic(desk, [pk for pk in numbers if pk not in by_now], at=at)


def by_place(desk, numbers):
    """Of the versions `numbers` those of desks near by, and those that name the place of `desk`."""
    near = {each.pk for each in neighbours(desk)}
    place = PREFIX.sub("", desk.name).strip()
    named = (
        Q(dateline__icontains=place)
        | Q(headline__icontains=place)
        | Q(standfirst__icontains=place)
        | Q(body__icontains=place)
    )
    matching = Version.objects.filter(Q(desk__in=near) | named, pk__in=numbers)
    offers = []
    for placement in _first(numbers, matching.values_list("pk", flat=True)):
        version = placement.version
        reasons = [_("desk near by")] if version.desk_id in near else []
        said = f"{version.dateline} {version.headline} {version.standfirst}"
        if place.casefold() in said.casefold() or not reasons:
            reasons.append(_("names %(place)s") % {"place": place})
        offers.append(Offer(placement, reasons))
    return offers


def by_topic(desk, numbers, *, at):
    """Of the versions `numbers` those on the topics that `desk` uses most."""
    topics = topics_of(desk, at=at)
    # Of each topic the newest, for an archive's worth of versions came before them.
    since = min(numbers, default=0)
    sharing = VersionTopic.objects.filter(tag__slug__in=list(topics), version__gte=since)
    sharing = sharing.filter(version__in=numbers)
    offers = []
    for placement in _first(numbers, sharing.values_list("version", flat=True)):
        slugs = [topic["slug"] for topic in placement.version.topic_list]
        offers.append(Offer(placement, [topics[slug] for slug in slugs if slug in topics]))
    return offers


def by_words(desk, words, *, at):
    """The newest stories of other desks whose headline has `words` in it: a list of Offers."""
    numbers = _elsewhere(desk, at, _of_network(at), SEARCHED)
    matching = Version.objects.filter(headline__icontains=words, pk__in=numbers)
    return [Offer(each) for each in _first(numbers, matching.values_list("pk", flat=True))]


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


def _newest(desk, at):
    """The newest stories of the network that do not stand on `desk`: numbers of versions.

    They are named one by one to whatever looks through them: how many a sub-query finds is for
    Postgres to guess, and guessing wrong it looked through the whole archive instead.
    """
    since = at - WINDOW
    return _elsewhere(desk, at, _of_network(at).filter(first_live_from__gt=since), LOOKED_THROUGH)


def _of_network(at):
    """Every live story once: as it stands on the network's own pages."""
    return _once(Placement.objects.live(at))


def _once(placements):
    root = host_map.root()
    own = placements.exclude(kind=Placement.Kind.CARRIED)
    return own.on(root) if root else own.filter(kind=Placement.Kind.HOME)


def _elsewhere(desk, at, placements, most):
    """Of the newest `most` of `placements` those of stories that do not stand on `desk` yet."""
    newest = list(
        placements.newest_first().values_list("version", "article", "first_live_from")[:most]
    )
    if not newest:
        return []
    # A story has one first moment wherever it stands: only what is as new can be the same.
    there = Placement.objects.live(at).on(desk).filter(first_live_from__gte=newest[-1][2])
    there = set(there.values_list("article", flat=True))
    return [version for version, article, _moment in newest if article not in there]


def _first(numbers, matching):
    """The first SHOWN of the versions `numbers` that are among `matching`: their placements."""
    matching = set(matching)
    first = [number for number in numbers if number in matching][:SHOWN]
    return _once(Placement.objects.filter(version__in=first)).ready_to_print().newest_first()
