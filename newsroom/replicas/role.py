"""The readers' role in Postgres: it reads what readers' pages read, and nothing else."""

from django.db import connection
from psycopg2 import sql
from psycopg2.extensions import encrypt_password

# What a role may do beyond its grants, as pg_roles says it; none of it is the readers'.
POWERS = ("rolsuper", "rolcreaterole", "rolcreatedb", "rolreplication", "rolbypassrls")


def grants(name, readable):
    """The statements that let the role `name` read what is `readable`, and take back the rest.

    `readable` are tables with the names of their columns, or None for all. Made in one transaction
    they are never half done: readers go on meanwhile.
    """
    role, schema = sql.Identifier(name), sql.Identifier(_asked("SELECT current_schema()"))
    database = sql.Identifier(_asked("SELECT current_database()"))
    yield sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, role)
    yield sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA {} FROM {}").format(schema, role)
    yield sql.SQL("REVOKE ALL ON ALL SEQUENCES IN SCHEMA {} FROM {}").format(schema, role)
    yield sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(schema, role)
    for table, columns in readable:
        some = sql.SQL(" ({})").format(sql.SQL(", ").join(map(sql.Identifier, columns or ())))
        yield sql.SQL("GRANT SELECT{} ON {} TO {}").format(
            some if columns else sql.SQL(""), sql.Identifier(table), role
        )
    # A second lock on a door without a handle: it may not write, and does not try.
    yield sql.SQL("ALTER ROLE {} SET default_transaction_read_only = on").format(role)


def making(name, password):
    """The statement that makes the role, or gives it its password; None where nothing is to do.

    The password goes to the server as a SCRAM verifier, so that no log of it can hold it.
    """
    known = _asked("SELECT count(*) FROM pg_roles WHERE rolname = %s", [name])
    if known and not password:
        return None
    with connection.cursor() as cursor:
        verifier = encrypt_password(password, name, cursor.connection, "scram-sha-256")
    return sql.SQL("{} ROLE {} LOGIN PASSWORD {}").format(
        sql.SQL("ALTER" if known else "CREATE"),
        sql.Identifier(name),
        sql.Literal(verifier if password else None),
    )


def excess(name, readable):
    """What the role may do beyond reading what is `readable`, in words of the database."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(POWERS)} FROM pg_roles WHERE rolname = %s", [name])
        found = [power for power, has in zip(POWERS, cursor.fetchone(), strict=True) if has]
        cursor.execute(
            "SELECT of.rolname FROM pg_auth_members JOIN pg_roles of ON of.oid = roleid "
            "JOIN pg_roles role ON role.oid = member WHERE role.rolname = %s ORDER BY 1",
            [name],
        )
        found += [f"member of {of}" for (of,) in cursor.fetchall()]
        # By whatever way: as the owner, or because everybody (PUBLIC) may.
        cursor.execute(
            """
            SELECT relname, attname,
                has_column_privilege(%(role)s, c.oid, attnum, 'SELECT'),
                has_column_privilege(%(role)s, c.oid, attnum, 'INSERT, UPDATE')
                OR has_table_privilege(%(role)s, c.oid, 'DELETE, TRUNCATE, TRIGGER')
            FROM pg_class c JOIN pg_attribute ON attrelid = c.oid
            WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p', 'v', 'm')
            AND attnum > 0 AND NOT attisdropped ORDER BY 1, attnum
            """,
            {"role": name},
        )
        allowed = dict(readable)
        for table, column, reads, writes in cursor.fetchall():
            wanted = table in allowed and (allowed[table] is None or column in allowed[table])
            if reads and not wanted:
                found.append(f"reads {table}.{column}")
            if writes:
                found.append(f"writes {table}.{column}")
    return found


def _asked(question, params=None):
    with connection.cursor() as cursor:
        cursor.execute(question, params)
        return cursor.fetchone()[0]
