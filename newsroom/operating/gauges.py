"""What metrics look up at the moment they are asked for, beside what was counted."""

from typing import NamedTuple

from django.db import DatabaseError, InterfaceError, connection
from django.db.models import Count, Min

from articles.outbox.models import Delivery
from articles.talk.models import Mail
from newsroom import clock

# What a worker does once, later: by the name that metrics and the doctor give it.
QUEUES = {"mail": Mail, "delivery": Delivery}


class Gauge(NamedTuple):
    """One measure: a value for each set of labels."""

    name: str
    told: str
    values: list


def gauges():
    """Every Gauge; without a database that it does not answer."""
    try:
        found = [*_queues(at=clock.now()), *_connections()]
    except (DatabaseError, InterfaceError):
        return [_answers(0)]
    return [_answers(1), *found]


def _answers(value):
    return Gauge("newsroom_database_up", "Whether the database answers.", [((), value)])


def queue(model, *, at):
    """(how many rows are due, the moment the oldest of them was due at, or None)."""
    due = model.objects.waiting().filter(next_at__lte=at)
    return tuple(due.aggregate(count=Count("pk"), oldest=Min("next_at")).values())


def _queues(*, at):
    depths, ages = [], []
    for name, model in QUEUES.items():
        count, oldest = queue(model, at=at)
        labels = (("queue", name),)
        depths.append((labels, count))
        ages.append((labels, (at - oldest).total_seconds() if oldest else 0))
    yield Gauge("newsroom_queue_due", "Rows that are due and not done.", depths)
    yield Gauge("newsroom_queue_oldest_seconds", "How long the oldest of them is due.", ages)


def _connections():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(state, 'unknown'), count(*) FROM pg_stat_activity "
            "WHERE datname = current_database() GROUP BY 1"
        )
        states = [((("state", state),), count) for state, count in cursor.fetchall()]
        cursor.execute("SELECT current_setting('max_connections')::integer")
        most = cursor.fetchone()[0]
    yield Gauge("newsroom_database_connections", "Connections to this database.", states)
    yield Gauge("newsroom_database_connections_max", "As many the server takes.", [((), most)])
