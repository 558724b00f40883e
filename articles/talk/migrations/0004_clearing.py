"""What was read and what is settled is found by when."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("talk", "0003_refusals")]

    operations = [
        migrations.AddIndex(
            "mail",
            models.Index(
                fields=["sent_at"],
                condition=models.Q(("sent_at__isnull", False)),
                name="mail_sent",
            ),
        ),
        migrations.AddIndex(
            "mail",
            models.Index(
                fields=["dropped_at"],
                condition=models.Q(("dropped_at__isnull", False)),
                name="mail_dropped",
            ),
        ),
        migrations.AddIndex(
            "notification",
            models.Index(
                fields=["read_at"],
                condition=models.Q(("read_at__isnull", False)),
                name="notification_read",
            ),
        ),
    ]
