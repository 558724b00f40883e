"""Updates, corrections, clarifications and replies beside withdrawals; those that go out with a version.

The moment of a notice that goes out with a version is that version's own: a trigger keeps it so,
and refuses every other change.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

WORDS = r"\S"
KINDS = ["update", "correction", "requested", "clarification", "reply", "withdrawal"]
MISTAKES = ["correction", "requested"]

GUARD = """
CREATE FUNCTION newsroom_notice_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moment timestamptz;
    about bigint;
BEGIN
    IF NEW.version_id IS NOT NULL THEN
        -- A version with an empty span was recalled: nobody was told.
        SELECT CASE WHEN live_until > live_from THEN live_from END, article_id
        INTO STRICT moment, about FROM articles_version WHERE id = NEW.version_id;
        IF about <> NEW.article_id THEN
            RAISE EXCEPTION 'A notice goes out with a version of its own article.'
                USING ERRCODE = 'restrict_violation';
        END IF;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF OLD.version_id IS NULL OR NEW.published_at IS DISTINCT FROM moment
            OR to_jsonb(NEW) - 'published_at' IS DISTINCT FROM to_jsonb(OLD) - 'published_at' THEN
            RAISE EXCEPTION '% rows are append-only: they are neither changed nor deleted.',
                TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
        END IF;
    ELSIF NEW.version_id IS NOT NULL THEN
        NEW.published_at := moment;
    END IF;
    IF NEW.reply_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM articles_version WHERE article_id = NEW.reply_id AND kind = 'reply'
    ) THEN
        RAISE EXCEPTION 'Article % holds no right of reply.', NEW.reply_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER notice_append_only ON articles_notice;
CREATE TRIGGER notice_append_only BEFORE DELETE ON articles_notice
    FOR EACH ROW EXECUTE FUNCTION newsroom_append_only();
CREATE TRIGGER notice_guard BEFORE INSERT OR UPDATE ON articles_notice
    FOR EACH ROW EXECUTE FUNCTION newsroom_notice_guard();

CREATE FUNCTION newsroom_notices_follow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE articles_notice
    SET published_at = CASE WHEN NEW.live_until > NEW.live_from THEN NEW.live_from END
    WHERE version_id = NEW.id
        AND published_at IS DISTINCT FROM
            CASE WHEN NEW.live_until > NEW.live_from THEN NEW.live_from END;
    RETURN NULL;
END $$;
CREATE TRIGGER notices_follow AFTER UPDATE OF live_from, live_until ON articles_version
    FOR EACH ROW EXECUTE FUNCTION newsroom_notices_follow();
"""

NO_GUARD = """
DROP TRIGGER notices_follow ON articles_version;
DROP TRIGGER notice_guard ON articles_notice;
DROP TRIGGER notice_append_only ON articles_notice;
DROP FUNCTION newsroom_notices_follow, newsroom_notice_guard;
CREATE TRIGGER notice_append_only BEFORE UPDATE OR DELETE ON articles_notice
    FOR EACH ROW EXECUTE FUNCTION newsroom_append_only();
"""

CONSTRAINTS = [
    models.CheckConstraint(name="notice_kind_known", condition=Q(kind__in=KINDS)),
    models.CheckConstraint(
        name="notice_ground_of_a_withdrawal",
        condition=Q(kind="withdrawal", ground__regex=WORDS) | (~Q(kind="withdrawal") & Q(ground="")),
        violation_error_message="A withdrawal has a ground, and nothing else has one.",
    ),
    models.CheckConstraint(
        name="notice_says_what_was_wrong",
        condition=Q(kind__in=MISTAKES, wrong__regex=WORDS) | (~Q(kind__in=MISTAKES) & Q(wrong="")),
        violation_error_message="Write what was wrong in a correction, and only there.",
    ),
    models.CheckConstraint(
        name="notice_has_a_text",
        condition=Q(text__regex=WORDS) | Q(kind="reply", reply__isnull=False),
        violation_error_message="Write the text that readers will see.",
    ),
    models.CheckConstraint(
        name="notice_correction_apologises",
        condition=Q(kind="correction", apology__regex=WORDS)
        | (~Q(kind="correction") & Q(apology="")),
        violation_error_message=(
            "A correction, and only a correction, has an apology to readers (code of ethics, "
            "article 10): write it."
        ),
    ),
    models.CheckConstraint(
        name="notice_says_who",
        condition=Q(kind__in=["requested", "reply"], who__regex=WORDS)
        | (~Q(kind__in=["requested", "reply"]) & Q(who="")),
        violation_error_message=(
            "Write who asked for the correction or who replies, and only there."
        ),
    ),
    models.CheckConstraint(
        name="notice_reply_elsewhere",
        condition=Q(reply=None) | (Q(kind="reply") & ~Q(reply=F("article"))),
        violation_error_message="Only a right of reply names an article, and it is another one.",
    ),
    models.CheckConstraint(
        name="notice_withdrawal_goes_alone",
        condition=~Q(kind="withdrawal") | Q(version=None),
    ),
    models.CheckConstraint(
        name="notice_has_its_moment",
        condition=Q(version__isnull=False) | Q(published_at__isnull=False),
    ),
]


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0017_home_list"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RenameField(model_name="notice", old_name="reason", new_name="text"),
        migrations.AlterField(
            model_name="notice",
            name="text",
            field=models.TextField(blank=True, verbose_name="text"),
        ),
        migrations.AlterField(
            model_name="notice",
            name="kind",
            field=models.CharField(
                choices=[
                    ("update", "update"),
                    ("correction", "correction"),
                    ("requested", "correction on request"),
                    ("clarification", "clarification"),
                    ("reply", "right of reply"),
                    ("withdrawal", "withdrawal"),
                ],
                max_length=13,
                verbose_name="kind",
            ),
        ),
        migrations.AlterField(
            model_name="notice",
            name="ground",
            field=models.CharField(
                blank=True,
                choices=[
                    ("inaccurate", "false or inaccurate"),
                    ("discrimination", "ethnic, religious, racial or group hatred"),
                    ("decency", "decency"),
                    ("child", "a child's future"),
                    ("trauma", "a victim's trauma"),
                    ("press_council", "a consideration of the Press Council"),
                ],
                max_length=16,
                verbose_name="ground",
            ),
        ),
        migrations.AlterField(
            model_name="notice",
            name="published_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="notice",
            name="wrong",
            field=models.TextField(blank=True, default="", verbose_name="what was wrong"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="notice",
            name="apology",
            field=models.TextField(blank=True, default="", verbose_name="apology"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="notice",
            name="who",
            field=models.CharField(
                blank=True,
                default="",
                max_length=160,
                verbose_name="who asked for it or replies",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="notice",
            name="reply",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replies_to",
                to="articles.article",
                verbose_name="article that holds the reply",
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="version",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="notices",
                to="articles.version",
            ),
        ),
        *(
            migrations.AddConstraint(model_name="notice", constraint=constraint)
            for constraint in CONSTRAINTS
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["-published_at", "-id"], name="notice_newest"),
        ),
        migrations.RunSQL(GUARD, NO_GUARD),
    ]
