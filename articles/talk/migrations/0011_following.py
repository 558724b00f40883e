"""Who follows which article, and what they are told."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0031_what_a_desk_carries'),
        ('talk', '0010_schedules_change'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='notification',
            name='kind',
            field=models.CharField(choices=[('submitted', 'Submitted for review'), ('returned', 'Returned'), ('approved', 'Approved'), ('issued', 'Issued'), ('rescheduled', 'Rescheduled'), ('recalled', 'Recalled'), ('reopened', 'Reopened'), ('spiked', 'Spiked'), ('revived', 'Revived'), ('withdrawn', 'Withdrawn'), ('noticed', 'Notice to readers'), ('mentioned', 'Mentions you'), ('replied', 'Reply'), ('noted', 'Note'), ('proposed', 'Idea proposed'), ('assigned', 'Assignment for you'), ('accepted', 'Assignment accepted'), ('declined', 'Assignment declined'), ('handed_in', 'Assignment handed in'), ('called_off', 'Assignment called off'), ('moved', 'Assignment moved'), ('due', 'Due soon'), ('ending', 'Term of a photo ends'), ('late', 'Late for readers'), ('complaint', 'Complaint of a reader')], max_length=12),
        ),
        migrations.CreateModel(
            name='Follow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField()),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='articles.article')),
                ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'notes and notifications',
                'verbose_name_plural': 'notes and notifications',
                'constraints': [models.UniqueConstraint(fields=('user', 'article'), name='follow_once')],
            },
        ),
    ]
