"""Migrations that the newsroom would notice are refused, with what to do instead."""

import contextlib
import threading
from importlib import import_module

import psycopg2
import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, migrations, models, transaction
from django.db.migrations.state import ModelState, ProjectState

from newsroom.operating import upgrading
from newsroom.operating.management.commands import migrate
from newsroom.operating.upgrading import judge

pytestmark = pytest.mark.django_db
NOTICED = [
    'CREATE INDEX "x" ON "articles_article" ("slug")',
    "CREATE UNIQUE INDEX x ON articles_article (slug)",
    'ALTER TABLE "articles_article" ADD COLUMN "x" integer NOT NULL',
    'ALTER TABLE "articles_article" ALTER COLUMN "x" DROP DEFAULT',
    'ALTER TABLE "articles_article" ADD COLUMN "x" text GENERATED ALWAYS AS (slug) STORED',
    'ALTER TABLE "articles_article" ADD COLUMN "x" uuid DEFAULT gen_random_uuid() NOT NULL',
    'ALTER TABLE "articles_article" ADD COLUMN "x" integer NULL UNIQUE',
    'ALTER TABLE "articles_article" ALTER COLUMN "x" TYPE bigint USING "x"::bigint',
    'ALTER TABLE "articles_article" ALTER COLUMN "x" SET NOT NULL',
    'ALTER TABLE "articles_article" ADD CONSTRAINT "x" CHECK (number > 0)',
    'ALTER TABLE "articles_article" ADD CONSTRAINT "x" FOREIGN KEY ("a") REFERENCES "b" ("id")',
    'ALTER TABLE "articles_article" ADD CONSTRAINT "x" UNIQUE ("slug")',
    "ALTER TABLE articles_article ADD CONSTRAINT x EXCLUDE USING gist (span WITH &&)",
    'ALTER TABLE "articles_article" DROP COLUMN "x" CASCADE',
    'ALTER TABLE "articles_article" RENAME COLUMN "x" TO "y"',
    'DROP TABLE "articles_article" CASCADE',
    "UPDATE articles_article SET slug = lower(slug)",
    "DELETE FROM articles_article",
    "INSERT INTO x SELECT * FROM articles_article",
    "TRUNCATE articles_article",
    "LOCK TABLE articles_article",
    "VACUUM FULL articles_article",
    "REINDEX TABLE articles_article",
    "DO $$ BEGIN UPDATE articles_article SET slug = ''; END $$",
    f"-- {upgrading.PYTHON}",
]
UNNOTICED = [
    ['CREATE TABLE "x" ("id" bigint)', 'CREATE INDEX "i" ON "x" ("id")',
     'ALTER TABLE "x" ADD CONSTRAINT "c" UNIQUE ("id")'],
    ['CREATE INDEX CONCURRENTLY "x" ON "articles_article" ("slug")'],
    ['ALTER TABLE "articles_article" ADD COLUMN "x" integer NULL'],
    ['ALTER TABLE "articles_article" ADD COLUMN "x" integer DEFAULT 0 NOT NULL'],
    ['ALTER TABLE "articles_article" ADD COLUMN "x_id" bigint NULL CONSTRAINT "c" REFERENCES '
     '"b"("id") DEFERRABLE INITIALLY DEFERRED; SET CONSTRAINTS "c" IMMEDIATE'],
    ['ALTER TABLE "articles_article" ADD CONSTRAINT "x" CHECK (number > 0) NOT VALID'],
    ['ALTER TABLE "articles_article" VALIDATE CONSTRAINT "x"'],
    ["ALTER TABLE articles_article ADD CONSTRAINT x UNIQUE USING INDEX y"],
    ["CREATE OR REPLACE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
     "UPDATE articles_article SET slug = ''; RETURN NEW; END $$"],
    ["CREATE TRIGGER t BEFORE UPDATE ON articles_article EXECUTE FUNCTION f()"],
    ["-- Alter field x on article", "REINDEX INDEX CONCURRENTLY x"],
]  # fmt: skip


@pytest.mark.parametrize("statement", NOTICED)
def test_what_locks_or_what_the_old_code_cannot_live_with_is_noticed(statement):
    assert len(list(judge([statement]))) == 1


@pytest.mark.parametrize("statements", UNNOTICED)
def test_what_neither_locks_nor_takes_anything_away_is_not(statements):
    assert list(judge(statements)) == []


def statements_of(*operations):
    """What Django itself would run on a table that is there."""
    state = ProjectState()
    state.add_model(
        ModelState("articles", "Thing", [("id", models.BigAutoField(primary_key=True))])
    )
    migration = migrations.Migration("made", "articles")
    migration.operations = operations
    with connection.schema_editor(collect_sql=True) as editor:
        migration.apply(state, editor, collect_sql=True)
    return editor.collected_sql


@pytest.mark.parametrize(
    ("operation", "noticed"),
    [
        (migrations.AddField("thing", "a", models.IntegerField(null=True)), False),
        (migrations.AddField("thing", "a", models.IntegerField(db_default=0)), False),
        (migrations.AddField("thing", "a", models.IntegerField(default=0)), True),
        (migrations.AddField("thing", "a", models.CharField(max_length=9, unique=True)), True),
        (migrations.AddIndex("thing", models.Index(fields=["id"], name="i")), True),
        (migrations.RunPython(lambda *_: None), True),
        (migrations.DeleteModel("thing"), True),
    ],
)
def test_djangos_own_operations_are_judged_by_what_they_run(operation, noticed):
    assert bool(list(judge(statements_of(operation)))) is noticed


