"""Stories that are not verified yet are found without looking through all versions."""

from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("articles", "0034_update_stories")]

    operations = [
        # What an attempt that was broken off left may not be an index yet, and would pass for one.
        migrations.RunSQL(
            "DROP INDEX CONCURRENTLY IF EXISTS version_unverified", migrations.RunSQL.noop
        ),
        migrations.RunSQL(
            "CREATE INDEX CONCURRENTLY version_unverified ON articles_version (first_live_from) "
            "WHERE care @> ARRAY['unverified']::varchar(12)[]",
            "DROP INDEX CONCURRENTLY IF EXISTS version_unverified",
            state_operations=[
                migrations.AddIndex(
                    model_name="version",
                    index=models.Index(
                        fields=["first_live_from"],
                        condition=models.Q(care__contains=["unverified"]),
                        name="version_unverified",
                    ),
                )
            ],
        ),
    ]
