"""The archive of a desk, day by day in the desk's own zone."""

import calendar
from datetime import date, datetime, timedelta
from itertools import pairwise

from django.http import Http404, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.freshness import keys
from articles.freshness.noting import kept
from articles.models.placement import Placement

from .asked import Question
from .frame import page
from .paging import listed, page_of

A_DAY = 50
# So many days away, the day before or after is as good as none: it stays for long.
FAR = 100


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
        kept(request)
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
        kept(request)
        return HttpResponsePermanentRedirect(address)
    if day > _today(request):
        kept(request)
        raise Http404(_("This day has not come yet."))
    return _show(request, day)


def _today(request):
    return timezone.localtime(request.at, request.desk.zone).date()


def _day_of(wanted, zone):
    """The moments at which a day begins and ends in `zone`."""
    following = wanted + timedelta(days=1)
    return (
        datetime(wanted.year, wanted.month, wanted.day, tzinfo=zone),
        datetime(following.year, following.month, following.day, tzinfo=zone),
    )


def _within(visible, desk, *, start, end):
    return visible.on(desk).filter(first_live_from__gte=start, first_live_from__lt=end)


def _one_of_each(visible, desk, *, at, start, end, days):
    """One story of each day of `days`, the last before `start` and the first after `end`.

    `days` are the moments at which days begin, and at last at which the last one ends.
    """
    here = visible.on(desk)
    asked = [
        here.filter(first_live_from__lt=start).order_by("-first_live_from"),
        here.filter(first_live_from__gte=end).order_by("first_live_from"),
    ]
    asked += [
        here.filter(first_live_from__gte=begins, first_live_from__lt=ends).order_by(
            "-first_live_from"
        )
        for begins, ends in pairwise(days)
    ]
    numbers = [queryset.values("pk")[:1] for queryset in asked]
    together = numbers[0].union(*numbers[1:], all=True)
    return Placement.objects.filter(pk__in=together).only("first_live_from")


WITHIN, ONE_OF_EACH = listed(_within, size=A_DAY), Question(_one_of_each)


def _show(request, wanted):
    zone = request.desk.zone
    start, end = _day_of(wanted, zone)
    found = page_of(request, WITHIN, start=start, end=end, size=A_DAY)
    if found is None:
        return HttpResponseRedirect(request.path)
    earlier, busy, later = _days_with_stories(request, wanted, zone)
    kept(request, *_changing(request.desk, earlier, later))
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


def _changing(desk, earlier, later):
    """The keys of the months between the nearest days; all stories, where those are far or none."""
    if earlier is None or later is None or (later - earlier).days > FAR:
        return [keys.stories(desk)]
    months = range(earlier.year * 12 + earlier.month - 1, later.year * 12 + later.month)
    return [keys.month(desk, date(each // 12, each % 12 + 1, 1)) for each in months]


def _days_with_stories(request, wanted, zone):
    """The nearest day before `wanted`, the set of its month's days, and the nearest day after.

    One query that looks at one story of each day, however many there are.
    """
    start, end = _day_of(wanted, zone)
    last = wanted.replace(day=calendar.monthrange(wanted.year, wanted.month)[1])
    days = [_day_of(wanted.replace(day=number), zone)[0] for number in range(1, last.day + 1)]
    days.append(_day_of(last, zone)[1])
    stories = ONE_OF_EACH(request, request.desk, start=start, end=end, days=days)
    found = {timezone.localtime(each.first_live_from, zone).date() for each in stories}
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
