"""What a desk carries is found without looking through everything that stands there."""

from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("articles", "0030_heads_without_stretches")]

    operations = [
        # What an attempt that was broken off left may not be an index yet, and would pass for one.
        migrations.RunSQL(
            "DROP INDEX CONCURRENTLY IF EXISTS placement_carried_list", migrations.RunSQL.noop
        ),
        migrations.RunSQL(
            "CREATE INDEX CONCURRENTLY placement_carried_list "
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
