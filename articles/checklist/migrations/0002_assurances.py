"""What is assured of a story that the press rules ask care for; without it none becomes public."""

import django.db.models.deletion
from django.db import migrations, models

SUICIDE = {
    name: True for name in ("no_method", "no_place", "no_identity", "no_traces", "no_pictures")
}

RULES = """
CREATE TRIGGER assurance_append_only BEFORE UPDATE OR DELETE ON checklist_assurance
    FOR EACH ROW EXECUTE FUNCTION newsroom_append_only();
CREATE TRIGGER checklist_assurance_not_emptied BEFORE TRUNCATE ON checklist_assurance
    FOR EACH STATEMENT EXECUTE FUNCTION newsroom_append_only();

CREATE FUNCTION newsroom_version_is_assured() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    lacking text;
BEGIN
    SELECT care INTO lacking FROM unnest(NEW.care) care
    WHERE NOT EXISTS (
        SELECT 1 FROM checklist_assurance given
        WHERE given.version_id = NEW.id AND given.care = care.care
    ) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'Nobody assured of version % what is asked of “%”.', NEW.id, lacking
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
-- At the end of the transaction: a version is there before what is said of it.
CREATE CONSTRAINT TRIGGER version_is_assured AFTER INSERT ON articles_version
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.care <> '{}')
    EXECUTE FUNCTION newsroom_version_is_assured();
"""

NO_RULES = """
DROP TRIGGER version_is_assured ON articles_version;
DROP FUNCTION newsroom_version_is_assured;
DROP TRIGGER checklist_assurance_not_emptied ON checklist_assurance;
DROP TRIGGER assurance_append_only ON checklist_assurance;
"""


class Migration(migrations.Migration):
    dependencies = [("articles", "0033_special_care"), ("checklist", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Assurance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("care", models.CharField(max_length=12)),
                ("answers", models.JSONField()),
                (
                    "version",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assurances",
                        to="articles.version",
                    ),
                ),
            ],
            options={
                "verbose_name": "assurance",
                "verbose_name_plural": "assurances",
                "constraints": [
                    models.UniqueConstraint(fields=("version", "care"), name="assurance_once"),
                    models.CheckConstraint(
                        condition=models.Q(care="suicide", answers__contains=SUICIDE),
                        name="assurance_is_whole",
                    ),
                ],
            },
        ),
        migrations.RunSQL(RULES, NO_RULES),
    ]
