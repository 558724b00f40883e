"""Backing up, and restoring elsewhere: really, with Postgres' own programs."""

import hashlib
import shutil
from contextlib import contextmanager
from datetime import timedelta

import psycopg2
import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import connection
from psycopg2 import sql

from newsroom.operating import backing_up, kept, programs, restoring
from newsroom.operating.tables import contents, differences
from newsroom.photos import storing, taking_down
from newsroom.photos.models import Takedown
from newsroom.photos.storing import LocalFolder

from .factories import NOW, make_desk, make_issued, make_section, make_user
from .photos import encoded, give_files, make_photo, make_picture

pytestmark = pytest.mark.django_db(transaction=True)
LATER = NOW + timedelta(days=1)


@pytest.fixture
def photo():
    """A photo with its original and two public files, in a newsroom with an article."""
    data = encoded(make_picture(seed="cadangan"))
    digest = hashlib.sha256(data).hexdigest()
    desk = make_desk("kerinci")
    make_issued(desk=desk, live_from=NOW, section=make_section())
    storing.originals().save(storing.original_name(digest), ContentFile(data))
    photo = make_photo(desk, original=digest)
    give_files(photo)
    return photo


@contextmanager
def empty_database(name="newsroom_restored"):
    """Parameters of an empty database on the tests' own server, gone afterwards."""
    parameters = programs.parameters_of(connection)
    parameters.pop("client_encoding", None)
    with asking(parameters | {"dbname": "postgres"}) as cursor:
        for sentence in ("DROP DATABASE IF EXISTS {} WITH (FORCE)", "CREATE DATABASE {}"):
            cursor.execute(sql.SQL(sentence).format(sql.Identifier(name)))
        yield parameters | {"dbname": name}
        cursor.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def asking(parameters):
    """A cursor of a connection of its own."""
    known = {name: value for name, value in parameters.items() if value not in (None, "")}
    known.pop("client_encoding", None)
    asked = psycopg2.connect(**known)
    asked.autocommit = True
    try:
        with asked.cursor() as cursor:
            yield cursor
    finally:
        asked.close()


def folders(tmp_path):
    """Storages of photos elsewhere."""
    return {
        kind: LocalFolder(location=tmp_path / "elsewhere" / kind)
        for kind in ("originals", "renditions")
    }


