"""What the press rules ask special care for, of a working copy and of its versions."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0032_stretches_among_words")]

    operations = [
        migrations.AddField(
            model_name="article",
            name="care",
            field=ArrayField(
                models.CharField(max_length=12),
                blank=True,
                db_default=[],
                default=list,
                help_text="What the press rules ask care for: the editor answers for it when "
                "issuing.",
                size=None,
                verbose_name="special care",
            ),
        ),
        migrations.AddField(
            model_name="version",
            name="care",
            field=ArrayField(
                models.CharField(max_length=12),
                blank=True,
                db_default=[],
                default=list,
                size=None,
            ),
        ),
    ]
