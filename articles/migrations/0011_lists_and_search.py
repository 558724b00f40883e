"""What lists and search read: a narrow row for each article, kept by Postgres; and saved views."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# The words of one article. A desk's language chooses the stemmer; topics and reporters are also
# marked by id, so that one index answers for them together with words. Headline, topics and names
# are there as they are written too: a stem may lack the beginning that somebody types. A text of more than 200,000
# characters is found by its beginning: a tsvector holds no more than a megabyte.
WORDS = """
CREATE FUNCTION newsroom_words(article articles_article) RETURNS tsvector STABLE LANGUAGE plpgsql
AS $$
DECLARE
    stemmer regconfig;
    names text;
    topics text;
    marks text[];
    reporters text[];
BEGIN
    SELECT CASE language WHEN 'en' THEN 'english' ELSE 'indonesian' END
    INTO stemmer FROM desks_desk WHERE id = article.desk_id;
    -- In one order: the places of words are part of what is kept.
    SELECT string_agg(tag.name, ' . ' ORDER BY item.id), array_agg('topic:' || tag.id)
    INTO topics, marks
    FROM articles_articletopic item JOIN taggit_tag tag ON tag.id = item.tag_id
    WHERE item.content_object_id = article.id;
    SELECT string_agg(reporter.name, ' . ' ORDER BY byline.position, byline.id), array_agg('reporter:' || reporter.id)
    INTO names, reporters
    FROM articles_byline byline JOIN reporters_reporter reporter ON reporter.id = byline.reporter_id
    WHERE byline.article_id = article.id;
    RETURN setweight(to_tsvector(stemmer, article.kicker || ' . ' || article.headline), 'A')
        || setweight(to_tsvector(stemmer, concat_ws(
            ' . ', article.standfirst, article.dateline, topics, names)), 'B')
        || to_tsvector('simple', concat_ws(
            ' . ', article.kicker, article.headline, topics, names))
        || to_tsvector(stemmer, left(article.body, 200000))
        || to_tsvector('simple', article.id::text)
        || array_to_tsvector(ARRAY(
            SELECT DISTINCT mark FROM unnest(marks || reporters) mark WHERE mark IS NOT NULL));
END $$;

CREATE FUNCTION newsroom_listing_add() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO articles_listing (article_id, desk_id, section_id, created_by_id, created_at,
        changed_at, state, kind, shared, words)
    VALUES (NEW.id, NEW.desk_id, NEW.section_id, NEW.created_by_id, NEW.created_at,
        NEW.changed_at, NEW.state, NEW.kind, NEW.shared, newsroom_words(NEW));
    RETURN NULL;
END $$;

CREATE FUNCTION newsroom_listing_follow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE articles_listing SET desk_id = NEW.desk_id, section_id = NEW.section_id,
        created_by_id = NEW.created_by_id, created_at = NEW.created_at,
        changed_at = NEW.changed_at, state = NEW.state, kind = NEW.kind, shared = NEW.shared
    WHERE article_id = NEW.id;
    RETURN NULL;
END $$;

CREATE FUNCTION newsroom_listing_reword() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE articles_listing SET words = newsroom_words(NEW) WHERE article_id = NEW.id;
    RETURN NULL;
END $$;

CREATE FUNCTION newsroom_listing_of_bylines() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE articles_listing SET words = newsroom_words(article) FROM articles_article article
    WHERE article.id = articles_listing.article_id
        AND article.id IN (SELECT article_id FROM touched);
    RETURN NULL;
END $$;

CREATE FUNCTION newsroom_listing_of_topics() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE articles_listing SET words = newsroom_words(article) FROM articles_article article
    WHERE article.id = articles_listing.article_id
        AND article.id IN (SELECT content_object_id FROM touched);
    RETURN NULL;
END $$;

CREATE FUNCTION newsroom_listing_of_reporter() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE articles_listing SET words = newsroom_words(article) FROM articles_article article
    WHERE article.id = articles_listing.article_id
        AND article.id IN (SELECT article_id FROM articles_byline WHERE reporter_id = NEW.id);
    RETURN NULL;
END $$;

CREATE FUNCTION newsroom_listing_of_tag() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE articles_listing SET words = newsroom_words(article) FROM articles_article article
    WHERE article.id = articles_listing.article_id
        AND article.id IN (SELECT content_object_id FROM articles_articletopic
            WHERE tag_id = NEW.id);
    RETURN NULL;
END $$;

CREATE FUNCTION newsroom_listing_of_language() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE articles_listing SET words = newsroom_words(article) FROM articles_article article
    WHERE article.id = articles_listing.article_id AND article.desk_id = NEW.id;
    RETURN NULL;
END $$;
"""

KEPT = """
CREATE TRIGGER listing_add AFTER INSERT ON articles_article
    FOR EACH ROW EXECUTE FUNCTION newsroom_listing_add();
CREATE TRIGGER listing_follow AFTER UPDATE ON articles_article FOR EACH ROW WHEN (
    (OLD.desk_id, OLD.section_id, OLD.created_by_id, OLD.created_at, OLD.changed_at, OLD.state,
        OLD.kind, OLD.shared)
    IS DISTINCT FROM (NEW.desk_id, NEW.section_id, NEW.created_by_id, NEW.created_at,
        NEW.changed_at, NEW.state, NEW.kind, NEW.shared))
    EXECUTE FUNCTION newsroom_listing_follow();
CREATE TRIGGER listing_reword AFTER UPDATE ON articles_article FOR EACH ROW WHEN (
    (OLD.desk_id, OLD.kicker, OLD.headline, OLD.standfirst, OLD.dateline, OLD.body)
    IS DISTINCT FROM (NEW.desk_id, NEW.kicker, NEW.headline, NEW.standfirst, NEW.dateline,
        NEW.body))
    EXECUTE FUNCTION newsroom_listing_reword();
