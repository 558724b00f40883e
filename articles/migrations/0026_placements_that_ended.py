"""What ended on a desk lately is found by that desk: browsers ask which stories are gone."""

from datetime import UTC, datetime

from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("articles", "0025_entries_of_notices")]

    operations = [
        migrations.RunSQL(
            "CREATE INDEX CONCURRENTLY IF NOT EXISTS placement_ended_on_desk "
            "ON articles_placement (desk_id, live_until) "
            "WHERE live_until < '9999-12-31 00:00:00+00'",
            "DROP INDEX CONCURRENTLY IF EXISTS placement_ended_on_desk",
            state_operations=[
                migrations.AddIndex(
                    model_name="placement",
                    index=models.Index(
                        fields=["desk", "live_until"],
                        condition=models.Q(live_until__lt=datetime(9999, 12, 31, tzinfo=UTC)),
                        name="placement_ended_on_desk",
                    ),
                )
            ],
        )
    ]
