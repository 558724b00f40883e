"""Indexes that another one covers by its first columns are dropped, while the newsroom works."""

import django.db.models.deletion
from django.db import migrations, models


# Each with its table, and what it was made of.
GONE = (("fronts_change_desk_id_6760ddc5", "fronts_change", "desk_id"),)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [
        ("desks", "0003_one_move_at_a_time"),
        ("fronts", "0003_by_time"),
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
                    model_name="change",
                    name="desk",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="desks.desk",
                    ),
                ),
            ]
        ),
    ]
