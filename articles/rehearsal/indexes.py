"""Indexes of tables that are filled: taken away, and built again of all rows at once.

The key of a table that no other refers to goes with its index. What came in meanwhile is checked
when they are built.
"""

from django.db import connection

# How each is taken away, how it is built, and how a key is made of it where it was one. The longest
# work comes first: that of words.
INDEXES = """
SELECT CASE WHEN key.oid IS NULL THEN format('DROP INDEX %%s', indexrelid::regclass)
        ELSE format('ALTER TABLE %%s DROP CONSTRAINT %%I', indrelid::regclass, conname) END,
    pg_get_indexdef(indexrelid),
    CASE WHEN key.oid IS NOT NULL THEN format(
        'ALTER TABLE %%s ADD CONSTRAINT %%I %%s USING INDEX %%s',
        indrelid::regclass, conname, CASE contype WHEN 'p' THEN 'PRIMARY KEY' ELSE 'UNIQUE' END,
        indexrelid::regclass) END
FROM pg_index LEFT JOIN pg_constraint key ON conindid = indexrelid AND contype <> 'f'
WHERE indrelid::regclass::text = ANY(%s)
    AND (key.oid IS NULL OR contype IN ('p', 'u') AND NOT condeferrable)
    AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype = 'f')
ORDER BY pg_get_indexdef(indexrelid) LIKE '%% USING gin %%' DESC, pg_relation_size(indrelid) DESC, 1
"""


def take(names):
    """Take away those of these tables: how they are built, and how keys are made of them."""
    with connection.cursor() as cursor:
        cursor.execute(INDEXES, [names])
        found = cursor.fetchall()
        for away, _build, _key in found:
            cursor.execute(away)
    return [build for _away, build, _key in found], [key for *_, key in found if key]


def make_keys(keys):
    """Make keys of their indexes, which are built."""
    with connection.cursor() as cursor:
        for key in keys:
            cursor.execute(key)
