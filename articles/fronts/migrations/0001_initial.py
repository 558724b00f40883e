"""Positions on fronts and their changes, and breaking strips."""

import articles.models.version
import datetime
import django.contrib.postgres.constraints
import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("articles", "0010_carrying_ends"),
        ("desks", "0003_one_move_at_a_time"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Change",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="change")),
                ("made_at", models.DateTimeField()),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("asked", models.JSONField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "desk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="desks.desk",
                    ),
                ),
            ],
            options={
                "verbose_name": "change of a front",
                "verbose_name_plural": "changes of fronts",
            },
        ),
        migrations.CreateModel(
            name="Position",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("place", models.PositiveSmallIntegerField()),
                ("headline", models.CharField(blank=True, max_length=250)),
                ("starts_at", models.DateTimeField()),
                (
                    "ends_at",
                    models.DateTimeField(
                        default=datetime.datetime(9999, 12, 31, 0, 0, tzinfo=datetime.timezone.utc)
                    ),
                ),
                (
                    "until",
                    models.DateTimeField(
                        default=datetime.datetime(9999, 12, 31, 0, 0, tzinfo=datetime.timezone.utc)
                    ),
                ),
                ("resumes", models.BooleanField(default=False)),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="articles.article",
                    ),
                ),
                (
                    "desk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="desks.desk",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="made",
                        to="fronts.change",
                    ),
                ),
                (
                    "replaced_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced",
                        to="fronts.change",
                    ),
                ),
            ],
            options={
                "verbose_name": "position on a front",
                "verbose_name_plural": "positions on fronts",
            },
        ),
        migrations.CreateModel(
            name="Strip",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=140, verbose_name="text")),
                ("below", models.BooleanField(default=False)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("put_up_at", models.DateTimeField()),
                ("taken_down_at", models.DateTimeField(null=True)),
                (
                    "article",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="articles.article",
                    ),
                ),
                (
                    "desk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="desks.desk",
                    ),
                ),
                (
                    "put_up_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "taken_down_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "breaking strip",
                "verbose_name_plural": "breaking strips",
            },
        ),
        migrations.AddConstraint(
            model_name="change",
            constraint=models.UniqueConstraint(
                fields=("desk", "number"), name="front_change_number_unique"
            ),
        ),
        migrations.AddIndex(
            model_name="position",
            index=models.Index(
                condition=models.Q(("replaced_by", None)),
                fields=["desk", "ends_at"],
                name="position_of_front",
            ),
        ),
        migrations.AddConstraint(
            model_name="position",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_at__gt", models.F("starts_at")), ("until__gte", models.F("ends_at"))
                ),
                name="position_span_forward",
            ),
        ),
        migrations.AddConstraint(
            model_name="position",
            constraint=models.CheckConstraint(
                condition=models.Q(("place__gte", 1), ("place__lte", 15)),
                name="position_place_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="position",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("replaced_by", None)),
                expressions=[
                    ("desk", "="),
                    ("place", "="),
                    (
                        articles.models.version.Span(models.F("starts_at"), models.F("ends_at")),
                        "&&",
                    ),
                ],
                name="position_one_story_at_a_place",
            ),
        ),
        migrations.AddConstraint(
            model_name="position",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("replaced_by", None)),
                expressions=[
                    ("desk", "="),
                    ("article", "="),
                    (
                        articles.models.version.Span(models.F("starts_at"), models.F("ends_at")),
                        "&&",
                    ),
                ],
                name="position_no_story_twice",
            ),
        ),
        migrations.AddIndex(
            model_name="strip",
            index=models.Index(
                condition=models.Q(("taken_down_at", None)),
                fields=["ends_at"],
                name="strip_not_over",
            ),
        ),
        migrations.AddConstraint(
            model_name="strip",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_at__gt", models.F("starts_at")),
                    (
                        "ends_at__lte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("starts_at"), "+", models.Value(datetime.timedelta(days=1))
                        ),
                    ),
                ),
                name="strip_ends_within_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="strip",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="strip_says_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="strip",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("taken_down_at", None), ("taken_down_by", None)),
                    models.Q(("taken_down_at__isnull", False), ("taken_down_by__isnull", False)),
                    _connector="OR",
                ),
                name="strip_taken_down_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="strip",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("taken_down_at", None)),
                expressions=[
                    ("desk", "="),
                    (
                        articles.models.version.Span(models.F("starts_at"), models.F("ends_at")),
                        "&&",
                    ),
                ],
                name="strip_one_at_a_time",
            ),
        ),
    ]
