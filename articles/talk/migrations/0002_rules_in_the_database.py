"""What was said stays as it was said, and a confidential note stays with those it names."""

from django.db import migrations

KEPT = ("thread", "reader", "note", "mention")

APPEND_ONLY = "".join(
    f"CREATE TRIGGER {name}_append_only BEFORE {events} ON talk_{name} "
    "FOR EACH ROW EXECUTE FUNCTION newsroom_append_only();\n"
    for name, events in (
        ("thread", "DELETE"),
        ("note", "DELETE"),
        ("reader", "UPDATE OR DELETE"),
        ("mention", "UPDATE OR DELETE"),
    )
) + "".join(
    f"CREATE TRIGGER talk_{name}_not_emptied BEFORE TRUNCATE ON talk_{name} "
    "FOR EACH STATEMENT EXECUTE FUNCTION newsroom_append_only();\n"
    for name in KEPT
)

NO_LONGER_KEPT = "".join(
    f"DROP TRIGGER {name}_append_only ON talk_{name};\n"
    f"DROP TRIGGER talk_{name}_not_emptied ON talk_{name};\n"
    for name in KEPT
)

GUARDS = """
CREATE FUNCTION talk_thread_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    may_change text[] := ARRAY['resolved_at', 'resolved_by_id'];
BEGIN
    IF to_jsonb(NEW) - may_change IS DISTINCT FROM to_jsonb(OLD) - may_change THEN
        RAISE EXCEPTION 'Thread % is append-only but for its being resolved.', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER thread_guard BEFORE UPDATE ON talk_thread
    FOR EACH ROW EXECUTE FUNCTION talk_thread_guard();

CREATE FUNCTION talk_note_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(NEW) - 'struck_at' IS DISTINCT FROM to_jsonb(OLD) - 'struck_at'
        OR OLD.struck_at IS NOT NULL THEN
        RAISE EXCEPTION 'Note % is append-only: it may be struck once.', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER note_guard BEFORE UPDATE ON talk_note
    FOR EACH ROW EXECUTE FUNCTION talk_note_guard();

-- Whoever is named is named when the thread begins: nobody is let into what was said before.
CREATE FUNCTION talk_reader_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT (SELECT confidential FROM talk_thread WHERE id = NEW.thread_id)
        OR EXISTS (SELECT 1 FROM talk_note WHERE thread_id = NEW.thread_id) THEN
        RAISE EXCEPTION 'Readers are named when a confidential thread begins.'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER reader_guard BEFORE INSERT ON talk_reader
    FOR EACH ROW EXECUTE FUNCTION talk_reader_guard();

CREATE FUNCTION talk_is_for(thread bigint, person bigint) RETURNS boolean LANGUAGE sql AS $$
    SELECT NOT (SELECT confidential FROM talk_thread WHERE id = thread) OR EXISTS (
        SELECT 1 FROM talk_reader WHERE thread_id = thread AND user_id = person
    )
$$;

CREATE FUNCTION talk_named_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'talk_note' THEN
        IF talk_is_for(NEW.thread_id, NEW.by_id) THEN
            RETURN NEW;
        END IF;
    ELSIF TG_TABLE_NAME = 'talk_mention' THEN
        IF talk_is_for((SELECT thread_id FROM talk_note WHERE id = NEW.note_id), NEW.user_id) THEN
            RETURN NEW;
        END IF;
    ELSIF NEW.note_id IS NULL OR (NEW.text = '' AND talk_is_for(
        (SELECT thread_id FROM talk_note WHERE id = NEW.note_id), NEW.to_id
    )) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'This note is confidential: it is for those it names.'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER note_named_only BEFORE INSERT ON talk_note
    FOR EACH ROW EXECUTE FUNCTION talk_named_only();
CREATE TRIGGER mention_named_only BEFORE INSERT ON talk_mention
    FOR EACH ROW EXECUTE FUNCTION talk_named_only();
CREATE TRIGGER notification_named_only BEFORE INSERT OR UPDATE OF to_id, note_id, text
    ON talk_notification FOR EACH ROW EXECUTE FUNCTION talk_named_only();
"""

NO_GUARDS = """
DROP TRIGGER thread_guard ON talk_thread;
DROP TRIGGER note_guard ON talk_note;
DROP TRIGGER reader_guard ON talk_reader;
DROP TRIGGER note_named_only ON talk_note;
DROP TRIGGER mention_named_only ON talk_mention;
DROP TRIGGER notification_named_only ON talk_notification;
DROP FUNCTION talk_thread_guard;
DROP FUNCTION talk_note_guard;
DROP FUNCTION talk_reader_guard;
DROP FUNCTION talk_named_only;
DROP FUNCTION talk_is_for;
"""


class Migration(migrations.Migration):
    dependencies = [("talk", "0001_initial"), ("articles", "0002_rules_in_the_database")]

    operations = [
        migrations.RunSQL(APPEND_ONLY, NO_LONGER_KEPT),
        migrations.RunSQL(GUARDS, NO_GUARDS),
    ]
