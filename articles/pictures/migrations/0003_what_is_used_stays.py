"""A photo is marked as used by whatever puts it into a story, and a version keeps its files."""

from django.db import migrations

RULES = r"""
CREATE FUNCTION pictures_in_body(body text) RETURNS SETOF bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT DISTINCT found[1]::bigint
    FROM regexp_matches(body, 'data-photo="([0-9]{1,18})"', 'g') AS found
$$;

CREATE FUNCTION pictures_photo_used() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE photos_photo SET used = true WHERE number = NEW.photo_id AND NOT used;
    RETURN NULL;
END $$;
CREATE TRIGGER photo_used AFTER INSERT OR UPDATE OF photo_id ON pictures_picture
    FOR EACH ROW EXECUTE FUNCTION pictures_photo_used();
CREATE TRIGGER photo_used AFTER INSERT ON pictures_versionpicture
    FOR EACH ROW EXECUTE FUNCTION pictures_photo_used();

CREATE FUNCTION pictures_photos_in_body_used() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE photos_photo SET used = true
    WHERE NOT used AND number IN (SELECT pictures_in_body(NEW.body));
    RETURN NULL;
END $$;
CREATE TRIGGER photos_in_body_used AFTER INSERT OR UPDATE OF body ON articles_article
    FOR EACH ROW WHEN (NEW.body LIKE '%data-photo=%')
    EXECUTE FUNCTION pictures_photos_in_body_used();

-- Of before: in stories as they are, in what was issued, and in what was ever saved of them.
UPDATE photos_photo SET used = true WHERE number IN (
    SELECT photo_id FROM pictures_picture
    UNION SELECT photo_id FROM pictures_versionpicture
    UNION SELECT pictures_in_body(body) FROM articles_article WHERE body LIKE '%data-photo=%'
    UNION SELECT pictures_in_body(text) FROM articles_passage WHERE text LIKE '%data-photo=%'
    UNION SELECT found[1]::bigint
    FROM articles_passage, regexp_matches(text, '\[([0-9]{1,18}),"(?:lead|gallery)",', 'g') AS found
    WHERE text LIKE '{%"pictures":[[%'
);

CREATE FUNCTION pictures_rendition_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM photos_discarded WHERE number = OLD.photo_id) THEN
        RETURN OLD;
    END IF;
    IF EXISTS (
        SELECT 1 FROM photos_photo WHERE number = OLD.photo_id AND taken_down_at IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'Rendition % says that its file was taken down.', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF EXISTS (
        SELECT 1 FROM pictures_versionpicture
        WHERE photo_id = OLD.photo_id AND position(OLD.file in files::text) > 0
    ) THEN
        RAISE EXCEPTION 'A version has rendition %.', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER rendition_stays BEFORE DELETE ON photos_rendition
    FOR EACH ROW EXECUTE FUNCTION pictures_rendition_stays();
"""

NO_RULES = """
DROP TRIGGER rendition_stays ON photos_rendition;
DROP FUNCTION pictures_rendition_stays();
DROP TRIGGER photos_in_body_used ON articles_article;
DROP FUNCTION pictures_photos_in_body_used();
DROP TRIGGER photo_used ON pictures_versionpicture;
DROP TRIGGER photo_used ON pictures_picture;
DROP FUNCTION pictures_photo_used();
DROP FUNCTION pictures_in_body(text);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("pictures", "0002_rules_in_the_database"),
        ("photos", "0007_discarding_in_the_database"),
        ("articles", "0016_covering_indexes"),
    ]

    operations = [migrations.RunSQL(RULES, NO_RULES)]
