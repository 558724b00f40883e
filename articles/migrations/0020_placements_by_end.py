from datetime import UTC, datetime

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0019_readers_search")]

    operations = [
        migrations.AddIndex(
            model_name="placement",
            index=models.Index(
                fields=["live_until"],
                condition=models.Q(live_until__lt=datetime(9999, 12, 31, tzinfo=UTC)),
                name="placement_with_an_end",
            ),
        )
    ]
