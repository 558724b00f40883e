"""A desk's lists of a topic and of a reporter in their order, kept by Postgres."""

from django.db import migrations, models

# Of one kind of entries: `entry` and `item` are tables, `of` is the column that both have.
KINDS = (
    {"entry": "articles_topicentry", "item": "articles_versiontopic", "of": "tag_id"},
    {"entry": "articles_reporterentry", "item": "articles_versionbyline", "of": "reporter_id"},
)

# A version's topics and its placements are written one after the other, in whichever order: the
# later of the two makes the entry.
KEPT = """
CREATE FUNCTION newsroom_{entry}_placed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO {entry} (desk_id, {of}, first_live_from, article_id, placement_id)
    SELECT placed.desk_id, item.{of}, placed.first_live_from, placed.article_id, placed.id
    FROM placed JOIN {item} item USING (version_id);
    RETURN NULL;
END $$;
CREATE FUNCTION newsroom_{entry}_credited() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO {entry} (desk_id, {of}, first_live_from, article_id, placement_id)
    SELECT placement.desk_id, item.{of}, placement.first_live_from, placement.article_id,
        placement.id
    FROM credited item JOIN articles_placement placement USING (version_id);
    RETURN NULL;
END $$;
CREATE FUNCTION newsroom_{entry}_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE {entry} SET first_live_from = NEW.first_live_from
    WHERE desk_id = NEW.desk_id AND first_live_from = OLD.first_live_from
        AND article_id = NEW.article_id AND placement_id = NEW.id
        AND {of} IN (SELECT {of} FROM {item} WHERE version_id = NEW.version_id);
    RETURN NULL;
END $$;
CREATE TRIGGER {entry}_placed AFTER INSERT ON articles_placement
    REFERENCING NEW TABLE AS placed
    FOR EACH STATEMENT EXECUTE FUNCTION newsroom_{entry}_placed();
CREATE TRIGGER {entry}_credited AFTER INSERT ON {item}
    REFERENCING NEW TABLE AS credited
    FOR EACH STATEMENT EXECUTE FUNCTION newsroom_{entry}_credited();
CREATE TRIGGER {entry}_moved AFTER UPDATE ON articles_placement
    FOR EACH ROW WHEN (OLD.first_live_from IS DISTINCT FROM NEW.first_live_from)
    EXECUTE FUNCTION newsroom_{entry}_moved();
CREATE TRIGGER {entry}_not_deleted BEFORE DELETE ON {entry}
    FOR EACH ROW EXECUTE FUNCTION newsroom_append_only();
CREATE TRIGGER {entry}_not_emptied BEFORE TRUNCATE ON {entry}
    FOR EACH STATEMENT EXECUTE FUNCTION newsroom_append_only();
"""

UNDO = """
DROP TRIGGER {entry}_placed ON articles_placement;
DROP TRIGGER {entry}_credited ON {item};
DROP TRIGGER {entry}_moved ON articles_placement;
DROP TRIGGER {entry}_not_deleted ON {entry};
DROP TRIGGER {entry}_not_emptied ON {entry};
DROP FUNCTION newsroom_{entry}_placed, newsroom_{entry}_credited, newsroom_{entry}_moved;
"""


def entry(name, of):
    """The operation that makes the table of one kind."""
    key = ("desk_id", of, "first_live_from", "article_id", "placement_id")
    return migrations.CreateModel(
        name=name,
        fields=[
            (
                "pk",
                models.CompositePrimaryKey(
                    *key, blank=True, editable=False, primary_key=True, serialize=False
                ),
            ),
            ("desk_id", models.BigIntegerField()),
            (of, models.BigIntegerField()),
            ("first_live_from", models.DateTimeField()),
            ("article_id", models.BigIntegerField()),
            ("placement_id", models.BigIntegerField()),
        ],
    )


class Migration(migrations.Migration):
    dependencies = [("articles", "0022_saves_sent_again")]

    operations = [
        entry("TopicEntry", "tag_id"),
        entry("ReporterEntry", "reporter_id"),
        *(migrations.RunSQL(KEPT.format(**kind), UNDO.format(**kind)) for kind in KINDS),
    ]
