"""Emptying the database after a test that really committed, which the newsroom's triggers refuse.

Django empties every table and makes all permissions anew, each time: half a second and more for
each of these tests. Deleting the rows that are there takes some milliseconds.
"""

from functools import cache

from django.apps import apps
from django.db import connection
from django.test import TransactionTestCase

FIND = """
SELECT tgrelid::regclass::text, tgname FROM pg_trigger
WHERE tgname LIKE '%\\_not\\_emptied' ORDER BY 2
"""
# What `migrate` wrote, which no test changes.
STAYS = {"django_content_type", "auth_permission"}


def allow_emptying(connection, allowed=True):
    """Switch the triggers that refuse TRUNCATE off or, with `allowed` False, on again.

    Returns the tables they are on.
    """
    with connection.cursor() as cursor:
        cursor.execute(FIND)
        found = cursor.fetchall()
        for table, trigger in found:
            verb = "DISABLE" if allowed else "ENABLE"
            cursor.execute(f"ALTER TABLE {table} {verb} TRIGGER {trigger}")
    return [table for table, _ in found]


@cache
def _statement():
    """Waits for whoever still writes, and deletes every row past all triggers."""
    models = apps.get_models(include_auto_created=True)
    tables = {model._meta.db_table for model in models if model._meta.managed} - STAYS
    names = sorted(connection.ops.quote_name(table) for table in tables)
    return ";".join(
        [
            "SET LOCAL session_replication_role = replica",
            f"LOCK TABLE {', '.join(names)} IN SHARE ROW EXCLUSIVE MODE",
            *(f"DELETE FROM {name}" for name in names),
        ]
    )


def empty_quickly():
    """Let Django delete rows after such a test, where the tests' user may switch triggers off."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        if cursor.fetchone() != (True,):
            return

    def teardown(self):
        with connection.cursor() as cursor:
            cursor.execute(f"BEGIN;{_statement()};COMMIT")

    TransactionTestCase._fixture_teardown = teardown
