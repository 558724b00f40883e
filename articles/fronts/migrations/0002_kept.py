"""What stood on a front, and what a strip said, stays: a row ends once and never changes else."""

from django.db import migrations

KEPT = """
CREATE TRIGGER front_change_append_only BEFORE UPDATE OR DELETE ON fronts_change
    FOR EACH ROW EXECUTE FUNCTION newsroom_append_only();
CREATE TRIGGER fronts_change_not_emptied BEFORE TRUNCATE ON fronts_change
    FOR EACH STATEMENT EXECUTE FUNCTION newsroom_append_only();

CREATE TRIGGER position_not_deleted BEFORE DELETE ON fronts_position
    FOR EACH ROW EXECUTE FUNCTION newsroom_append_only();
CREATE TRIGGER position_replaced_once BEFORE UPDATE ON fronts_position
    FOR EACH ROW WHEN (
        OLD.replaced_by_id IS NOT NULL
        OR to_jsonb(NEW) - 'replaced_by_id' IS DISTINCT FROM to_jsonb(OLD) - 'replaced_by_id'
    ) EXECUTE FUNCTION newsroom_append_only();
CREATE TRIGGER fronts_position_not_emptied BEFORE TRUNCATE ON fronts_position
    FOR EACH STATEMENT EXECUTE FUNCTION newsroom_append_only();

CREATE TRIGGER strip_not_deleted BEFORE DELETE ON fronts_strip
    FOR EACH ROW EXECUTE FUNCTION newsroom_append_only();
CREATE TRIGGER strip_taken_down_once BEFORE UPDATE ON fronts_strip
    FOR EACH ROW WHEN (
        OLD.taken_down_at IS NOT NULL
        OR to_jsonb(NEW) - 'taken_down_at' - 'taken_down_by_id'
            IS DISTINCT FROM to_jsonb(OLD) - 'taken_down_at' - 'taken_down_by_id'
    ) EXECUTE FUNCTION newsroom_append_only();
CREATE TRIGGER fronts_strip_not_emptied BEFORE TRUNCATE ON fronts_strip
    FOR EACH STATEMENT EXECUTE FUNCTION newsroom_append_only();
"""

UNDO = """
DROP TRIGGER front_change_append_only ON fronts_change;
DROP TRIGGER fronts_change_not_emptied ON fronts_change;
DROP TRIGGER position_not_deleted ON fronts_position;
DROP TRIGGER position_replaced_once ON fronts_position;
DROP TRIGGER fronts_position_not_emptied ON fronts_position;
DROP TRIGGER strip_not_deleted ON fronts_strip;
DROP TRIGGER strip_taken_down_once ON fronts_strip;
DROP TRIGGER fronts_strip_not_emptied ON fronts_strip;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("fronts", "0001_initial"),
        ("articles", "0003_nothing_is_emptied"),
    ]

    operations = [migrations.RunSQL(KEPT, UNDO)]
