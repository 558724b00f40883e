from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0021_one_index_for_a_question")]

    operations = [
        migrations.AddField(
            model_name="revision",
            name="key",
            field=models.CharField(blank=True, db_default="", default="", max_length=40),
        )
    ]
