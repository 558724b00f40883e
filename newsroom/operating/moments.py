"""Restoring the database as it was at any moment: a base backup, and the archive since."""

import json
import shutil
import time
from datetime import UTC, datetime
from pathlib import Path

import psycopg2

from newsroom import archiving
from newsroom.embedded import Cluster

from . import programs
from .backing_up import alone
from .kept import name_of, write_whole

# What a recovering server may take to reach its moment.
PATIENCE = 24 * 3600


class NoSuchMoment(Exception):
    """The moment cannot be restored; the message says why."""


def make_base(folder, parameters, *, at, clock):
    """Copy the running server's files into `folder`; returns where. `at` names it.

    The user of the database has to be allowed to replicate. Raises Busy, and programs.Missing.
    """
    folder = Path(folder).absolute()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with alone(folder):
        return _make_base(folder, parameters, at, clock)


def _make_base(folder, parameters, at, clock):
    unfinished, base = folder / ".unfinished-base", folder / name_of(at)
    shutil.rmtree(unfinished, ignore_errors=True)
    dsn, environment = programs.address(parameters)
    major = _major(parameters)
    programs.run(
        [
            *(programs.find("pg_basebackup", major), f"--dbname={dsn}", f"--pgdata={unfinished}"),
            *("--checkpoint=fast", "--wal-method=stream", "--no-password"),
        ],
        environment,
    )
    programs.run([programs.find("pg_verifybackup", major), str(unfinished)], environment)
    told = {"newsroom_base": 1, "began": at.isoformat(), "ended": clock().isoformat()}
    write_whole(unfinished / "newsroom.json", json.dumps(told).encode())
    unfinished.rename(base)
    return base


def _major(parameters):
    known = {name: value for name, value in parameters.items() if value not in (None, "")}
    connection = psycopg2.connect(**known)
    try:
        return connection.server_version // 10000
    finally:
        connection.close()


def bases(folder):
    """(moment from which on it is of use, path) of each base backup, the newest first."""
    found = []
    for told in Path(folder).glob("*/newsroom.json"):
        ended = datetime.fromisoformat(json.loads(told.read_text())["ended"])
        found.append((ended, told.parent))
    return sorted(found, reverse=True)


def prepare(folder, archive, moment, data):
    """Lay the files of a server into the folder `data`, which will go to `moment` when it starts.

    Raises NoSuchMoment where no base backup is old enough, or where `data` is there already.
    """
    usable = [path for ended, path in bases(folder) if ended <= moment]
    if not usable:
        raise NoSuchMoment(f"No base backup in {folder} is of before {moment.isoformat()}.")
    if data.exists():
        raise NoSuchMoment(f"{data} is there already: name an empty folder.")
    unfinished = data.with_name(f".unfinished-{data.name}")
    shutil.rmtree(unfinished, ignore_errors=True)
    shutil.copytree(usable[0], unfinished)
    unfinished.chmod(0o700)
    (unfinished / "newsroom.json").unlink()
    fetching = archiving.command("fetch", Path(archive).absolute())
    with open(unfinished / "postgresql.auto.conf", "a") as settings:
        settings.write(
            f"restore_command = '{fetching.replace(chr(39), chr(39) * 2)}'\n"
            f"recovery_target_time = '{moment.astimezone(UTC).isoformat()}'\n"
            "recovery_target_action = 'promote'\n"
        )
    (unfinished / "recovery.signal").touch()
    unfinished.rename(data)
    return usable[0]


def restore(folder, archive, moment, into, *, source=""):
    """Restore into the data folder of a newsroom with a server of its own; returns that Cluster.

    The server is left running until the caller releases it. Raises NoSuchMoment, and
    embedded.Unavailable with the server's own words where the archive ends before the moment.
    """
    cluster = Cluster(Path(into) / "postgres", source)
    cluster.folder.mkdir(parents=True, exist_ok=True)
    prepare(folder, archive, moment, cluster.data)
    try:
        # It answers as soon as it is whole, and may end in that moment.
        cluster.ensure()
        _wait_until_there(cluster)
    except (psycopg2.DatabaseError, psycopg2.InterfaceError) as error:
        cluster.release()
        raise NoSuchMoment(
            f"The server ended before that moment; the end of {cluster.log} says why, most often "
            "that the archive ends sooner: then try again a minute later, into another folder."
        ) from error
    return cluster


def _wait_until_there(cluster):
    give_up = time.monotonic() + PATIENCE
    connection = psycopg2.connect(cluster.url)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            while True:
                cursor.execute("SELECT pg_is_in_recovery()")
                if not cursor.fetchone()[0]:
                    break
                if time.monotonic() > give_up:
                    raise NoSuchMoment(f"It has not come to its end; see {cluster.log}.")
                time.sleep(0.2)
            # It is an ordinary server from now on.
            for name in ("restore_command", "recovery_target_time", "recovery_target_action"):
                cursor.execute(f"ALTER SYSTEM RESET {name}")
    finally:
        connection.close()
