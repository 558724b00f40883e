"""Ends of stories and of photos' terms are looked for; an index that another one covers goes."""

import django.db.models.deletion
from django.db import migrations, models

KINDS = [
    ("came", "story comes"),
    ("noticed", "notice on a story"),
    ("withdrawn", "story is withdrawn"),
    ("ended", "story ends by the clock"),
    ("photo_ends", "term of a photo ends"),
    ("carried", "story is carried"),
    ("uncarried", "story is no longer carried"),
    ("front", "front changes"),
    ("strip", "breaking strip comes"),
    ("strip_ends", "breaking strip ends"),
]
INDEX = "punctuality_change_article_id_4d606ca3"


class Migration(migrations.Migration):
    atomic = False
    dependencies = [
        ("articles", "0021_one_index_for_a_question"),
        ("photos", "0008_one_index_for_a_question"),
        ("pictures", "0003_what_is_used_stays"),
        ("punctuality", "0002_kept"),
    ]

    operations = [
        migrations.RunSQL(
            f"DROP INDEX CONCURRENTLY IF EXISTS {INDEX}",
            f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {INDEX} ON punctuality_change (article_id)",
            state_operations=[
                migrations.AlterField(
                    model_name="change",
                    name="article",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="articles.article",
                    ),
                )
            ],
        ),
        *(
            migrations.AlterField(
                model_name=name,
                name="kind",
                field=models.CharField(choices=KINDS, max_length=10),
            )
            for name in ("change", "entry")
        ),
    ]
