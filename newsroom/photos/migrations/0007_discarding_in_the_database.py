"""A photo leaves the library by being discarded alone, and only if no story ever used it."""

from django.db import migrations

RULES = """
-- Whoever writes the row discards the photo: there is no other way.
CREATE FUNCTION photos_discard_happens() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM photos_rendition WHERE photo_id = NEW.number;
    DELETE FROM photos_alloweddesk WHERE photo_id = NEW.number;
    DELETE FROM photos_change WHERE photo_id = NEW.number;
    DELETE FROM photos_photo WHERE number = NEW.number AND original = NEW.original;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'There is no photo % of that file to be discarded.', NEW.number
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER discard_happens AFTER INSERT ON photos_discarded
    FOR EACH ROW EXECUTE FUNCTION photos_discard_happens();
CREATE TRIGGER discarded_append_only BEFORE UPDATE OR DELETE ON photos_discarded
    FOR EACH ROW EXECUTE FUNCTION photos_append_only();
CREATE TRIGGER discarded_not_emptied BEFORE TRUNCATE ON photos_discarded
    FOR EACH STATEMENT EXECUTE FUNCTION photos_append_only();

CREATE FUNCTION photos_photo_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.used OR OLD.taken_down_at IS NOT NULL OR NOT EXISTS (
        SELECT 1 FROM photos_discarded WHERE number = OLD.number
    ) THEN
        RAISE EXCEPTION 'Photo % stays: only what no story ever used is discarded.', OLD.number
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER photo_stays BEFORE DELETE ON photos_photo
    FOR EACH ROW EXECUTE FUNCTION photos_photo_stays();

CREATE FUNCTION photos_used_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Photo % was used: that stays.', OLD.number
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER used_stays BEFORE UPDATE OF used ON photos_photo
    FOR EACH ROW WHEN (OLD.used AND NOT NEW.used) EXECUTE FUNCTION photos_used_stays();

-- The history of a photo goes with it, and never without it.
CREATE FUNCTION photos_change_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM photos_discarded WHERE number = OLD.photo_id) THEN
        RAISE EXCEPTION '% rows are append-only: they are neither changed nor deleted.',
            TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN OLD;
END $$;
DROP TRIGGER photo_change_append_only ON photos_change;
CREATE TRIGGER photo_change_append_only BEFORE UPDATE ON photos_change
    FOR EACH ROW EXECUTE FUNCTION photos_append_only();
CREATE TRIGGER photo_change_stays BEFORE DELETE ON photos_change
    FOR EACH ROW EXECUTE FUNCTION photos_change_stays();
"""

NO_RULES = """
DROP TRIGGER photo_change_stays ON photos_change;
DROP FUNCTION photos_change_stays();
DROP TRIGGER photo_change_append_only ON photos_change;
CREATE TRIGGER photo_change_append_only BEFORE UPDATE OR DELETE ON photos_change
    FOR EACH ROW EXECUTE FUNCTION photos_append_only();
DROP TRIGGER used_stays ON photos_photo;
DROP FUNCTION photos_used_stays();
DROP TRIGGER photo_stays ON photos_photo;
DROP FUNCTION photos_photo_stays();
DROP TRIGGER discarded_not_emptied ON photos_discarded;
DROP TRIGGER discarded_append_only ON photos_discarded;
DROP TRIGGER discard_happens ON photos_discarded;
DROP FUNCTION photos_discard_happens();
"""


class Migration(migrations.Migration):
    dependencies = [("photos", "0006_discarding_and_ends")]

    operations = [migrations.RunSQL(RULES, NO_RULES)]
