"""Indexes of tables that are filled: taken away, and built again of all rows at once.

The key of a table that no other refers to goes with its index. What came in meanwhile is checked
when they are built. What is still to be built stands in a table, from which each work goes with the
transaction that does it. The table itself goes last: where it is, loading ended in the middle.
"""

from django.db import connection, transaction

# How each is taken away, how it is built, and how a key is made of it where it was one. The longest
# work comes first: that of words, and of these the one of most columns.
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
ORDER BY pg_get_indexdef(indexrelid) LIKE '%% USING gin %%' DESC, indnatts DESC,
    pg_relation_size(indrelid) DESC, 1
"""
UNFINISHED = """
CREATE TABLE IF NOT EXISTS rehearsal_unfinished (
    place int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, work text NOT NULL, is_key bool NOT NULL)
"""


def take(names, enters=None):
    """Take away those of these tables, and note how they are built.

    `enters` says of a table with which statement it is filled before its indexes are built.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(INDEXES, [names])
        found = cursor.fetchall()
        for away, _build, _key in found:
            cursor.execute(away)
        builds = [build for _away, build, _key in found]
        for table, enter in (enters or {}).items():
            theirs = [build for build in builds if f" ON public.{table} " in build]
            others = [build for build in builds if build not in theirs]
            words = sum("USING gin" in build for build in others)
            builds = [*others[:words], "; ".join([enter, *theirs]), *others[words:]]
        cursor.execute(UNFINISHED)
        note = "INSERT INTO rehearsal_unfinished (work, is_key) VALUES (%s, %s)"
        keys = [key for *_, key in found if key]
        cursor.executemany(note, [*((b, False) for b in builds), *((k, True) for k in keys)])


def waiting():
    """The places of the indexes that are not built yet, the longest work first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT place FROM rehearsal_unfinished WHERE NOT is_key ORDER BY place")
        return [place for (place,) in cursor.fetchall()]


def noted(cursor, place):
    """What is to be done at that place, which is nobody else's until it is done; None where it was.

    Only with the transaction that does it is it gone.
    """
    cursor.execute("DELETE FROM rehearsal_unfinished WHERE place = %s RETURNING work", [place])
    return (cursor.fetchone() or (None,))[0]


def make_keys():
    """Make keys of their indexes, which are built."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM rehearsal_unfinished WHERE is_key RETURNING place, work")
        for _place, key in sorted(cursor.fetchall()):
            cursor.execute(key)


def unfinished():
    """Whether loading ended here in the middle."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('rehearsal_unfinished') IS NOT NULL")
        return cursor.fetchone()[0]


def finished():
    """Say that loading came to its end."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE rehearsal_unfinished")
