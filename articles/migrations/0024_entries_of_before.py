"""The entries of what was placed before Postgres kept them.

Triggers make those of everything that is placed while this runs, and whoever writes goes on: only
stories that are still ahead keep their moment until it is done.
"""

from django.db import migrations

AHEAD = """
SELECT count(*) FROM (
    SELECT id FROM articles_placement WHERE live_from > clock_timestamp() FOR SHARE
) ahead
"""

# In the order of the index: it is written from one end to the other.
FILL = """
INSERT INTO {entry} (desk_id, {of}, first_live_from, article_id, placement_id)
SELECT placement.desk_id, item.{of}, placement.first_live_from, placement.article_id, placement.id
FROM articles_placement placement JOIN {item} item USING (version_id)
WHERE NOT EXISTS (
    SELECT FROM {entry} made WHERE made.placement_id = placement.id AND made.{of} = item.{of})
ORDER BY 1, 2, 3, 4, 5
"""


class Migration(migrations.Migration):
    dependencies = [("articles", "0023_entries")]

    pause = (
        "Nobody waits but who gives a scheduled story another time, for a minute with a million "
        "articles; what is issued meanwhile is entered by triggers."
    )

    operations = [
        migrations.RunSQL(AHEAD, migrations.RunSQL.noop),
        migrations.RunSQL(
            FILL.format(entry="articles_topicentry", item="articles_versiontopic", of="tag_id"),
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            FILL.format(
                entry="articles_reporterentry", item="articles_versionbyline", of="reporter_id"
            ),
            migrations.RunSQL.noop,
        ),
        # How many stories a list has is to be known before the first page asks.
        migrations.RunSQL(
            "ANALYZE articles_topicentry, articles_reporterentry", migrations.RunSQL.noop
        ),
    ]
