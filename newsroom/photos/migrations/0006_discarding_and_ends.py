"""Whether a story ever used a photo, what was discarded, and which end of a term was told."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

USER = settings.AUTH_USER_MODEL


class Migration(migrations.Migration):
    dependencies = [
        ("desks", "0003_one_move_at_a_time"),
        ("photos", "0005_found_by_name_and_keyword"),
        migrations.swappable_dependency(USER),
    ]

    operations = [
        migrations.AddField("photo", "end_told", models.DateTimeField(editable=False, null=True)),
        migrations.AddField(
            "photo", "end_told_days", models.PositiveSmallIntegerField(editable=False, null=True)
        ),
        migrations.AddField("photo", "used", models.BooleanField(default=False, editable=False)),
        migrations.CreateModel(
            name="Discarded",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=250)),
                ("original", models.CharField(max_length=64)),
                ("uploaded_at", models.DateTimeField()),
                ("at", models.DateTimeField()),
                ("instead", models.BigIntegerField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=USER
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
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=USER
                    ),
                ),
            ],
            options={
                "verbose_name": "discarded photo",
                "verbose_name_plural": "discarded photos",
            },
        ),
    ]
