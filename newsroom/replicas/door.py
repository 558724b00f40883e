"""The one place that decides which database is asked: a reader's request may go to a replica.

While a thread answers a reader its questions go where `database()` says; all others, and whatever
is written, go to the newsroom's own.
"""

import threading

from django.db import (
    DEFAULT_DB_ALIAS,
    DatabaseError,
    InterfaceError,
    OperationalError,
    connections,
)

from .lag import watch


def is_unanswered(error):
    """Whether a database did not answer, or took back what it began to say.

    Of a connection that breaks in the midst of an answer psycopg2 says no more than that: a plain
    DatabaseError without a code.
    """
    if type(error) is DatabaseError:
        return getattr(error.__cause__, "pgcode", "") is None
    return isinstance(error, (OperationalError, InterfaceError))


class _Door(threading.local):
    alias = DEFAULT_DB_ALIAS
    others = ()
    sure = 1
    once_more = False


_door = _Door()


def open_to_readers():
    """From here on this thread answers a reader."""
    (_door.alias, *_door.others), _door.sure = watch.order()
    _door.once_more = bool(_door.others)


def close():
    """From here on this thread asks the newsroom's own database."""
    _door.alias, _door.others, _door.sure, _door.once_more = DEFAULT_DB_ALIAS, (), 1, False


def database():
    """The connection that this thread asks."""
    return connections[_door.alias]


def knows_what_is_published():
    """Whether what this thread is told holds all that is published: else it must not be kept."""
    return _door.sure > 0


def has_another():
    """Whether there is a database left that this thread could ask instead."""
    return bool(_door.others) or _door.once_more


def ask(question):
    """What `question()` answers: where a database does not, the next one is asked.

    The last one's failure is the question's.
    """
    while True:
        try:
            return question()
        except (DatabaseError, InterfaceError) as error:
            if not is_unanswered(error) or not go_on():
                raise


def go_on():
    """Ask the next database from here on; False where there is none.

    Each is asked twice: while a primary is lost they may break off what they are at, one by one.
    """
    if not has_another():
        return False
    failed = connections[_door.alias]
    if failed.connection is None or failed.connection.closed:
        watch.suspect(_door.alias)
    failed.close()
    if _door.others:
        _door.alias, *_door.others = _door.others
        _door.sure -= 1
    else:
        open_to_readers()
        _door.once_more = False
    return True


class Router:
    """What Django asks of a database to be asked."""

    def db_for_read(self, model, **hints):
        """The door's: also where a row was read from another one before."""
        return _door.alias

    def db_for_write(self, model, **hints):
        """The newsroom's own."""
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one, other, **hints):
        """All of them hold the same rows."""
        return True

    def allow_migrate(self, db, app_label, **hints):
        """A replica follows by itself."""
        return db == DEFAULT_DB_ALIAS
