"""The stretches of time in which a version lies stand among its words, and these in its row.

Until now the index worked them out for each row that it was built of, a third of the work of
building it. A row of words lay elsewhere where it had over two thousand bytes, and to rate what a
search found took three times as long. Rows of before are written anew, a thousand at a time, while
the newsroom works; then the index is built. Until the code of before ends, its searches are slow:
the index that they ask for is gone.
"""

from importlib import import_module

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations

LANGUAGES = import_module("articles.migrations.0028_languages")
STRETCHES = import_module("articles.migrations.0027_search_in_stretches").STRETCHES
# Asked of words that have their stretches already it says the same once more.
ASKED_AGAIN = LANGUAGES._with(
    STRETCHES, "'^(from|on|section|topic|reporter):'", "'^(from|on|section|topic|reporter):[0-9]+$'"
)
FINDABLE = LANGUAGES._with(
    LANGUAGES.OWN_FINDABLE,
    "        || array_to_tsvector(marks);\n",
    "        || array_to_tsvector(marks);\n"
    "    words := words || newsroom_stretches(words, version.first_live_from);\n",
)
# A row of words has some two thousand bytes; up to eight thousand stay in it, as they are.
WITHIN = """
ALTER TABLE articles_findable SET (toast_tuple_target = 8160);
ALTER TABLE articles_listing SET (toast_tuple_target = 8160);
"""
OUTSIDE = """
ALTER TABLE articles_findable SET (toast_tuple_target = 128);
ALTER TABLE articles_listing SET (toast_tuple_target = 128);
"""
# From the first version to the last; what was issued since the function changed needs nothing.
FILL = """
WITH following AS (
    SELECT version_id FROM articles_findable WHERE version_id > %s ORDER BY version_id LIMIT 1000
), written AS (
    UPDATE articles_findable row SET words = words || newsroom_stretches(words, first_live_from)
    FROM following WHERE row.version_id = following.version_id
)
SELECT max(version_id) FROM following
"""


def fill(apps, schema_editor):
    """Write the stretches of every row among its words."""
    last = 0
    with schema_editor.connection.cursor() as cursor:
        while last is not None:
            cursor.execute(FILL, [last])
            [last] = cursor.fetchone()


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("articles", "0031_what_a_desk_carries")]

    pause = (
        "Nobody waits: what readers find is written anew a thousand versions at a time, then its "
        "index is built. A million articles take ten to twenty minutes."
    )

    operations = [
        migrations.RunSQL(ASKED_AGAIN, STRETCHES),
        migrations.RunSQL(FINDABLE, LANGUAGES.OWN_FINDABLE),
        migrations.RunSQL(WITHIN, OUTSIDE),
        migrations.RunPython(fill, migrations.RunPython.noop),
        # What an attempt that was broken off left may not be an index yet, and would pass for one.
        migrations.RunSQL(
            "DROP INDEX CONCURRENTLY IF EXISTS findable_found", migrations.RunSQL.noop
        ),
        migrations.RunSQL(
            "CREATE INDEX CONCURRENTLY findable_found ON articles_findable USING gin (words, head) "
            "WITH (fastupdate = off)",
            "DROP INDEX CONCURRENTLY IF EXISTS findable_found",
        ),
        migrations.RunSQL(
            "DROP INDEX CONCURRENTLY IF EXISTS findable_words",
            "CREATE INDEX CONCURRENTLY IF NOT EXISTS findable_words ON articles_findable "
            "USING gin ((words || newsroom_stretches(words, first_live_from)), head) "
            "WITH (fastupdate = off)",
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveIndex(model_name="findable", name="findable_words"),
                migrations.AddIndex(
                    model_name="findable",
                    index=GinIndex(
                        fields=["words", "head"], name="findable_found", fastupdate=False
                    ),
                ),
            ],
        ),
        # How many have a word said the index that was; of the table much was written.
        migrations.RunSQL("ANALYZE articles_findable", migrations.RunSQL.noop),
    ]
