"""Postgres' own programs (pg_dump and the like), and how they reach a database."""

import os
import subprocess

from psycopg2.extensions import make_dsn

from newsroom.binaries import program_folders


class Missing(Exception):
    """A program is not installed here, or failed; the message says what to do."""


def find(name, major):
    """The path of a program of Postgres `major`, else of the next newer one. Raises Missing."""
    found = {}
    for folder in program_folders():
        version = _major(folder / name)
        if version is not None:
            found.setdefault(version, folder / name)
    fitting = sorted(version for version in found if version >= major)
    if not fitting:
        there = f" There is {name} {max(found)}, which is older." if found else ""
        raise Missing(
            f"{name} of Postgres {major} or newer is not installed here.{there} Install your "
            f"system's package postgresql-client-{major}."
        )
    return found[fitting[0]]


def _major(program):
    if not os.access(program, os.X_OK):
        return None
    told = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    words = told.stdout.split()
    digits = words[2].split(".")[0] if len(words) > 2 else ""
    return int(digits) if digits.isdigit() else None


def address(parameters):
    """(connection string, environment): the password goes by the environment, unseen by others."""
    known = {name: value for name, value in parameters.items() if value not in (None, "")}
    password = known.pop("password", None)
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    if password:
        environment["PGPASSWORD"] = password
    return make_dsn(**known), environment


def parameters_of(connection):
    """How Django's `connection` reaches its database, as libpq names it."""
    given = connection.get_connection_params()
    return {name: value for name, value in given.items() if name != "cursor_factory"}


def run(command, environment):
    """Run a program to its end. Raises Missing with what it said."""
    done = subprocess.run(
        command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip()[-2000:]
        raise Missing(f"{os.path.basename(command[0])} failed: {said}")
    return done.stdout
