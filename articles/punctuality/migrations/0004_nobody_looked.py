"""The ledger says what nobody looked for; nothing of the table changes."""

from django.db import migrations, models

OUTCOMES = [
    ("seen", "seen"),
    ("early", "too early"),
    ("never", "never seen"),
    ("unwatched", "looked at later"),
    ("missed", "nobody looked"),
    ("overtaken", "overtaken"),
]


class Migration(migrations.Migration):
    dependencies = [("punctuality", "0003_photos_and_ends")]

    operations = [
        migrations.AlterField(
            model_name="entry",
            name="outcome",
            field=models.CharField(choices=OUTCOMES, max_length=10),
        )
    ]
