"""A desk's list of notices in its order, kept by Postgres like those of topics and reporters."""

import django.db.models.deletion
from django.db import migrations, models

# A notice moves with the version that it goes out with, and nobody is told of one that was
# recalled. A desk that carries the story later has its notices from then on.
KEPT = """
CREATE FUNCTION newsroom_noticeentry_said() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        DELETE FROM articles_noticeentry
        WHERE notice_id = NEW.id AND published_at = OLD.published_at AND desk_id IN (
            SELECT desk_id FROM articles_placement WHERE article_id = NEW.article_id);
    END IF;
    INSERT INTO articles_noticeentry (desk_id, published_at, notice_id)
    SELECT DISTINCT desk_id, NEW.published_at, NEW.id
    FROM articles_placement WHERE article_id = NEW.article_id AND NEW.published_at IS NOT NULL
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE FUNCTION newsroom_noticeentry_placed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO articles_noticeentry (desk_id, published_at, notice_id)
    SELECT DISTINCT placed.desk_id, notice.published_at, notice.id
    FROM placed JOIN articles_notice notice USING (article_id)
    WHERE notice.published_at IS NOT NULL
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER articles_noticeentry_said AFTER INSERT OR UPDATE OF published_at ON articles_notice
    FOR EACH ROW EXECUTE FUNCTION newsroom_noticeentry_said();
CREATE TRIGGER articles_noticeentry_placed AFTER INSERT ON articles_placement
    REFERENCING NEW TABLE AS placed
    FOR EACH STATEMENT EXECUTE FUNCTION newsroom_noticeentry_placed();
CREATE TRIGGER articles_noticeentry_not_emptied BEFORE TRUNCATE ON articles_noticeentry
    FOR EACH STATEMENT EXECUTE FUNCTION newsroom_append_only();
"""

UNDO = """
DROP TRIGGER articles_noticeentry_said ON articles_notice;
DROP TRIGGER articles_noticeentry_placed ON articles_placement;
DROP TRIGGER articles_noticeentry_not_emptied ON articles_noticeentry;
DROP FUNCTION newsroom_noticeentry_said, newsroom_noticeentry_placed;
"""

FILL = """
INSERT INTO articles_noticeentry (desk_id, published_at, notice_id)
SELECT DISTINCT placement.desk_id, notice.published_at, notice.id
FROM articles_notice notice JOIN articles_placement placement USING (article_id)
WHERE notice.published_at IS NOT NULL
ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [("articles", "0024_entries_of_before")]

    pause = (
        "Nobody issues for as long as a few thousand notices take to be entered: a tenth of a "
        "second with a million articles."
    )

    operations = [
        migrations.CreateModel(
            name="NoticeEntry",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "desk_id",
                        "published_at",
                        "notice_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("desk_id", models.BigIntegerField()),
                ("published_at", models.DateTimeField()),
                (
                    "notice",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="articles.notice",
                    ),
                ),
            ],
        ),
        migrations.RunSQL(KEPT, UNDO),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
