"""The addresses of databases as the environment has them, as Django's DATABASES wants them."""

import re

import psycopg2
from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS
from psycopg2.extensions import parse_dsn

PREFIX = "readers_"
# Seconds until a server that says nothing is given up. Without them an answer that a broken network
# swallowed is waited for as long as the kernel pleases: a quarter of an hour.
OWN = {"connect_timeout": 5, "keepalives_idle": 10, "keepalives_interval": 3,
       "keepalives_count": 3, "tcp_user_timeout": 15_000}  # fmt: skip
# Another one can answer a reader, so it is given up sooner.
READERS = {"connect_timeout": 2, "keepalives_idle": 1, "keepalives_interval": 1,
           "keepalives_count": 2, "tcp_user_timeout": 3_000}  # fmt: skip


def databases(own, readers=""):
    """DATABASES: the newsroom's own, and those of readers in their order.

    `readers` are addresses with commas between them. Raises ImproperlyConfigured.
    """
    found = {DEFAULT_DB_ALIAS: database("DATABASE_URL", own, OWN)}
    # An address may name several hosts, with commas as well.
    for url in re.split(r",\s*(?=[a-z]+://)", readers.strip().rstrip(",")):
        if url:
            alias = f"{PREFIX}{len(found)}"
            found[alias] = database("NEWSROOM_READERS_DATABASE_URL", url, READERS)
    return found


def database(variable, url, options):
    """One database, read by libpq itself: what psql and pg_dump take is taken here.

    Connections are kept for a minute, and tried before they are used again.
    """
    try:
        if not url.startswith(("postgres://", "postgresql://")):
            raise ValueError
        told = parse_dsn(url)
    except (ValueError, psycopg2.ProgrammingError):
        # What it says is left out: it may quote the password.
        raise ImproperlyConfigured(
            f"{variable} has the form postgres://user:password@host:port/name; several hosts with "
            "commas between them, characters such as @ or / in user and password as %40 and %2F."
        ) from None
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": told.pop("dbname", ""),
        "USER": told.pop("user", ""),
        "PASSWORD": told.pop("password", ""),
        "HOST": told.pop("host", ""),
        "PORT": told.pop("port", ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options | told,
    }
