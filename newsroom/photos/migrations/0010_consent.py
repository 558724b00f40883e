"""Who agreed to a picture that a model made."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("photos", "0009_rights_as_they_came")]

    operations = [
        migrations.AddField(
            model_name="photo",
            name="consent",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                help_text="Of a picture made with AI: who is shown and agreed, or their heirs, "
                "when, and where that is kept; or that it shows nobody real.",
                max_length=2000,
                verbose_name="consent",
            ),
        )
    ]
