"""The budget of a day: the list on the table of the conference, on the screen and on one page."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import html
from articles.models import Article
from articles.planning import calendar

from .calendar import day_of, desk_of, desks_for_choice

# So many lines, headings of desks among them, stand on one printed page.
LINES = 56
# Up to so many, they are printed large.
LARGE = 26


@dataclass
class Row:
    """One line of the budget."""

    entry: calendar.Entry
    written: int | None = None
    printed: bool = True

    @property
    def wanted(self):
        """The wanted length in words, or None."""
        return self.entry.assignment.words if self.entry.assignment else None

    @property
    def note(self):
        """The place and the beginning of the brief, on one line."""
        plan = self.entry.assignment
        parts = [plan.place, " ".join(plan.brief.split())[:160]] if plan else []
        return " · ".join(part for part in parts if part)

    @property
    def photos(self):
        """The photos to come."""
        return self.entry.assignment.photos if self.entry.assignment else ""


def page(request, site):
    """The budget of one day of a desk and of the desks below it."""
    desk = desk_of(request)
    today = timezone.localtime(request.at, desk.zone).date()
    day = day_of(request.GET.get("day", "")) or today
    desks = calendar.below(desk)
    start, end = calendar.span(day, 1, desk.zone)
    found, whole = calendar.entries(desks, start, end, user=request.user, at=request.at)
    found = [entry for entry in found if entry.kind != "ended"]
    if day == today:
        # Whatever is on the desks now is talked about today.
        waiting, all_waiting = calendar.undated(desks, user=request.user)
        found, whole = found + waiting, whole and all_waiting
    groups = _by_desk(found, desk, desks)
    lines = sum(len(rows) + 1 for _desk, rows in groups)
    address = reverse("admin:budget")
    context = site.each_context(request) | {
        "title": _("Day budget"),
        "desk": desk,
        "day": day,
        "asked": {"desk": desk},
        "groups": groups,
        "count": len(found),
        "left_out": sum(not row.printed for _desk, rows in groups for row in rows),
        "large": lines <= LARGE,
        "whole": whole,
        "desks": desks_for_choice(),
        "zone_name": timezone.localtime(request.at, desk.zone).tzname(),
        "mixed": calendar.zones_differ(desks, request.at),
        "ways": [
            (name, f"{address}?{urlencode({'desk': desk.slug, 'day': each.isoformat()})}")
            for name, each in (
                (_("Before"), day_of((day - calendar.ONE_DAY).isoformat())),
                (_("Today"), today),
                (_("After"), day_of((day + calendar.ONE_DAY).isoformat())),
            )
        ],
        "printed_at": timezone.localtime(request.at, desk.zone),
        "calendar": f"{reverse('admin:calendar')}?"
        + urlencode({"desk": desk.slug, "view": "day", "day": day.isoformat()}),
    }
    return render(request, "admin/planning/budget.html", context)


def _by_desk(found, desk, desks):
    """The rows by desk, the chosen one's first and then by name; only so many are printed."""
    written = _written(found)
    groups = {}
    for entry in found:
        number = entry.assignment.article_id if entry.assignment else entry.article
        words = entry.words if entry.words is not None else written.get(number)
        groups.setdefault(entry.desk.pk, []).append(Row(entry, words))
    order = sorted(groups, key=lambda pk: (pk != desk.pk, desks[pk].name, pk))
    line = 0
    for pk in order:
        line += 1
        for row in groups[pk]:
            line += 1
            row.printed = line <= LINES
    return [(desks[pk], groups[pk]) for pk in order]


def _written(found):
    """The length of the working copies, in one query: a dict by their numbers."""
    numbers = {entry.article for entry in found if entry.article and entry.words is None}
    numbers |= {entry.assignment.article_id for entry in found if entry.assignment} - {None}
    bodies = Article.objects.filter(pk__in=numbers).values_list("pk", "body")
    return {pk: html.word_count(body) for pk, body in bodies}
