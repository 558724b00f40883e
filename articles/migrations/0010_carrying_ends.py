"""A desk stops carrying a story: the placement ends for itself, once, and stays as it was."""

from django.db import migrations, models
from django.db.models import Q

PLACEMENT_GUARD = """
CREATE OR REPLACE FUNCTION newsroom_placement_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (NEW.version_id, NEW.desk_id, NEW.kind)
        IS DISTINCT FROM (OLD.version_id, OLD.desk_id, OLD.kind) THEN
        RAISE EXCEPTION 'Placement % stays where it is: make another.', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    {stays}
    SELECT article_id, section_id, live_from, live_until, first_live_from
    INTO STRICT NEW.article_id, NEW.section_id, NEW.live_from, NEW.live_until, NEW.first_live_from
    FROM articles_version WHERE id = NEW.version_id;
    {ends}
    RETURN NEW;
END $$;
"""

STAYS = """
    IF TG_OP = 'UPDATE' AND OLD.carried_until IS NOT NULL
        AND (NEW.carried_until, NEW.headline) IS DISTINCT FROM (OLD.carried_until, OLD.headline)
    THEN
        RAISE EXCEPTION 'Placement % has ended: carry the story once more.', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
"""

# Never before it began: the placement of a version that is still ahead is left with no span.
ENDS = """
    NEW.live_until := greatest(NEW.live_from, least(NEW.live_until, NEW.carried_until));
"""


class Migration(migrations.Migration):
    dependencies = [("articles", "0006_autosave")]

    operations = [
        migrations.AddField(
            model_name="placement",
            name="carried_until",
            field=models.DateTimeField(null=True, blank=True),
        ),
        migrations.RemoveConstraint(model_name="placement", name="placement_once_per_desk"),
        migrations.AddConstraint(
            model_name="placement",
            constraint=models.UniqueConstraint(
                fields=["version", "desk"],
                condition=Q(carried_until=None),
                name="placement_once_per_desk",
            ),
        ),
        migrations.AddConstraint(
            model_name="placement",
            constraint=models.CheckConstraint(
                condition=Q(carried_until=None) | Q(kind="carried"),
                name="placement_ends_where_carried",
            ),
        ),
        migrations.RunSQL(
            PLACEMENT_GUARD.format(stays=STAYS, ends=ENDS),
            PLACEMENT_GUARD.format(stays="", ends=""),
        ),
    ]
