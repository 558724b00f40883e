"""What a photo said of its rights is kept for its public files: owner, statement, data mining."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('photos', '0008_one_index_for_a_question'),
    ]

    operations = [
        migrations.AddField(
            model_name='photo',
            name='copyright_owner',
            field=models.CharField(db_default='', default='', editable=False, max_length=250, verbose_name='copyright owner'),
        ),
        migrations.AddField(
            model_name='photo',
            name='data_mining',
            field=models.CharField(db_default='', default='', editable=False, max_length=100, verbose_name='data mining'),
        ),
        migrations.AddField(
            model_name='photo',
            name='web_statement',
            field=models.CharField(db_default='', default='', editable=False, max_length=500, verbose_name='statement of rights'),
        ),
    ]
