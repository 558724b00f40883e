"""What is rare in a list, and what somebody is credited on, is found in an index alone."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0015_presence'),
        ('reporters', '0001_initial'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='listing',
            name='listing_newest',
        ),
        migrations.RemoveIndex(
            model_name='listing',
            name='listing_of_desk',
        ),
        migrations.AlterField(
            model_name='byline',
            name='reporter',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='bylines', to='reporters.reporter', verbose_name='reporter'),
        ),
        migrations.AddIndex(
            model_name='byline',
            index=models.Index(fields=['reporter', 'article'], name='byline_of_reporter'),
        ),
        migrations.AddIndex(
            model_name='listing',
            index=models.Index(fields=['-changed_at', '-article'], include=('desk_id', 'state', 'kind', 'section_id', 'created_by_id', 'shared'), name='listing_newest'),
        ),
        migrations.AddIndex(
            model_name='listing',
            index=models.Index(fields=['desk_id', '-changed_at', '-article'], include=('state', 'kind', 'section_id', 'shared'), name='listing_of_desk'),
        ),
        migrations.AddIndex(
            model_name='listing',
            index=models.Index(fields=['kind', '-changed_at', '-article'], name='listing_of_kind'),
        ),
    ]
