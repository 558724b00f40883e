"""The punctuality ledger: how late readers got what was due, by desk and month; for chiefs."""

import csv
from contextlib import suppress
from datetime import UTC, date, datetime
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.http import Http404, StreamingHttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Article, Version
from articles.punctuality.figures import figures, lines, month
from newsroom.desks.hosts import host_map
from newsroom.reporters.reach import reach_of

SHOWN = 50
IN_FILE_AT_ONCE = 1000
EARLIEST = date(2000, 1, 1)
COLUMNS = [
    "desk", "kind", "article", "planned_at", "decided_ahead", "outcome", "surface", "seen_at",
    "lateness_ms", "stale_ms", "slowest_surface", "slowest_ms", "pages",
]  # fmt: skip


def urls(site):
    """The addresses, below the admin's."""
    view = site.admin_view(lambda request: page(request, site))
    return [path("punctuality/", view, name="punctuality")]


def desks_of(user):
    """The active desks whose ledger `user` reads: as a chief editor, or as administrator."""
    known = host_map.desks()
    if user.is_superuser:
        return sorted(known.values(), key=lambda desk: desk.name)
    reached = reach_of(user).desks("chief")
    return sorted((known[pk] for pk in reached if pk in known), key=lambda desk: desk.name)


def page(request, admin_site):
    """A month of a desk: its figures and its lines, or all of them as a file."""
    desks = desks_of(request.user)
    if not desks:
        raise PermissionDenied(_("The ledger is read by chief editors."))
    slug = request.GET.get("desk", "")
    desk = next((each for each in desks if each.slug == slug), None)
    if desk is None and slug:
        raise Http404
    if desk is None:
        members = set(request.user.memberships.values_list("desk", flat=True))
        desk = next((each for each in desks if each.pk in members), desks[0])
    this_month = timezone.localtime(request.at, desk.zone).date().replace(day=1)
    first_day = _month_of(request.GET.get("month", "")) or this_month
    begins, ends = month(first_day, desk.zone)
    found = lines(desk, begins, ends)
    if request.GET.get("as") == "csv":
        return _file(found, desk, first_day)
    before = _key_of(request.GET.get("before", ""))
    if before:
        found = found.before(before)
    rows = list(found[: SHOWN + 1])
    more = _key(rows[SHOWN - 1]) if len(rows) > SHOWN else ""
    _name(rows := rows[:SHOWN], request)
    here = {"desk": desk.slug, "month": f"{first_day:%Y-%m}"}
    context = admin_site.each_context(request) | {
        "title": _("Punctuality"),
        "desks": desks,
        "desk": desk,
        "month": first_day,
        "month_value": f"{first_day:%Y-%m}",
        "figures": figures(desk, begins, ends, late=settings.LATE_AFTER),
        "late_after": settings.LATE_AFTER,
        "looks": bool(settings.PROBE_ADDRESS),
        "rows": rows,
        "file": _address(here | {"as": "csv"}),
        "newest": _address(here) if before else "",
        "older": _address(here | {"before": more}) if more else "",
    }
    with timezone.override(desk.zone):
        return render(request, "admin/punctuality/ledger.html", context)


def _address(query):
    return f"{reverse('admin:punctuality')}?{urlencode(query)}"


def _name(rows, request):
    """Put the headline that readers have on every row, and where it leads for whom sees it."""
    numbers = {row.article_id for row in rows if row.article_id}
    public = Version.objects.filter(
        article__in=numbers, live_from__lte=request.at, live_until__gt=F("live_from")
    )
    headlines = dict(public.order_by("number").values_list("article_id", "headline"))
    seen = Article.objects.visible_to(request.user).filter(pk__in=numbers)
    seen = set(seen.values_list("pk", flat=True))
    for row in rows:
        row.headline = headlines.get(row.article_id, "")
        row.is_visible = row.article_id in seen


def _month_of(text):
    """The first day of a month in an address; None where it is none."""
    with suppress(ValueError):
        day = date.fromisoformat(f"{text}-01")
        return day if EARLIEST <= day <= date(2199, 12, 1) else None
    return None


def _key(row):
    return f"{row.planned_at.timestamp():.6f}-{row.pk}"


def _key_of(text):
    """The key in an address; None where it is none."""
    moment, _dash, number = text.partition("-")
    with suppress(ValueError, OverflowError, OSError):
        if number.isascii() and number.isdecimal() and len(number) < 19:
            return datetime.fromtimestamp(float(moment), tz=UTC), int(number)
    return None


class _Line:
    """What csv writes to: it gives back what it was given."""

    def write(self, text):
        return text


def _file(found, desk, first_day):
    """All lines of the month, sent while they are read."""
    answer = StreamingHttpResponse(_written(found, desk), content_type="text/csv; charset=utf-8")
    name = f"punctuality-{desk.slug}-{first_day:%Y-%m}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _written(found, desk):
    writer = csv.writer(_Line())
    yield writer.writerow(COLUMNS)
    rows = list(found[:IN_FILE_AT_ONCE])
    while rows:
        for row in rows:
            yield writer.writerow(_cells(row, desk))
        last = rows[-1]
        rows = list(found.before((last.planned_at, last.pk))[:IN_FILE_AT_ONCE])


def _cells(row, desk):
    def moment(each):
        if each is None:
            return ""
        return timezone.localtime(each, desk.zone).isoformat(timespec="milliseconds")

    return [
        desk.slug, row.kind, row.article_id or "", moment(row.planned_at),
        "yes" if row.ahead else "no", row.outcome, row.surface, moment(row.seen_at),
        "" if row.lateness_ms is None else row.lateness_ms, row.stale_ms, row.slowest,
        "" if row.slowest_ms is None else row.slowest_ms, row.pages,
    ]  # fmt: skip
