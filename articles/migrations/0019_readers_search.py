"""What readers' search reads: the words of every version and the words there are, kept by Postgres."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

# The words of one version, in the language of its desk. A version's own columns say its topics and names; only which rows those are is looked up, so that one write, that of
# the version, makes the row. Desks above are known from the tree before there are placements.
WORDS = """
CREATE FUNCTION newsroom_findable(version articles_version, OUT head tsvector, OUT words tsvector)
STABLE LANGUAGE plpgsql AS $$
DECLARE
    stemmer regconfig;
    names text;
    topics text;
    own text;
    marks text[];
    gap tsvector := $g$'|':2$g$;
BEGIN
    SELECT CASE language WHEN 'en' THEN 'english' ELSE 'indonesian' END
    INTO stemmer FROM desks_desk WHERE id = version.desk_id;
    SELECT string_agg(topic ->> 'name', ' . ' ORDER BY place) INTO topics
    FROM jsonb_array_elements(version.topic_list) WITH ORDINALITY AS item (topic, place);
    SELECT string_agg(credit ->> 'name', ' . ' ORDER BY place) INTO names
    FROM jsonb_array_elements(version.bylines) WITH ORDINALITY AS item (credit, place);
    SELECT string_agg(headline, ' . ' ORDER BY id) INTO own
    FROM articles_placement WHERE version_id = version.id AND headline <> '';
    WITH RECURSIVE above AS (
        SELECT id, parent_id FROM desks_desk WHERE id = version.desk_id
        UNION SELECT desk.id, desk.parent_id
        FROM desks_desk desk JOIN above ON desk.id = above.parent_id
    )
    SELECT array_agg(DISTINCT mark) INTO marks FROM (
        SELECT 'from:' || id FROM above
        UNION ALL
        SELECT CASE kind WHEN 'carried' THEN 'on:' ELSE 'from:' END || desk_id
        FROM articles_placement WHERE version_id = version.id
        UNION ALL
        SELECT 'topic:' || id FROM taggit_tag WHERE slug IN (
            SELECT topic ->> 'slug' FROM jsonb_array_elements(version.topic_list) topic)
        UNION ALL
        SELECT 'reporter:' || id FROM reporters_reporter WHERE slug IN (
            SELECT credit ->> 'slug' FROM jsonb_array_elements(version.bylines) credit)
        UNION ALL
        SELECT unnest(ARRAY['section:' || version.section_id,
            'month:' || to_char(version.first_live_from AT TIME ZONE 'UTC', 'YYYYMM'),
            'year:' || to_char(version.first_live_from AT TIME ZONE 'UTC', 'YYYY')])
    ) AS found (mark);
    head := setweight(to_tsvector(stemmer, concat_ws(' . ', version.headline, own)), 'A')
        || setweight(to_tsvector(stemmer, concat_ws(' . ', version.kicker, topics)), 'B')
        || setweight(to_tsvector(stemmer, concat_ws(' . ', version.dateline, names)), 'C');
    -- Between two parts is a gap: a phrase does not begin in one and end in the next.
    words := setweight(to_tsvector(stemmer, version.kicker || ' . ' || version.headline), 'A') || gap
        || setweight(to_tsvector(stemmer, concat_ws(
            ' . ', version.standfirst, version.dateline, topics, names)), 'B') || gap
        || to_tsvector(stemmer, left(version.body, 200000)) || gap
        || to_tsvector(stemmer, coalesce(own, ''))
        || strip(to_tsvector('simple', concat_ws(
            ' . ', version.kicker, version.headline, topics, names)))
        || array_to_tsvector(marks);
END $$;

CREATE FUNCTION newsroom_findable_add() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO articles_findable (version_id, article_id, first_live_from, live_from, live_until,
        head, words)
    SELECT NEW.id, NEW.article_id, NEW.first_live_from, NEW.live_from, NEW.live_until, head, words
    FROM newsroom_findable(NEW);
    -- Without a unique index: two that are issued at one moment never wait for each other.
    INSERT INTO articles_word (word)
    SELECT lexeme FROM unnest(to_tsvector('simple', concat_ws(' . ', NEW.kicker, NEW.headline,
        NEW.standfirst, NEW.dateline, NEW.topic_list::text, NEW.bylines::text,
        left(NEW.body, 200000))))
    WHERE lexeme ~ '^[[:alpha:]]{4,40}$'
        AND NOT EXISTS (SELECT FROM articles_word known WHERE known.word = lexeme);
    RETURN NULL;
