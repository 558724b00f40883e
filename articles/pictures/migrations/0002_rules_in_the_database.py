"""What a version shows stays as it was: its pictures are neither changed nor deleted."""

from django.db import migrations

KEPT = """
CREATE TRIGGER version_picture_append_only BEFORE UPDATE OR DELETE ON pictures_versionpicture
    FOR EACH ROW EXECUTE FUNCTION newsroom_append_only();
CREATE TRIGGER pictures_versionpicture_not_emptied BEFORE TRUNCATE ON pictures_versionpicture
    FOR EACH STATEMENT EXECUTE FUNCTION newsroom_append_only();
"""

UNDO = """
DROP TRIGGER version_picture_append_only ON pictures_versionpicture;
DROP TRIGGER pictures_versionpicture_not_emptied ON pictures_versionpicture;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("pictures", "0001_initial"),
        ("articles", "0003_nothing_is_emptied"),
    ]

    operations = [migrations.RunSQL(KEPT, UNDO)]