def test_of_the_migrations_since_the_released_ones_none_is_noticed(capsys):
    call_command("check_migrations")

    assert "notice no other migration" in capsys.readouterr().out


def test_a_migration_that_says_why_is_let_through_and_another_fails_the_command(
    monkeypatch, capsys
):
    nodes = [("articles", "0014_revisions_of_passages"), ("articles", "0016_covering_indexes")]
    monkeypatch.setattr(upgrading, "new_migrations", lambda loader: nodes)

    module = import_module("articles.migrations.0014_revisions_of_passages")
    monkeypatch.setattr(module.Migration, "pause", "Every revision is rewritten.", raising=False)

    with pytest.raises(CommandError, match="would be noticed"):
        call_command("check_migrations")

    told = capsys.readouterr()
    assert "0014_revisions_of_passages needs a pause: Every revision is rewritten." in told.out
    assert "articles.0016_covering_indexes: CREATE INDEX" in told.err
    assert "0014" not in told.err


def test_at_a_release_all_migrations_of_now_are_written_down(monkeypatch, tmp_path):
    monkeypatch.setattr(upgrading, "RELEASED", tmp_path / "released.toml")
    call_command("check_migrations", "--release")

    loader = upgrading.MigrationLoader(connection)
    assert upgrading.new_migrations(loader) == []
    assert 'desks = "0003_one_move_at_a_time"' in upgrading.RELEASED.read_text()


def test_migrations_after_the_released_ones_are_new_and_those_before_are_not(monkeypatch, tmp_path):
    released = tmp_path / "released.toml"
    released.write_text('articles = "0018_notices"\n')
    monkeypatch.setattr(upgrading, "RELEASED", released)
    loader = upgrading.MigrationLoader(connection)
    found = upgrading.new_migrations(loader)

    assert ("articles", "0019_readers_search") in found
    assert ("articles", "0018_notices") not in found
    assert ("desks", "0001_initial") not in found  # The released one needs it.
    assert not [app for app, _name in found if app in ("auth", "taggit", "axes")]


# --- Beside people at work ------------------------------------------------------------------------

# Whoever issues takes the article and then its version; articles.0028_languages did the reverse.
ARTICLE, VERSION = (
    "LOCK TABLE articles_article IN {} MODE",
    "LOCK TABLE articles_version IN {} MODE",
)
WORKS, CHANGES = "ROW EXCLUSIVE", "ACCESS EXCLUSIVE"
# Nobody is left to wait once the migration has both.
ONCE_WAITING = """DO $$ BEGIN
    WHILE EXISTS (SELECT FROM pg_locks WHERE pid = {pid} AND locktype = 'relation')
        AND NOT EXISTS (SELECT FROM pg_locks WHERE pid = {pid} AND NOT granted)
    LOOP PERFORM pg_sleep(0.005); END LOOP;
END $$"""


def test_a_migration_gives_way_to_whoever_issues_and_comes_again(monkeypatch, capsys):
    tries, failed, waits = [], [], threading.Event()
    own = psycopg2.connect(**connection.get_connection_params())

    def issue():
        """Has the first table, and wants the second, which the migration has."""
        waits.wait(20)
        try:
            own.cursor().execute(VERSION.format(WORKS))
        except psycopg2.Error as error:
            failed.append(error)
        own.rollback()

    def handle(command, *args, **options):
        command.verbosity = 0
        command.migration_progress_callback("apply_start", migrations.Migration("x", "y"))
        tries.append(True)
        with transaction.atomic(), connection.cursor() as cursor:
            # Of the two it is whoever issues whom Postgres would break off, and after two seconds.
            cursor.execute("SET LOCAL deadlock_timeout = '1min'")
            cursor.execute(VERSION.format(CHANGES))
            waits.set()
            cursor.execute(ONCE_WAITING.format(pid=own.info.backend_pid))
            cursor.execute(ARTICLE.format(CHANGES))
        editor.join()

    monkeypatch.setattr(migrate.Migrate, "handle", handle)
    monkeypatch.setattr(migrate, "PAUSE", 0.05)
    editor = threading.Thread(target=issue)
    with contextlib.closing(own):
        own.cursor().execute("SET LOCAL deadlock_timeout = '2s'")
        own.cursor().execute(ARTICLE.format(WORKS))
        editor.start()
        try:
            call_command("migrate")
        finally:
            waits.set()
            editor.join()

    assert not failed and len(tries) > 1
    assert "tries again" in capsys.readouterr().err
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("0",)


def test_a_migration_that_fails_for_another_reason_is_not_tried_again(monkeypatch):
    tries = []

    def handle(command, *args, **options):
        tries.append(True)
        raise OperationalError("the disk is full")

    monkeypatch.setattr(migrate.Migrate, "handle", handle)
    with pytest.raises(OperationalError):
        call_command("migrate", verbosity=0)
    assert len(tries) == 1


def test_an_index_that_is_built_beside_everybody_may_wait_for_whoever_began_before_it():
    command = migrate.Command()
    command.own, command.verbosity = connection, 0

    class Beside(migrations.Migration):
        atomic = False

    said = []
    for migration in (migrations.Migration, Beside):
        command.migration_progress_callback("apply_start", migration("x", "y"))
        with connection.cursor() as cursor:
            cursor.execute("SHOW lock_timeout")
            said += cursor.fetchone()
    assert said == [migrate.PATIENCE, "0"]
