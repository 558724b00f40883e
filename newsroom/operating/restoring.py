"""Restoring a backup into an empty database elsewhere, and making sure that all of it is there."""

import os
from dataclasses import dataclass, field

import psycopg2
from django.core.files import File
from psycopg2.extensions import make_dsn, parse_dsn

from . import programs
from .kept import check, digest_of, hash_file
from .tables import contents, differences


class NotRestored(Exception):
    """Nothing was changed, or the database has to be thrown away; the message says which."""


@dataclass
class Report:
    """What was restored, and each thing that is not as it was backed up."""

    tables: int = 0
    rows: int = 0
    files: int = 0
    wrong: list = field(default_factory=list)


def restore(backup, *, to, storages, jobs=2, say=lambda line: None):
    """Restore `backup` into the database `to` and the storages of photos; returns a Report.

    `to` is a URL, or parameters as libpq names them; `storages` has one of each name, originals and
    renditions. Raises NotRestored and programs.Missing.
    """
    wrong = [each for each in check(backup) if backup.dump.name in each]
    if wrong:
        raise NotRestored(f"{' '.join(wrong)} Nothing was changed. Take another backup.")
    parameters = parse_dsn(to) if isinstance(to, str) else to
    _expect_empty(parameters, backup)
    say("Restoring the database")
    dsn, environment = programs.address(parameters)
    major = int(backup.told["postgres"].split(".")[0])
    try:
        programs.run(
            [
                *(programs.find("pg_restore", major), f"--dbname={dsn}", f"--jobs={jobs}"),
                # Whoever restores owns it; who else may read is granted anew.
                *("--no-owner", "--no-privileges", "--no-comments", "--exit-on-error"),
                str(backup.dump),
            ],
            environment,
        )
    except programs.Missing as error:
        raise NotRestored(f"{error} Throw this database away and make an empty one.") from error
    report = Report()
    say("Comparing every table with the backup")
    with _connected(parameters) as connection, connection.cursor() as cursor:
        # Until then Postgres guesses how large tables are.
        cursor.execute("ANALYZE")
        found = contents(cursor)
    report.wrong += differences(backup.told["tables"], found)
    report.tables = len(found)
    report.rows = sum(rows for rows, _hash in found.values())
    say("Restoring photos")
    for name, _size in backup.files():
        _restore_file(backup, name, storages, report)
    return report


def _expect_empty(parameters, backup):
    try:
        with _connected(parameters) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
            tables = cursor.fetchone()[0]
            major = connection.server_version // 10000
    except psycopg2.OperationalError as error:
        raise NotRestored(f"The database does not answer: {error}".strip()) from error
    if tables:
        raise NotRestored(
            f"The database has {tables} tables. Name an empty one with --to: nothing was changed."
        )
    if major < int(backup.told["postgres"].split(".")[0]):
        raise NotRestored(
            f"The backup is of Postgres {backup.told['postgres']}, this server is older "
            f"({major}): nothing was changed."
        )


class _connected:
    """A connection of its own, closed at the end."""

    def __init__(self, parameters):
        known = {name: value for name, value in parameters.items() if value not in (None, "")}
        self.dsn = make_dsn(**known)

    def __enter__(self):
        self.connection = psycopg2.connect(self.dsn, connect_timeout=10)
        self.connection.autocommit = True
        return self.connection

    def __exit__(self, *error):
        self.connection.close()


def _restore_file(backup, name, storages, report):
    kind, _slash, inside = name.partition("/")
    path, storage = backup.folder / name, storages[kind]
    if not path.exists():
        report.wrong.append(f"{name} is missing in the backup.")
    elif hash_file(path) != digest_of(name):
        report.wrong.append(f"{name} is damaged in the backup.")
    else:
        if not storage.exists(inside) or storage.size(inside) != os.path.getsize(path):
            with open(path, "rb") as file:
                storage.save(inside, File(file))
        report.files += 1
