"""Who has an article open, in a table that is not worth a log."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0014_revisions_of_passages"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Presence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("tab", models.CharField(max_length=40)),
                ("place", models.CharField(blank=True, max_length=40)),
                ("seen_at", models.DateTimeField()),
                (
                    "article",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="articles.article",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "open page of an article",
                "verbose_name_plural": "open pages of articles",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("article", "user", "tab"), name="presence_once_a_page"
                    )
                ],
            },
        ),
        migrations.RunSQL(
            "ALTER TABLE articles_presence SET UNLOGGED", "ALTER TABLE articles_presence SET LOGGED"
        ),
    ]
