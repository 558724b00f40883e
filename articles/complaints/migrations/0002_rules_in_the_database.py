"""What was sent stays as it was; it is closed once, and cleared once, after it was closed."""

from django.db import migrations

KEPT = """
CREATE FUNCTION newsroom_complaint_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.receipt, NEW.press, NEW.desk_id, NEW.kind, NEW.received_at)
        IS DISTINCT FROM
        (OLD.id, OLD.receipt, OLD.press, OLD.desk_id, OLD.kind, OLD.received_at)
        OR NEW.article_id IS DISTINCT FROM OLD.article_id
    THEN
        RAISE EXCEPTION 'What was sent as complaint % stays as it is.', OLD.receipt
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state <> 'open' AND (NEW.state, NEW.ground, NEW.closed_at, NEW.closed_by_id)
        IS DISTINCT FROM (OLD.state, OLD.ground, OLD.closed_at, OLD.closed_by_id)
        OR OLD.state <> 'open' AND NEW.notice_id IS DISTINCT FROM OLD.notice_id
    THEN
        RAISE EXCEPTION 'Complaint % was decided about, once.', OLD.receipt
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.cleared_at IS NULL AND OLD.cleared_at IS NULL THEN
        IF (NEW.story, NEW.who, NEW.contact, NEW.wrong, NEW.reply)
            IS DISTINCT FROM (OLD.story, OLD.who, OLD.contact, OLD.wrong, OLD.reply)
            OR OLD.state <> 'open' AND NEW.said IS DISTINCT FROM OLD.said
        THEN
            RAISE EXCEPTION 'What was sent as complaint % stays as it is.', OLD.receipt
                USING ERRCODE = 'restrict_violation';
        END IF;
    ELSIF OLD.state = 'open' OR NEW.cleared_at IS NULL
        OR concat(NEW.story, NEW.who, NEW.contact, NEW.wrong, NEW.reply, NEW.said) <> ''
        OR OLD.cleared_at IS DISTINCT FROM NEW.cleared_at AND OLD.cleared_at IS NOT NULL
    THEN
        RAISE EXCEPTION 'Complaint % is cleared once, of all words, after it was decided about.',
            OLD.receipt USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER complaint_guard BEFORE UPDATE ON complaints_complaint
    FOR EACH ROW EXECUTE FUNCTION newsroom_complaint_guard();
CREATE TRIGGER complaint_stays BEFORE DELETE ON complaints_complaint
    FOR EACH ROW EXECUTE FUNCTION newsroom_append_only();
CREATE TRIGGER complaints_complaint_not_emptied BEFORE TRUNCATE ON complaints_complaint
    FOR EACH STATEMENT EXECUTE FUNCTION newsroom_append_only();
"""
UNDO = """
DROP TRIGGER complaints_complaint_not_emptied ON complaints_complaint;
DROP TRIGGER complaint_stays ON complaints_complaint;
DROP TRIGGER complaint_guard ON complaints_complaint;
DROP FUNCTION newsroom_complaint_guard;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("complaints", "0001_initial"),
        ("articles", "0002_rules_in_the_database"),
    ]

    operations = [migrations.RunSQL(KEPT, UNDO)]
