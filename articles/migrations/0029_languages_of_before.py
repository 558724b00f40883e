"""Versions of before are in the language that their desk speaks now: nobody knows it better.

A thousand at a time, each on its own: whoever issues or withdraws one waits for a moment at most.
What is in the language of most has it already.
"""

from importlib import import_module

from django.db import migrations

LANGUAGES = import_module("articles.migrations.0028_languages")
FILL = """
UPDATE articles_version SET language = %s WHERE id IN (
    SELECT id FROM articles_version WHERE desk_id = %s AND id > %s AND language <> %s
    ORDER BY id LIMIT 1000)
RETURNING id
"""


def fill(apps, schema_editor):
    """Desk by desk, from the first version to the last."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT id, language FROM desks_desk ORDER BY id")
        for desk, language in cursor.fetchall():
            last = 0
            while last is not None:
                cursor.execute(FILL, [language, desk, last, language])
                last = max((number for (number,) in cursor.fetchall()), default=None)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("articles", "0028_languages")]

    pause = "Nobody waits: versions are filled a thousand at a time, and most need nothing."

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunSQL(LANGUAGES.GUARD, LANGUAGES.OPEN_GUARD),
    ]