def files_in(folder):
    """The bytes of every file below a folder, by name."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_what_is_backed_up_is_restored_elsewhere_table_by_table_and_file_by_file(photo, tmp_path):
    def publish_meanwhile(_line):
        """Somebody goes on working while the backup is made, and commits."""
        with asking(programs.parameters_of(connection)) as cursor:
            cursor.execute("UPDATE desks_desk SET name = name || ' baru'")

    with connection.cursor() as cursor:
        before = contents(cursor)
    backup = backing_up.back_up(tmp_path / "kept", at=NOW, say=publish_meanwhile)

    assert backup.told["tables"] == before
    assert backup.told["missing"] == []
    assert list(kept.check(kept.chosen(tmp_path / "kept"), contents=True)) == []
    elsewhere = folders(tmp_path)
    with empty_database() as there:
        report = restoring.restore(backup, to=there, storages=elsewhere)
        with asking(there) as cursor:
            after = contents(cursor)
            cursor.execute("SELECT name FROM desks_desk WHERE slug = 'kerinci'")
            assert "baru" not in cursor.fetchone()[0]
            # The next article gets the next number, and the rules of the database hold.
            cursor.execute("SELECT nextval(pg_get_serial_sequence('articles_article', 'id'))")
            with connection.cursor() as own:
                own.execute("SELECT last_value FROM articles_article_id_seq")
                assert cursor.fetchone()[0] == own.fetchone()[0] + 1
            with pytest.raises(psycopg2.Error, match="append-only"):
                cursor.execute("DELETE FROM articles_decision")
        with pytest.raises(restoring.NotRestored, match="Name an empty one"):
            restoring.restore(backup, to=there, storages=elsewhere)

    assert (report.wrong, report.files) == ([], 3)
    assert after == before
    assert sum(rows for rows, _hash in after.values()) == report.rows > 100
    for kind in elsewhere:
        copies = files_in(tmp_path / "elsewhere" / kind)
        assert copies == files_in(tmp_path / "kept" / kind) != {}
        for name, data in copies.items():
            assert hashlib.sha256(data).hexdigest() == kept.digest_of(f"{kind}/{name}")


def test_a_second_backup_takes_the_new_photos_alone_and_one_that_stopped_goes_on(
    photo, tmp_path, monkeypatch
):
    folder = tmp_path / "kept"
    with monkeypatch.context() as patch:
        patch.setattr(backing_up, "settle", _stops_at("files.gz"))
        with pytest.raises(KeyboardInterrupt):
            backing_up.back_up(folder, at=NOW)
    (folder / "notes.json").write_text("[]")
    (folder / "half.json").write_text("{")
    with pytest.raises(kept.Damaged, match="no finished backup"):
        kept.chosen(folder)
    first = {path: path.stat().st_ino for path in (folder / "renditions").rglob("*.webp")}
    assert len(first) == 2

    give_files(photo, crops=("1x1",))
    backup = backing_up.back_up(folder, at=LATER)

    assert backup.told["files"] == 4
    now = {path: path.stat().st_ino for path in (folder / "renditions").rglob("*.webp")}
    assert first.items() < now.items()
    assert not [path for path in folder.rglob(".unfinished*") if "dump" in path.name]
    # Of the one that stopped nothing stays but what somebody else put there.
    (folder / "other.dump").touch()
    backing_up.forget(folder, keep=1)
    dumps = {path.name for path in folder.iterdir() if path.suffix in (".dump", ".gz")}
    assert dumps == {backup.dump.name, backup.listing.name, "other.dump"}


@pytest.mark.parametrize("told", ['{"newsroom_backup": 1, "at', '{"newsroom_backup": 2}', "[]"])
def test_nothing_is_deleted_beside_a_backup_that_cannot_be_read(photo, tmp_path, told):
    folder = tmp_path / "kept"
    first = backing_up.back_up(folder, at=NOW)
    first.manifest.write_text(told)
    before = set(files_in(folder))

    with pytest.raises(CommandError, match=f"whole. Nothing was deleted: {first.name}.json"):
        call_command("backup", folder, keep=1, verbosity=0)

    assert before < set(files_in(folder)) and len(kept.backups(folder)) == 1
    first.manifest.rename(folder / "moved-away")
    backing_up.forget(folder, keep=1)
    assert not first.dump.exists()


def _stops_at(word):
    def settle(unfinished, path):
        if path.name.endswith(word):
            raise KeyboardInterrupt
        kept.settle(unfinished, path)

    return settle


def test_a_photo_that_was_taken_down_leaves_with_the_last_backup_that_has_it(photo, tmp_path):
    folder = tmp_path / "kept"
    backing_up.back_up(folder, at=NOW)
    public = len(files_in(folder / "renditions"))
    taking_down.take_down(
        photo,
        by=make_user("chief", photo.desk),
        at=NOW,
        ground=Takedown.Ground.values[0],
        reason="Diminta keluarga",
        original=Takedown.Original.ERASE,
    )
    call_command("backup", folder, verbosity=0)
    assert public == 2 and len(files_in(folder / "renditions")) == 2

    call_command("backup", folder, "--keep", "1", verbosity=0)
    call_command("check_backup", folder, "--all", "--contents")

    assert len(kept.backups(folder)) == 1
    assert files_in(folder / "renditions") == files_in(folder / "originals") == {}


def test_what_is_damaged_is_named_and_a_damaged_dump_is_not_restored(photo, tmp_path, capsys):
    folder = tmp_path / "kept"
    backup = backing_up.back_up(folder, at=NOW)
    one, other = sorted((folder / "renditions").rglob("*.webp"))
    one.unlink()
    other.write_bytes(b"x" * other.stat().st_size)
    names = [f"renditions/{path.relative_to(folder / 'renditions')}" for path in (one, other)]

    assert list(kept.check(backup)) == [f"{names[0]} is missing."]
    assert list(kept.check(backup, contents=True)) == [
        f"{names[0]} is missing.",
        f"{names[1]} is damaged.",
    ]
    with pytest.raises(CommandError, match="1 things"):
        call_command("check_backup", folder)

    dump = bytearray(backup.dump.read_bytes())
    dump[len(dump) // 2] ^= 1
    backup.dump.write_bytes(dump)
    with pytest.raises(restoring.NotRestored, match="Nothing was changed"):
        restoring.restore(backup, to={"dbname": "nowhere"}, storages=folders(tmp_path))


def test_a_photo_whose_file_is_missing_fails_the_backup_but_not_its_rest(photo, tmp_path, capsys):
    shutil.rmtree(storing.originals().path(photo.original[:2]))

    with pytest.raises(CommandError, match="run check_photos"):
        call_command("backup", tmp_path / "kept")

    assert f"originals/{storing.original_name(photo.original)}" in capsys.readouterr().err
    assert kept.chosen(tmp_path / "kept").told["files"] == 2


def test_one_backup_at_a_time_is_made_in_a_folder(tmp_path):
    with backing_up.alone(tmp_path), pytest.raises(backing_up.Busy, match="Another backup"):
        backing_up.back_up(tmp_path, at=NOW)
    base = tmp_path / ".unfinished-base"
    base.mkdir()
    with backing_up.alone(tmp_path), pytest.raises(CommandError, match="Another backup"):
        call_command("base_backup", tmp_path)
    assert base.exists(), "what the other one has copied so far is left alone"


def test_a_row_that_differs_a_table_that_is_missing_and_one_too_many_are_told():
    before = {"public.a": [2, "5"], "public.b": [1, "1"], "public.c": [0, "0"]}
    after = {"public.a": [2, "6"], "public.c": [0, "0"], "public.d": [0, "0"]}

    assert list(differences(before, after)) == [
        "public.a differs: 2 rows were backed up, 2 are there.",
        "public.b is missing.",
        "public.d was not in the backup.",
    ]


def test_the_program_has_to_be_as_new_as_the_server(monkeypatch, tmp_path):
    program = tmp_path / "pg_dump"
    program.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 14.2'\n")
    program.chmod(0o755)
    monkeypatch.setattr(programs, "program_folders", lambda: [tmp_path])

    assert programs.find("pg_dump", 13) == program
    with pytest.raises(programs.Missing, match="14, which is older.*postgresql-client-15"):
        programs.find("pg_dump", 15)
    with pytest.raises(programs.Missing, match="pg_restore of Postgres 15"):
        programs.find("pg_restore", 15)


def test_a_password_goes_by_the_environment_and_not_by_the_list_of_processes():
    dsn, environment = programs.address({"host": "db", "user": "app", "password": "S3cret"})

    assert "S3cret" not in dsn
    assert environment["PGPASSWORD"] == "S3cret"
