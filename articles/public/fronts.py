"""The network's front and the desks' fronts: one view, the host decides."""

from articles.fronts.layout import laid_out
from articles.fronts.models.position import LEAD, PLACES, SECONDARY, Position
from articles.models.placement import Placement
from newsroom.desks.hosts import address, host_map

from . import linked, most_read, notices
from .cards import card
from .frame import all_sections, emblem_of, page, placed, regions
from .pictures import with_leads

IN_BLOCK = 3
# Of more daughters than these, a front shows the newest story of each: it is no wall of headlines.
FEW = 8


def front(request):
    """A desk's front: lead, secondary, latest, then a block for each daughter desk and section.

    What editors arranged stands where they put it, the newest around it. No story stands on it
    twice.
    """
    here = placed(request, request.desk)
    stories = [placement for placement, _ in arranged(here, request.desk, at=request.at)]
    shown = {placement.article_id for placement in stories}
    sections = all_sections()
    below = host_map.daughters(request.desk)
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
            request,
            {desk: placed(request, desk) for desk in below},
            lambda placement, desk: placement.desk_id == desk.pk,
            shown,
            each=IN_BLOCK if len(below) <= FEW else 1,
        )
    ]
    popular = []
    blocks = [
        {"section": section, "placements": placements}
        for section, placements in _blocks(
            request,
            {section: here.filter(section=section) for section in sections},
            lambda placement, section: placement.section_id == section.pk,
            shown,
            popular=popular,
        )
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
        positions = list(Position.objects.arranged(at).on(desk))
    numbers = {position.article_id for position in positions}
    if not numbers:
        newest = with_leads(
            notices.marked(here.ready_to_print(), at=at), at=at, desk=desk
        ).newest_first()
        return [(each, None) for each in newest[:PLACES]]
    rows = newest_of_each(
        [
            (here.filter(article_id__in=numbers), len(numbers)),
            (here.exclude(article_id__in=numbers), PLACES),
        ],
        at=at,
        desk=desk,
    )
    live = {row.article_id: row for row in rows if row.article_id in numbers}
    found = laid_out(positions, live, [row for row in rows if row.article_id not in numbers])
    for placement, position in found:
        if position is not None and position.headline:
            placement.headline = position.headline
    return found


def newest_of_each(asked, *, at, desk, also=()):
    """The newest placements of each (queryset, how many), newest first: a list, in one query.

    With the lead pictures that may be shown at the moment `at` on the pages of `desk`. `also` are
    querysets of the ids of further ones.
    """
    wanted = [queryset.newest_first().values("pk")[:many] for queryset, many in asked]
    wanted += also
    if not wanted:
        return []
    together = wanted[0].union(*wanted[1:], all=True) if len(wanted) > 1 else wanted[0]
    found = Placement.objects.filter(pk__in=together).ready_to_print().newest_first()
    return list(with_leads(notices.marked(found, at=at), at=at, desk=desk))


def _blocks(request, sources, belongs, shown, *, each=IN_BLOCK, popular=None):
    """(source, placements) for each source that has stories which are not in `shown` yet.

    A block takes as many as `each`, and what it takes is added to `shown`; into `popular`, a list,
    goes what is read most.
    """
    asked = [(queryset.exclude(article_id__in=shown), each) for queryset in sources.values()]
    if popular is not None:
        asked += most_read.asked(request, placed(request, request.desk))
    rows = newest_of_each(asked, at=request.at, desk=request.desk)
    if popular is not None:
        # It may stand elsewhere on the front as well: this is a ranking.
        popular.extend(most_read.box(request, rows))
    for source in sources:
        mine = [row for row in rows if belongs(row, source) and row.article_id not in shown]
        mine = mine[:each]
        shown.update(row.article_id for row in mine)
        if mine:
            yield source, mine


def desks(request):
    """Every desk of the network on one page: by province, with the letters to jump to."""
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
