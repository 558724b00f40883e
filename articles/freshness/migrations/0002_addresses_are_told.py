"""An address of a topic or a reporter that was nobody's tells when a new name makes it somebody's."""

from django.db import migrations

BEFORE = """
CREATE OR REPLACE FUNCTION newsroom_tell_reporters() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    told text[];
BEGIN
    IF TG_OP <> 'DELETE' THEN
        SELECT array_agg('reporters:' || desk_id) || array_agg('reporter:' || id)
        INTO told FROM new_rows;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        SELECT told || array_agg('reporters:' || desk_id) || array_agg('reporter:' || id)
        INTO told FROM old_rows;
    END IF;
    PERFORM newsroom_tell(told) WHERE told IS NOT NULL;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION newsroom_tell_topics() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM newsroom_tell(array_agg('topic:' || id)) FROM old_rows HAVING count(*) > 0;
    RETURN NULL;
END $$;
"""

RENAMED = """
    IF TG_OP = 'UPDATE' THEN
        PERFORM newsroom_tell(ARRAY['addresses'])
        FROM new_rows JOIN old_rows USING (id) WHERE new_rows.slug <> old_rows.slug LIMIT 1;
    END IF;
    RETURN NULL;
END $$;
"""

AFTER = BEFORE.replace("    RETURN NULL;\nEND $$;\n", RENAMED.lstrip("\n"))


class Migration(migrations.Migration):
    dependencies = [("freshness", "0001_changes_are_told")]

    operations = [migrations.RunSQL(AFTER, BEFORE)]
