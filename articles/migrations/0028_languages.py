"""A version keeps the language that it was written in; a working copy may have one of its own.

The versions of before are filled by the migration after this one. Until it is done a version's
language may still be set: the rule that nothing of it changes is laid down again there.
"""

from importlib import import_module

from django.db import migrations, models

LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
LISTS = import_module("articles.migrations.0011_lists_and_search")
RULES = import_module("articles.migrations.0003_nothing_is_emptied")
SEARCH = import_module("articles.migrations.0019_readers_search")


def _function(sql, name):
    """The function `name` out of the SQL that once made it, to take the place of what it is now."""
    begun = sql.index(f"CREATE FUNCTION {name}(")
    ended = sql.index("END $$;", begun) + len("END $$;")
    return "CREATE OR REPLACE" + sql[begun + len("CREATE") : ended]


def _with(sql, old, new):
    if sql.count(old) != 1:
        raise ValueError(old)
    return sql.replace(old, new)


WORDS, FINDABLE = _function(LISTS.WORDS, "newsroom_words"), _function(SEARCH.WORDS, "newsroom_findable")
GUARD = RULES.VERSION_GUARD.format(clock="clock_timestamp", end_stays=RULES.END_STAYS)
OWN_WORDS = _with(
    WORDS,
    "CASE language WHEN",
    "CASE coalesce(nullif(article.language, ''), language) WHEN",
)
OWN_FINDABLE = _with(
    FINDABLE,
    """SELECT CASE language WHEN 'en' THEN 'english' ELSE 'indonesian' END
    INTO stemmer FROM desks_desk WHERE id = version.desk_id;""",
    "stemmer := CASE version.language WHEN 'en' THEN 'english' ELSE 'indonesian' END;",
)
OPEN_GUARD = _with(GUARD, "'first_live_from'];", "'first_live_from', 'language'];")

# Whoever still writes versions without a language, while new processes take over.
SPEAKS = """
CREATE FUNCTION newsroom_version_speaks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT language INTO STRICT NEW.language FROM desks_desk WHERE id = NEW.desk_id;
    RETURN NEW;
END $$;
CREATE TRIGGER version_speaks BEFORE INSERT ON articles_version
    FOR EACH ROW WHEN (coalesce(NEW.language, '') = '')
    EXECUTE FUNCTION newsroom_version_speaks();
"""
SILENT = """
DROP TRIGGER version_speaks ON articles_version;
DROP FUNCTION newsroom_version_speaks;
"""
REWORD = """
DROP TRIGGER listing_reword ON articles_article;
CREATE TRIGGER listing_reword AFTER UPDATE ON articles_article FOR EACH ROW WHEN (
    (OLD.desk_id, OLD.kicker, OLD.headline, OLD.standfirst, OLD.dateline, OLD.body{old})
    IS DISTINCT FROM (NEW.desk_id, NEW.kicker, NEW.headline, NEW.standfirst, NEW.dateline,
        NEW.body{new}))
    EXECUTE FUNCTION newsroom_listing_reword();
"""

COMMONEST = """
SELECT desk.language FROM articles_version version JOIN desks_desk desk ON desk.id = desk_id
GROUP BY desk.language ORDER BY count(*) DESC, desk.language LIMIT 1
"""


def add(apps, schema_editor):
    """Add the column. What stands in no row is the language of most: no row is written for it."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(COMMONEST)
        [commonest] = cursor.fetchone() or ["id"]
        cursor.execute(
            "ALTER TABLE articles_version ADD COLUMN language varchar(2) NOT NULL DEFAULT %s",
            [commonest],
        )
        cursor.execute("ALTER TABLE articles_version ALTER COLUMN language DROP DEFAULT")


def drop(apps, schema_editor):
    """Take the column away again."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("ALTER TABLE articles_version DROP COLUMN language")


class Migration(migrations.Migration):
    dependencies = [("articles", "0027_search_in_stretches")]

    pause = (
        "Versions are counted by language first, a second with a million articles, while everybody "
        "works on. The column itself is there in a moment, since no row is written."
    )

    operations = [
        migrations.RunPython(add, drop),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddField(
                    model_name="version",
                    name="language",
                    field=models.CharField(choices=LANGUAGES, max_length=2),
                    preserve_default=False,
                )
            ]
        ),
        migrations.AddField(
            model_name="article",
            name="language",
            field=models.CharField(
                blank=True,
                choices=[("", "the desk's"), *LANGUAGES],
                db_default="",
                default="",
                help_text="Where it is written in another language than the desk's pages.",
                max_length=2,
                verbose_name="language",
            ),
        ),
        migrations.RunSQL(SPEAKS, SILENT),
        migrations.RunSQL(OPEN_GUARD, GUARD),
        migrations.RunSQL(OWN_WORDS, WORDS),
        migrations.RunSQL(OWN_FINDABLE, FINDABLE),
        migrations.RunSQL(
            REWORD.format(old=", OLD.language", new=", NEW.language"),
            REWORD.format(old="", new=""),
        ),
    ]
