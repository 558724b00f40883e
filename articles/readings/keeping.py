"""Writing down what was read, and folding what is old: hours into days, days into nothing."""

import logging
from datetime import UTC, datetime, time, timedelta

from django.db import DatabaseError, InterfaceError, connection, transaction
from django.http.request import split_domain_port

from articles.models.placement import Placement
from newsroom import clock
from newsroom.desks.hosts import host_map

from .models import ReadOnDay

# A story may gain as much in an hour at a desk without a question, and so many times what all
# other stories of the desk had in that hour: a crowd that comes for one story reads others too.
WITHOUT_QUESTION = 5_000
OF_THE_OTHERS = 50
# So many days hours are kept beside today's, and folded into days afterwards.
HOURS_KEPT = 1
# So long what was read on a day is kept.
DAYS_KEPT = timedelta(days=35)
AT_ONCE = 5_000

ADD = """
WITH said (article, desk, times) AS (
    SELECT * FROM unnest(%(articles)s::bigint[], %(desks)s::bigint[], %(times)s::bigint[])
), kept AS (
    SELECT article_id, desk_id, times FROM readings_readinhour
    WHERE hour = %(hour)s AND desk_id = ANY (%(desks)s)
), whole (desk, times) AS (
    SELECT desk, sum(times) FROM (
        SELECT desk, times FROM said UNION ALL SELECT desk_id, times FROM kept
    ) together GROUP BY desk
), bounded AS (
    SELECT said.article, said.desk, LEAST(
        said.times,
        %(free)s + %(share)s * (whole.times - said.times - coalesce(kept.times, 0))
            - coalesce(kept.times, 0)
    ) AS times
    FROM said
    JOIN whole USING (desk)
    LEFT JOIN kept ON kept.article_id = said.article AND kept.desk_id = said.desk
)
INSERT INTO readings_readinhour (article_id, desk_id, hour, times)
SELECT article, desk, %(hour)s, times FROM bounded WHERE times > 0 ORDER BY article, desk
ON CONFLICT (article_id, desk_id, hour)
    DO UPDATE SET times = readings_readinhour.times + excluded.times
"""

FOLD = """
WITH old AS (
    DELETE FROM readings_readinhour WHERE id IN (
        SELECT id FROM readings_readinhour WHERE hour < %(before)s
        ORDER BY id LIMIT %(many)s FOR UPDATE SKIP LOCKED
    ) RETURNING article_id, desk_id, hour, times
), added AS (
    INSERT INTO readings_readonday (article_id, desk_id, day, times)
    SELECT article_id, desk_id, (hour AT TIME ZONE %(zone)s)::date AS day, sum(times) FROM old
    GROUP BY article_id, desk_id, day ORDER BY article_id, desk_id, day
    ON CONFLICT (article_id, desk_id, day)
        DO UPDATE SET times = readings_readonday.times + excluded.times
)
SELECT count(*) FROM old
"""

log = logging.getLogger(__name__)


def network_zone():
    """The zone whose days are counted: the network's."""
    network = host_map.root()
    return network.zone if network else UTC


def day_begins(day):
    """The moment at which `day` begins for the network."""
    return datetime.combine(day, time(), tzinfo=network_zone())


def record(counts, *, at):
    """Add `counts`, {(host, number): times}, to the hour of `at`; returns how many rows there are.

    What is not live on the pages of that host's desk is left out.
    """
    said = {}
    for (host, number), times in counts.items():
        desk = host_map.desk_at(split_domain_port(host)[0])
        if desk is not None:
            said[number, desk] = said.get((number, desk), 0) + times
    numbers = {number for number, _desk in said}
    shown = Placement.objects.live(at).filter(article__in=numbers)
    live = set(shown.values_list("article_id", "desk_id")) if numbers else set()
    sums = {}
    for (number, desk), times in said.items():
        if (number, desk.pk) not in live:
            continue
        for place in host_map.branch(desk):
            if (number, place.pk) in live:
                sums[number, place.pk] = sums.get((number, place.pk), 0) + times
    if not sums:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            ADD,
            {
                "articles": [number for number, _desk in sums],
                "desks": [desk for _number, desk in sums],
                "times": list(sums.values()),
                "hour": at.astimezone(UTC).replace(minute=0, second=0, microsecond=0),
                "free": WITHOUT_QUESTION,
                "share": OF_THE_OTHERS,
            },
        )
        return cursor.rowcount


def write(counts):
    """Record a tally's counts now, over a connection of its own; False where that must wait."""
    try:
        record(counts, at=clock.now())
    except (DatabaseError, InterfaceError) as error:
        log.warning("Readings wait, the database does not answer: %s", error)
        return False
    finally:
        # Nothing else in this thread asks the database, and it may be restarted before we are back.
        connection.close()
    return True


@transaction.atomic
def fold(*, at):
    """Fold a batch of old hours into days and remove old days; returns how many rows were old."""
    today = at.astimezone(network_zone()).date()
    with connection.cursor() as cursor:
        cursor.execute(
            FOLD,
            {
                "before": day_begins(today - timedelta(days=HOURS_KEPT)),
                "zone": str(network_zone()),
                "many": AT_ONCE,
            },
        )
        (folded,) = cursor.fetchone()
    old = ReadOnDay.objects.filter(day__lt=today - DAYS_KEPT).order_by("pk")
    numbers = list(old.select_for_update(skip_locked=True).values_list("pk", flat=True)[:AT_ONCE])
    ReadOnDay.objects.filter(pk__in=numbers).delete()
    return folded + len(numbers)
