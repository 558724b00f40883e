"""What metrics look up at the moment they are asked for, beside what was counted."""

import math
from datetime import timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db.models import Count, Min

from articles.outbox import attending
from articles.outbox.models import Delivery
from articles.punctuality.models import Change
from articles.purging.addresses import cache_at
from articles.talk.models import Mail
from newsroom import clock
from newsroom.replicas.lag import watch

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
        at = clock.now()
        found = [*_queues(at=at), *_work(at=at), *_connections()]
    except (DatabaseError, InterfaceError):
        return [_answers(0), *_replicas(), *_caches()]
    return [_answers(1), *found, *_replicas(), *_caches()]


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


def _work(*, at):
    seen = attending.seen(at=at).first()
    since = (at - seen.seen_at).total_seconds() if seen else math.inf
    yield Gauge(
        "newsroom_worker_seen_seconds",
        "Since when no worker said that it is there; it does every 20 seconds.",
        [((), max(since, 0))],
    )
    late = Change.objects.open().filter(planned_at__lt=at - timedelta(seconds=settings.LATE_AFTER))
    yield Gauge(
        "newsroom_changes_awaited_late",
        "Changes whose pages were to be with readers, and are still looked for.",
        [((), late.count())],
    )


def _replicas():
    behind = watch.behind()
    if behind:
        yield Gauge(
            "newsroom_replica_behind_seconds",
            "How far a readers' database is behind, as far as this process knows.",
            [((("database", alias),), seconds) for alias, seconds in behind.items()],
        )


def _caches():
    values = []
    for address in settings.SHARED_CACHES:
        cache = cache_at(address)
        try:
            since = cache.heard()
        except PermissionError:
            continue  # This process may not look: of that the doctor tells.
        except OSError:
            since = None
        finally:
            cache.close()
        values.append(((("cache", address),), math.inf if since is None else max(since, 0)))
    if values:
        yield Gauge(
            "newsroom_shared_cache_told_seconds",
            "Since when nobody told a cache in front what changes; somebody does every second.",
            values,
        )


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
