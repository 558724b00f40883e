from django.db import migrations

SQL = """
CREATE TRIGGER punctuality_append_only BEFORE UPDATE OR DELETE ON punctuality_entry
    FOR EACH ROW EXECUTE FUNCTION newsroom_append_only();
CREATE TRIGGER punctuality_entry_not_emptied BEFORE TRUNCATE ON punctuality_entry
    FOR EACH STATEMENT EXECUTE FUNCTION newsroom_append_only();
"""
UNDO = """
DROP TRIGGER punctuality_entry_not_emptied ON punctuality_entry;
DROP TRIGGER punctuality_append_only ON punctuality_entry;
"""


class Migration(migrations.Migration):
    """The ledger is only written on."""

    dependencies = [("punctuality", "0001_initial"), ("articles", "0002_rules_in_the_database")]

    operations = [migrations.RunSQL(SQL, UNDO)]
