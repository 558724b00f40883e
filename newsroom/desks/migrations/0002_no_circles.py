"""A desk is never above itself: said by Postgres, whoever asks."""

from django.db import migrations

GUARD = """
CREATE FUNCTION newsroom_desk_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        WITH RECURSIVE above (id, parent_id) AS (
            SELECT id, parent_id FROM desks_desk WHERE id = NEW.parent_id
            UNION
            SELECT desk.id, desk.parent_id FROM desks_desk desk
            JOIN above ON desk.id = above.parent_id
        )
        SELECT 1 FROM above WHERE id = NEW.id
    ) OR NEW.parent_id = NEW.id THEN
        RAISE EXCEPTION 'Desk % would be above itself.', NEW.slug
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER desk_guard BEFORE INSERT OR UPDATE OF parent_id ON desks_desk
    FOR EACH ROW EXECUTE FUNCTION newsroom_desk_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("desks", "0001_initial")]

    operations = [
        migrations.RunSQL(
            GUARD, "DROP TRIGGER desk_guard ON desks_desk; DROP FUNCTION newsroom_desk_guard;"
        )
    ]
