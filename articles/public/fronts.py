"""The network's front and the desks' fronts: one view, the host decides."""

from collections import defaultdict
from itertools import chain
from operator import attrgetter
from typing import NamedTuple

from django.db.models import F, OuterRef
from django.http import HttpRequest

from articles.freshness import keys
from articles.freshness.noting import kept
from articles.fronts.layout import laid_out
from articles.fronts.models.position import LEAD, PLACES, SECONDARY, Position
from articles.models.placement import Placement
from articles.models.section import Section
from newsroom.desks.hosts import address, host_map
from newsroom.desks.models import Desk

from . import linked, most_read, notices
from .asked import OneOf, Question, of_each
from .cards import card
from .frame import all_sections, emblem_of, page, regions
from .known import KEY, Seen, numbers, of_stories, placements, rows, together
from .notices import RECENT
from .pictures import with_leads

IN_BLOCK = 3
# Of more daughters than these, a front shows the newest story of each: it is no wall of headlines.
FEW = 8


class Arranged(NamedTuple):
    """Where editors put a story on a front, and the headline that it has there, if any."""

    place: int
    article_id: int
    headline: str


class SectionBlock(NamedTuple):
    """The block of a section on a front."""

    section: Section
    placements: list

    @property
    def known_by(self):
        """What it is made of."""
        return (self.section.pk, *[each.known_by for each in self.placements])


class Daughter(NamedTuple):
    """The block of a daughter desk on a front; its addresses are made where it is not known yet."""

    request: HttpRequest
    desk: Desk
    placements: list

    @property
    def known_by(self):
        """What it is made of."""
        return (self.desk.pk, *[each.known_by for each in self.placements])

    @property
    def address(self):
        """Where the desk's front is."""
        return address(self.desk, request=self.request)

    @property
    def emblem(self):
        """The desk's sign."""
        return emblem_of(self.desk)

    @property
    def stories(self):
        """Its stories, each with where it is read."""
        return [
            {
                "placement": each,
                "address": address(self.desk, each.version.path, request=self.request),
            }
            for each in self.placements
        ]


def _wanted(here, numbers):
    """The ids of the stories at the head of a front: those with these numbers, and the newest."""
    others = here.exclude(article__in=numbers).newest_first()[:PLACES]
    return [here.filter(article__in=numbers).values("pk"), others.values("pk")]


def _head(visible, desk, *, at, since):
    """What stands at the head of a front, where editors put what, and the box of notices.

    Rows of three kinds, one below the other: the last three values say of which kind one is.
    """
    arranged = Position.objects.arranged(at).on(desk).order_by()
    wanted = _wanted(visible.on(desk), arranged.values("article"))
    positions = rows(arranged, article_id=F("article_id"), headline=F("headline"), place=F("place"))
    told = rows(notices.newest(visible, desk, at=at, since=since), said=F("row"), story=F("story"))
    return of_stories(numbers(wanted, at=at, desk=desk)).union(positions, told, all=True)


def _blocks(visible, desk, *, at, shown, daughters, sections, popular):
    """The newest of each daughter desk, then of each section, that are not shown yet.

    And what is read most, shown or not. `daughters` are None where there are none.
    """
    each = IN_BLOCK if len(host_map.daughters(desk)) <= FEW else 1
    here, wanted = visible.on(desk), []
    fresh = visible.exclude(OneOf(F("article"), shown))
    others = fresh.on(desk)
    if daughters is not None:
        below = Desk.objects.filter(OneOf(F("pk"), daughters))
        newest = fresh.on(OuterRef("pk")).newest_first()
        wanted.append(of_each(below, newest.values("pk")[:each]))
        others = others.exclude(article__in=of_each(below, newest.values("article")[:each]))
    newest = others.filter(section=OuterRef("pk")).newest_first()
    sections = Section.objects.filter(OneOf(F("pk"), sections))
    wanted += [of_each(sections, newest.values("pk")[:IN_BLOCK]), most_read.asked(here, popular)]
    return numbers(wanted, at=at, desk=desk)


HEAD, BLOCKS = Question(_head), Question(_blocks)


