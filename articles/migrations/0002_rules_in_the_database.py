"""What was let through the door stays as it was: said by Postgres, whoever asks."""

from django.db import migrations

IMMUTABLE = """
CREATE FUNCTION newsroom_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% rows are append-only: they are neither changed nor deleted.', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER decision_append_only BEFORE UPDATE OR DELETE ON articles_decision
    FOR EACH ROW EXECUTE FUNCTION newsroom_append_only();
CREATE TRIGGER notice_append_only BEFORE UPDATE OR DELETE ON articles_notice
    FOR EACH ROW EXECUTE FUNCTION newsroom_append_only();
CREATE TRIGGER version_byline_append_only BEFORE UPDATE OR DELETE ON articles_versionbyline
    FOR EACH ROW EXECUTE FUNCTION newsroom_append_only();
CREATE TRIGGER version_topic_append_only BEFORE UPDATE OR DELETE ON articles_versiontopic
    FOR EACH ROW EXECUTE FUNCTION newsroom_append_only();
CREATE TRIGGER version_not_deleted BEFORE DELETE ON articles_version
    FOR EACH ROW EXECUTE FUNCTION newsroom_append_only();
CREATE TRIGGER placement_not_deleted BEFORE DELETE ON articles_placement
    FOR EACH ROW EXECUTE FUNCTION newsroom_append_only();
"""

VERSION = """
CREATE FUNCTION newsroom_version_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    span text[] := ARRAY['live_from', 'live_until', 'first_live_from'];
BEGIN
    IF to_jsonb(NEW) - span IS DISTINCT FROM to_jsonb(OLD) - span THEN
        RAISE EXCEPTION 'The text of version % never changes: issue a new one.', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF (NEW.live_from, NEW.first_live_from) IS DISTINCT FROM (OLD.live_from, OLD.first_live_from)
        AND OLD.live_from <= now() THEN
        RAISE EXCEPTION 'Version % is public already: its beginning stays.', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.live_until > OLD.live_until AND OLD.live_until <= now() THEN
        RAISE EXCEPTION 'Version % has ended: it does not come back.', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER version_guard BEFORE UPDATE ON articles_version
    FOR EACH ROW EXECUTE FUNCTION newsroom_version_guard();

CREATE FUNCTION newsroom_placements_follow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE articles_placement
    SET live_from = NEW.live_from, live_until = NEW.live_until,
        first_live_from = NEW.first_live_from
    WHERE version_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER placements_follow
    AFTER UPDATE OF live_from, live_until, first_live_from ON articles_version
    FOR EACH ROW EXECUTE FUNCTION newsroom_placements_follow();

CREATE FUNCTION newsroom_placement_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT article_id, section_id, live_from, live_until, first_live_from
    INTO STRICT NEW.article_id, NEW.section_id, NEW.live_from, NEW.live_until, NEW.first_live_from
    FROM articles_version WHERE id = NEW.version_id;
    RETURN NEW;
END $$;
CREATE TRIGGER placement_guard BEFORE INSERT OR UPDATE ON articles_placement
    FOR EACH ROW EXECUTE FUNCTION newsroom_placement_guard();
"""

UNDO = """
DROP TRIGGER decision_append_only ON articles_decision;
DROP TRIGGER notice_append_only ON articles_notice;
DROP TRIGGER version_byline_append_only ON articles_versionbyline;
DROP TRIGGER version_topic_append_only ON articles_versiontopic;
DROP TRIGGER version_not_deleted ON articles_version;
DROP TRIGGER placement_not_deleted ON articles_placement;
DROP TRIGGER version_guard ON articles_version;
DROP TRIGGER placements_follow ON articles_version;
DROP TRIGGER placement_guard ON articles_placement;
DROP FUNCTION newsroom_append_only, newsroom_version_guard, newsroom_placements_follow,
    newsroom_placement_guard;
"""


class Migration(migrations.Migration):
    dependencies = [("articles", "0001_initial")]

    operations = [migrations.RunSQL(IMMUTABLE + VERSION, UNDO)]
