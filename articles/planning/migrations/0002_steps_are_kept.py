"""The steps of assignments, which nobody changes afterwards; an article keeps its assignment."""

from django.db import migrations

KEPT = """
CREATE TRIGGER assignment_step_append_only BEFORE UPDATE OR DELETE ON planning_assignmentstep
    FOR EACH ROW EXECUTE FUNCTION newsroom_append_only();
CREATE TRIGGER planning_assignmentstep_not_emptied BEFORE TRUNCATE ON planning_assignmentstep
    FOR EACH STATEMENT EXECUTE FUNCTION newsroom_append_only();

CREATE FUNCTION newsroom_assignment_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.article_id IS NOT NULL AND NEW.article_id IS DISTINCT FROM OLD.article_id THEN
        RAISE EXCEPTION 'Assignment % became an article: it stays with it.', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER assignment_guard BEFORE UPDATE ON planning_assignment
    FOR EACH ROW EXECUTE FUNCTION newsroom_assignment_guard();
"""
UNDO = """
DROP TRIGGER assignment_guard ON planning_assignment;
DROP FUNCTION newsroom_assignment_guard;
DROP TRIGGER planning_assignmentstep_not_emptied ON planning_assignmentstep;
DROP TRIGGER assignment_step_append_only ON planning_assignmentstep;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("planning", "0001_initial"),
        ("articles", "0002_rules_in_the_database"),
    ]

    operations = [migrations.RunSQL(KEPT, UNDO)]
