"""A desk's front on the screen: seen in its places, arranged, saved for now or for later."""

from dataclasses import dataclass
from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles.fronts import arranging, breaking
from articles.fronts.models.position import LEAD, PLACES, SECONDARY
from articles.models import Placement
from articles.public.fronts import arranged
from newsroom.desks.hosts import host_map

from . import carrying, front_lists, preview
from .article_pictures import square_of
from .carrying import desks_edited, first_of
from .front_board import Board, moment_asked, moment_typed

# Where a story goes that is put on the front without a place being named.
DEFAULT_PLACE = LEAD
MOVES = ("up", "down", "off")


@dataclass
class Row:
    """One place of the board: what an editor put there, or what comes there by itself."""

    place: int
    name: str
    placement: Placement = None
    entry: object = None
    until: str = ""
    error: str = ""
    gives_way: object = None

    @property
    def number(self):
        """The article's, or None at a place without any story."""
        if self.entry:
            return self.entry.article
        return self.placement.article_id if self.placement else None

    @property
    def headline(self):
        """As it stands on the front; a story without any page has only its number."""
        if self.entry and self.entry.headline:
            return self.entry.headline
        if self.placement is None:
            return _("Article %(number)s") % {"number": self.entry.article} if self.entry else ""
        return self.placement.shown_headline

    @property
    def square(self):
        """The address of its lead picture in small, or nothing."""
        return square_of(self.placement) if self.placement else ""

    @property
    def group(self):
        """Which part of the front the place is in."""
        if self.place == LEAD:
            return "lead"
        return "top" if self.place <= LEAD + SECONDARY else "list"


def urls(site):
    """The addresses of fronts, below the admin's."""
    return [
        path("fronts/", site.admin_view(partial(choose, admin_site=site)), name="fronts"),
        path("fronts/<slug:slug>/", site.admin_view(partial(front, admin_site=site)), name="front"),
    ]


def choose(request, admin_site):
    """Lead on to the front that this user most likely means."""
    desks = desks_edited(request.user)
    if not desks:
        raise PermissionDenied(_("Editors arrange fronts. You are not an editor at any desk."))
    wanted = next((desk for desk in desks if desk.slug == request.GET.get("desk")), None)
    return HttpResponseRedirect(address(wanted or first_of(request.user, desks)))


def address(desk, *, at=""):
    """Where the front of `desk` is arranged, from a moment on as it is typed."""
    board = reverse("admin:front", args=[desk.slug])
    if not at:
        return board
    query = QueryDict(mutable=True)
    query["at"] = at
    return f"{board}?{query.urlencode()}"


def desk_of(request, slug):
    """The active desk of that name, where this user is an editor; Http404 or PermissionDenied."""
    desk = next((desk for desk in host_map.desks().values() if desk.slug == slug), None)
    if desk is None:
        raise Http404(_("There is no such desk."))
    if desk not in desks_edited(request.user):
        raise PermissionDenied(_("You are not an editor at this desk."))
    return desk


def front(request, admin_site, slug):
    """GET shows the front at a moment; POST moves stories on the board, or saves it."""
    desk = desk_of(request, slug)
    with timezone.override(desk.zone):
        asked = request.GET.get("at", "").strip()
        refusals, status = [], 200
        try:
            at = moment_asked(asked, now=request.at)
        except ValidationError as error:
            at, refusals, status = None, error.messages, 422
        typed = timezone.localtime(at).strftime("%Y-%m-%dT%H:%M") if at else ""
        stored = Board.stored(desk, now=request.at, at=at)
        if request.method != "POST":
            return _page(request, admin_site, stored, stored, typed, refusals, status=status)
        try:
            board = Board.posted(desk, request.POST, now=request.at, at=at)
        except ValidationError as error:
            return _page(request, admin_site, stored, stored, typed, error.messages, status=422)
        theirs = None
        # These buttons have a form of their own, without the board.
        alone = request.POST.get("do", "").startswith(("undo", "shift"))
        try:
            response = _do(request, board, typed)
            if response is not None:
                return response
        except arranging.Stale as stale:
            theirs, status = None if alone else stale.changes, 409
            refusals = stale.messages
            board.seen = stored.seen
        except ValidationError as error:
            refusals, status = error.messages, 422
        return _page(
            request,
            admin_site,
            stored if alone else board,
            stored,
            typed,
            refusals,
            theirs=theirs,
            status=status,
        )


def _do(request, board, typed):
    """What the pressed button says; returns where to go on, or None to go on arranging."""
    name, _dash, rest = request.POST.get("do", "").partition("-")
    rest, _dash, here = rest.partition("-")
    number = _digits(rest)
    if name == "save":
        change = board.save(by=request.user)
        messages.success(request, _saved(board, change))
        return HttpResponseRedirect(address(board.desk, at=typed))
    if name == "undo":
        arranging.bring_back(board.desk, number, by=request.user, at=request.at, seen=board.seen)
        messages.success(request, _("The front is again what it was before that change."))
        return HttpResponseRedirect(address(board.desk, at=typed))
    if name == "shift":
        return _shift(request, board, typed)
    if name in MOVES and number in board.entries:
        headline = _told(request, board, board.entries[number].article)
        article = board.entries[number].article
        getattr(board, name)(number)
        board.said = _where(board, article, headline)
    elif name in ("put", "carry") and number:
        place = _digits(here or request.POST.get(f"place-{number}", "")) or DEFAULT_PLACE
        if name == "carry":
            carrying.take(request, board.desk, "carry", number)
        board.put(number, place)
        board.said = _where(board, number, _told(request, board, number))
    return None


