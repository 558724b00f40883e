"""The whole demo newsroom, backed up and brought back by its commands alone."""

import os
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import psycopg2
import pytest

from newsroom.embedded import Cluster
from newsroom.operating.tables import contents
from tests.rig import ROOT


class Newsroom:
    """A data folder with a server of its own, which runs as long as the `with` block."""

    def __init__(self, data, **environment):
        self.data = Path(data)
        inherited = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        self.environment = inherited | {"NEWSROOM_DATA": str(data), **environment}
        self.cluster = Cluster(
            self.data / "postgres", archive=environment.get("NEWSROOM_WAL_ARCHIVE")
        )

    def __enter__(self):
        self.cluster.ensure()
        return self

    def __exit__(self, *error):
        self.cluster.release()

    def manage(self, *words):
        """What a command of the newsroom says."""
        done = subprocess.run(
            [sys.executable, "manage.py", *map(str, words)],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def ask(self, sentence):
        """The first value of the answer."""
        connection = psycopg2.connect(self.cluster.url)
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                cursor.execute(sentence)
                return cursor.fetchone()[0] if cursor.description else None
        finally:
            connection.close()

    def tables(self):
        """Rows and hash of every table."""
        connection = psycopg2.connect(self.cluster.url)
        try:
            with connection.cursor() as cursor:
                return contents(cursor)
        finally:
            connection.close()

    def photos(self):
        """Every file of photos by name."""
        folder = self.data / "photos"
        found = (
            path for kind in ("originals", "renditions") for path in (folder / kind).rglob("*")
        )
        return {
            str(path.relative_to(folder)): path.read_bytes() for path in found if path.is_file()
        }


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory):
    """The demo, in a server that archives."""
    folder = tmp_path_factory.mktemp("newsroom")
    archive = str(folder / "archive")
    with Newsroom(folder / "one", NEWSROOM_WAL_ARCHIVE=archive) as newsroom:
        newsroom.manage("migrate", "--verbosity=0")
        newsroom.manage("load_demo")
        yield newsroom


def test_a_backup_comes_back_in_another_data_folder_with_every_hash(newsroom, tmp_path):
    said = newsroom.manage("backup", tmp_path / "kept")
    assert "whole" in newsroom.manage("check_backup", tmp_path / "kept", "--contents")
    expected, photos = newsroom.tables(), newsroom.photos()

    with Newsroom(tmp_path / "two") as other:
        restored = other.manage("restore", tmp_path / "kept")
        assert "Every table and every file has the hash that it had." in restored
        assert (other.tables(), other.photos()) == (expected, photos)
        assert "No changes" not in other.manage("check_photos", "--contents")
    print(said)
    assert len(expected) > 50 and len(photos) > 100


def test_the_moment_before_a_mistake_comes_back_in_another_data_folder(newsroom, tmp_path):
    newsroom.manage("base_backup", tmp_path / "bases")
    newsroom.ask("UPDATE desks_desk SET masthead = masthead || ' lama'")
    expected, moment = newsroom.tables(), newsroom.ask("SELECT clock_timestamp()")
    time.sleep(0.05)
    newsroom.ask("UPDATE desks_desk SET masthead = 'Salah'")
    piece = newsroom.ask("SELECT pg_walfile_name(pg_switch_wal())")
    archive = Path(newsroom.environment["NEWSROOM_WAL_ARCHIVE"])
    end = time.monotonic() + 60
    while not (archive / f"{piece}.gz").exists():
        assert time.monotonic() < end
        time.sleep(0.1)

    said = newsroom.manage(
        "restore_moment", "--at", moment.isoformat(), "--bases", tmp_path / "bases",
        "--archive", archive, "--into", tmp_path / "then",
    )  # fmt: skip
    with Newsroom(tmp_path / "then") as then:
        assert then.tables() == expected != newsroom.tables()
    assert datetime.fromisoformat(moment.isoformat()).isoformat() in said
