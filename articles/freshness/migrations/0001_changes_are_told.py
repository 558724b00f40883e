"""What readers' pages show tells by its keys that it changed, whoever changes it."""

from django.db import migrations

KEYS = """
-- The keys of one placement: what on its desk shows its story.
CREATE FUNCTION newsroom_keys_of_placement(shown articles_placement) RETURNS SETOF text
STABLE LANGUAGE sql AS $$
    SELECT unnest(ARRAY[
        'article:' || shown.article_id, 'stories:' || shown.desk_id,
        'section:' || shown.desk_id || ':' || shown.section_id,
        'month:' || shown.desk_id || ':' || to_char(
            shown.first_live_from AT TIME ZONE desk.time_zone, 'YYYYMM'),
        'daughters:' || desk.parent_id
    ]) FROM desks_desk desk WHERE desk.id = shown.desk_id
    UNION ALL
    SELECT 'topic:' || shown.desk_id || ':' || tag_id FROM articles_versiontopic
    WHERE version_id = shown.version_id
    UNION ALL
    SELECT 'reporter:' || shown.desk_id || ':' || reporter_id FROM articles_versionbyline
    WHERE version_id = shown.version_id
$$;

-- The keys of stories wherever they are shown. A reply and what it replies to name each other.
CREATE FUNCTION newsroom_keys_of_articles(articles bigint[]) RETURNS SETOF text
STABLE LANGUAGE sql AS $$
    WITH told (article) AS (
        SELECT unnest(articles)
        UNION SELECT article_id FROM articles_notice WHERE reply_id = ANY (articles)
        UNION SELECT reply_id FROM articles_notice
            WHERE article_id = ANY (articles) AND reply_id IS NOT NULL
    )
    SELECT 'article:' || article FROM told
    UNION
    SELECT key FROM told JOIN articles_placement placement ON placement.article_id = told.article,
        newsroom_keys_of_placement(placement) key
    WHERE key IS NOT NULL
$$;
"""

TELLING = """
-- A notification holds less than 8,000 bytes. Whoever changes very much at once changes everything.
CREATE FUNCTION newsroom_tell(keys text[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    line text := '';
    each text;
BEGIN
    IF cardinality(keys) > 2000 THEN
        keys := ARRAY['all', 'agenda', 'gone'];
    END IF;
    FOR each IN SELECT DISTINCT key FROM unnest(keys) key WHERE key IS NOT NULL ORDER BY key LOOP
        IF octet_length(line) + octet_length(each) > 7500 THEN
            PERFORM pg_notify('newsroom_public', line);
            line := '';
        END IF;
        line := ltrim(line || ' ' || each);
    END LOOP;
    IF line <> '' THEN
        PERFORM pg_notify('newsroom_public', line);
    END IF;
END $$;

CREATE FUNCTION newsroom_tell_of(articles bigint[], further text[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    articles := ARRAY(SELECT DISTINCT article FROM unnest(articles) article);
    IF cardinality(articles) > 200 THEN
        PERFORM newsroom_tell(ARRAY['all', 'agenda', 'gone']);
    ELSIF cardinality(articles) > 0 THEN
        PERFORM newsroom_tell(ARRAY(SELECT newsroom_keys_of_articles(articles)) || further);
    END IF;
END $$;
"""

