"""The triggers that refuse TRUNCATE: off while tests clean up, on for the test that tries them."""

FIND = """
SELECT tgrelid::regclass::text, tgname FROM pg_trigger
WHERE tgname LIKE '%\\_not\\_emptied' ORDER BY 2
"""


def allow_emptying(connection, allowed=True):
    """Switch them off or, with `allowed` False, on again; returns the tables they are on."""
    with connection.cursor() as cursor:
        cursor.execute(FIND)
        found = cursor.fetchall()
        for table, trigger in found:
            verb = "DISABLE" if allowed else "ENABLE"
            cursor.execute(f"ALTER TABLE {table} {verb} TRIGGER {trigger}")
    return [table for table, _ in found]
