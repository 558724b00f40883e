"""Names and keywords are found by the index alone, and so is a term that is still to begin."""

from django.db import migrations, models

# Whose photo it is and its keywords are marked, so that one index answers for them by themselves
# too: a weight would be looked up in the row of every photo whose caption has the same words.
WORDS = """
ALTER TABLE photos_photo DROP COLUMN words;
CREATE OR REPLACE FUNCTION photos_words(
    number bigint, headline text, caption text, alt text, credit text, creator text, source text,
    place text, keywords text[]
) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT setweight(to_tsvector('indonesian'::regconfig, headline), 'A')
        || setweight(to_tsvector('english'::regconfig, headline), 'A')
        || to_tsvector('indonesian'::regconfig, concat_ws(' . ', caption, alt, place))
        || to_tsvector('english'::regconfig, concat_ws(' . ', caption, alt, place))
        || to_tsvector('simple'::regconfig, concat_ws(
            ' . ', headline, creator, credit, array_to_string(keywords, ' . '), place, source,
            number::text))
        || array_to_tsvector(ARRAY(
            SELECT 'by:' || name FROM unnest(tsvector_to_array(
                to_tsvector('simple'::regconfig, concat_ws(' . ', creator, credit)))) name
            UNION
            SELECT 'key:' || lower(keyword) FROM unnest(keywords) keyword
            WHERE keyword IS NOT NULL))
$$;
ALTER TABLE photos_photo ADD COLUMN words tsvector GENERATED ALWAYS AS (photos_words(
    number, headline, caption, alt, credit, creator, source, place, keywords::text[]
)) STORED;
CREATE INDEX photo_words ON photos_photo USING gin (words);
"""


class Migration(migrations.Migration):
    dependencies = [("photos", "0004_terms_in_the_database")]

    operations = [
        migrations.AddIndex(
            model_name="photo",
            index=models.Index(
                condition=models.Q(("usable_from__isnull", False)),
                fields=["-number"],
                name="photo_with_a_start",
            ),
        ),
        # The words of before are found as well by this: there is nothing to take back.
        migrations.RunSQL(WORDS, migrations.RunSQL.noop),
    ]
