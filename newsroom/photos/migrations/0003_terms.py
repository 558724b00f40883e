"""On which terms a photo may be shown, who changed what of it, and taking it down."""

import datetime
import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('desks', '0003_one_move_at_a_time'),
        ('photos', '0002_rules_in_the_database'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AllowedDesk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
            options={
                'verbose_name': 'allowed desk of a photo',
                'verbose_name_plural': 'allowed desks of photos',
            },
        ),
        migrations.CreateModel(
            name='Change',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('edit', models.PositiveIntegerField()),
                ('at', models.DateTimeField()),
                ('fields', models.JSONField()),
            ],
            options={
                'verbose_name': 'change of a photo',
                'verbose_name_plural': 'changes of photos',
            },
        ),
        migrations.CreateModel(
            name='GoneFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80)),
                ('address', models.CharField(blank=True, max_length=300)),
                ('gone_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'deleted file of a photo',
                'verbose_name_plural': 'deleted files of photos',
            },
        ),
        migrations.CreateModel(
            name='Takedown',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ground', models.CharField(choices=[('copyright', "somebody else's copyright"), ('consent', 'a person shown did not consent, or no longer does'), ('child', 'a child or a victim must not be recognised'), ('court', 'an order of a court or an authority'), ('false', 'it does not show what was said'), ('terms', 'the source withdrew it'), ('other', 'another ground')], max_length=10, verbose_name='ground')),
                ('reason', models.TextField(max_length=2000, verbose_name='reason')),
                ('original', models.CharField(choices=[('keep', 'kept, for editors of the desk alone'), ('erase', 'erased too')], max_length=5, verbose_name='original')),
                ('places', models.JSONField(blank=True, default=list)),
                ('at', models.DateTimeField(verbose_name='taken down')),
                ('tried_at', models.DateTimeField(blank=True, null=True)),
                ('trouble', models.CharField(blank=True, max_length=500)),
                ('cleared_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'take-down',
                'verbose_name_plural': 'take-downs',
            },
        ),
        migrations.AddField(
            model_name='photo',
            name='edit',
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.AddField(
            model_name='photo',
            name='shape',
            field=models.GeneratedField(db_persist=True, expression=models.Case(models.When(then=models.Value('wide'), width__gt=django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('height'), '*', models.Value(11)), '/', models.Value(10))), models.When(height__gt=django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('width'), '*', models.Value(11)), '/', models.Value(10)), then=models.Value('tall')), default=models.Value('square')), output_field=models.CharField(max_length=6)),
        ),
        migrations.AddField(
            model_name='photo',
            name='taken_down_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='photo',
            name='usable_from',
            field=models.DateTimeField(blank=True, help_text='Empty: from now on.', null=True, verbose_name='usable from'),
        ),
        migrations.AddField(
            model_name='photo',
            name='usable_until',
            field=models.DateTimeField(default=datetime.datetime(9999, 12, 31, 0, 0, tzinfo=datetime.timezone.utc), verbose_name='usable until'),
        ),
        migrations.AddField(
            model_name='photo',
            name='allowed_use',
            field=models.CharField(choices=[('any', 'any use'), ('once', 'once: in one article'), ('story', 'this story only'), ('web', 'on the web only')], default='any', max_length=5, verbose_name='allowed use'),
        ),
        migrations.AddIndex(
            model_name='photo',
            index=models.Index(fields=['uploaded_by', '-number'], name='photo_of_uploader'),
        ),
        migrations.AddIndex(
            model_name='photo',
            index=models.Index(fields=['shape', '-number'], name='photo_of_shape'),
        ),
        migrations.AddIndex(
            model_name='photo',
            index=models.Index(fields=['uploaded_at'], name='photo_by_arrival'),
        ),
        migrations.AddIndex(
            model_name='photo',
            index=models.Index(condition=models.Q(('shared', True)), fields=['-number'], name='photo_shared'),
        ),
        migrations.AddIndex(
            model_name='photo',
            index=models.Index(condition=models.Q(('usable_until', datetime.datetime(9999, 12, 31, 0, 0, tzinfo=datetime.timezone.utc)), _negated=True), fields=['usable_until', 'number'], name='photo_with_an_end'),
        ),
        migrations.AddIndex(
            model_name='photo',
            index=models.Index(condition=models.Q(('taken_down_at__isnull', False)), fields=['-number'], name='photo_taken_down'),
        ),
        migrations.AddIndex(
            model_name='photo',
            index=models.Index(condition=models.Q(('credit', ''), ('source', ''), ('alt', ''), _connector='OR'), fields=['-number'], name='photo_incomplete'),
        ),
        migrations.AddConstraint(
            model_name='photo',
            constraint=models.CheckConstraint(condition=models.Q(('usable_from', None), ('usable_until__gt', models.F('usable_from')), _connector='OR'), name='photo_term_has_a_length', violation_error_message='The term ends before it begins.'),
        ),
        migrations.AddConstraint(
            model_name='photo',
            constraint=models.CheckConstraint(condition=models.Q(('allowed_use__in', ['any', 'once', 'story', 'web'])), name='photo_allowed_use_known'),
        ),
        migrations.AddConstraint(
            model_name='photo',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('origin', 'handout'), _negated=True), models.Q(('source', ''), _negated=True), _connector='OR'), name='photo_handout_has_a_source', violation_error_message='Of a handout, say where it came from.'),
        ),
        migrations.AddField(
            model_name='alloweddesk',
            name='desk',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='allowed_photos', to='desks.desk'),
        ),
        migrations.AddField(
            model_name='alloweddesk',
            name='photo',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='allowed', to='photos.photo'),
        ),
        migrations.AddField(
            model_name='change',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='change',
            name='photo',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='photos.photo'),
        ),
        migrations.AddField(
            model_name='takedown',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='takedown',
            name='photo',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='takedown', to='photos.photo'),
        ),
        migrations.AddField(
            model_name='gonefile',
            name='takedown',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='gone', to='photos.takedown'),
        ),
        migrations.AddConstraint(
            model_name='alloweddesk',
            constraint=models.UniqueConstraint(fields=('photo', 'desk'), name='photo_desk_allowed_once'),
        ),
        migrations.AddConstraint(
            model_name='change',
            constraint=models.UniqueConstraint(fields=('photo', 'edit'), name='photo_changed_once_at_a_time'),
        ),
        migrations.AddIndex(
            model_name='takedown',
            index=models.Index(condition=models.Q(('cleared_at', None)), fields=['tried_at'], name='takedown_unfinished'),
        ),
        migrations.AddConstraint(
            model_name='takedown',
            constraint=models.CheckConstraint(condition=models.Q(('ground__in', ['copyright', 'consent', 'child', 'court', 'false', 'terms', 'other'])), name='takedown_ground_known'),
        ),
        migrations.AddConstraint(
            model_name='takedown',
            constraint=models.CheckConstraint(condition=models.Q(('reason__regex', '\\S')), name='takedown_says_why'),
        ),
        migrations.AddConstraint(
            model_name='takedown',
            constraint=models.CheckConstraint(condition=models.Q(('original__in', ['keep', 'erase'])), name='takedown_original_known'),
        ),
        migrations.AddConstraint(
            model_name='gonefile',
            constraint=models.UniqueConstraint(fields=('takedown', 'name'), name='gone_file_once'),
        ),
    ]
