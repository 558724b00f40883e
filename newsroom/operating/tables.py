"""What every table of a database holds, as a number of rows and a hash that any order gives."""

# Values are written in the same way, whatever the session or the server prefers.
PLAIN = (
    "SET timezone = 'UTC'",
    "SET datestyle = 'ISO, YMD'",
    "SET intervalstyle = 'postgres'",
    "SET extra_float_digits = 1",
    "SET bytea_output = 'hex'",
)
# Columns that Postgres makes of others are left out: another version may make them differently.
COLUMNS = """
SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname),
       string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                   AND a.attgenerated = ''
WHERE c.relkind = 'r' AND c.relpersistence = 'p'
  AND n.nspname NOT IN ('pg_catalog', 'information_schema')
GROUP BY 1 ORDER BY 1
"""


def contents(cursor):
    """{table: [number of rows, hash of all rows]} of the database that `cursor` asks."""
    for sentence in PLAIN:
        cursor.execute(sentence)
    cursor.execute(COLUMNS)
    found = {}
    for table, columns in cursor.fetchall():
        cursor.execute(
            f"SELECT count(*), coalesce(sum(('x' || left(md5(row({columns})::text), 16))"
            f"::bit(64)::bigint::numeric), 0)::text FROM ONLY {table}"
        )
        found[table] = list(cursor.fetchone())
    return found


def differences(expected, found):
    """A sentence for each table that is not what was expected."""
    for table in sorted(expected.keys() | found.keys()):
        before, after = expected.get(table), found.get(table)
        if before is None:
            yield f"{table} was not in the backup."
        elif after is None:
            yield f"{table} is missing."
        elif list(before) != list(after):
            yield f"{table} differs: {before[0]} rows were backed up, {after[0]} are there."
