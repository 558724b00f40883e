"""One index of the words of versions with the stretches of time in which they lie.

It is built while the newsroom works. Until the code of before ends, its searches are slow: the index
that they ask for is gone.
"""

import django.contrib.postgres.indexes
from django.db import migrations, models

# What a list has in a month or a year is a lexeme: topic:7@202411. So the index goes through it as
# through a word, and a search in a desk's newest stories reads as much of it as there are.
STRETCHES = """
CREATE OR REPLACE FUNCTION newsroom_stretches(words tsvector, first_live_from timestamptz)
RETURNS tsvector IMMUTABLE STRICT PARALLEL SAFE LANGUAGE plpgsql AS $$
DECLARE
    day text := to_char(first_live_from AT TIME ZONE 'UTC', 'YYYYMMDD');
    found text[] := ARRAY['day:' || day];
    mark text;
BEGIN
    -- Marks are among the lexemes that have no place in the text.
    FOREACH mark IN ARRAY tsvector_to_array(
        ts_delete(words, tsvector_to_array(ts_filter(words, '{a,b,c,d}')))
    ) LOOP
        IF mark ~ '^(from|on|section|topic|reporter):' THEN
            found := found || (mark || '@' || left(day, 4)) || (mark || '@' || left(day, 6));
        ELSIF mark ~ '^(month|year):' THEN
            found := found || mark;
        END IF;
    END LOOP;
    RETURN array_to_tsvector(found);
END $$
"""


def in_stretches(column):
    stretches = models.Func("words", "first_live_from", function="newsroom_stretches")
    return models.Func(column, stretches, template="%(expressions)s", arg_joiner=" || ")


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("articles", "0026_placements_that_ended")]

    operations = [
        migrations.RunSQL(
            STRETCHES, "DROP FUNCTION IF EXISTS newsroom_stretches(tsvector, timestamptz)"
        ),
        migrations.RunSQL(
            "CREATE INDEX CONCURRENTLY IF NOT EXISTS findable_found ON articles_findable USING gin ("
            "(words || newsroom_stretches(words, first_live_from)), "
            "(head || newsroom_stretches(words, first_live_from))) WITH (fastupdate = off)",
            "DROP INDEX CONCURRENTLY IF EXISTS findable_found",
        ),
        migrations.RunSQL(
            "DROP INDEX CONCURRENTLY IF EXISTS findable_words",
            "CREATE INDEX CONCURRENTLY IF NOT EXISTS findable_words ON articles_findable "
            "USING gin (words, head) WITH (fastupdate = off)",
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveIndex(model_name="findable", name="findable_words"),
                migrations.AddIndex(
                    model_name="findable",
                    index=django.contrib.postgres.indexes.GinIndex(
                        in_stretches("words"),
                        in_stretches("head"),
                        name="findable_found",
                        fastupdate=False,
                    ),
                ),
            ],
        ),
        # How many have a word says the index that was; of the new one nothing is known yet.
        migrations.RunSQL("ANALYZE articles_findable", migrations.RunSQL.noop),
    ]
