"""Autosaves: the one kind of revision that may be dropped, or kept for good; its text stays too."""

from django.db import migrations, models

THINNED = """
DROP TRIGGER revision_append_only ON articles_revision;
CREATE TRIGGER revision_append_only BEFORE DELETE ON articles_revision
    FOR EACH ROW WHEN (OLD.origin <> 'autosave') EXECUTE FUNCTION newsroom_append_only();
CREATE TRIGGER revision_unchanged BEFORE UPDATE ON articles_revision
    FOR EACH ROW WHEN (
        OLD.origin <> 'autosave'
        OR to_jsonb(NEW) - 'origin' IS DISTINCT FROM to_jsonb(OLD) - 'origin'
    ) EXECUTE FUNCTION newsroom_append_only();
"""
UNDO = """
DROP TRIGGER revision_unchanged ON articles_revision;
DROP TRIGGER revision_append_only ON articles_revision;
CREATE TRIGGER revision_append_only BEFORE UPDATE OR DELETE ON articles_revision
    FOR EACH ROW EXECUTE FUNCTION newsroom_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("articles", "0005_revisions")]

    operations = [
        migrations.AlterField(
            model_name="revision",
            name="origin",
            field=models.CharField(
                choices=[
                    ("save", "saved"),
                    ("merge", "merged with another's changes"),
                    ("restore", "restored"),
                    ("aside", "kept aside, not saved"),
                    ("autosave", "saved while typing"),
                ],
                default="save",
                max_length=8,
            ),
        ),
        migrations.RunSQL(THINNED, UNDO),
    ]
