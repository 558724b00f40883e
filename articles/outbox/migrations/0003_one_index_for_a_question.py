"""Indexes that another one covers by its first columns are dropped, while the newsroom works."""

import django.db.models.deletion
from django.db import migrations, models


# Each with its table, and what it was made of.
GONE = (("outbox_delivery_version_id_c30372a8", "outbox_delivery", "version_id"),)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [
        ("articles", "0021_one_index_for_a_question"),
        ("outbox", "0002_workers"),
    ]

    operations = [
        *(
            migrations.RunSQL(
                f"DROP INDEX CONCURRENTLY IF EXISTS {name}",
                f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {name} ON {table} ({column})",
            )
            for name, table, column in GONE
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="delivery",
                    name="version",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to="articles.version",
                    ),
                ),
            ]
        ),
    ]
