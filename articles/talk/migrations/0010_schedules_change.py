"""Notifications of a scheduled story: another moment, or none."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('talk', '0009_one_index_for_a_question'),
    ]

    operations = [
        migrations.AlterField(
            model_name='notification',
            name='kind',
            field=models.CharField(choices=[('returned', 'Returned'), ('approved', 'Approved'), ('issued', 'Issued'), ('rescheduled', 'Rescheduled'), ('recalled', 'Recalled'), ('reopened', 'Reopened'), ('spiked', 'Spiked'), ('withdrawn', 'Withdrawn'), ('noticed', 'Notice to readers'), ('mentioned', 'Mentions you'), ('replied', 'Reply'), ('noted', 'Note'), ('proposed', 'Idea proposed'), ('assigned', 'Assignment for you'), ('accepted', 'Assignment accepted'), ('declined', 'Assignment declined'), ('handed_in', 'Assignment handed in'), ('called_off', 'Assignment called off'), ('moved', 'Assignment moved'), ('due', 'Due soon'), ('ending', 'Term of a photo ends'), ('late', 'Late for readers'), ('complaint', 'Complaint of a reader')], max_length=12),
        ),
    ]
