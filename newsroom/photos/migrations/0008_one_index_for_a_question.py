"""Indexes that another one covers by its first columns are dropped, while the newsroom works."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


# Each with its table, and what it was made of.
GONE = (
    ("photos_alloweddesk_photo_id_ca6213db", "photos_alloweddesk", "photo_id"),
    ("photos_change_photo_id_24989071", "photos_change", "photo_id"),
    ("photos_gonefile_takedown_id_155df96a", "photos_gonefile", "takedown_id"),
    ("photos_photo_desk_id_510a72c3", "photos_photo", "desk_id"),
    ("photos_photo_uploaded_by_id_733c230f", "photos_photo", "uploaded_by_id"),
    ("photos_photo_original_6095c1ad_like", "photos_photo", "original varchar_pattern_ops"),
    ("photos_rendition_file_aa064dd8_like", "photos_rendition", "file varchar_pattern_ops"),
    ("photos_rendition_photo_id_0c1a73da", "photos_rendition", "photo_id"),
)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [
        ("desks", "0003_one_move_at_a_time"),
        ("photos", "0007_discarding_in_the_database"),
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
                    model_name="alloweddesk",
                    name="photo",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="allowed",
                        to="photos.photo",
                    ),
                ),
                migrations.AlterField(
                    model_name="change",
                    name="photo",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="photos.photo",
                    ),
                ),
                migrations.AlterField(
                    model_name="gonefile",
                    name="takedown",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="gone",
                        to="photos.takedown",
                    ),
                ),
                migrations.AlterField(
                    model_name="photo",
                    name="desk",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="photos",
                        to="desks.desk",
                        verbose_name="desk",
                    ),
                ),
                migrations.AlterField(
                    model_name="photo",
                    name="uploaded_by",
                    field=models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="uploaded by",
                    ),
                ),
                migrations.AlterField(
                    model_name="rendition",
                    name="photo",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="renditions",
                        to="photos.photo",
                        verbose_name="photo",
                    ),
                ),
            ]
        ),
    ]
