"""The network's front and the desks' fronts: one view, the host decides."""

from collections import defaultdict
from itertools import chain
from operator import attrgetter
from typing import NamedTuple

from django.db.models import F, Value
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
from .asked import OneOf, Question, read_json
from .cards import card
from .frame import all_sections, emblem_of, page, regions
from .known import KEY, SPOT, Seen, placements, together, under
from .notices import RECENT
from .pictures import lead_number, with_leads
from .steps import EACH, Steps, all_of

IN_BLOCK = 3
# Of more daughters than these, a front shows the newest story of each: it is no wall of headlines.
FEW = 8
# And of so many of them, those that have the newest: the others are in the menu and on their page.
NEWEST = "ORDER BY found.first_live_from DESC, found.article_id DESC LIMIT 12"
# What a front asks of a story, of a position and of a notice; each of them is a row of the answer.
STORY, PUT, TOLD = ("pk", "headline"), ("article_id", "headline", "place"), ("said", "story")
COLUMNS = (*STORY, "article_id", "version_id", "first_live_from")
ROW = {
    "pk": "bigint", "headline": "text", "corrected": "boolean", "lead": "bigint",
    "nth": "integer", "place": "integer", "said": "text", "story": "text",
}  # fmt: skip
# So many of its values, the first ones, are those of Seen.
SEEN = len(Seen._fields)
KNOWN_BY = attrgetter("known_by")


class Arranged(NamedTuple):
    """Where editors put a story on a front, and the headline that it has there, if any."""

    place: int
    article_id: int
    headline: str


class Standing(NamedTuple):
    """All that stands on a front: placements, and those of each daughter desk and section."""

    stories: list
    daughters: list
    sections: list
    popular: list
    notices: list

    @property
    def known_by(self):
        """What it is made of."""
        return (
            tuple(map(KNOWN_BY, self.stories)),
            tuple([_block(*each) for each in self.daughters]),
            tuple([_block(*each) for each in self.sections]),
            tuple(map(KNOWN_BY, self.popular)),
            tuple(map(KNOWN_BY, self.notices)),
        )


def _block(source, stories):
    """What the block of a desk or section is made of."""
    return (source.id, *map(KNOWN_BY, stories))


class SectionBlock(NamedTuple):
    """The block of a section on a front."""

    section: Section
    placements: list

    @property
    def known_by(self):
        """What it is made of."""
        return _block(*self)


class Daughter(NamedTuple):
    """The block of a daughter desk on a front; its addresses are made where it is not known yet."""

    request: HttpRequest
    desk: Desk
    placements: list

    @property
    def known_by(self):
        """What it is made of."""
        return _block(self.desk, self.placements)

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


def _front(visible, desk, *, at, since, daughters, sections, popular):
    """What stands on a front: at its head, and in the blocks below it what is not there already.

    Those are the newest of each daughter desk, then of each section; and, shown or not, what is
    read most. Besides where editors put what, and the box of notices. `daughters` are None where
    there are none.
    """
    steps, here = Steps(ROW), visible.on(desk)
    positions = Position.objects.arranged(at).on(desk).order_by().values_list(*PUT)
    put = steps.find("put", PUT, positions)
    first = _first(visible, desk, all_of("article_id", put))
    head = steps.find("head", (*COLUMNS, "is_put"), first)
    found = [head]
    if daughters is not None:
        few = len(host_map.daughters(desk)) <= FEW
        many, best = (IN_BLOCK, "") if few else (1, NEWEST)
        others = visible.exclude(OneOf(F("article"), all_of("article_id", head)))
        newest = others.on(EACH).newest_first().values_list(*COLUMNS)[:many]
        found.append(steps.find_each("below", COLUMNS, daughters, newest, best=best))
    others = here.exclude(OneOf(F("article"), all_of("article_id", *found)))
    newest = others.filter(section=EACH).newest_first().values_list(*COLUMNS)[:IN_BLOCK]
    found.append(steps.find_each("in_sections", COLUMNS, sections, newest))
    read = most_read.asked(here, popular).values_list(*COLUMNS)
    found.append(steps.find("read_most", COLUMNS, read))
    found = steps.gather("found", COLUMNS, *found)
    article, version = found.column("article_id"), found.column("version_id")
    steps.say(
        found,
        **{name: name for name in (*STORY, "nth")},
        corrected=notices.mistakes(article, version, at=at),
        lead=lead_number(version, at=at, desk=desk),
    )
    steps.say(put, pk="article_id", headline="headline", place="place")
    told = notices.newest(visible, desk, at=at, since=since)
    steps.say(steps.find("told", TOLD, told), **{name: name for name in TOLD})
    return steps


