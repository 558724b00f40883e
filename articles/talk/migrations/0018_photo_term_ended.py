"""Notifications of a photo whose term somebody ended."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('talk', '0017_photo_taken_down'),
    ]

    operations = [
        migrations.AlterField(
            model_name='notification',
            name='kind',
            field=models.CharField(choices=[('submitted', 'Submitted for review'), ('taken_back', 'Taken back'), ('returned', 'Returned'), ('approved', 'Approved'), ('issued', 'Issued'), ('rescheduled', 'Rescheduled'), ('recalled', 'Recalled'), ('reopened', 'Reopened'), ('spiked', 'Spiked'), ('revived', 'Revived'), ('withdrawn', 'Withdrawn'), ('noticed', 'Notice to readers'), ('mentioned', 'Mentions you'), ('replied', 'Reply'), ('noted', 'Note'), ('proposed', 'Idea proposed'), ('assigned', 'Assignment for you'), ('accepted', 'Assignment accepted'), ('declined', 'Assignment declined'), ('handed_in', 'Assignment handed in'), ('called_off', 'Assignment called off'), ('moved', 'Assignment moved'), ('due', 'Due soon'), ('ending', 'Term of a photo ends'), ('ended', 'Term of a photo ended'), ('taken_down', 'Photo taken down'), ('late', 'Not on time for readers'), ('complaint', 'Complaint of a reader'), ('sign_in', 'Your two-step sign-in was taken away')], max_length=12),
        ),
    ]
