"""The index of what readers find, without the stretches of time that no search asks of heads.

It is built while the newsroom works. Until the code of before ends, its searches for the best are
slow: the index that they ask for is gone.
"""

import django.contrib.postgres.indexes
from django.db import migrations, models


def in_stretches(column):
    stretches = models.Func("words", "first_live_from", function="newsroom_stretches")
    return models.Func(column, stretches, template="%(expressions)s", arg_joiner=" || ")


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("articles", "0029_languages_of_before")]

    operations = [
        # What an attempt that was broken off left may not be an index yet, and would pass for one.
        migrations.RunSQL(
            "DROP INDEX CONCURRENTLY IF EXISTS findable_words", migrations.RunSQL.noop
        ),
        migrations.RunSQL(
            "CREATE INDEX CONCURRENTLY findable_words ON articles_findable "
            "USING gin ((words || newsroom_stretches(words, first_live_from)), head) "
            "WITH (fastupdate = off)",
            "DROP INDEX CONCURRENTLY IF EXISTS findable_words",
        ),
        migrations.RunSQL(
            "DROP INDEX CONCURRENTLY IF EXISTS findable_found",
            "CREATE INDEX CONCURRENTLY IF NOT EXISTS findable_found ON articles_findable USING gin ("
            "(words || newsroom_stretches(words, first_live_from)), "
            "(head || newsroom_stretches(words, first_live_from))) WITH (fastupdate = off)",
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveIndex(model_name="findable", name="findable_found"),
                migrations.AddIndex(
                    model_name="findable",
                    index=django.contrib.postgres.indexes.GinIndex(
                        in_stretches("words"),
                        models.F("head"),
                        name="findable_words",
                        fastupdate=False,
                    ),
                ),
            ],
        ),
        # How many have a word says the index that was; of the new one nothing is known yet.
        migrations.RunSQL("ANALYZE articles_findable", migrations.RunSQL.noop),
    ]
