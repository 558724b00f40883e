"""Two moves at once cannot make a circle that neither of them sees."""

from django.db import migrations

GUARD = """
CREATE OR REPLACE FUNCTION newsroom_desk_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {wait}
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
"""

# Held until the transaction ends; the query after it sees what the one before committed.
WAIT = """
    IF TG_OP = 'INSERT' OR NEW.parent_id IS DISTINCT FROM OLD.parent_id THEN
        PERFORM pg_advisory_xact_lock(hashtext('newsroom: the tree of desks'));
    END IF;
"""


class Migration(migrations.Migration):
    dependencies = [("desks", "0002_no_circles")]

    operations = [migrations.RunSQL(GUARD.format(wait=WAIT), GUARD.format(wait=""))]
