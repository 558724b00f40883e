"""What Postgres is to refuse and to find quickly: whether it still does, each by its name."""

from django.apps import apps
from django.db import connection

from .findings import FINE, WRONG, examination

NAMED = """
SELECT relname FROM pg_class WHERE relkind = 'i' AND relnamespace = current_schema()::regnamespace
UNION ALL
SELECT conname FROM pg_constraint WHERE connamespace = current_schema()::regnamespace
"""
# Postgres leaves out what a name has beyond.
LONGEST = 63
SWITCHED_OFF = """
SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger
JOIN pg_class ON pg_class.oid = tgrelid
WHERE tgenabled = 'D' AND relnamespace = current_schema()::regnamespace ORDER BY 1
"""


@examination("rules", needs_database=True)
def rules(patient):
    """They go with an extension that is dropped (CASCADE), and do not come back with it."""
    with connection.cursor() as cursor:
        cursor.execute(NAMED)
        there = {name for (name,) in cursor.fetchall()}
    off = switched_off()
    gone = [
        (rule.name, _making(model, rule))
        for model in apps.get_models(include_auto_created=True)
        for rule in (*model._meta.constraints, *model._meta.indexes)
        if rule.name[:LONGEST] not in there
    ]
    for name, statement in gone:
        yield WRONG, f"The database lost its rule or index {name}.", f"Run: {statement};"
    for table in off:
        yield (
            WRONG,
            f"Triggers of {table} are switched off: what they refuse goes through.",
            f"Run: ALTER TABLE {table} ENABLE TRIGGER ALL;",
        )
    if not gone and not off:
        yield FINE, "Every rule and index is there."


def switched_off():
    """Tables some of whose triggers are."""
    with connection.cursor() as cursor:
        cursor.execute(SWITCHED_OFF)
        return [table for (table,) in cursor.fetchall()]


def _making(model, rule):
    """The statement that makes it again."""
    with connection.schema_editor(collect_sql=True, atomic=False) as editor:
        return str(rule.create_sql(model, editor)).replace("%%", "%")


EXAMINATIONS = (rules,)