def front(request):
    """A desk's front: lead, secondary, latest, then a block for each daughter desk and section.

    What editors arranged stands where they put it, the newest around it. No story stands on it
    twice.
    """
    desk = request.desk
    kept(request, keys.stories(desk), keys.daughters(desk), keys.front(desk))
    stories, told = _stories(request)
    sections = {each.pk: each for each in all_sections()}
    below = {each.pk: each for each in host_map.daughters(desk)}
    shown = {story.article_id for story in stories}
    found = BLOCKS(
        request,
        desk,
        shown=set(shown),
        daughters=set(below) or None,
        sections=set(sections),
        popular=set(most_read.candidates(request)),
    )
    found = sorted(map(Seen._make, found), key=KEY, reverse=True)
    here, there = defaultdict(list), defaultdict(list)
    for row in found:
        if row.desk_id == desk.pk:
            here[row.section_id].append(row)
        else:
            there[row.desk_id].append(row)
    daughters = list(_taken(below, there, shown))
    blocks = list(_taken(sections, here, shown))
    # It may stand elsewhere on the front as well: this is a ranking.
    popular = most_read.box(request, chain.from_iterable(here.values()))
    known = placements(request, [*stories, *found])

    def whole(seen):
        return [placement for placement in map(known.get, seen) if placement is not None]

    stories = whole(stories)
    return page(
        request,
        "public/front.html",
        {
            "lead": stories[0] if stories else None,
            "secondary": stories[LEAD : LEAD + SECONDARY],
            "latest": stories[LEAD + SECONDARY :],
            "daughters": [Daughter(request, each, whole(seen)) for each, seen in daughters],
            "blocks": [SectionBlock(each, whole(seen)) for each, seen in blocks],
            "most_read": whole(popular),
            "sections": list(sections.values()),
            "notices": notices.box(told, request),
            # The desk alone decides of what is in it.
            "head": (),
            "card": card(request, request.desk.masthead),
            "linked": linked.front(request, host_map.root()),
        },
    )


def _stories(request):
    """What stands at the head of a front, from the lead on, and the rows of its box of notices."""
    found, positions, told = [], [], []
    for *row, place, said, story in HEAD(request, request.desk, since=request.at - RECENT):
        if said is not None:
            told.append((said, story))
            continue
        seen = Seen._make(row)
        if place:
            positions.append(Arranged(place, seen.article_id, seen.headline))
        else:
            found.append(seen)
    stories = [
        seen._replace(headline=position.headline) if position and position.headline else seen
        for seen, position in _laid_out(positions, found)
    ]
    return stories, told


def arranged(here, desk, *, at, positions=None):
    """The front of `desk` at the moment `at`: a list of (placement, position or None).

    `here` are the placements that may be seen on it. Two queries. `positions` are those to show in
    the place of what is stored.
    """
    if positions is None:
        positions = list(Position.objects.arranged(at).on(desk))
    wanted = _wanted(here, {position.article_id for position in positions})
    found = Placement.objects.filter(pk__in=together(wanted)).for_cards()
    rows = with_leads(notices.marked(found, at=at), at=at, desk=desk)
    found = _laid_out(positions, rows)
    for placement, position in found:
        if position is not None and position.headline:
            placement.headline = position.headline
    return found


def _laid_out(positions, rows):
    """The front as (story, position or None); `rows` are all that may stand on it."""
    placed = {position.article_id for position in positions}
    live, others = {}, []
    for row in rows:
        if row.article_id in placed:
            live[row.article_id] = row
        else:
            others.append(row)
    others.sort(key=KEY, reverse=True)
    return laid_out(sorted(positions, key=attrgetter("place")), live, others)


def _taken(sources, rows, shown):
    """(source, stories) for each source that has stories among `rows` which are not shown yet.

    Both are by the source's key. A block takes IN_BLOCK at most, and what it takes is added to
    `shown`.
    """
    for pk, source in sources.items():
        mine = [row for row in rows[pk] if row.article_id not in shown][:IN_BLOCK]
        shown.update([row.article_id for row in mine])
        if mine:
            yield source, mine


def desks(request):
    """Every desk of the network on one page: by province, with the letters to jump to."""
    kept(request)
    groups = []
    for place in regions(request, whole=True):
        if place["depth"] <= 1:
            groups.append(place | {"emblem": emblem_of(place["desk"]), "below": [], "letter": ""})
        else:
            groups[-1]["below"].append(place)
    letters = []
    for group in groups:
        letter = group["desk"].name[:1].upper()
        if group["depth"] == 1 and letter.isalnum() and letter not in letters:
            letters.append(letter)
            group["letter"] = letter
    return page(request, "public/desks.html", {"groups": groups, "letters": letters})