END $$;

CREATE FUNCTION newsroom_findable_follow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE articles_findable SET first_live_from = NEW.first_live_from,
        live_from = NEW.live_from, live_until = NEW.live_until
    WHERE version_id = NEW.id;
    IF NEW.first_live_from <> OLD.first_live_from THEN
        UPDATE articles_findable SET (head, words) = (SELECT head, words FROM newsroom_findable(NEW))
        WHERE version_id = NEW.id;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION newsroom_findable_placed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE articles_findable SET (head, words) = (
        SELECT head, words FROM articles_version version, newsroom_findable(version)
        WHERE version.id = NEW.version_id)
    WHERE version_id = NEW.version_id;
    RETURN NULL;
END $$;
"""

KEPT = """
CREATE TRIGGER findable_add AFTER INSERT ON articles_version
    FOR EACH ROW EXECUTE FUNCTION newsroom_findable_add();
CREATE TRIGGER findable_follow
    AFTER UPDATE OF live_from, live_until, first_live_from ON articles_version
    FOR EACH ROW EXECUTE FUNCTION newsroom_findable_follow();
CREATE TRIGGER findable_carried AFTER INSERT ON articles_placement
    FOR EACH ROW WHEN (NEW.kind = 'carried' OR NEW.headline <> '')
    EXECUTE FUNCTION newsroom_findable_placed();
CREATE TRIGGER findable_own_headline AFTER UPDATE OF headline ON articles_placement
    FOR EACH ROW WHEN (OLD.headline IS DISTINCT FROM NEW.headline)
    EXECUTE FUNCTION newsroom_findable_placed();
"""

FILL = """
INSERT INTO articles_findable (version_id, article_id, first_live_from, live_from, live_until,
    head, words)
SELECT id, article_id, first_live_from, live_from, live_until, head, words
FROM articles_version version, newsroom_findable(version) ORDER BY id;
INSERT INTO articles_word (word)
SELECT word FROM ts_stat($$
    SELECT to_tsvector('simple', concat_ws(' . ', kicker, headline, standfirst, dateline,
        topic_list::text, bylines::text, left(body, 200000)))
    FROM articles_version $$)
WHERE word ~ '^[[:alpha:]]{4,40}$';
"""

UNDO = """
DROP TRIGGER findable_add ON articles_version;
DROP TRIGGER findable_follow ON articles_version;
DROP TRIGGER findable_carried ON articles_placement;
DROP TRIGGER findable_own_headline ON articles_placement;
DROP FUNCTION newsroom_findable_add, newsroom_findable_follow, newsroom_findable_placed,
    newsroom_findable;
"""

# Rows of a hundred bytes: vectors of words go out of line, whatever their size.
NARROW = """
ALTER TABLE articles_findable SET (toast_tuple_target = 128);
ALTER TABLE articles_findable ALTER COLUMN words SET STORAGE EXTERNAL;
ALTER TABLE articles_findable ALTER COLUMN head SET STORAGE EXTERNAL;
"""


class Migration(migrations.Migration):
    dependencies = [("articles", "0018_notices")]

    operations = [
        migrations.CreateModel(
            name="Findable",
            fields=[
                (
                    "version",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="findable",
                        serialize=False,
                        to="articles.version",
                    ),
                ),
                ("article_id", models.BigIntegerField()),
                ("first_live_from", models.DateTimeField()),
                ("live_from", models.DateTimeField()),
                ("live_until", models.DateTimeField()),
                ("head", django.contrib.postgres.search.SearchVectorField()),
                ("words", django.contrib.postgres.search.SearchVectorField()),
            ],
        ),
        migrations.CreateModel(
            name="Word",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("word", models.CharField(max_length=40)),
            ],
        ),
        migrations.RunSQL(NARROW, migrations.RunSQL.noop),
        migrations.RunSQL(WORDS, migrations.RunSQL.noop),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL(KEPT, UNDO),
        migrations.AddIndex(
            model_name="findable",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["words", "head"], name="findable_words", fastupdate=False
            ),
        ),
        migrations.AddIndex(
            model_name="word", index=models.Index(fields=["word"], name="word_exact")
        ),
        migrations.AddIndex(
            model_name="word",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["word"], name="word_similar", opclasses=["gin_trgm_ops"]
            ),
        ),
    ]
