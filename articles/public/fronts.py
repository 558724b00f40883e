"""The network's front and the desks' fronts: one view, the host decides."""

from articles.models.placement import Placement
from articles.models.section import Section
from newsroom.desks.hosts import address, host_map

from .frame import page, regions

SECONDARY = 4
LATEST = 12
IN_BLOCK = 3


def front(request):
    """A desk's front: lead, secondary, latest, a block for each section and each daughter desk.

    No story stands on it twice.
    """
    placed = Placement.objects.live(request.at).on(request.desk)
    newest = list(placed.ready_to_print().newest_first()[: 1 + SECONDARY + LATEST])
    shown = {placement.article_id for placement in newest}
    daughters = host_map.daughters(request.desk)
    return page(
        request,
        "public/front.html",
        {
            "lead": newest[0] if newest else None,
            "secondary": newest[1 : 1 + SECONDARY],
            "latest": newest[1 + SECONDARY :],
            "blocks": _section_blocks(placed, shown),
            "daughters": _daughter_blocks(request, daughters, shown),
        },
    )


def _newest_of_each(querysets, extra):
    """The newest placements of each queryset, in one query: a list."""
    wanted = [queryset.newest_first().values("pk")[: IN_BLOCK + extra] for queryset in querysets]
    if not wanted:
        return []
    together = wanted[0].union(*wanted[1:], all=True) if len(wanted) > 1 else wanted[0]
    return list(Placement.objects.filter(pk__in=together).ready_to_print().newest_first())


def _section_blocks(placed, shown):
    sections = list(Section.objects.order_by("position", "pk"))
    # Stories that stand higher up are left out, so a few more are asked for.
    rows = _newest_of_each([placed.filter(section=section) for section in sections], 6)
    blocks = []
    for section in sections:
        mine = [row for row in rows if row.section_id == section.pk and row.article_id not in shown]
        if mine:
            blocks.append({"section": section, "placements": mine[:IN_BLOCK]})
            shown.update(row.article_id for row in mine[:IN_BLOCK])
    return blocks


def _daughter_blocks(request, daughters, shown):
    live = Placement.objects.live(request.at)
    rows = _newest_of_each([live.on(desk) for desk in daughters], 0)
    blocks = []
    for desk in daughters:
        mine = [row for row in rows if row.desk_id == desk.pk and row.article_id not in shown]
        if not mine:
            continue
        blocks.append({"desk": desk, "address": address(desk, request=request), "placements": mine})
        shown.update(row.article_id for row in mine)
    return blocks


def desks(request):
    """Every desk of the network on one page, for a menu that grew too long."""
    return page(request, "public/desks.html", {"tree": regions(request, whole=True)})