def _shift(request, board, typed):
    """Let what is coming at one moment come at another; returns where to go on."""
    try:
        moment = parse_datetime(request.POST.get("moment", ""))
    except ValueError:
        moment = None
    if moment is None or timezone.is_naive(moment):
        raise ValidationError(_("The form arrived damaged. Load the page again."))
    to = moment_typed(request.POST.get("to", ""), now=request.at)
    arranging.shift(board.desk, moment, to, by=request.user, at=request.at, seen=board.seen)
    clock = date_format(timezone.localtime(to), "j M H:i T")
    messages.success(request, _("What was coming comes at %(clock)s now.") % {"clock": clock})
    return HttpResponseRedirect(address(board.desk, at=typed))


def _digits(text):
    """The number that `text` is, or 0."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _told(request, board, article):
    found = front_lists.stories(
        request.user, board.desk, [article], at=board.moment, now=request.at
    )
    return found[article].shown_headline if article in found else str(article)


def _where(board, article, headline):
    """Where a story stands after a move, to be said aloud."""
    for place, entry in board.entries.items():
        if entry.article == article:
            where = {"headline": headline, "place": front_lists.of_place(place)}
            return _("“%(headline)s”: %(place)s.") % where
    return _("“%(headline)s” is taken off.") % {"headline": headline}


def _saved(board, change):
    if change is None:
        return _("The front stood so already.")
    if board.at is None:
        return _("The front is arranged. Readers have it now.")
    return _("The front is arranged, from %(moment)s on.") % {"moment": clock(board.at)}


def clock(moment):
    """A moment in the active zone, with the zone's name."""
    local = timezone.localtime(moment)
    return f"{date_format(local, 'l, j F Y, H:i')} {local.tzname()}"


def _page(request, admin_site, board, stored, typed, refusals, *, theirs=None, status=200):
    desk, at = board.desk, board.moment
    words = request.POST.get("q", "").replace("\0", "").strip()[:200]
    here = preview.known(request.user, at=at, now=request.at).on(desk)
    shown = arranged(here, desk, at=at, positions=board.as_positions())
    coming = front_lists.coming(desk, now=request.at)
    changes = front_lists.changes(desk)
    numbers = {entry.article for entry in (board.entries | stored.entries).values()}
    numbers |= {entry.article for entry in stored.entries.values()}
    numbers |= {row.article_id for each in coming for row in (*each.begins, *each.ends)}
    numbers |= {row.article_id for each in changes for row in (*each.put, *each.off)}
    told = front_lists.stories(request.user, desk, numbers, at=at, now=request.at)
    shifted = request.POST.get("moment", "")
    for each in coming:
        each.is_shifted = shifted == each.moment.isoformat()
        for row in (*each.begins, *each.ends):
            _name(row, told)
    for each in changes:
        for row in (*each.put, *each.off):
            _name(row, told)
    rows = _rows(board, shown, told, coming)
    on_board = {row.placement.article_id for row in rows if row.placement}
    live, scheduled = front_lists.from_here(request.user, desk, words, at=at, now=request.at)
    for each in (*live, *scheduled):
        each.square = square_of(each)
    arranged_numbers = {entry.article for entry in board.entries.values()}
    live = [each for each in live if words or each.article_id not in on_board]
    context = admin_site.each_context(request) | {
        "title": _("Front"),
        "desk": desk,
        "desks": desks_edited(request.user),
        "board": board,
        "rows": rows,
        "places": [(place, front_lists.of_place(place)) for place in range(LEAD, PLACES + 1)],
        "typed": typed,
        "is_later": board.at is not None,
        "zone_name": timezone.localtime(at).tzname(),
        "ends": board.shown("ends", board.ends_at),
        "is_changed": board.is_changed(stored) or theirs is not None,
        "refusals": refusals,
        "theirs": theirs,
        "stored_rows": _stored_rows(stored, told) if theirs is not None else [],
        "words": words,
        "live": [e for e in live if e.article_id not in arranged_numbers][: front_lists.FROM_HERE],
        "scheduled": [e for e in scheduled if e.article_id not in arranged_numbers],
        "elsewhere": front_lists.from_elsewhere(desk, words, at=request.at),
        "coming": coming,
        "shifted_to": request.POST.get("to", "")[:40],
        "changes": changes,
        "strip": breaking.standing_strip(desk, at=request.at),
    }
    return render(request, "admin/fronts/front.html", context, status=status)


def _name(row, told):
    """What a line about a position prints: the headline, and the name of the place."""
    placement = told.get(row.article_id)
    shown = placement.shown_headline if placement else ""
    row.told = row.headline or shown or _("Article %(number)s") % {"number": row.article_id}
    row.place_name = front_lists.of_place(row.place)


def _rows(board, shown, told, coming):
    """The fifteen places; what comes by itself stands, in its order, where nothing was put."""
    free = iter([placement for placement, position in shown if position is None])
    gives_way = {}
    for each in reversed(coming):
        if each.moment > board.moment:
            gives_way |= {row.place: each.moment for row in each.begins}
    rows = []
    for place in range(LEAD, PLACES + 1):
        row = Row(place, front_lists.of_place(place), entry=board.entries.get(place))
        if row.entry is None:
            row.placement = next(free, None)
        else:
            row.placement = told.get(row.entry.article)
            row.until = board.shown(f"until-{place}", row.entry.until)
            row.error = board.errors.get(f"until-{place}", "")
            begins = gives_way.get(place)
            row.gives_way = begins if begins and begins < row.entry.until else None
        rows.append(row)
    return rows


def _stored_rows(stored, told):
    return [
        Row(place, front_lists.of_place(place), told.get(entry.article), entry)
        for place, entry in sorted(stored.entries.items())
    ]
