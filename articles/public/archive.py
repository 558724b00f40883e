"""The archive of a desk, day by day in the desk's own zone."""

import calendar
from datetime import date, datetime, timedelta

from django.http import Http404, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from .frame import page, placed
from .notices import marked
from .paging import page_of
from .pictures import with_leads

A_DAY = 50


class DayConverter:
    """A day in an address: 2024/11/20."""

    regex = "[0-9]{4}/[0-9]{1,2}/[0-9]{1,2}"

    def to_python(self, value):
        """The date; ValueError, which Django answers with 404, for a day that is none."""
        return date(*map(int, value.split("/")))

    def to_url(self, value):
        """The day as it stands in an address."""
        return value.isoformat().replace("-", "/")


def today(request):
    """The day that it is at the desk; the form that asks for another day leads to its page."""
    if "day" in request.GET:
        try:
            asked = date.fromisoformat(request.GET["day"])
        except ValueError:
            raise Http404(_("There is no such day.")) from None
        return HttpResponseRedirect(reverse("archive-day", args=[asked]))
    return _show(request, _today(request))


def day(request, day):
    """One day; 2024/1/5 leads to 2024/01/05. Raises Http404 for a day that has not come yet."""
    address = reverse("archive-day", args=[day])
    if request.path != address:
        return HttpResponsePermanentRedirect(address)
    if day > _today(request):
        raise Http404(_("This day has not come yet."))
    return _show(request, day)


def _today(request):
    return timezone.localtime(request.at, request.desk.zone).date()


def _bounds(first, last, zone):
    """The moments at which the day `first` begins and the day `last` ends in `zone`."""
    following = last + timedelta(days=1)
    return (
        datetime(first.year, first.month, first.day, tzinfo=zone),
        datetime(following.year, following.month, following.day, tzinfo=zone),
    )


def _show(request, wanted):
    zone = request.desk.zone
    here = placed(request, request.desk)
    start, end = _bounds(wanted, wanted, zone)
    within = here.filter(first_live_from__gte=start, first_live_from__lt=end)
    found = marked(within.ready_to_print(), at=request.at)
    pictured = with_leads(found, at=request.at, desk=request.desk)
    found = page_of(pictured, request.GET, size=A_DAY)
    if found is None:
        return HttpResponseRedirect(request.path)
    earlier, busy, later = _days_with_stories(here, wanted, zone)
    return page(
        request,
        "public/archive.html",
        {
            "day": wanted,
            "today": _today(request),
            "page": found,
            "earlier": earlier,
            "later": later,
            "weeks": _weeks(wanted, busy),
        },
    )


def _days_with_stories(here, wanted, zone):
    """The nearest day before `wanted`, the set of its month's days, and the nearest day after.

    One query that looks at one story of each day, however many there are.
    """
    start, end = _bounds(wanted, wanted, zone)
    asked = [
        here.filter(first_live_from__lt=start).order_by("-first_live_from"),
        here.filter(first_live_from__gte=end).order_by("first_live_from"),
    ]
    for number in range(1, calendar.monthrange(wanted.year, wanted.month)[1] + 1):
        each = wanted.replace(day=number)
        day_start, day_end = _bounds(each, each, zone)
        asked.append(
            here.filter(first_live_from__gte=day_start, first_live_from__lt=day_end).order_by(
                "-first_live_from"
            )
        )
    moments = [queryset.values_list("first_live_from", flat=True)[:1] for queryset in asked]
    found = {
        timezone.localtime(moment, zone).date()
        for moment in moments[0].union(*moments[1:], all=True)
    }
    earlier = max((each for each in found if each < wanted), default=None)
    later = min((each for each in found if each > wanted), default=None)
    return earlier, found, later


def _weeks(wanted, busy):
    """The weeks of the month of `wanted`: lists of {day, has_stories, here}, or None outside it."""
    weeks = calendar.Calendar().monthdayscalendar(wanted.year, wanted.month)
    return [
        [
            {
                "day": wanted.replace(day=number),
                "has_stories": wanted.replace(day=number) in busy,
                "here": number == wanted.day,
            }
            if number
            else None
            for number in week
        ]
        for week in weeks
    ]
