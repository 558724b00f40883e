"""Which autosaves the history keeps: few, and none whose words would be gone with it.

Of the autosaves of a sitting stay the first, about one in ten minutes, and the last two of each
person: their browsers may still write over these. What people decided to save is never touched.
"""

from datetime import timedelta

from django.db import connection

from .models.passage import Passage
from .models.revision import AUTOMATIC, Revision

THINNED = timedelta(minutes=10)
# Older autosaves were looked at when they were among these.
LOOKED_AT = 16

# Passages that no other revision of the article is made of.
ALONE = """
SELECT passage.id, passage.by_id FROM articles_passage passage
WHERE passage.article_id = %(article)s AND passage.id = ANY(%(passages)s) AND NOT EXISTS (
    SELECT 1 FROM articles_revision other
    WHERE other.article_id = %(article)s AND other.id <> %(revision)s
    AND (passage.id = ANY(other.passages) OR passage.id = ANY(other.over))
)
"""


def thin(article):
    """Drop the autosaves of `article` that are too many, and the passages that nothing needs then.

    The caller has locked the article's row. One that is not far from its neighbours goes, unless
    it alone has words that somebody else than their writer took out.
    """
    numbered = Revision.objects.filter(article=article).exclude(edit=None).order_by("-edit")
    latest = list(
        numbered.only("article_id", "edit", "origin", "by_id", "saved_at", "passages")[:LOOKED_AT]
    )
    of_person, kept = {}, []
    for number, revision in enumerate(latest):
        before = latest[number + 1] if number + 1 < len(latest) else None
        of_person[revision.by_id] = of_person.get(revision.by_id, 0) + 1
        goes = (
            before is not None
            and kept
            and revision.origin in AUTOMATIC
            and of_person[revision.by_id] > 2
            and revision.saved_at - before.saved_at < THINNED
            and kept[-1].saved_at - revision.saved_at < THINNED
        )
        if not (goes and _drop(revision, kept[-1])):
            kept.append(revision)


def _drop(revision, after):
    """Drop `revision`, which `after` follows; False where words would be lost with it."""
    alone = set(revision.passages) - set(after.passages)
    numbers = []
    if alone:
        with connection.cursor() as cursor:
            cursor.execute(
                ALONE,
                {
                    "article": revision.article_id,
                    "revision": revision.pk,
                    "passages": list(alone),
                },
            )
            found = cursor.fetchall()
        if any(by != after.by_id for _number, by in found):
            return False
        numbers = [number for number, _by in found]
    revision.delete()
    if numbers:
        Passage.objects.filter(pk__in=numbers).delete()
    return True