# One for each kind of table. Once for a statement, however many rows it writes.
TRIGGERS = """
CREATE FUNCTION newsroom_tell_placements() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM newsroom_tell_of(array_agg(article_id), array_agg(DISTINCT CASE
            WHEN live_from > now() OR live_until < '9999-01-01' THEN 'agenda' END))
        FROM new_rows;
    ELSE
        PERFORM newsroom_tell_of(array_agg(article_id), ARRAY['agenda'])
        FROM (SELECT * FROM new_rows EXCEPT SELECT * FROM old_rows) changed;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION newsroom_tell_versions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM newsroom_tell_of(array_agg(new_rows.article_id), ARRAY['agenda'])
    FROM new_rows JOIN old_rows USING (id)
    WHERE (new_rows.live_from, new_rows.live_until, new_rows.first_live_from)
        IS DISTINCT FROM (old_rows.live_from, old_rows.live_until, old_rows.first_live_from);
    RETURN NULL;
END $$;

-- Topics, bylines and pictures of versions, which come with them or a moment later.
CREATE FUNCTION newsroom_tell_parts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM newsroom_tell_of(array_agg(article_id), NULL)
    FROM articles_version WHERE id IN (SELECT version_id FROM new_rows);
    RETURN NULL;
END $$;

CREATE FUNCTION newsroom_tell_notices() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM newsroom_tell_of(array_agg(article_id), ARRAY['agenda', 'gone']) FROM new_rows;
    RETURN NULL;
END $$;

CREATE FUNCTION newsroom_tell_positions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM newsroom_tell(array_agg('front:' || desk_id) || ARRAY['agenda'])
    FROM new_rows HAVING count(*) > 0;
    RETURN NULL;
END $$;

CREATE FUNCTION newsroom_tell_strips() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM newsroom_tell(array_agg(
        CASE WHEN below THEN 'below:' ELSE 'desk:' END || desk_id) || ARRAY['agenda'])
    FROM new_rows HAVING count(*) > 0;
    RETURN NULL;
END $$;

CREATE FUNCTION newsroom_tell_photos() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM newsroom_tell_shown(array_agg(new_rows.number))
    FROM new_rows JOIN old_rows USING (number)
    WHERE (new_rows.usable_from, new_rows.usable_until, new_rows.taken_down_at)
        IS DISTINCT FROM (old_rows.usable_from, old_rows.usable_until, old_rows.taken_down_at);
    PERFORM newsroom_tell(ARRAY['gone'] || array_agg('file:' || left(replace(file, '/', ''), 16)))
    FROM new_rows JOIN old_rows USING (number)
    JOIN photos_rendition ON photo_id = new_rows.number
    WHERE new_rows.taken_down_at IS DISTINCT FROM old_rows.taken_down_at HAVING count(*) > 0;
    RETURN NULL;
END $$;

-- Of photos: the stories whose versions have them.
CREATE FUNCTION newsroom_tell_shown(photos bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM newsroom_tell_of(array_agg(version.article_id), ARRAY['agenda'])
    FROM pictures_versionpicture picture JOIN articles_version version ON version.id = version_id
    WHERE picture.photo_id = ANY (photos);
END $$;

CREATE FUNCTION newsroom_tell_allowed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM newsroom_tell_shown(array_agg(photo_id)) FROM old_rows;
    ELSE
        PERFORM newsroom_tell_shown(array_agg(photo_id)) FROM new_rows;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION newsroom_tell_reporters() RETURNS trigger LANGUAGE plpgsql AS $$
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

CREATE FUNCTION newsroom_tell_topics() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM newsroom_tell(array_agg('topic:' || id)) FROM old_rows HAVING count(*) > 0;
    RETURN NULL;
END $$;

CREATE FUNCTION newsroom_tell_imprints() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM newsroom_tell(array_agg('imprint:' || desk_id)) FROM old_rows HAVING count(*) > 0;
    ELSE
        PERFORM newsroom_tell(array_agg('imprint:' || desk_id)) FROM new_rows HAVING count(*) > 0;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION newsroom_tell_all() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM newsroom_tell(ARRAY['all', 'agenda']);
    RETURN NULL;
END $$;
"""

ON = [
    ("articles_placement", "placements", "insert update"),
    ("articles_version", "versions", "update"),
    ("articles_versiontopic", "parts", "insert"),
    ("articles_versionbyline", "parts", "insert"),
    ("pictures_versionpicture", "parts", "insert"),
    ("articles_notice", "notices", "insert update"),
    ("fronts_position", "positions", "insert update"),
    ("fronts_strip", "strips", "insert update"),
    ("photos_photo", "photos", "update"),
    ("photos_alloweddesk", "allowed", "insert update delete"),
    ("reporters_reporter", "reporters", "insert update delete"),
    ("taggit_tag", "topics", "update delete"),
    ("imprint_imprint", "imprints", "insert update delete"),
    ("imprint_terms", "imprints", "insert update delete"),
    ("desks_desk", "all", "insert update delete"),
    ("articles_section", "all", "insert update delete"),
]
ROWS = {
    "insert": "NEW TABLE AS new_rows",
    "update": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "delete": "OLD TABLE AS old_rows",
}
EACH = [(table, what, event) for table, what, events in ON for event in events.split()]
MAKE = "".join(
    f"CREATE TRIGGER {table}_{event}_told AFTER {event.upper()} ON {table} "
    f"REFERENCING {ROWS[event]} FOR EACH STATEMENT EXECUTE FUNCTION newsroom_tell_{what}();\n"
    for table, what, event in EACH
)
UNDO = (
    "".join(f"DROP TRIGGER {table}_{event}_told ON {table};\n" for table, _what, event in EACH)
    + "".join(f"DROP FUNCTION newsroom_tell_{what}();\n" for what in sorted({e[1] for e in EACH}))
    + "DROP FUNCTION newsroom_tell_shown(bigint[]), newsroom_tell_of(bigint[], text[]), "
    "newsroom_tell(text[]), newsroom_keys_of_articles(bigint[]), "
    "newsroom_keys_of_placement(articles_placement);"
)


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0020_placements_by_end"),
        ("fronts", "0002_kept"),
        ("imprint", "0001_initial"),
        ("photos", "0007_discarding_in_the_database"),
        ("pictures", "0003_what_is_used_stays"),
        ("reporters", "0001_initial"),
        ("taggit", "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx"),
    ]

    operations = [migrations.RunSQL(KEYS + TELLING + TRIGGERS + MAKE, UNDO)]
