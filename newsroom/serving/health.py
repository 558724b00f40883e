"""Whether this process lives, and whether it is ready for requests: for whoever balances load.

Both addresses answer on every host and say nothing of versions. Ready says no while no database
answers, while migrations are missing, and while this process or machine is stopping. While the
newsroom's own database alone is away, readers are still answered by theirs.
"""

import signal
import threading
import time

import psycopg2
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.loader import MigrationLoader

from newsroom.replicas.lag import watch

LIVE, READY = "/health/live", "/health/ready"
# Seconds that an answer of the database holds, and that it is waited for.
KEPT, PATIENCE = 1.0, 2
AWAY = "The database does not answer."
BEHIND = "Migrations are missing in the database."
STOPPING = "Stopping."
# In the data folder: while it is there, this machine gets no new requests.
DRAINING = "draining"


class Readiness:
    """Says why not, or "". The database is asked at most once in KEPT seconds, however many ask."""

    def __init__(self):
        self.stopping = False
        self._lock = threading.Lock()
        self._said, self._until = "", 0.0

    def notice_stopping(self):
        """From the signal to stop on say no; what the server does at that signal stays the same."""
        before = signal.getsignal(signal.SIGTERM)

        def stop(number, frame):
            self.stopping = True
            if callable(before):
                before(number, frame)

        if threading.current_thread() is threading.main_thread() and callable(before):
            signal.signal(signal.SIGTERM, stop)

    def __call__(self):
        """Why this process is not ready, or ""."""
        if self.stopping or (settings.DATA_DIR / DRAINING).exists():
            return STOPPING
        with self._lock:
            if time.monotonic() >= self._until:
                self._said = database_lacks()
                self._until = time.monotonic() + KEPT
            return self._said


def database_lacks():
    """AWAY, BEHIND or "": asked on connections of its own, which never wait for long."""
    try:
        applied = set(_asked(DEFAULT_DB_ALIAS, "SELECT app, name FROM django_migrations"))
    except psycopg2.errors.UndefinedTable:
        return BEHIND
    except psycopg2.Error:
        return "" if any(map(_answers, watch.replicas)) else AWAY
    return BEHIND if missing(applied) else ""


def _answers(alias):
    try:
        return bool(_asked(alias, "SELECT 1"))
    except psycopg2.Error:
        return False


def _asked(alias, question):
    given = connections[alias].get_connection_params()
    given.pop("cursor_factory", None)
    given |= {"connect_timeout": PATIENCE, "tcp_user_timeout": PATIENCE * 1000}
    asking = psycopg2.connect(**given)
    try:
        with asking.cursor() as cursor:
            # Of this transaction alone: a pooler may hand the connection on.
            cursor.execute(f"SET LOCAL statement_timeout = '{PATIENCE}s'")
            cursor.execute(question)
            return cursor.fetchall()
    finally:
        asking.close()


def missing(applied):
    """Migrations of this code that are not among the applied ones, as (app, name)."""
    loader = _on_disk()
    replacing = loader.replacements
    instead = {old: new for new, migration in replacing.items() for old in migration.replaces}

    def is_there(key):
        if key in applied or instead.get(key) in applied:
            return True
        return key in replacing and all(old in applied for old in replacing[key].replaces)

    return sorted(key for key in loader.disk_migrations if not is_there(key))


_loader = None


def _on_disk():
    """The migrations of this code: they stay the same while a process runs."""
    global _loader
    if _loader is None:
        _loader = MigrationLoader(None)
    return _loader


def answer(path, ready):
    """(status, text) of one of the two addresses; None for any other."""
    if path == LIVE:
        return "200 OK", "ok"
    if path == READY:
        reason = ready()
        return ("503 Service Unavailable", reason) if reason else ("200 OK", "ok")
    return None
