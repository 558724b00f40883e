"""For which due time somebody was told that it is near."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("planning", "0002_steps_are_kept")]

    operations = [
        migrations.AddField(
            "assignment",
            "reminded_of",
            models.DateTimeField(blank=True, editable=False, null=True),
        ),
    ]
