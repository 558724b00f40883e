"""Migrations that the newsroom would notice are refused, with what to do instead."""

from importlib import import_module

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, migrations, models
from django.db.migrations.state import ModelState, ProjectState

from newsroom.operating import upgrading
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
