"""Two processes, one database: whatever is published in one is what the other answers with."""

import http.client
import time
from contextlib import contextmanager
from datetime import timedelta

import psycopg2
import pytest
from django.db import connection
from django.utils import timezone

from articles.freshness.listening import NAME

from ..factories import make_desk, make_issued, make_network, reissue
from ..served import Served

# What nobody waits longer for.
WITHIN = 1.0
LISTENING = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE application_name = %s AND datname = current_database()
"""


@pytest.fixture
def servers(transactional_db):
    """Two servers of one process each, which share what they keep."""
    database = connection.settings_dict["NAME"]
    found = [Served(database), Served(database)]
    for server in found:
        server.start()
    yield found
    for server in found:
        server.kill()


def read(server, path, host):
    """(status, what the cache had, text) of an answer."""
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    try:
        line.request("GET", path, headers={"Host": host})
        answer = line.getresponse()
        return answer.status, answer.headers.get("Cache-Status", ""), answer.read().decode()
    finally:
        line.close()


def until(condition, seconds=WITHIN):
    """Whether it comes true within that time; however slow the machine, it is asked once."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def hits(server, path, host):
    return until(lambda: "; hit" in read(server, path, host)[1], 20)


def test_what_one_process_knows_the_other_does_and_no_reader_is_left_alone(servers):
    make_network()
    kerinci = make_desk("kerinci")
    host = kerinci.host
    article = make_issued(kerinci, headline="Danau surut", at=timezone.now())
    path = article.versions.get().path
    one, other = servers
    for page in ("/", path):
        assert hits(one, page, host) and hits(other, page, host)

    # Published in a third process, which is this one.
    reissue(article, at=timezone.now(), headline="Danau naik")
    for server in servers:
        assert until(lambda server=server: "Danau naik" in read(server, "/", host)[2])

    # By the clock, with nothing written at that moment.
    soon = timezone.now() + timedelta(seconds=1.5)
    make_issued(kerinci, headline="Terjadwal", at=timezone.now(), live_from=soon)
    assert hits(one, "/", host) and hits(other, "/", host)
    while timezone.now() < soon:
        for server in servers:
            text = read(server, "/", host)[2]
            assert "Terjadwal" not in text or timezone.now() >= soon
        time.sleep(0.05)
    for server in servers:
        assert "Terjadwal" in read(server, "/", host)[2]

    # Nobody hears any more: nothing is believed until they listen again.
    with connection.cursor() as cursor:
        cursor.execute(LISTENING, [NAME])
        assert cursor.rowcount == 2
    make_issued(kerinci, headline="Tak terdengar", at=timezone.now())
    for server in servers:
        assert until(lambda server=server: "Tak terdengar" in read(server, "/", host)[2])
    assert hits(one, "/", host) and hits(other, "/", host)

    # The database is away: what was there, and it says so.
    with locked_out(connection.settings_dict["NAME"]):
        for server in servers:
            assert until(lambda server=server: "stale" in read(server, "/", host)[1], 20)
            status, _had, text = read(server, "/", host)
            assert (status, "Tak terdengar" in text) == (200, True)
    assert hits(one, "/", host) and hits(other, "/", host)


@contextmanager
def locked_out(name):
    """Nobody but this test is in the database, and nobody comes in."""
    outside = psycopg2.connect(**connection.get_connection_params() | {"dbname": "postgres"})
    outside.autocommit = True
    own = connection.connection.info.backend_pid
    with outside.cursor() as cursor:
        cursor.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        try:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = %s AND pid <> %s",
                [name, own],
            )
            yield
        finally:
            cursor.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
            outside.close()
