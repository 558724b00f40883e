"""A story that tells on what another began is linked with it; what was not verified is told on.

Every notice of before keeps to the wider rule as well, so none is looked at.
"""

from importlib import import_module

import django.db.models.deletion
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import F, Q

NOTICES = import_module("articles.migrations.0018_notices")
BEGUN = NOTICES.GUARD.index("CREATE FUNCTION newsroom_notice_guard")
GUARD = "CREATE OR REPLACE" + NOTICES.GUARD[BEGUN + 6 : NOTICES.GUARD.index("END $$;") + 7]
OLD = "IF NEW.reply_id IS NOT NULL AND NOT EXISTS ("
NEW = "IF NEW.reply_id IS NOT NULL AND NEW.kind <> 'update' AND NOT EXISTS ("

VERIFIED = """
CREATE FUNCTION newsroom_version_is_verified() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before record;
BEGIN
    SELECT care, live_from INTO before FROM articles_version
    WHERE article_id = NEW.article_id AND number < NEW.number AND live_until > live_from
    ORDER BY number DESC LIMIT 1;
    IF before.care @> '{unverified}' AND NOT EXISTS (
        SELECT 1 FROM articles_notice
        WHERE article_id = NEW.article_id AND kind IN ('update', 'correction', 'requested')
            AND (version_id = NEW.id OR published_at >= before.live_from)
    ) THEN
        RAISE EXCEPTION 'Readers of version % are not told what became of it.', NEW.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
-- At the end of the transaction: a notice comes after the version that it goes out with.
CREATE CONSTRAINT TRIGGER version_is_verified AFTER INSERT ON articles_version
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.number > 1 AND NOT NEW.care @> '{unverified}')
    EXECUTE FUNCTION newsroom_version_is_verified();
"""
UNDO = """
DROP TRIGGER version_is_verified ON articles_version;
DROP FUNCTION newsroom_version_is_verified;
"""


class Migration(migrations.Migration):
    dependencies = [("articles", "0033_special_care")]

    operations = [
        migrations.AlterField(
            model_name="notice",
            name="reply",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replies_to",
                to="articles.article",
                verbose_name="article that holds the reply or the update",
            ),
        ),
        migrations.RemoveConstraint(model_name="notice", name="notice_reply_elsewhere"),
        AddConstraintNotValid(
            model_name="notice",
            constraint=models.CheckConstraint(
                name="notice_reply_elsewhere",
                condition=Q(reply=None)
                | (Q(kind__in=["reply", "update"]) & ~Q(reply=F("article"))),
                violation_error_message=(
                    "Only a right of reply or an update names an article, and it is another one."
                ),
            ),
        ),
        migrations.RunSQL(GUARD.replace(OLD, NEW), GUARD),
        migrations.RunSQL(VERIFIED, UNDO),
    ]
