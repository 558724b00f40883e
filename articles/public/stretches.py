"""Stretches: how far into the archive a search looks at a time, the nearest stories first.

The rarest of what a question names (the desk, a section, a topic, a reporter) sets their length, by
the list that Postgres keeps of it: the first stretch holds FIRST of its stories, each next one
reaches LONGER times as far. The index knows what is in a stretch (newsroom_stretches, migration
0032), so what a search reads depends on how many it looks for and not on how many there are.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime

from newsroom.desks.hosts import host_map
from newsroom.replicas import door

from .paging import MICROSECOND

FIRST, LONGER, STRETCHES = 250, 5, 3
# The periods by which the index knows a stretch: the letters of their names in YYYYMMDD, and of how
# many one stretch is asked at most. Days it knows of the network alone.
DAYS, MONTHS, YEARS = (8, 36), (6, 36), (4, 300)
PERIODS = {8: "day", 6: "month", 4: "year"}
# Which list counts the stories of a mark, by its number; all but a desk's are those of the network.
LISTS = {
    "from": "articles_placement WHERE desk_id = %({number})s",
    "section": "articles_placement WHERE desk_id = %(network)s AND section_id = %({number})s",
    "topic": "articles_topicentry WHERE desk_id = %(network)s AND tag_id = %({number})s",
    "reporter": "articles_reporterentry WHERE desk_id = %(network)s AND reporter_id = %({number})s",
}
# How many there are from a moment on, no more than FIRST; how far these reach, and all of them.
REACH = """
SELECT {place}, count(*), {furthest}(moment), (SELECT {furthest}(first_live_from) FROM {list})
FROM (
    SELECT first_live_from AS moment FROM {list} AND first_live_from {side} %(start)s
    ORDER BY first_live_from {order} LIMIT {most}
) nearest
"""


@dataclass(frozen=True)
class Stretch:
    """A part of the archive: the moments between which it lies, and what the index is asked for it.

    `keys` are the names of its periods, of which one is enough; without any it is all that lies
    beyond the others. `marks` are such lists too; what the keys say already is not among them.
    """

    keys: tuple
    marks: tuple
    since: datetime | None
    until: datetime | None

    @property
    def bounds(self):
        """Pairs of SQL and a moment: between which stories are first live."""
        if self.since:
            yield "first_live_from >= %s", self.since
        if self.until:
            yield "first_live_from < %s", self.until

    def holds(self, moment):
        """Whether what is first live then lies in it."""
        return not (self.since and moment < self.since or self.until and moment >= self.until)


def through(request, wanted, *, beyond=None, back=False):
    """The Stretches in which what is `wanted` is looked for, the nearest first; one question.

    They begin at `beyond` (the key of a list) or at this moment, and go on to older stories, or to
    newer ones with `back`. None where there are none.
    """
    if not all(wanted.marks):
        return []
    is_network = request.desk.parent_id is None
    here = () if is_network else (f"from:{request.desk.pk}", f"on:{request.desk.pk}")
    marks = (*wanted.marks, here) if here else wanted.marks
    start = beyond[0] if beyond else request.at
    if not back:
        start = min(filter(None, (start, request.at, wanted.until)))
    # Names that several share are not counted; the desk's own list always is.
    named = [each for each in wanted.marks if len(each) == 1]
    lists = [each[0].split(":") for each in named] + [("from", request.desk.pk)]
    # The fewest; of lists that are longer, the one whose stories lie furthest apart.
    reaches = zip([*named, here], _reaches(lists, start, back), strict=True)
    scope, (number, reach, end) = min(
        reaches, key=lambda each: (each[1][0], each[1][0] and -abs(start - each[1][1]))
    )
    if not number:
        return []
    within = tuple(each for each in marks if each is not scope)
    units = (MONTHS, YEARS) if scope else (DAYS, MONTHS, YEARS)
    found, near, span = [], start, abs(start - reach)
    while len(found) < STRETCHES and span.days < 365 * YEARS[1]:
        # What ends where the last one began is not of the period that begins there.
        begin = near if back or not found else near - MICROSECOND
        names, far = _periods(begin, near + (span if back else -span), back, units=units)
        if scope:
            keys = tuple(f"{mark}@{name}" for mark in scope for name in names)
        else:
            keys = tuple(f"{PERIODS[len(name)]}:{name}" for name in names)
        found.append(Stretch(keys, within, *_between(near if found else None, far, back)))
        if far > min(end, wanted.until or end) if back else far <= max(end, wanted.since or end):
            return found
        near, span = far, span * LONGER
    return [*found, Stretch((), marks, *_between(near if found else None, None, back))]


def joined(stretches):
    """These as one Stretch, where the last of them is all that lies beyond the others."""
    if len(stretches) < 2 or stretches[-1].keys:
        return stretches
    since, until = [each.since for each in stretches], [each.until for each in stretches]
    return [
        Stretch(
            (),
            stretches[-1].marks,
            None if None in since else min(since),
            None if None in until else max(until),
        )
    ]


def _reaches(lists, start, back):
    """(number, furthest of these, furthest of all) of the stories nearest to `start`, by list."""
    furthest, side, order = ("max", ">=", "ASC") if back else ("min", "<=", "DESC")
    asked, values = [], {"network": host_map.root().pk, "start": start}
    for place, (kind, number) in enumerate(lists):
        values[f"number{place}"] = int(number)
        parts = {"list": LISTS[kind].format(number=f"number{place}"), "place": place}
        asked.append(REACH.format(furthest=furthest, side=side, order=order, most=FIRST, **parts))
    with door.database().cursor() as cursor:
        cursor.execute(f"{' UNION ALL '.join(asked)} ORDER BY 1", values)
        return [row[1:] for row in cursor.fetchall()]


def _between(near, far, back):
    return (near, far) if back else (far, near)


# --- Periods ------------------------------------------------------------------------------------


def _periods(near, far, back, *, units):
    """The names of the shortest periods (UTC) that reach from `near` to `far`, and their end."""
    near, far = near.astimezone(UTC), far.astimezone(UTC)
    step = 1 if back else -1
    for letters, most in units:
        begin, end = _number(near, letters), _number(far, letters)
        if abs(end - begin) < most:
            break
    names = [f"{_first(each, letters):%Y%m%d}"[:letters] for each in range(begin, end + step, step)]
    if letters == 6:
        names = _with_years(names)
    edge = _first(end + 1 if back else end, letters)
    return names, datetime(edge.year, edge.month, edge.day, tzinfo=UTC)


def _with_years(months):
    """These months, those of a whole year as that year: the index goes through each name's list."""
    whole = {year for year, number in Counter(each[:4] for each in months).items() if number == 12}
    return list(dict.fromkeys(each[:4] if each[:4] in whole else each for each in months))


def _number(moment, letters):
    """The number of the period of so many letters in which the moment lies."""
    if letters == 8:
        return moment.toordinal()
    return moment.year * 12 + moment.month - 1 if letters == 6 else moment.year


def _first(number, letters):
    """The first day of the period of this number."""
    if letters == 8:
        return date.fromordinal(number)
    return date(number // 12, number % 12 + 1, 1) if letters == 6 else date(number, 1, 1)
