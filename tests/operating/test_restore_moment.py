"""The database as it was at a moment, restored elsewhere from a base backup and the archive."""

import time
from datetime import datetime, timedelta

import psycopg2
import pytest

from newsroom.embedded import Cluster, Unavailable
from newsroom.operating import moments
from newsroom.operating.tables import contents


def ask(cluster, *sentences):
    """Each sentence in a transaction of its own; the last one's first value."""
    connection = psycopg2.connect(cluster.url)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            for sentence in sentences:
                cursor.execute(sentence)
            return cursor.fetchone()[0] if cursor.description else None
    finally:
        connection.close()


def hashes(cluster):
    """What every table holds."""
    connection = psycopg2.connect(cluster.url)
    try:
        with connection.cursor() as cursor:
            return contents(cursor)
    finally:
        connection.close()


@pytest.fixture
def newsroom(tmp_path):
    """A server that archives, with some rows and a base backup; released at the end."""
    cluster = Cluster(tmp_path / "one" / "postgres", archive=tmp_path / "archive").ensure()
    try:
        ask(
            cluster,
            "CREATE TABLE article (id serial PRIMARY KEY, headline text)",
            "INSERT INTO article (headline) SELECT 'Berita ' || n FROM generate_series(1, 5000) n",
        )
        parameters = psycopg2.extensions.parse_dsn(cluster.url)
        at = datetime.fromisoformat("2026-11-26T00:00:00+00:00")
        moments.make_base(tmp_path / "bases", parameters, at=at, clock=lambda: now(cluster))
        yield cluster
    finally:
        cluster.release()


def now(cluster):
    """The server's own clock."""
    return ask(cluster, "SELECT clock_timestamp()")


def test_a_moment_before_a_mistake_is_restored_elsewhere_row_by_row(newsroom, tmp_path):
    ask(newsroom, "INSERT INTO article (headline) VALUES ('Yang terakhir benar')")
    expected, moment = hashes(newsroom), now(newsroom)
    time.sleep(0.05)
    ask(newsroom, "DELETE FROM article WHERE id % 2 = 0", "UPDATE article SET headline = 'x'")
    archived(newsroom)

    restored = moments.restore(tmp_path / "bases", tmp_path / "archive", moment, tmp_path / "two")
    try:
        assert hashes(restored) == expected != hashes(newsroom)
        # It takes new work, also after it was stopped and started like any other.
        ask(restored, "INSERT INTO article (headline) VALUES ('Sesudah pulih')")
        restored.release()
        restored.ensure()
        assert ask(restored, "SELECT count(*) FROM article") == 5002
    finally:
        restored.release()


def archived(cluster):
    """Wait until what was written so far lies in the archive."""
    name = ask(cluster, "SELECT pg_walfile_name(pg_switch_wal())")
    end = time.monotonic() + 30
    while not (cluster.archive / f"{name}.gz").exists():
        assert time.monotonic() < end, ask(cluster, "SELECT to_json(a) FROM pg_stat_archiver a")
        time.sleep(0.05)


def test_a_moment_that_cannot_be_restored_is_refused_with_a_sentence(
    newsroom, tmp_path, monkeypatch
):
    archived(newsroom)
    before = now(newsroom) - timedelta(days=1)
    with pytest.raises(moments.NoSuchMoment, match="No base backup"):
        moments.restore(tmp_path / "bases", tmp_path / "archive", before, tmp_path / "two")

    after = now(newsroom) + timedelta(days=1)
    with pytest.raises((moments.NoSuchMoment, Unavailable), match="recovery target|archive ends"):
        moments.restore(tmp_path / "bases", tmp_path / "archive", after, tmp_path / "three")
    # Also where the server ends between its first answer and the next question.
    really = Cluster._make_database

    def too_late(cluster):
        cluster._process.wait(60)
        really(cluster)

    monkeypatch.setattr(Cluster, "_make_database", too_late)
    with pytest.raises((moments.NoSuchMoment, Unavailable), match="recovery target|archive ends"):
        moments.restore(tmp_path / "bases", tmp_path / "archive", after, tmp_path / "four")
    with pytest.raises(moments.NoSuchMoment, match="is there already"):
        moments.restore(tmp_path / "bases", tmp_path / "archive", now(newsroom), tmp_path / "three")
