"""People who wait for one row of the database, each on a connection of their own."""

import threading
import time

from django.core.exceptions import ValidationError
from django.db import DatabaseError, InterfaceError, connection, transaction

WAITING = "SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted AND pid = ANY(%s)"
PATIENCE = 20


class Person(threading.Thread):
    """Does one thing on a connection of its own and keeps what came of it."""

    def __init__(self, deed):
        super().__init__(daemon=True)
        self.deed, self.pid, self.result, self.error = deed, None, None, None
        self.connected = threading.Event()

    def run(self):
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                self.pid = cursor.fetchone()[0]
            self.connected.set()
            self.result = self.deed()
        except (ValidationError, DatabaseError, InterfaceError) as error:
            self.error = error
        finally:
            connection.close()

    @property
    def sentence(self):
        return " ".join(self.error.messages)


def at_once(row, *deeds):
    """All deeds at one moment: `row` is held until every one of them waits for it.

    Returns the Persons: who was first, then who was refused.
    """
    rows = type(row).objects.select_for_update(of=("self",), no_key=True)
    people = behind(lambda: rows.get(pk=row.pk), deeds)
    return sorted(people, key=lambda person: person.error is not None)


def behind(hold, deeds):
    """The Persons who did these deeds, all of which waited for what `hold` locks."""
    people = [Person(deed) for deed in deeds]
    with transaction.atomic():
        hold()
        for person in people:
            person.start()
            assert person.connected.wait(PATIENCE)
        wait_for(people)
    for person in people:
        person.join(PATIENCE)
        assert not person.is_alive()
    return people


def wait_for(people):
    """Until each of `people` waits for a lock."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute(WAITING, [[person.pid for person in people]])
            if cursor.fetchone()[0] == len(people):
                return
        time.sleep(0.01)
    raise AssertionError("Nobody waited: there was no race.")
