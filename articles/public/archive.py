"""The archive of a desk, day by day in the desk's own zone."""

import calendar
from datetime import date, datetime, timedelta

from django.db.models import Max, Min
from django.db.models.functions import TruncDate
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models.placement import Placement

from .frame import page
from .paging import page_of

A_DAY = 50


def today(request):
    """The day that it is at the desk."""
    return _show(request, timezone.localtime(request.at, request.desk.zone).date())


def day(request, year, month, day):
    """One day. Raises Http404 for a day that is none."""
    try:
        wanted = date(year, month, day)
        _bounds(wanted, request.desk.zone)
    except (ValueError, OverflowError):
        raise Http404(_("There is no such day.")) from None
    return _show(request, wanted)


def _bounds(wanted, zone):
    """The moments at which `wanted` begins and ends in `zone`."""
    start = datetime(wanted.year, wanted.month, wanted.day, tzinfo=zone)
    following = wanted + timedelta(days=1)
    return start, datetime(following.year, following.month, following.day, tzinfo=zone)


def _show(request, wanted):
    zone = request.desk.zone
    start, end = _bounds(wanted, zone)
    placed = Placement.objects.live(request.at).on(request.desk)
    within = placed.filter(first_live_from__gte=start, first_live_from__lt=end)
    before = placed.filter(first_live_from__lt=start).aggregate(found=Max("first_live_from"))
    after = placed.filter(first_live_from__gte=end).aggregate(found=Min("first_live_from"))

    def local(moment):
        return timezone.localtime(moment, zone).date() if moment else None

    return page(
        request,
        "public/archive.html",
        {
            "day": wanted,
            "page": page_of(within.ready_to_print(), request.GET, size=A_DAY),
            "earlier": local(before["found"]),
            "later": local(after["found"]),
            "weeks": _month(placed, wanted, zone),
        },
    )


def _month(placed, wanted, zone):
    """The weeks of the month of `wanted`: lists of {day, stories} or None outside it."""
    first = wanted.replace(day=1)
    last = wanted.replace(day=calendar.monthrange(wanted.year, wanted.month)[1])
    start, end = _bounds(first, zone)[0], _bounds(last, zone)[1]
    days = set(
        placed.filter(first_live_from__gte=start, first_live_from__lt=end)
        .annotate(on=TruncDate("first_live_from", tzinfo=zone))
        .values_list("on", flat=True)
        .distinct()
    )
    return [
        [
            {"day": each, "has_stories": each in days, "here": each == wanted}
            if each.month == wanted.month
            else None
            for each in week
        ]
        for week in calendar.Calendar().monthdatescalendar(wanted.year, wanted.month)
    ]
