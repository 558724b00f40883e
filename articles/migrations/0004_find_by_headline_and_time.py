"""Indexes for the newsroom's search in headlines, and for what is scheduled next."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models
from django.db.models.functions import Upper


class Migration(migrations.Migration):
    dependencies = [("articles", "0003_nothing_is_emptied")]

    operations = [
        TrigramExtension(),
        migrations.AddIndex(
            model_name="article",
            index=GinIndex(
                OpClass(Upper("headline"), name="gin_trgm_ops"), name="article_headline_search"
            ),
        ),
        migrations.AddIndex(
            model_name="version",
            index=models.Index(fields=["live_from"], name="version_by_time"),
        ),
    ]
