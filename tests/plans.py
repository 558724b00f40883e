"""How many rows Postgres reads for a page, as the plan of its questions says."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from .readers import read


def count_rows():
    """Let Postgres count the rows that were just made, as it does in a newsroom within a minute.

    Where it came by before they were there it takes their tables for empty, and may go through a
    thousand rows for each of a thousand.
    """
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def rows_read(plan, table):
    """As many rows as one place of a plan read of a table, as EXPLAIN (ANALYZE) has it in JSON."""
    own = plan["Actual Rows"] * plan["Actual Loops"] if plan.get("Relation Name") == table else 0
    return max([own, *[rows_read(each, table) for each in plan.get("Plans", ())]])


def looked_at(plan, table):
    """The rows of a table that one place of a plan looked at, those it left out among them."""
    own = 0
    if plan.get("Relation Name") == table:
        of_each = plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0)
        own = of_each * plan["Actual Loops"]
    return max([own, *[looked_at(each, table) for each in plan.get("Plans", ())]])


def most_read(desk, path, tables):
    """As many rows as a page reads at once of each table, with the plan that serves such pages.

    Of tables whose rows were counted, as a newsroom's are, and by an index in the order that is
    shown where there is one: a short list would be sorted, a long one would not. How often a row
    is looked up again for what else is asked of it is the planner's choice, and depends on what
    other tests left behind.
    """
    with CaptureQueriesContext(connection) as queries:
        read(desk, path)
    plans = []
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(tables)}")
        for way in ("seqscan", "sort", "hashjoin", "mergejoin"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
        for query in queries:
            if "EXECUTE asked" in query["sql"]:
                cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {query['sql']}")
                plans += [plan["Plan"] for [[plan]] in cursor.fetchall()]
    return {name: max(rows_read(plan, name) for plan in plans) for name in tables}
