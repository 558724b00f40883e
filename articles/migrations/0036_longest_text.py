"""A text that is written is not longer than articles/models/body.py says.

By a trigger and no check: of a longer text of before everything else may still change, and no row
is looked at now.
"""

from django.db import migrations

GUARD = """
CREATE FUNCTION newsroom_too_long() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The text of article % is too long: 200000 characters, 350000 bytes at most.',
        NEW.id USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER article_not_too_long BEFORE INSERT ON articles_article FOR EACH ROW
    WHEN (char_length(NEW.body) > 200000 OR octet_length(NEW.body) > 350000)
    EXECUTE FUNCTION newsroom_too_long();
CREATE TRIGGER article_grows_not_too_long BEFORE UPDATE OF body ON articles_article FOR EACH ROW
    WHEN ((char_length(NEW.body) > 200000 OR octet_length(NEW.body) > 350000)
        AND NEW.body <> OLD.body)
    EXECUTE FUNCTION newsroom_too_long();
"""
UNDO = """
DROP TRIGGER article_grows_not_too_long ON articles_article;
DROP TRIGGER article_not_too_long ON articles_article;
DROP FUNCTION newsroom_too_long;
"""


class Migration(migrations.Migration):
    dependencies = [("articles", "0035_unverified_stories")]

    operations = [migrations.RunSQL(GUARD, UNDO)]
