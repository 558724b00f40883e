"""The calendar of a desk: a month, a week or a day of what is planned, waits and goes out."""

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from urllib.parse import urlencode

from django.shortcuts import render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models import Section
from articles.planning import calendar
from newsroom.desks.hosts import host_map
from newsroom.reporters.models import Reporter
from newsroom.reporters.reach import memberships, reach_of

VIEWS = {
    "month": gettext_lazy("Month"),
    "week": gettext_lazy("Week"),
    "day": gettext_lazy("Day"),
}
# So many of a day are shown, those that are out last; the rest is counted, a link away by kind. A
# day of one kind alone has as many as the calendar finds.
IN_A_CELL = {"month": 6, "week": 16, "day": 80}
# A calendar has no year 1, nor one in which the next month would be none.
EARLIEST, LATEST = date(2000, 1, 1), date(2199, 12, 31)
REPORTERS = 300


@dataclass
class Day:
    """One day in the calendar's zone."""

    date: date
    entries: list = field(default_factory=list)
    today: bool = False
    outside: bool = False
    # What is not shown: [(kind, how many, where it is)].
    rest: list = field(default_factory=list)
    url: str = ""


@dataclass(frozen=True)
class Asked:
    """What the address asks for, as far as it makes sense."""

    desk: object
    view: str
    day: date
    wanted: calendar.Wanted
    today: date

    def query(self, **changes):
        """The address of this calendar with some of it changed."""
        parts = {
            "desk": self.desk.slug,
            "view": self.view,
            "day": self.day.isoformat(),
            "kind": self.wanted.kind,
            "section": self.wanted.section or "",
            "reporter": self.wanted.reporter or "",
        } | changes
        said = {name: value for name, value in parts.items() if value != ""}
        return f"{reverse('admin:calendar')}?{urlencode(said)}"


def asked(request):
    """What `request` asks for; anything that makes no sense is what one would ask for first."""
    desk = desk_of(request)
    today = timezone.localtime(request.at, desk.zone).date()
    view = request.GET.get("view")
    kind = request.GET.get("kind", "")
    return Asked(
        desk,
        view if view in VIEWS else "week",
        day_of(request.GET.get("day", "")) or today,
        calendar.Wanted(
            kind if kind in calendar.KINDS else "",
            _number(request.GET.get("section", "")),
            _number(request.GET.get("reporter", "")),
        ),
        today,
    )


def desk_of(request):
    """The desk in the address, or the user's own; the network's where there is neither."""
    desks = host_map.desks()
    slug = request.GET.get("desk", "")
    named = next((desk for desk in desks.values() if desk.slug == slug), None)
    if named:
        return named
    held = [each.desk_id for each in memberships(request.user) if each.desk_id in desks]
    return desks[held[0]] if held else request.desk


def desks_for_choice():
    """Every active desk as the tree has it: pairs of the desk and how deep it lies."""
    found = []

    def below(desk, depth):
        found.append((desk, "\u2003" * depth))
        for daughter in host_map.daughters(desk):
            below(daughter, depth + 1)

    if root := host_map.root():
        below(root, 0)
    return found


def day_of(text):
    """The day in an address; None where it is none, or lies beyond every calendar."""
    with suppress(ValueError):
        day = date.fromisoformat(text)
        return min(max(day, EARLIEST), LATEST)
    return None


def _number(text):
    known = text.isascii() and text.isdigit() and len(text) < 19
    return int(text) if known else None


def first_and_days(view, day):
    """The first day that a view of `day` shows, and how many it shows; weeks begin on Monday."""
    if view == "day":
        return day, 1
    if view == "week":
        return day - timedelta(days=day.weekday()), 7
    first = day.replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    begin = first - timedelta(days=first.weekday())
    return begin, (last - begin).days + 7 - last.weekday()


def _next(view, day, step):
    """The day that the view before (`step` -1) or after (1) is of."""
    if view != "month":
        return day + timedelta(days=step * (1 if view == "day" else 7))
    first = day.replace(day=1)
    return (first + timedelta(days=31 if step > 0 else -1)).replace(day=1)


