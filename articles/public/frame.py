"""What surrounds every page: masthead, menus and footer of the request's desk."""

from collections import defaultdict

from django.shortcuts import render

from articles.models.placement import Placement
from articles.models.section import Section
from newsroom.desks.hosts import address, host_map

from . import emblem
from .icons import ground, icon_path
from .look import stylesheet_path
from .strips import strips_of

# A menu of more desks than this lists the desks right below the network and the desk's own branch.
WHOLE_TREE = 60


def page(request, template, context, *, status=200):
    """Render `template` inside the frame of `request.desk`.

    One query, for the sections, unless the view has them and gives them in `context`.
    """
    network = host_map.root()
    frame = {
        "desk": request.desk,
        "at": request.at,
        "network": network,
        "network_address": address(network, request=request) if network else "",
        "choosing": f"{address(network, '/desks/', request=request)}#desk-{request.desk.slug}"
        if network
        else "",
        "above": [
            {"desk": desk, "address": address(desk, request=request)}
            for desk in host_map.branch(request.desk)[:-1]
        ],
        "desk_stylesheet": stylesheet_path(request.desk),
        "icon": icon_path(request.desk, "32"),
        "touch_icon": icon_path(request.desk, "180"),
        "theme_colour": _ground(request.desk),
        "emblem": emblem_of(request.desk),
        "plate": nameplate(request.desk, network),
        "regions": regions(request),
        "strips": strips_of(request),
    }
    if "sections" not in context:
        frame["sections"] = all_sections()
    return render(request, template, frame | context, status=status)


def _ground(desk):
    return "#{:02x}{:02x}{:02x}".format(*ground(desk.accent))


def emblem_of(desk):
    """What templates/public/_emblem.html draws."""
    return {"ground": _ground(desk), "figure": emblem.path(emblem.pattern_of(desk.slug))}


def nameplate(desk, network):
    """The masthead in two parts: what it shares with the network's, and the desk's own."""
    shared = f"{network.masthead} " if network else ""
    if shared and desk.masthead.startswith(shared):
        return {"shared": network.masthead, "own": desk.masthead.removeprefix(shared)}
    return {"shared": "", "own": desk.masthead}


def visible(request):
    """What `request` may see on the pages of any desk: what is live at its moment.

    A stand-in for a reader brings what it may see itself.
    """
    shown = getattr(request, "placements", None)
    return Placement.objects.live(request.at) if shown is None else shown


def placed(request, desk):
    """What `request` may see on the pages of `desk`."""
    return visible(request).on(desk)


def page_paths():
    """The paths of the pages that every desk has besides its stories and lists."""
    return ["/", "/archive/", "/desks/", "/masthead/", "/guidelines/", "/corrections/"]


def all_sections():
    """The sections in the order of every menu."""
    return list(Section.objects.order_by("position", "pk"))


def regions(request, *, whole=False):
    """The menu of desks: a list of {desk, address, depth, here} in the order of the tree."""
    known = host_map.desks()
    below = defaultdict(list)
    for desk in sorted(known.values(), key=lambda desk: desk.name):
        below[desk.parent_id].append(desk)
    whole = whole or len(known) <= WHOLE_TREE
    branch = {desk.pk for desk in host_map.branch(request.desk)}
    found = []

    def add(desk, depth):
        found.append(
            {
                "desk": desk,
                "address": address(desk, request=request),
                "depth": min(depth, 3),
                "here": desk.pk == request.desk.pk,
            }
        )
        if whole or desk.pk in branch:
            for daughter in below[desk.pk]:
                add(daughter, depth + 1)

    for desk in known.values():
        # The network itself; and, while a desk above is not active, those right below that one.
        if desk.parent_id not in known:
            add(desk, 0)
    return found
