"""Indexes that another one covers by its first columns are dropped, while the newsroom works."""

import django.db.models.deletion
from django.db import migrations, models


# Each with its table, and what it was made of.
GONE = (
    ("planning_assignment_desk_id_d2d1c8bf", "planning_assignment", "desk_id"),
    ("planning_assignment_reporter_id_23a8040f", "planning_assignment", "reporter_id"),
    ("planning_assignmentstep_assignment_id_7722f228", "planning_assignmentstep", "assignment_id"),
)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [
        ("desks", "0003_one_move_at_a_time"),
        ("planning", "0003_due_soon"),
        ("reporters", "0001_initial"),
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
                    model_name="assignment",
                    name="desk",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to="desks.desk",
                        verbose_name="desk",
                    ),
                ),
                migrations.AlterField(
                    model_name="assignment",
                    name="reporter",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to="reporters.reporter",
                        verbose_name="reporter",
                    ),
                ),
                migrations.AlterField(
                    model_name="assignmentstep",
                    name="assignment",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps_taken",
                        to="planning.assignment",
                    ),
                ),
            ]
        ),
    ]
