"""An article of the same headline is found by an index."""

import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0011_lists_and_search'),
        ('desks', '0003_one_move_at_a_time'),
        ('taggit', '0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='article',
            index=models.Index(django.db.models.functions.text.Upper('headline'), name='article_same_headline'),
        ),
    ]
