"""A picture that a model made goes out with the consent that was written of it, or not at all."""

from django.db import migrations

RULE = """
CREATE FUNCTION newsroom_picture_has_consent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM photos_photo WHERE number = NEW.photo_id AND consent ~ '\\S'
    ) THEN
        RAISE EXCEPTION 'Nobody said who agreed to photo %, which AI made.', NEW.photo_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER picture_has_consent BEFORE INSERT ON pictures_versionpicture
    FOR EACH ROW WHEN (NEW.ai_made) EXECUTE FUNCTION newsroom_picture_has_consent();
"""
UNDO = """
DROP TRIGGER picture_has_consent ON pictures_versionpicture;
DROP FUNCTION newsroom_picture_has_consent;
"""


class Migration(migrations.Migration):
    dependencies = [("pictures", "0003_what_is_used_stays"), ("photos", "0010_consent")]

    operations = [migrations.RunSQL(RULE, UNDO)]
