"""What surrounds every page: masthead, menus and footer of the request's desk."""

from collections import defaultdict
from functools import lru_cache
from itertools import count

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string

from articles.freshness.noting import limited, midnight
from articles.models.placement import Placement
from articles.models.section import Section
from newsroom.desks.hosts import address, host_map, host_of
from newsroom.desks.rereading import Rereading

from . import emblem
from .icons import ground, icon_path
from .look import stylesheet_path
from .made import frame_key, key_of
from .reservation import reservation_map
from .strips import strips_of

# A menu of more desks than this lists the desks right below the network and the desk's own branch.
WHOLE_TREE = 60
# As many are kept: desks by the hosts that they are asked for at.
FRAMES = 1000


def page(request, template, context, *, status=200):
    """Render `template` inside the frame of `request.desk`, which says the day."""
    limited(request, until=midnight(request))
    frame = {
        **_frame(request),
        "request": request,
        # What the head is made of besides the frame, where a page says it.
        "head": None,
        # Which of the sections it is in, where it is in one.
        "section": None,
        # What the masthead and its menus are made of besides the frame, of a page with a head.
        "menus": None if context.get("head") is None else context.get("section") or "",
        "at": request.at,
        "sections": all_sections(),
        "strips": strips_of(request),
        "keeps_pages": settings.OFFLINE,
    }
    # Without the context processors, which are for people who are signed in.
    return HttpResponse(render_to_string(template, frame | context), status=status)


# What the tree of desks alone decides of a page, by desk and the host that it was asked for at.
_frames = {}


def _frame(request):
    """What is around every page of a desk: made once, and anew where the tree of desks changes."""
    desk = request.desk
    tree = host_map.tree_of(desk)
    key = (desk.pk, host_of(request))
    known = _frames.get(key)
    if known is None or known[0] != tree:
        if len(_frames) >= FRAMES:
            _frames.clear()
        known = _frames[key] = (tree, _made_frame(request))
    reservation = reservation_map.of(desk)
    key = frame_key(request, tree, section_map.number(), settings.OFFLINE, reservation)
    return known[1] | {"desk": desk, "frame_key": key, "reservation": reservation.as_fields()}


def _made_frame(request):
    network = host_map.root()
    return {
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
        "theme_colour": emblem_of(request.desk)["ground"],
        "emblem": emblem_of(request.desk),
        "plate": nameplate(request.desk, network),
        "regions": regions(request),
    }


def emblem_of(desk):
    """What templates/public/_emblem.html draws."""
    return _emblem(desk.accent, desk.slug)


@lru_cache(maxsize=4096)
def _emblem(accent, slug):
    figure = emblem.path(emblem.pattern_of(slug))
    return {"ground": "#{:02x}{:02x}{:02x}".format(*ground(accent)), "figure": figure}


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


class SectionMap:
    """The sections in the order of every menu, read again as Rereading says."""

    def __init__(self):
        self._last, self._numbers = (None, 0), count(1)
        self._sections = Rereading(self._read)

    def forget(self):
        """Read the table again at the next question."""
        self._sections.forget()

    def all(self):
        """Every section."""
        return self._sections.now()[0]

    def number(self):
        """A number that is another one after each change of the sections."""
        return self._sections.now()[1]

    def _read(self):
        found = list(Section.objects.order_by("position", "pk"))
        (key, number), told = self._last, key_of(found)
        self._last = told, number if told == key else next(self._numbers)
        return found, self._last[1]


section_map = SectionMap()


def all_sections():
    """The sections in the order of every menu."""
    return section_map.all()


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
