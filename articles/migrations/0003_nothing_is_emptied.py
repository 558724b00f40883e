"""Nothing published is emptied or moved elsewhere: the holes that the rules before had left.

TRUNCATE fires no row trigger; a placement could be moved to another desk or version; the home of
an issued article could change under its versions; a transaction that waited for a lock judged what
is public by the moment at which it began; and a version that had ended could be cut shorter, down
to one that never went out.
"""

from django.db import migrations

KEPT = ("decision", "notice", "version", "versionbyline", "versiontopic", "placement")

NOT_EMPTIED = "".join(
    f"CREATE TRIGGER articles_{name}_not_emptied BEFORE TRUNCATE ON articles_{name} "
    "FOR EACH STATEMENT EXECUTE FUNCTION newsroom_append_only();\n"
    for name in KEPT
)

MAY_BE_EMPTIED = "".join(
    f"DROP TRIGGER articles_{name}_not_emptied ON articles_{name};\n" for name in KEPT
)

VERSION_GUARD = """
CREATE OR REPLACE FUNCTION newsroom_version_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    span text[] := ARRAY['live_from', 'live_until', 'first_live_from'];
BEGIN
    IF to_jsonb(NEW) - span IS DISTINCT FROM to_jsonb(OLD) - span THEN
        RAISE EXCEPTION 'The text of version % never changes: issue a new one.', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF (NEW.live_from, NEW.first_live_from) IS DISTINCT FROM (OLD.live_from, OLD.first_live_from)
        AND OLD.live_from <= {clock}() THEN
        RAISE EXCEPTION 'Version % is public already: its beginning stays.', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.live_until > OLD.live_until AND OLD.live_until <= {clock}() THEN
        RAISE EXCEPTION 'Version % has ended: it does not come back.', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    {end_stays}
    RETURN NEW;
END $$;
"""

END_STAYS = """
    IF NEW.live_until < OLD.live_until AND OLD.live_until <= clock_timestamp() THEN
        RAISE EXCEPTION 'Version % has ended: its end stays.', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
"""

PLACEMENT_GUARD = """
CREATE OR REPLACE FUNCTION newsroom_placement_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {stays}
    SELECT article_id, section_id, live_from, live_until, first_live_from
    INTO STRICT NEW.article_id, NEW.section_id, NEW.live_from, NEW.live_until, NEW.first_live_from
    FROM articles_version WHERE id = NEW.version_id;
    RETURN NEW;
END $$;
"""

STAYS = """
    IF TG_OP = 'UPDATE' AND (NEW.version_id, NEW.desk_id, NEW.kind)
        IS DISTINCT FROM (OLD.version_id, OLD.desk_id, OLD.kind) THEN
        RAISE EXCEPTION 'Placement % stays where it is: make another.', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
"""

HOME = """
CREATE FUNCTION newsroom_article_home() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM articles_version WHERE article_id = OLD.id) THEN
        RAISE EXCEPTION 'Article % was issued at its desk, which stays its home.', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER article_home BEFORE UPDATE OF desk_id ON articles_article
    FOR EACH ROW WHEN (NEW.desk_id IS DISTINCT FROM OLD.desk_id)
    EXECUTE FUNCTION newsroom_article_home();
"""

NO_HOME = "DROP TRIGGER article_home ON articles_article; DROP FUNCTION newsroom_article_home;"


class Migration(migrations.Migration):
    dependencies = [("articles", "0002_rules_in_the_database")]

    operations = [
        migrations.RunSQL(NOT_EMPTIED, MAY_BE_EMPTIED),
        migrations.RunSQL(
            VERSION_GUARD.format(clock="clock_timestamp", end_stays=END_STAYS),
            VERSION_GUARD.format(clock="now", end_stays=""),
        ),
        migrations.RunSQL(
            PLACEMENT_GUARD.format(stays=STAYS), PLACEMENT_GUARD.format(stays="")
        ),
        migrations.RunSQL(HOME, NO_HOME),
    ]
