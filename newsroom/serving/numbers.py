"""The number of a request: in its answer, in its log lines and in its questions to the database."""

import os
import re
import threading
from contextvars import ContextVar
from itertools import count

# The number of the request that this thread works on, or "" where it works on none.
NUMBER = ContextVar("request_number", default="")
# Nothing that could end a comment of SQL, or begin a second header.
GOOD = re.compile(r"[A-Za-z0-9._-]{8,64}", re.ASCII)


class _Asked(threading.local):
    """How many questions this thread asked the database."""

    count = 0


asked = _Asked()


def number_of(environ, *, trusted):
    """The number that a trusted proxy gave the request, else a new one."""
    given = environ.get("HTTP_X_REQUEST_ID", "") if trusted else ""
    return given if GOOD.fullmatch(given) else f"{_process.begin}{next(_process.count):08x}"


class _Process:
    """What the numbers of a process have in common, and how many it gave out."""

    def __init__(self):
        self.start()
        os.register_at_fork(after_in_child=self.start)

    def start(self):
        """Another beginning in each process."""
        self.begin, self.count = os.urandom(4).hex(), count()


_process = _Process()


def numbered(execute, sql, params, many, context):
    """Ask the database with the request's number in front, where it is seen, and count it.

    Postgres keeps the beginning of what a connection asks (`pg_stat_activity`) and logs all of it.
    """
    asked.count += 1
    number = NUMBER.get()
    if number and isinstance(sql, str):
        sql = f"/* {number} */ {sql}"
    return execute(sql, params, many, context)


def number_questions(connection, **kwargs):
    """Receives Django's `connection_created`: from then on its questions are numbered."""
    if numbered not in connection.execute_wrappers:
        connection.execute_wrappers.append(numbered)
