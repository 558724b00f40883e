"""Saved states of the working copy, which nobody changes afterwards."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

KEPT = """
CREATE TRIGGER revision_append_only BEFORE UPDATE OR DELETE ON articles_revision
    FOR EACH ROW EXECUTE FUNCTION newsroom_append_only();
CREATE TRIGGER articles_revision_not_emptied BEFORE TRUNCATE ON articles_revision
    FOR EACH STATEMENT EXECUTE FUNCTION newsroom_append_only();
"""
UNDO = """
DROP TRIGGER revision_append_only ON articles_revision;
DROP TRIGGER articles_revision_not_emptied ON articles_revision;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0004_find_by_headline_and_time"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Revision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("edit", models.PositiveIntegerField(null=True)),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("save", "saved"),
                            ("merge", "merged with another's changes"),
                            ("restore", "restored"),
                            ("aside", "kept aside, not saved"),
                        ],
                        default="save",
                        max_length=8,
                    ),
                ),
                ("saved_at", models.DateTimeField()),
                ("content", models.JSONField()),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="revisions",
                        to="articles.article",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "revision",
                "verbose_name_plural": "revisions",
                "indexes": [models.Index(fields=["article", "-id"], name="revision_of_article")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("article", "edit"), name="revision_once_per_save"
                    ),
                    models.CheckConstraint(
                        condition=Q(edit=None, origin="aside")
                        | (Q(edit__gt=0) & ~Q(origin="aside")),
                        name="revision_aside_has_no_number",
                    ),
                ],
            },
        ),
        migrations.RunSQL(KEPT, UNDO),
    ]