def _at_head(visible, desk, put):
    """What may stand at the head of a front, apart: what editors put there, and the newest."""
    put = OneOf(F("article"), put)
    return visible.on(desk).filter(put), visible.exclude(put).newest_on(desk, PLACES)


def _first(visible, desk, put):
    """The stories at the head of a front."""
    (placed, others), columns = _at_head(visible, desk, put), (*COLUMNS, "is_put")
    found = placed.annotate(is_put=Value(1)).values_list(*columns)
    found = found.union(others.annotate(is_put=Value(0)).values_list(*columns), all=True)
    return found.order_by("-is_put", "-first_live_from", "-article_id")[:PLACES]


FRONT = Question(_front)


def front(request):
    """A desk's front: lead, secondary, latest, then a block for each daughter desk and section.

    What editors arranged stands where they put it, the newest around it. No story stands on it
    twice.
    """
    desk = request.desk
    kept(request, keys.stories(desk), keys.daughters(desk), keys.front(desk))
    sections = {each.id: each for each in all_sections()}
    below = {each.id: each for each in host_map.daughters(desk)}
    popular = most_read.candidates(request)
    found = FRONT(
        request,
        desk,
        since=request.at - RECENT,
        daughters=set(below) or None,
        sections=set(sections),
        popular=set(popular),
    )
    head, others, positions, told = _apart(found)
    known = placements(request, [*head, *others])
    stories = [known[each] for each in head if each in known]
    stories.sort(key=SPOT, reverse=True)
    if positions:
        stories = [
            under(request, story, position.headline) if position and position.headline else story
            for story, position in _laid_out(positions, stories)
        ]
    shown = {story.spot.article for story in stories}
    # What is read most may stand in a block as well.
    others = [known[each] for each in set(others) if each in known]
    others.sort(key=SPOT, reverse=True)
    here, there = defaultdict(list), defaultdict(list)
    for story in others:
        spot = story.spot
        if spot.desk == desk.id:
            here[spot.section].append(story)
        else:
            there[spot.desk].append(story)
    standing = Standing(
        stories,
        list(_taken(below, there, shown)),
        list(_taken(sections, here, shown)),
        # It may stand elsewhere on the front as well: this is a ranking.
        most_read.box(popular, chain.from_iterable(here.values())),
        notices.box(told, request),
    )
    return page(
        request,
        "public/front.html",
        {
            "standing": standing,
            "lead": stories[0] if stories else None,
            "secondary": stories[LEAD : LEAD + SECONDARY],
            "latest": stories[LEAD + SECONDARY :],
            # Made where the whole is not known yet.
            "daughters": lambda: [Daughter(request, *each) for each in standing.daughters],
            "blocks": lambda: [SectionBlock(*each) for each in standing.sections],
            "most_read": standing.popular,
            "sections": list(sections.values()),
            "notices": standing.notices,
            # The desk alone decides of what is in it, which is asked for where it is not known.
            "head": (),
            "card": lambda: card(request, desk.masthead),
            "linked": lambda: linked.front(request, host_map.root()),
        },
    )


def _apart(rows):
    """What a front's question found, apart: each story at its head, and of the others, as a Seen.

    And where editors put what, and the rows of its box of notices.
    """
    head, others, positions, told = [], [], [], []
    for row in rows:
        nth, place, *said = row[SEEN:]
        if nth == 0:
            head.append(row[:SEEN])
        elif nth is not None:
            others.append(row[:SEEN])
        elif place is not None:
            positions.append(Arranged(place, *row[:2]))
        else:
            told.append([each and read_json(each) for each in said])
    return head, others, positions, told


def arranged(here, desk, *, at, positions=None):
    """The front of `desk` at the moment `at`: a list of (placement, position or None).

    `here` are the placements that may be seen on it. Two queries. `positions` are those to show in
    the place of what is stored.
    """
    if positions is None:
        positions = list(Position.objects.arranged(at).on(desk))
    put = {position.article_id for position in positions}
    wanted = [each.values("pk") for each in _at_head(here, desk, put)]
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


def _taken(sources, stories, shown):
    """(source, stories) for each source that has some of `stories` which are not shown yet.

    Both are by the source's key. A block takes IN_BLOCK at most, and what it takes is added to
    `shown`.
    """
    for number, source in sources.items():
        mine = []
        for story in stories.get(number, ()):
            article = story.spot.article
            if article not in shown and len(mine) < IN_BLOCK:
                shown.add(article)
                mine.append(story)
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
