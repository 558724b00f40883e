"""The network's front and the desks' fronts: one view, the host decides."""

from collections import defaultdict

from django.db.models import F

from articles.freshness import keys
from articles.freshness.noting import kept
from articles.fronts.layout import laid_out
from articles.fronts.models.position import LEAD, PLACES, SECONDARY, Position
from articles.models.placement import Placement
from newsroom.desks.hosts import address, host_map

from . import linked, most_read, notices
from .asked import OneOf, Question
from .cards import card
from .frame import all_sections, emblem_of, page, regions
from .pictures import with_leads

IN_BLOCK = 3
# Of more daughters than these, a front shows the newest story of each: it is no wall of headlines.
FEW = 8


def newest_of_each(asked, *, at, desk, also=()):
    """The newest placements of each (queryset, how many), newest first: a queryset, of one query.

    With the lead pictures that may be shown at the moment `at` on the pages of `desk`. `also` are
    querysets of the ids of further ones.
    """
    wanted = [queryset.newest_first().values("pk")[:many] for queryset, many in asked]
    wanted += also
    if not wanted:
        return Placement.objects.none()
    together = wanted[0].union(*wanted[1:], all=True) if len(wanted) > 1 else wanted[0]
    found = Placement.objects.filter(pk__in=together).for_cards().newest_first()
    return with_leads(notices.marked(found, at=at), at=at, desk=desk)


def _positions(visible, desk, *, at):
    """Where editors put stories on the front."""
    return Position.objects.arranged(at).on(desk)


def _among(visible, desk, *, at, numbers):
    """The articles with these numbers, and the newest others."""
    here = visible.on(desk)
    asked = [(here.filter(OneOf(F("article"), numbers)), PLACES),
             (here.exclude(OneOf(F("article"), numbers)), PLACES)]  # fmt: skip
    return newest_of_each(asked, at=at, desk=desk)


def _newest(visible, desk, *, at):
    """The newest, for a front on which nothing is arranged."""
    found = with_leads(notices.marked(visible.on(desk).for_cards(), at=at), at=at, desk=desk)
    return found.newest_first()[:PLACES]


def _of_daughters(visible, desk, *, at, shown):
    """The newest of each daughter desk that are not shown yet."""
    below = host_map.daughters(desk)
    each = _in_block(below)
    asked = [(visible.on(daughter).exclude(OneOf(F("article"), shown)), each) for daughter in below]
    return newest_of_each(asked, at=at, desk=desk)


def _in_block(daughters):
    return IN_BLOCK if len(daughters) <= FEW else 1


def _of_sections(visible, desk, *, at, shown, sections, popular):
    """The newest of each section that are not shown yet, and what is read most, shown or not."""
    here = visible.on(desk)
    others = here.exclude(OneOf(F("article"), shown))
    asked = [(others.filter(section=section), IN_BLOCK) for section in sections]
    return newest_of_each([*asked, most_read.asked(here, popular)], at=at, desk=desk)


POSITIONS, AMONG, NEWEST = Question(_positions), Question(_among), Question(_newest)
OF_DAUGHTERS, OF_SECTIONS = Question(_of_daughters), Question(_of_sections)


def front(request):
    """A desk's front: lead, secondary, latest, then a block for each daughter desk and section.

    What editors arranged stands where they put it, the newest around it. No story stands on it
    twice.
    """
    desk = request.desk
    kept(request, keys.stories(desk), keys.daughters(desk), keys.front(desk))
    positions = POSITIONS(request, desk)
    numbers = {position.article_id for position in positions}
    rows = AMONG(request, desk, numbers=numbers) if numbers else NEWEST(request, desk)
    stories = [placement for placement, _ in _laid_out(positions, rows)]
    shown = {placement.article_id for placement in stories}
    sections = all_sections()
    below = host_map.daughters(desk)
    daughters = [
        {
            "desk": desk,
            "address": address(desk, request=request),
            "emblem": emblem_of(desk),
            "stories": [
                {
                    "placement": placement,
                    "address": address(desk, placement.version.path, request=request),
                }
                for placement in placements
            ],
        }
        for desk, placements in _blocks(
            below,
            OF_DAUGHTERS(request, desk, shown=shown),
            "desk_id",
            shown,
            each=_in_block(below),
        )
    ]
    rows = OF_SECTIONS(
        request,
        desk,
        shown=shown,
        sections=[each.pk for each in sections],
        popular=set(most_read.candidates(request)),
    )
    # It may stand elsewhere on the front as well: this is a ranking.
    popular = most_read.box(request, rows)
    blocks = [
        {"section": section, "placements": placements}
        for section, placements in _blocks(sections, rows, "section_id", shown)
    ]
    return page(
        request,
        "public/front.html",
        {
            "lead": stories[0] if stories else None,
            "secondary": stories[LEAD : LEAD + SECONDARY],
            "latest": stories[LEAD + SECONDARY :],
            "daughters": daughters,
            "blocks": blocks,
            "most_read": popular,
            "sections": sections,
            "notices": notices.newest(request),
            "card": card(request, request.desk.masthead),
            "linked": linked.front(request, host_map.root()),
        },
    )


def arranged(here, desk, *, at, positions=None):
    """The front of `desk` at the moment `at`: a list of (placement, position or None).

    `here` are the placements that may be seen on it. Two queries. `positions` are those to show in
    the place of what is stored.
    """
    if positions is None:
        positions = list(_positions(here, desk, at=at))
    numbers = {position.article_id for position in positions}
    rows = _among(here, desk, at=at, numbers=numbers) if numbers else _newest(here, desk, at=at)
    return _laid_out(positions, rows)


def _laid_out(positions, rows):
    """The front as (placement, position or None), with the headlines that positions give."""
    numbers = {position.article_id for position in positions}
    live = {row.article_id: row for row in rows if row.article_id in numbers}
    found = laid_out(positions, live, [row for row in rows if row.article_id not in numbers])
    for placement, position in found:
        if position is not None and position.headline:
            placement.headline = position.headline
    return found


def _blocks(sources, rows, belongs, shown, *, each=IN_BLOCK):
    """(source, placements) for each source that has stories among `rows` which are not shown yet.

    `belongs` names the field that says which source a row is of. A block takes as many as `each`,
    and what it takes is added to `shown`.
    """
    found = defaultdict(list)
    for row in rows:
        found[getattr(row, belongs)].append(row)
    for source in sources:
        mine = [row for row in found[source.pk] if row.article_id not in shown][:each]
        shown.update(row.article_id for row in mine)
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
