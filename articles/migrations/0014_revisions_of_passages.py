"""Revisions made of passages: each paragraph of an article is kept once, however often it is saved.

The text of every revision stays as it was, letter by letter. The old column's room comes back to
the disk with the table's next VACUUM FULL.
"""

import json
import re
from hashlib import blake2b

import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

OLD_RULES = """
DROP TRIGGER revision_append_only ON articles_revision;
DROP TRIGGER revision_unchanged ON articles_revision;
"""
OLD_RULES_BACK = """
CREATE TRIGGER revision_append_only BEFORE DELETE ON articles_revision
    FOR EACH ROW WHEN (OLD.origin <> 'autosave') EXECUTE FUNCTION newsroom_append_only();
CREATE TRIGGER revision_unchanged BEFORE UPDATE ON articles_revision
    FOR EACH ROW WHEN (
        OLD.origin <> 'autosave'
        OR to_jsonb(NEW) - 'origin' IS DISTINCT FROM to_jsonb(OLD) - 'origin'
    ) EXECUTE FUNCTION newsroom_append_only();
"""

RULES = """
CREATE TRIGGER revision_append_only BEFORE DELETE ON articles_revision
    FOR EACH ROW WHEN (OLD.origin NOT IN ('autosave', 'automerge'))
    EXECUTE FUNCTION newsroom_append_only();

-- An autosave may be kept for good, and a text kept aside is named once.
CREATE TRIGGER revision_unchanged BEFORE UPDATE ON articles_revision
    FOR EACH ROW WHEN (NOT (
        (OLD.origin IN ('autosave', 'automerge')
            AND to_jsonb(NEW) - 'origin' IS NOT DISTINCT FROM to_jsonb(OLD) - 'origin')
        OR (OLD.origin = 'aside' AND OLD.name = ''
            AND to_jsonb(NEW) - 'name' IS NOT DISTINCT FROM to_jsonb(OLD) - 'name')
    )) EXECUTE FUNCTION newsroom_append_only();

CREATE FUNCTION newsroom_revision_is_whole() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wanted bigint[] := NEW.passages || coalesce(NEW.over, '{}');
BEGIN
    IF EXISTS (
        SELECT FROM unnest(wanted) AS number
        WHERE NOT EXISTS (
            SELECT FROM articles_passage
            WHERE id = number AND article_id = NEW.article_id
        )
    ) THEN
        RAISE EXCEPTION 'A revision of article % lacks a passage.', NEW.article_id
            USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER revision_is_whole BEFORE INSERT ON articles_revision
    FOR EACH ROW EXECUTE FUNCTION newsroom_revision_is_whole();

CREATE FUNCTION newsroom_passage_is_needed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM articles_revision
        WHERE article_id = OLD.article_id
        AND (OLD.id = ANY(passages) OR OLD.id = ANY(over))
    ) THEN
        RAISE EXCEPTION 'Passage % is append-only while a revision is made of it.', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER passage_is_needed BEFORE DELETE ON articles_passage
    FOR EACH ROW EXECUTE FUNCTION newsroom_passage_is_needed();
CREATE TRIGGER passage_unchanged BEFORE UPDATE ON articles_passage
    FOR EACH ROW EXECUTE FUNCTION newsroom_append_only();
CREATE TRIGGER articles_passage_not_emptied BEFORE TRUNCATE ON articles_passage
    FOR EACH STATEMENT EXECUTE FUNCTION newsroom_append_only();
"""
NO_RULES = """
DROP TRIGGER passage_unchanged ON articles_passage;
DROP TRIGGER passage_is_needed ON articles_passage;
DROP TRIGGER articles_passage_not_emptied ON articles_passage;
DROP TRIGGER revision_is_whole ON articles_revision;
DROP TRIGGER revision_unchanged ON articles_revision;
DROP TRIGGER revision_append_only ON articles_revision;
DROP FUNCTION newsroom_passage_is_needed, newsroom_revision_is_whole;
"""

# As articles/content.py took a text apart when this was written.
APART = ("headline", "standfirst")
BLOCK = re.compile(r"(?<=</p>)|(?<=</h2>)|(?<=</h3>)|(?<=</ul>)|(?<=</ol>)|(?<=</blockquote>)")


def taken_apart(content):
    facts = {name: value for name, value in content.items() if name not in (*APART, "body")}
    written = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    blocks = [block for block in BLOCK.split(content["body"]) if block]
    return [written, *(content[name] for name in APART), *blocks]


def into_passages(apps, schema_editor):
    Revision = apps.get_model("articles", "Revision")
    Passage = apps.get_model("articles", "Passage")
    kept, of = {}, None
    for revision in Revision.objects.order_by("article_id", "pk").iterator(chunk_size=200):
        if revision.article_id != of:
            kept, of = {}, revision.article_id
        texts = {
            blake2b(text.encode(), digest_size=16).digest(): text
            for text in taken_apart(revision.content)
        }
        new = Passage.objects.bulk_create(
            Passage(article_id=of, digest=digest, by_id=revision.by_id, text=text)
            for digest, text in texts.items()
            if digest not in kept
        )
        kept |= {passage.digest: passage.pk for passage in new}
        numbers = [
            kept[blake2b(text.encode(), digest_size=16).digest()]
            for text in taken_apart(revision.content)
        ]
        Revision.objects.filter(pk=revision.pk).update(passages=numbers)
    # What was to be checked at the end is checked now: the tables are about to be altered.
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def out_of_passages(apps, schema_editor):
    Revision = apps.get_model("articles", "Revision")
    Passage = apps.get_model("articles", "Passage")
    for revision in Revision.objects.order_by("pk").iterator(chunk_size=200):
        found = Passage.objects.filter(pk__in=revision.passages).values_list("pk", "text")
        texts = dict(found)
        facts, headline, standfirst, *blocks = (texts[number] for number in revision.passages)
        content = json.loads(facts) | {
            "headline": headline, "standfirst": standfirst, "body": "".join(blocks),
        }
        Revision.objects.filter(pk=revision.pk).update(
            content=content,
            name="",
            origin={"automerge": "merge"}.get(revision.origin, revision.origin),
        )
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0013_preview_links"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Passage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.BinaryField(max_length=16)),
                ("text", models.TextField()),
                (
                    "article",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="passages",
                        to="articles.article",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("article", "digest"), name="passage_once")
                ],
            },
        ),
        migrations.RunSQL(OLD_RULES, OLD_RULES_BACK),
        migrations.AddField(
            "revision", "name", models.CharField(blank=True, default="", max_length=200)
        ),
        migrations.AddField(
            "revision", "over", ArrayField(models.BigIntegerField(), null=True, size=None)
        ),
        migrations.AddField(
            "revision",
            "passages",
            ArrayField(models.BigIntegerField(), default=list, size=None),
            preserve_default=False,
        ),
        migrations.AlterField(
            "revision", "content", models.JSONField(null=True)
        ),
        # On the way back the names must be short again before the column is.
        migrations.AlterField(
            "revision",
            "origin",
            models.CharField(
                choices=[
                    ("save", "saved"),
                    ("merge", "merged with another's changes"),
                    ("restore", "restored"),
                    ("aside", "kept aside, not saved"),
                    ("autosave", "saved while typing"),
                    ("automerge", "merged while typing"),
                ],
                default="save",
                max_length=10,
            ),
        ),
        migrations.RunPython(into_passages, out_of_passages),
        migrations.RemoveField("revision", "content"),
        migrations.AlterField(
            "revision",
            "article",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="revisions",
                to="articles.article",
            ),
        ),
        migrations.RunSQL(RULES, NO_RULES),
    ]
