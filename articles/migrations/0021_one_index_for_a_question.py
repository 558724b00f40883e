"""Indexes that another one covers by its first columns, or that nothing asks, are dropped.

Each was written by every save or every version. They go while the newsroom works.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


# Each with its table, and what it was made of.
GONE = (
    ("articles_article_desk_id_af2328d9", "articles_article", "desk_id"),
    (
        "articles_article_import_key_feaabe26_like",
        "articles_article",
        "import_key varchar_pattern_ops",
    ),
    (
        "articles_article_written_by_article_id_b7bd1e3f",
        "articles_article_written_by",
        "article_id",
    ),
    ("articles_byline_article_id_b3b9786c", "articles_byline", "article_id"),
    ("articles_decision_article_id_ea6d5949", "articles_decision", "article_id"),
    ("articles_notice_article_id_b46c8518", "articles_notice", "article_id"),
    ("articles_opening_link_id_0ee1ecda", "articles_opening", "link_id"),
    ("articles_placement_article_id_94acb255", "articles_placement", "article_id"),
    ("articles_placement_desk_id_26bf1783", "articles_placement", "desk_id"),
    ("articles_placement_section_id_fae054ba", "articles_placement", "section_id"),
    ("articles_previewlink_article_id_9f637733", "articles_previewlink", "article_id"),
    ("articles_savedview_owner_id_84b81de3", "articles_savedview", "owner_id"),
    ("articles_version_article_id_cee81370", "articles_version", "article_id"),
    ("articles_version_slug_6654d58d", "articles_version", "slug"),
    ("articles_version_slug_6654d58d_like", "articles_version", "slug varchar_pattern_ops"),
    ("articles_versionbyline_reporter_id_f12c8a62", "articles_versionbyline", "reporter_id"),
    ("articles_versionbyline_version_id_59f99a89", "articles_versionbyline", "version_id"),
    ("articles_versiontopic_tag_id_8ff124b0", "articles_versiontopic", "tag_id"),
    ("articles_versiontopic_version_id_bc2989d2", "articles_versiontopic", "version_id"),
)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [
        ("articles", "0020_placements_by_end"),
        ("desks", "0003_one_move_at_a_time"),
        ("reporters", "0001_initial"),
        ("taggit", "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # One is enough for slugs: nobody asks for what a slug begins with.
        migrations.RunSQL(
            "CREATE INDEX CONCURRENTLY IF NOT EXISTS version_slug ON articles_version (slug)",
            "DROP INDEX CONCURRENTLY IF EXISTS version_slug",
        ),
        *(
            migrations.RunSQL(
                f"DROP INDEX CONCURRENTLY IF EXISTS {name}",
                f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {name} ON {table} ({column})",
            )
            for name, table, column in GONE
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddIndex(
                    model_name="version",
                    index=models.Index(fields=["slug"], name="version_slug"),
                ),
                migrations.AlterField(
                    model_name="article",
                    name="desk",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="articles",
                        to="desks.desk",
                        verbose_name="desk",
                    ),
                ),
                migrations.AlterField(
                    model_name="byline",
                    name="article",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="bylines",
                        to="articles.article",
                    ),
                ),
                migrations.AlterField(
                    model_name="decision",
                    name="article",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="articles.article",
                    ),
                ),
                migrations.AlterField(
                    model_name="notice",
                    name="article",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="articles.article",
                    ),
                ),
                migrations.AlterField(
                    model_name="opening",
                    name="link",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="openings",
                        to="articles.previewlink",
                    ),
                ),
                migrations.AlterField(
                    model_name="placement",
                    name="article",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="placements",
                        to="articles.article",
                    ),
                ),
                migrations.AlterField(
                    model_name="placement",
                    name="desk",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="placements",
                        to="desks.desk",
                    ),
                ),
                migrations.AlterField(
                    model_name="placement",
                    name="section",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="articles.section",
                    ),
                ),
                migrations.AlterField(
                    model_name="previewlink",
                    name="article",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="preview_links",
                        to="articles.article",
                    ),
                ),
                migrations.AlterField(
                    model_name="savedview",
                    name="owner",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="saved_views",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AlterField(
                    model_name="version",
                    name="article",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="articles.article",
                    ),
                ),
                migrations.AlterField(
                    model_name="version",
                    name="slug",
                    field=models.SlugField(db_index=False, max_length=120),
                ),
                migrations.AlterField(
                    model_name="versionbyline",
                    name="reporter",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="version_bylines",
                        to="reporters.reporter",
                    ),
                ),
                migrations.AlterField(
                    model_name="versionbyline",
                    name="version",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="byline_items",
                        to="articles.version",
                    ),
                ),
                migrations.AlterField(
                    model_name="versiontopic",
                    name="tag",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="version_topics",
                        to="taggit.tag",
                    ),
                ),
                migrations.AlterField(
                    model_name="versiontopic",
                    name="version",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="topic_items",
                        to="articles.version",
                    ),
                ),
            ]
        ),
    ]
