"""What is withdrawn, corrected or taken down stays written down, with the pages that showed it.

Whoever could not hear for a while reads there what they missed (articles/freshness/gone.py).
"""

from importlib import import_module

from django.db import migrations

TOLD = import_module("articles.freshness.migrations.0001_changes_are_told")


def function(sql, name):
    """The function `name` as `sql` makes it, to take the place of what it is by then."""
    begun = sql.index(f"CREATE FUNCTION {name}(")
    ended = sql.index("END $$;", begun) + len("END $$;")
    return f"CREATE OR REPLACE{sql[begun + len('CREATE') : ended]}\n"


def changed(sql, *changes):
    """`sql` with each `old` changed into its `new`."""
    for old, new in changes:
        if sql.count(old) != 1:
            raise ValueError(old)
        sql = sql.replace(old, new)
    return sql


TELL = function(TOLD.TELLING, "newsroom_tell")
PHOTOS = function(TOLD.TRIGGERS, "newsroom_tell_photos")
TABLE = """
CREATE TABLE freshness_gone (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    told_in xid8 NOT NULL DEFAULT pg_current_xact_id(),
    keys text[] NOT NULL
);
CREATE INDEX freshness_gone_told_in ON freshness_gone (told_in);
"""
# Each line says that it is of something gone: they may be heard one by one.
REMEMBERED = changed(
    TELL,
    ("line text := '';", "line text;\n    begun text := '';"),
    (
        "    FOR each IN SELECT",
        """    IF 'gone' = ANY (keys) THEN
        INSERT INTO freshness_gone (keys) VALUES (array_remove(keys, NULL));
        begun := 'gone';
    END IF;
    line := begun;
    FOR each IN SELECT""",
    ),
    ("            line := '';", "            line := begun;"),
    ("WHERE key IS NOT NULL ORDER BY", "WHERE key <> begun ORDER BY"),
)
# Of a photo that is taken down the stories that showed it are told with it.
TAKEN_DOWN = changed(
    PHOTOS,
    (
        "    RETURN NULL;",
        """    PERFORM newsroom_tell_of(array_agg(version.article_id), ARRAY['gone'])
    FROM new_rows JOIN old_rows USING (number)
    JOIN pictures_versionpicture picture ON picture.photo_id = new_rows.number
    JOIN articles_version version ON version.id = picture.version_id
    WHERE new_rows.taken_down_at IS DISTINCT FROM old_rows.taken_down_at;
    RETURN NULL;""",
    ),
)


class Migration(migrations.Migration):
    dependencies = [("freshness", "0002_addresses_are_told")]

    operations = [
        migrations.RunSQL(
            TABLE + REMEMBERED + TAKEN_DOWN, f"{PHOTOS}{TELL}DROP TABLE freshness_gone;"
        )
    ]
