"""Secret preview links; only their revoking is ever written, and their log only grows."""

import datetime
import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

TRIGGERS = """
CREATE TRIGGER previewlink_kept BEFORE DELETE ON articles_previewlink
    FOR EACH ROW EXECUTE FUNCTION newsroom_append_only();
CREATE TRIGGER previewlink_only_revoked BEFORE UPDATE ON articles_previewlink
    FOR EACH ROW WHEN (
        OLD.revoked_at IS NOT NULL
        OR to_jsonb(NEW) - ARRAY['revoked_at', 'revoked_by_id']
            IS DISTINCT FROM to_jsonb(OLD) - ARRAY['revoked_at', 'revoked_by_id']
    ) EXECUTE FUNCTION newsroom_append_only();
CREATE TRIGGER opening_append_only BEFORE UPDATE OR DELETE ON articles_opening
    FOR EACH ROW EXECUTE FUNCTION newsroom_append_only();
CREATE TRIGGER articles_previewlink_not_emptied BEFORE TRUNCATE ON articles_previewlink
    FOR EACH STATEMENT EXECUTE FUNCTION newsroom_append_only();
CREATE TRIGGER articles_opening_not_emptied BEFORE TRUNCATE ON articles_opening
    FOR EACH STATEMENT EXECUTE FUNCTION newsroom_append_only();
"""
UNDO = """
DROP TRIGGER articles_opening_not_emptied ON articles_opening;
DROP TRIGGER articles_previewlink_not_emptied ON articles_previewlink;
DROP TRIGGER opening_append_only ON articles_opening;
DROP TRIGGER previewlink_only_revoked ON articles_previewlink;
DROP TRIGGER previewlink_kept ON articles_previewlink;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0012_same_headline'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PreviewLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('label', models.CharField(max_length=120, verbose_name='for whom')),
                ('made_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(null=True)),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='preview_links', to='articles.article')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('revoked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'preview link',
                'verbose_name_plural': 'preview links',
            },
        ),
        migrations.CreateModel(
            name='Opening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('read', models.BooleanField()),
                ('ip_address', models.GenericIPAddressField(null=True)),
                ('browser', models.CharField(blank=True, max_length=300)),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('link', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='openings', to='articles.previewlink')),
            ],
            options={
                'verbose_name': 'opening of a preview link',
                'verbose_name_plural': 'openings of preview links',
            },
        ),
        migrations.AddIndex(
            model_name='previewlink',
            index=models.Index(fields=['article', '-id'], name='preview_link_of_article'),
        ),
        migrations.AddConstraint(
            model_name='previewlink',
            constraint=models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('made_at')), ('expires_at__lte', django.db.models.expressions.CombinedExpression(models.F('made_at'), '+', models.Value(datetime.timedelta(days=14))))), name='preview_link_expires'),
        ),
        migrations.AddConstraint(
            model_name='previewlink',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('revoked_at', None), ('revoked_by', None)), models.Q(('revoked_at__isnull', False), ('revoked_by__isnull', False)), _connector='OR'), name='preview_link_revoked_by_somebody'),
        ),
        migrations.AddIndex(
            model_name='opening',
            index=models.Index(fields=['link', '-id'], name='opening_of_link'),
        ),
        migrations.RunSQL(TRIGGERS, UNDO),
    ]
