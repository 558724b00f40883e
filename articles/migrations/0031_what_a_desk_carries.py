"""What a desk carries is found without looking through everything that stands there."""

from django.db import migrations, models

# What an attempt that was broken off left is not an index yet, and would pass for one.
HALF_BUILT = """
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_index
        WHERE indexrelid = to_regclass('placement_carried_list') AND NOT indisvalid) THEN
        DROP INDEX placement_carried_list;
    END IF;
END $$
"""


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("articles", "0030_heads_without_stretches")]

    operations = [
        migrations.RunSQL(HALF_BUILT, migrations.RunSQL.noop),
        migrations.RunSQL(
            "CREATE INDEX CONCURRENTLY IF NOT EXISTS placement_carried_list "
            "ON articles_placement (desk_id, first_live_from DESC, article_id DESC) "
            "WHERE kind = 'carried'",
            "DROP INDEX CONCURRENTLY IF EXISTS placement_carried_list",
            state_operations=[
                migrations.AddIndex(
                    model_name="placement",
                    index=models.Index(
                        fields=["desk", "-first_live_from", "-article"],
                        condition=models.Q(kind="carried"),
                        name="placement_carried_list",
                    ),
                )
            ],
        )
    ]
