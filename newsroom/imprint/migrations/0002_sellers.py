"""A desk's ads.txt. The default stays in the database: the code of before writes rows meanwhile."""

from django.db import migrations, models

import newsroom.imprint.models


class Migration(migrations.Migration):
    dependencies = [("imprint", "0001_initial")]

    operations = [
        migrations.SeparateDatabaseAndState(
            [
                migrations.RunSQL(
                    "ALTER TABLE imprint_terms ADD COLUMN sellers text NOT NULL DEFAULT ''",
                    "ALTER TABLE imprint_terms DROP COLUMN sellers",
                )
            ],
            [
                migrations.AddField(
                    "terms",
                    "sellers",
                    models.TextField(
                        "sellers of advertising",
                        blank=True,
                        validators=[newsroom.imprint.models.validate_sellers],
                        help_text="The file ads.txt, line by line, as your advertising partners "
                        "give it to you. Buyers look for it at the main domain; there, SUBDOMAIN= "
                        "names the desks with a file of their own.",
                    ),
                )
            ],
        )
    ]
