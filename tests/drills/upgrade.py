"""Migrations while everybody works, which give way as those of `manage.py migrate` do."""

import threading
import time

from django.contrib.postgres.operations import (
    AddConstraintNotValid,
    AddIndexConcurrently,
    ValidateConstraint,
)
from django.db import OperationalError, connection, migrations, models, transaction
from django.db.migrations.loader import MigrationLoader

from newsroom.operating.management.commands.migrate import PATIENCE
from tests.rig import wait_until

from .counting import asked_anew, close
from .row import Row
from .seed import EDITORS

REPORT = 6
OPERATIONS = [
    migrations.AddField("article", "drill", models.TextField(null=True)),
    migrations.AddField("version", "drill", models.TextField(null=True)),
    migrations.AddField("placement", "drill", models.IntegerField(db_default=0)),
    AddIndexConcurrently("version", models.Index(fields=["issued_at"], name="drill_issued")),
    AddConstraintNotValid(
        "placement", models.CheckConstraint(condition=models.Q(drill__gte=0), name="drill_positive")
    ),
    ValidateConstraint("placement", "drill_positive"),
    migrations.RemoveField("article", "drill"),
]


def migrated(house):
    """Columns, an index and a check come, and a column goes, on the busiest tables."""
    row = Row(f"{len(OPERATIONS)} migrations of the busiest tables under load")
    with house.opened():
        site = house.site().start()
        gave_up, longest = 0, 0.0
        with house.readers(site) as readers, house.editors(site, EDITORS) as ledger:
            time.sleep(5)
            report = threading.Thread(target=_report)
            report.start()
            wait_until(lambda: asked_anew(_is_asked), "The long question is not asked.")
            state = asked_anew(lambda: MigrationLoader(connection).project_state())
            for number, operation in enumerate(OPERATIONS):
                began = time.monotonic()
                state, times = _apply(number, operation, state)
                gave_up += times
                longest = max(longest, time.monotonic() - began)
            report.join()
            time.sleep(5)
        row = close(house, row, site, ledger, readers)
    row.notes = f"Gave up {gave_up} times, the longest took {longest:.1f} s in all. {row.notes}"
    return row


def _report():
    """Somebody's long question, whose lock every migration of its table waits for."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT count(*), pg_sleep(%s) FROM articles_article", [REPORT])
    finally:
        connection.close()


def _is_asked():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' "
            "AND query LIKE 'SELECT count(*), pg_sleep%%' AND pid <> pg_backend_pid()", []
        )  # fmt: skip
        return cursor.fetchone()[0]


def _apply(number, operation, state):
    """Migrate, and again where a lock was not to be had: (the new state, how often it gave up)."""
    migration = migrations.Migration(f"drill_{number}", "articles")
    migration.operations = [operation]
    migration.atomic = not isinstance(operation, AddIndexConcurrently)
    for times in range(20):
        try:
            with connection.cursor() as cursor:
                cursor.execute(f"SET lock_timeout = '{PATIENCE}'")
            with connection.schema_editor(atomic=migration.atomic) as editor:
                return migration.apply(state.clone(), editor), times
        except OperationalError:
            if not migration.atomic:
                # A half-built index is in nobody's way, and has to go before it is built again.
                with connection.cursor() as cursor:
                    cursor.execute("DROP INDEX CONCURRENTLY IF EXISTS drill_issued")
            time.sleep(1)
    raise AssertionError(f"{operation.describe()} was never let through.")
