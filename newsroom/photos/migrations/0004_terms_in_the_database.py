"""What was taken down stays down, history stays history, and photos are found by their words."""

from django.db import migrations

GUARDS = """
CREATE FUNCTION photos_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% rows are append-only: they are neither changed nor deleted.', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER photo_change_append_only BEFORE UPDATE OR DELETE ON photos_change
    FOR EACH ROW EXECUTE FUNCTION photos_append_only();
CREATE TRIGGER photo_change_not_emptied BEFORE TRUNCATE ON photos_change
    FOR EACH STATEMENT EXECUTE FUNCTION photos_append_only();
CREATE TRIGGER gone_file_append_only BEFORE UPDATE OR DELETE ON photos_gonefile
    FOR EACH ROW EXECUTE FUNCTION photos_append_only();
CREATE TRIGGER gone_file_not_emptied BEFORE TRUNCATE ON photos_gonefile
    FOR EACH STATEMENT EXECUTE FUNCTION photos_append_only();
CREATE TRIGGER takedown_not_deleted BEFORE DELETE ON photos_takedown
    FOR EACH ROW EXECUTE FUNCTION photos_append_only();
CREATE TRIGGER takedown_not_emptied BEFORE TRUNCATE ON photos_takedown
    FOR EACH STATEMENT EXECUTE FUNCTION photos_append_only();

CREATE FUNCTION photos_takedown_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    progress text[] := ARRAY['tried_at', 'trouble', 'cleared_at'];
BEGIN
    IF to_jsonb(NEW) - progress IS DISTINCT FROM to_jsonb(OLD) - progress
        OR OLD.cleared_at IS NOT NULL THEN
        RAISE EXCEPTION 'Take-down % is kept as it was.', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER takedown_guard BEFORE UPDATE ON photos_takedown
    FOR EACH ROW EXECUTE FUNCTION photos_takedown_guard();

-- Whoever writes the row takes the photo down: there is no other way, and none back.
CREATE FUNCTION photos_takedown_happens() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE photos_photo SET taken_down_at = NEW.at WHERE number = NEW.photo_id;
    RETURN NULL;
END $$;
CREATE TRIGGER takedown_happens AFTER INSERT ON photos_takedown
    FOR EACH ROW EXECUTE FUNCTION photos_takedown_happens();

CREATE FUNCTION photos_taken_down_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM photos_takedown WHERE photo_id = NEW.number AND at = NEW.taken_down_at
    ) THEN
        RAISE EXCEPTION 'Photo % is taken down by its take-down alone, and for good.', NEW.number
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER taken_down_guard BEFORE UPDATE OF taken_down_at ON photos_photo
    FOR EACH ROW WHEN (NEW.taken_down_at IS DISTINCT FROM OLD.taken_down_at)
    EXECUTE FUNCTION photos_taken_down_guard();

CREATE FUNCTION photos_no_more_files() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM photos_photo WHERE number = NEW.photo_id AND taken_down_at IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'Photo % was taken down: nothing is made of it any more.', NEW.photo_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER no_more_files BEFORE INSERT ON photos_rendition
    FOR EACH ROW EXECUTE FUNCTION photos_no_more_files();
"""

NO_GUARDS = """
DROP TRIGGER no_more_files ON photos_rendition;
DROP FUNCTION photos_no_more_files();
DROP TRIGGER taken_down_guard ON photos_photo;
DROP FUNCTION photos_taken_down_guard();
DROP TRIGGER takedown_happens ON photos_takedown;
DROP FUNCTION photos_takedown_happens();
DROP TRIGGER takedown_guard ON photos_takedown;
DROP FUNCTION photos_takedown_guard();
DROP TRIGGER takedown_not_emptied ON photos_takedown;
DROP TRIGGER takedown_not_deleted ON photos_takedown;
DROP TRIGGER gone_file_not_emptied ON photos_gonefile;
DROP TRIGGER gone_file_append_only ON photos_gonefile;
DROP TRIGGER photo_change_not_emptied ON photos_change;
DROP TRIGGER photo_change_append_only ON photos_change;
DROP FUNCTION photos_append_only();
"""

# The words of a photo, found by stems of both languages: a caption's own is not known. Whose photo
# it is has the weight B as it is written, and keywords the weight C: each can be asked for alone.
# The column belongs to the database alone: no page loads it.
WORDS = """
CREATE FUNCTION photos_words(
    number bigint, headline text, caption text, alt text, credit text, creator text, source text,
    place text, keywords text[]
) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT setweight(to_tsvector('indonesian'::regconfig, headline), 'A')
        || setweight(to_tsvector('english'::regconfig, headline), 'A')
        || to_tsvector('indonesian'::regconfig, concat_ws(' . ', caption, alt, place))
        || to_tsvector('english'::regconfig, concat_ws(' . ', caption, alt, place))
        || setweight(to_tsvector('simple'::regconfig, concat_ws(' . ', creator, credit)), 'B')
        || setweight(
            to_tsvector('simple'::regconfig, array_to_string(keywords, ' . ')), 'C')
        || to_tsvector('simple'::regconfig, concat_ws(' . ', headline, place, source, number::text))
$$;
ALTER TABLE photos_photo ADD COLUMN words tsvector GENERATED ALWAYS AS (photos_words(
    number, headline, caption, alt, credit, creator, source, place, keywords::text[]
)) STORED;
CREATE INDEX photo_words ON photos_photo USING gin (words);
"""

NO_WORDS = """
DROP INDEX photo_words;
ALTER TABLE photos_photo DROP COLUMN words;
DROP FUNCTION photos_words(bigint, text, text, text, text, text, text, text, text[]);
"""


class Migration(migrations.Migration):
    dependencies = [("photos", "0003_terms")]

    operations = [
        migrations.RunSQL(GUARDS, NO_GUARDS),
        migrations.RunSQL(WORDS, NO_WORDS),
    ]