def page(request, site):
    """The calendar; nothing of what this user does not see is on it, nor counted."""
    at, this = request.at, asked(request)
    desks = calendar.below(this.desk)
    first, days = first_and_days(this.view, this.day)
    start, end = calendar.span(first, days, this.desk.zone)
    room = None
    if this.view != "day" or not this.wanted.kind:
        room = calendar.Room(IN_A_CELL[this.view], this.desk.zone)
    found, whole = calendar.entries(
        desks, start, end, user=request.user, at=at, wanted=this.wanted, room=room
    )
    shown = _days(found, first, days, this)
    tray, tray_whole = calendar.undated(desks, user=request.user, wanted=this.wanted)
    reach = reach_of(request.user)
    context = site.each_context(request) | {
        "title": _("Calendar"),
        "asked": this,
        "heading": _heading(this, first, days),
        "days": shown,
        "weeks": [shown[place : place + 7] for place in range(0, len(shown), 7)],
        "views": [(name, label, this.query(view=name)) for name, label in VIEWS.items()],
        "before": this.query(day=_next(this.view, this.day, -1).isoformat()),
        "after": this.query(day=_next(this.view, this.day, 1).isoformat()),
        "now": this.query(day=this.today.isoformat()),
        "desks": desks_for_choice(),
        "kinds": calendar.KINDS.items(),
        "sections": list(Section.objects.order_by("position", "pk")),
        "reporters": list(_reporters(desks)),
        "zone_name": timezone.localtime(at, this.desk.zone).tzname(),
        "mixed": calendar.zones_differ(desks, at),
        "several": len(desks) > 1,
        "whole": whole,
        "tray": tray,
        "tray_whole": tray_whole,
        "may_add": any(reach.has("reporter", pk) for pk in desks),
        "back": this.query(),
        # Where an item is moved without dragging: its name comes last.
        "moving": f"{reverse('admin:calendar_move')}?{urlencode({'back': this.query()})}&item=",
        "at": at,
        "budget": f"{reverse('admin:budget')}?"
        + urlencode({"desk": this.desk.slug, "day": this.day.isoformat()}),
    }
    return render(request, "admin/planning/calendar.html", context)


def _reporters(desks):
    """The active reporters of the desks, for the choice; their names are public."""
    rows = Reporter.objects.filter(desk__in=desks, active=True).order_by("name", "pk")
    return rows.only("name")[:REPORTERS]


def _days(found, first, days, this):
    shown = [
        Day(
            first + timedelta(days=number),
            url=this.query(view="day", day=(first + timedelta(days=number)).isoformat()),
        )
        for number in range(days)
    ]
    by_date = {day.date: day for day in shown}
    for entry in found:
        by_date[entry.moment.astimezone(this.desk.zone).date()].entries.append(entry)
    for day in shown:
        day.today = day.date == this.today
        day.outside = this.view == "month" and day.date.month != this.day.month
        if this.view != "day" or not this.wanted.kind:
            _leave_room(day, this)
    return shown


def _leave_room(day, this):
    """Leave so many entries on the day as there is room for, and count the others by kind."""
    most = IN_A_CELL[this.view]
    numbers = {entry.kind: entry.of_day for entry in day.entries}
    if len(day.entries) > most:
        ahead_first = sorted(day.entries, key=lambda entry: entry.kind in calendar.OUT)
        chosen = {id(entry) for entry in ahead_first[:most]}
        day.entries = [entry for entry in day.entries if id(entry) in chosen]
    shown = Counter(entry.kind for entry in day.entries)
    day.rest = [
        (label, more, this.query(view="day", day=day.date.isoformat(), kind=kind))
        for kind, label in calendar.KINDS.items()
        if (more := numbers.get(kind, 0) - shown[kind])
    ]


def _heading(this, first, days):
    if this.view == "day":
        return formats.date_format(this.day, "l, j F Y")
    if this.view == "month":
        return formats.date_format(this.day, "F Y")
    last = first + timedelta(days=days - 1)
    begun = "j F" if first.year == last.year else "j F Y"
    return f"{formats.date_format(first, begun)} – {formats.date_format(last, 'j F Y')}"
