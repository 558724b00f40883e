"""Indexes that another one covers by its first columns are dropped, while the newsroom works."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


# Each with its table, and what it was made of.
GONE = (
    ("talk_mention_note_id_14532a72", "talk_mention", "note_id"),
    ("talk_note_thread_id_95fbcd97", "talk_note", "thread_id"),
    ("talk_notification_to_id_9cfc4e80", "talk_notification", "to_id"),
    ("talk_reader_thread_id_1bdcacdd", "talk_reader", "thread_id"),
    ("talk_thread_article_id_ab870055", "talk_thread", "article_id"),
)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [
        ("articles", "0021_one_index_for_a_question"),
        ("talk", "0008_complaints"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        *(
            migrations.RunSQL(
                f"DROP INDEX CONCURRENTLY IF EXISTS {name}",
                f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {name} ON {table} ({column})",
            )
            for name, table, column in GONE
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="mention",
                    name="note",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mentions",
                        to="talk.note",
                    ),
                ),
                migrations.AlterField(
                    model_name="note",
                    name="thread",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to="talk.thread",
                    ),
                ),
                migrations.AlterField(
                    model_name="notification",
                    name="to",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notifications",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AlterField(
                    model_name="reader",
                    name="thread",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="readers",
                        to="talk.thread",
                    ),
                ),
                migrations.AlterField(
                    model_name="thread",
                    name="article",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="threads",
                        to="articles.article",
                    ),
                ),
            ]
        ),
    ]
