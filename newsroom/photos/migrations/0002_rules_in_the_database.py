"""A photo stays its file, what is made of it is never wider, and likeness is found fast."""

from django.db import migrations

GUARDS = """
CREATE FUNCTION photos_photo_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.number, NEW.original, NEW.media_type, NEW.width, NEW.height, NEW.size, NEW.likeness,
        NEW.uploaded_by_id, NEW.uploaded_at)
        IS DISTINCT FROM (OLD.number, OLD.original, OLD.media_type, OLD.width, OLD.height, OLD.size,
        OLD.likeness, OLD.uploaded_by_id, OLD.uploaded_at) THEN
        RAISE EXCEPTION 'Photo % stays the file that it is: take in another.', OLD.number
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.generation < OLD.generation THEN
        RAISE EXCEPTION 'The generation of photo % only grows.', OLD.number
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER photo_guard BEFORE UPDATE ON photos_photo
    FOR EACH ROW EXECUTE FUNCTION photos_photo_guard();

CREATE FUNCTION photos_rendition_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        RAISE EXCEPTION 'Rendition % never changes: make another generation.', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM photos_photo
        WHERE number = NEW.photo_id AND width >= NEW.width AND height >= NEW.height
    ) THEN
        RAISE EXCEPTION 'A rendition is not larger than photo %.', NEW.photo_id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER rendition_guard BEFORE INSERT OR UPDATE ON photos_rendition
    FOR EACH ROW EXECUTE FUNCTION photos_rendition_guard();
"""

NO_GUARDS = """
DROP TRIGGER rendition_guard ON photos_rendition;
DROP FUNCTION photos_rendition_guard();
DROP TRIGGER photo_guard ON photos_photo;
DROP FUNCTION photos_photo_guard();
"""

# Four bands of 16 bits, each with its place: `likeness.near_bands` says the same in Python.
BANDS = """
CREATE FUNCTION photos_bands(likeness bigint) RETURNS integer[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT ARRAY[
        (likeness & 65535)::integer,
        (1 << 16) | ((likeness >> 16) & 65535)::integer,
        (2 << 16) | ((likeness >> 32) & 65535)::integer,
        (3 << 16) | ((likeness >> 48) & 65535)::integer
    ]
$$;
-- Without a list of what is still to be indexed, which every question would have to read.
CREATE INDEX photo_likeness ON photos_photo USING gin (photos_bands(likeness))
    WITH (fastupdate = off);
"""

NO_BANDS = """
DROP INDEX photo_likeness;
DROP FUNCTION photos_bands(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("photos", "0001_initial")]

    operations = [
        migrations.RunSQL(GUARDS, NO_GUARDS),
        migrations.RunSQL(BANDS, NO_BANDS),
    ]
