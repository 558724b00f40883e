"""Reading the ledger: how punctual a desk was in a month, and its lines by key."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from .models import Entry

SQL = """
SELECT ahead, count(*),
    count(*) FILTER (WHERE outcome = 'seen'),
    percentile_disc(0.5) WITHIN GROUP (ORDER BY lateness_ms) FILTER (WHERE outcome = 'seen'),
    percentile_disc(0.95) WITHIN GROUP (ORDER BY lateness_ms) FILTER (WHERE outcome = 'seen'),
    max(lateness_ms) FILTER (WHERE outcome = 'seen'),
    count(*) FILTER (WHERE stale_ms > %(late)s AND outcome IN ('seen', 'overtaken')),
    count(*) FILTER (WHERE outcome = 'never'),
    count(*) FILTER (WHERE outcome = 'early'),
    count(*) FILTER (WHERE outcome = 'unwatched'),
    count(*) FILTER (WHERE outcome = 'missed')
FROM punctuality_entry
WHERE desk_id = %(desk)s AND planned_at >= %(begins)s AND planned_at < %(ends)s
GROUP BY ahead ORDER BY ahead DESC
"""


@dataclass(frozen=True)
class Figures:
    """Changes of one sort, decided ahead or not: how many, and how late in milliseconds."""

    ahead: bool
    count: int
    seen: int
    median: int | None
    most: int | None
    longest: int | None
    late: int
    never: int
    early: int
    unwatched: int
    missed: int


def figures(desk, begins, ends, *, late):
    """The Figures of a desk between two moments; `late` is in seconds."""
    asked = {"desk": desk.pk, "begins": begins, "ends": ends, "late": late * 1000}
    with connection.cursor() as cursor:
        cursor.execute(SQL, asked)
        return [Figures(*row) for row in cursor.fetchall()]


def month(first_day, zone):
    """The first moment of a month, and that of the next, by the clock of `zone`."""
    after = (first_day + timedelta(days=31)).replace(day=1)
    return tuple(datetime(day.year, day.month, 1, tzinfo=zone) for day in (first_day, after))


def lines(desk, begins, ends):
    """The ledger of a desk between two moments, the last first."""
    found = Entry.objects.filter(desk=desk, planned_at__gte=begins, planned_at__lt=ends)
    return found.newest_first()