CREATE TRIGGER listing_byline_added AFTER INSERT ON articles_byline
    REFERENCING NEW TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION newsroom_listing_of_bylines();
CREATE TRIGGER listing_byline_changed AFTER UPDATE ON articles_byline
    REFERENCING NEW TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION newsroom_listing_of_bylines();
CREATE TRIGGER listing_byline_removed AFTER DELETE ON articles_byline
    REFERENCING OLD TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION newsroom_listing_of_bylines();
CREATE TRIGGER listing_topic_added AFTER INSERT ON articles_articletopic
    REFERENCING NEW TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION newsroom_listing_of_topics();
CREATE TRIGGER listing_topic_changed AFTER UPDATE ON articles_articletopic
    REFERENCING NEW TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION newsroom_listing_of_topics();
CREATE TRIGGER listing_topic_removed AFTER DELETE ON articles_articletopic
    REFERENCING OLD TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION newsroom_listing_of_topics();
CREATE TRIGGER listing_reporter_renamed AFTER UPDATE OF name ON reporters_reporter
    FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name)
    EXECUTE FUNCTION newsroom_listing_of_reporter();
CREATE TRIGGER listing_tag_renamed AFTER UPDATE OF name ON taggit_tag
    FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name)
    EXECUTE FUNCTION newsroom_listing_of_tag();
CREATE TRIGGER listing_language AFTER UPDATE OF language ON desks_desk
    FOR EACH ROW WHEN (OLD.language IS DISTINCT FROM NEW.language)
    EXECUTE FUNCTION newsroom_listing_of_language();
"""

FILL = """
INSERT INTO articles_listing (article_id, desk_id, section_id, created_by_id, created_at,
    changed_at, state, kind, shared, words)
SELECT id, desk_id, section_id, created_by_id, created_at, changed_at, state, kind, shared,
    newsroom_words(article)
FROM articles_article article;
"""

UNDO = """
DROP TRIGGER listing_add ON articles_article;
DROP TRIGGER listing_follow ON articles_article;
DROP TRIGGER listing_reword ON articles_article;
DROP TRIGGER listing_byline_added ON articles_byline;
DROP TRIGGER listing_byline_changed ON articles_byline;
DROP TRIGGER listing_byline_removed ON articles_byline;
DROP TRIGGER listing_topic_added ON articles_articletopic;
DROP TRIGGER listing_topic_changed ON articles_articletopic;
DROP TRIGGER listing_topic_removed ON articles_articletopic;
DROP TRIGGER listing_reporter_renamed ON reporters_reporter;
DROP TRIGGER listing_tag_renamed ON taggit_tag;
DROP TRIGGER listing_language ON desks_desk;
DROP FUNCTION newsroom_listing_add, newsroom_listing_follow, newsroom_listing_reword,
    newsroom_listing_of_bylines, newsroom_listing_of_topics, newsroom_listing_of_reporter,
    newsroom_listing_of_tag, newsroom_listing_of_language, newsroom_words;
"""

# Rows of a hundred bytes: vectors of words go out of line, whatever their size.
NARROW = """
ALTER TABLE articles_listing SET (toast_tuple_target = 128);
ALTER TABLE articles_listing ALTER COLUMN words SET STORAGE EXTERNAL;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0010_carrying_ends"),
        ("desks", "0003_one_move_at_a_time"),
        ("reporters", "0001_initial"),
        ("taggit", "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(model_name="article", name="article_headline_search"),
        migrations.CreateModel(
            name="Listing",
            fields=[
                (
                    "article",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="listing",
                        serialize=False,
                        to="articles.article",
                    ),
                ),
                ("desk_id", models.BigIntegerField()),
                ("section_id", models.BigIntegerField(null=True)),
                ("created_by_id", models.BigIntegerField()),
                ("created_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("state", models.CharField(max_length=10)),
                ("kind", models.CharField(max_length=10)),
                ("shared", models.BooleanField()),
                ("words", django.contrib.postgres.search.SearchVectorField()),
            ],
        ),
        migrations.RunSQL(NARROW, migrations.RunSQL.noop),
        migrations.RunSQL(WORDS, migrations.RunSQL.noop),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL(KEPT, UNDO),
        migrations.AddIndex(
            model_name="listing",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["words"], name="listing_words", fastupdate=False
            ),
        ),
        migrations.AddIndex(
            model_name="listing",
            index=models.Index(fields=["-changed_at", "-article"], name="listing_newest"),
        ),
        migrations.AddIndex(
            model_name="listing",
            index=models.Index(
                fields=["desk_id", "-changed_at", "-article"], name="listing_of_desk"
            ),
        ),
        migrations.AddIndex(
            model_name="listing",
            index=models.Index(
                fields=["state", "-changed_at", "-article"], name="listing_of_state"
            ),
        ),
        migrations.AddIndex(
            model_name="listing",
            index=models.Index(
                fields=["section_id", "-changed_at", "-article"], name="listing_section"
            ),
        ),
        migrations.AddIndex(
            model_name="listing",
            index=models.Index(
                fields=["created_by_id", "-changed_at", "-article"], name="listing_of_writer"
            ),
        ),
        migrations.CreateModel(
            name="SavedView",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("query", models.CharField(max_length=1500)),
                (
                    "desk",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="saved_views",
                        to="desks.desk",
                        verbose_name="shared with",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="saved_views",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "saved view",
                "verbose_name_plural": "saved views",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("owner", "name"),
                        name="saved_view_named_once",
                        violation_error_message="You have a view of this name already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True),
                        name="saved_view_has_a_name",
                    ),
                ],
            },
        ),
    ]
