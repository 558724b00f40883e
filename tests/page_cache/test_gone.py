"""What was taken down while nobody heard is known once somebody hears again, and nothing more."""

import contextlib
import os
import resource

import psycopg2
import pytest
from django.db import connection

from articles.freshness.keys import GONE
from articles.freshness.listening import Listener

pytestmark = pytest.mark.django_db


class Cut(OSError):
    """The connection breaks."""


@pytest.fixture
def listener():
    """One that listens until what is done meanwhile was heard, and what it says."""

    class Cuttable(Listener):
        def __init__(self):
            super().__init__()
            self.said = []
            self.tell(self.said.append)

        def _hear(self, raw, cursor):
            if self._is_over():
                raise Cut
            super()._hear(raw, cursor)

        def listens(self, meanwhile=lambda: None, is_over=lambda: True):
            """What it says in one go of it."""
            self.said.clear()
            done = []

            def over():
                if not done:
                    done.append(True)
                    meanwhile()
                return is_over()

            self._is_over = over
            with pytest.raises(Cut):
                self._listen()
            return list(self.said)

    return Cuttable()


@pytest.fixture
def other():
    """Somebody else at the database."""
    own = psycopg2.connect(**connection.get_connection_params())
    with contextlib.closing(own), own.cursor() as cursor:
        yield cursor


def take_down(other):
    """A story is withdrawn, and the public hears of it."""
    other.execute("SELECT newsroom_tell(ARRAY['gone', 'article:7'])")
    other.connection.commit()


def test_after_each_absence_it_says_what_is_gone_since_it_last_heard(listener, other):
    # What was before it first listened nobody knows.
    assert listener.listens() == [None, {GONE}]
    assert listener.listens() == [None]

    # Told while it heard: that is known, and no reason to fear more.
    before = []

    def take_down_now():
        before.append(listener._mark)
        take_down(other)

    heard = listener.listens(take_down_now, lambda: listener._mark is not before[0])
    assert heard == [None, {GONE, "article:7"}]
    assert listener.listens() == [None]

    # Told while it did not.
    take_down(other)
    assert listener.listens() == [None, {GONE, "article:7"}]
    assert listener.listens() == [None]


def test_what_was_begun_while_it_heard_and_became_public_while_it_did_not_is_gone(listener, other):
    other.execute("SELECT newsroom_tell(ARRAY['gone', 'article:7'])")
    listener.listens()
    assert listener.listens() == [None]

    other.connection.commit()
    assert listener.listens() == [None, {GONE, "article:7"}]


def test_of_another_history_nobody_knows_what_is_gone(listener):
    listener.listens()
    listener._mark = type(listener._mark)("7321/00000002", listener._mark.seen)

    assert listener.listens() == [None, {GONE}]


@pytest.fixture
def crowd():
    """A process with so many connections that the next one's number is large."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(4096, hard), hard))
    files = [os.open(os.devnull, os.O_RDONLY)]
    while files[-1] <= 1024:
        files.append(os.dup(files[0]))
    yield
    for file in files:
        os.close(file)
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_what_changes_is_heard_however_many_readers_are_connected(listener, other, crowd):
    heard = listener.listens(lambda: take_down(other), lambda: len(listener.said) > 2)

    assert heard == [None, {GONE}, {GONE, "article:7"}]
