"""Where readers of a story about a suicide find help, in each language that desks speak."""

from django.db import migrations, models

EXPLAINED = (
    "Shown with stories about a suicide: whom to call or write to, one on each line, with the "
    "number and the hours. Telephone numbers and addresses become links."
)


def field(name):
    return models.TextField(
        name, blank=True, db_default="", default="", help_text=EXPLAINED, max_length=1000
    )


class Migration(migrations.Migration):
    dependencies = [("imprint", "0002_sellers")]

    operations = [
        migrations.AddField("imprint", "help_id", field("where to find help, in Indonesian")),
        migrations.AddField("imprint", "help_en", field("where to find help, in English")),
    ]
