"""What was read most, and how often one story was."""

from datetime import UTC, timedelta

from newsroom.desks.hosts import host_map
from newsroom.replicas import door

from .keeping import day_begins, network_zone

# A week is today and the six days before.
SIX_DAYS = timedelta(days=6)

MOST = """
(
    SELECT 0, article_id, sum(times) AS times FROM readings_readinhour
    WHERE desk_id = %(desk)s AND hour >= %(yesterday)s
    GROUP BY article_id ORDER BY times DESC, article_id DESC LIMIT %(many)s
) UNION ALL (
    SELECT 1, article_id, sum(times) AS times FROM (
        SELECT article_id, times FROM readings_readinhour
        WHERE desk_id = %(desk)s AND hour >= %(since)s
        UNION ALL
        SELECT article_id, times FROM readings_readonday
        WHERE desk_id = %(desk)s AND day >= %(day)s
    ) week
    GROUP BY article_id ORDER BY times DESC, article_id DESC LIMIT %(many)s
)
ORDER BY 1, 3 DESC, 2 DESC
"""
OF_ONE = """
SELECT coalesce(sum(times) FILTER (WHERE today), 0), coalesce(sum(times), 0) FROM (
    SELECT times, hour >= %(midnight)s AS today FROM readings_readinhour
    WHERE article_id = %(article)s AND desk_id = %(desk)s AND hour >= %(since)s
    UNION ALL
    SELECT times, false FROM readings_readonday
    WHERE article_id = %(article)s AND desk_id = %(desk)s AND day >= %(day)s
) readings
"""


def most_read(desk, *, at, many):
    """The numbers of the stories read most at `desk`: (within 24 hours, within seven days).

    Whether they are still live is for whoever shows them to ask.
    """
    hour = at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    today, since = _week(at)
    found = ([], [])
    with door.database().cursor() as cursor:
        cursor.execute(
            MOST,
            {
                "desk": desk.pk,
                # This hour and the 23 before it: none of them is folded yet.
                "yesterday": hour - timedelta(hours=23),
                "since": since,
                "day": today - SIX_DAYS,
                "many": many,
            },
        )
        for span, number, _times in cursor.fetchall():
            found[span].append(number)
    return found


def times_read(article, *, at):
    """How often `article` was read in the whole network: (today, today and the six days before)."""
    network = host_map.root()
    if network is None:
        return 0, 0
    today, since = _week(at)
    with door.database().cursor() as cursor:
        cursor.execute(
            OF_ONE,
            {
                "article": article.pk,
                "desk": network.pk,
                "midnight": day_begins(today),
                "since": since,
                "day": today - SIX_DAYS,
            },
        )
        return cursor.fetchone()


def _week(at):
    """(today, the moment at which the six days before it begin), by the network's clock."""
    today = at.astimezone(network_zone()).date()
    return today, day_begins(today - SIX_DAYS)
