"""What readers' search asks of a version: its words, its span and its place in lists.

Postgres keeps the table (triggers of migration 0019): one row for each version, whoever writes it.
The words lie in the row itself: the best of what was found are read a hundred at a time.
"""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from .version import Version, VersionQuerySet


class Findable(models.Model):
    """One version as the search of readers finds it. Nothing but the triggers writes here.

    It narrows down what to look at. What readers may see is decided by placements alone.
    """

    version = models.OneToOneField(
        Version, on_delete=models.PROTECT, primary_key=True, related_name="findable"
    )
    article_id = models.BigIntegerField()
    first_live_from = models.DateTimeField()
    live_from = models.DateTimeField()
    live_until = models.DateTimeField()
    # Stems of what stands above the text: headlines (weight A), kicker and topics (B), names and
    # dateline (C).
    head = SearchVectorField()
    # Stems of everything, headlines, topics and names also as they are written; and marks, which no
    # text can forge: from: and on: (desks), section:, topic:, reporter:, day:, month: and year:
    # (UTC), and the month and year of each desk, section, topic and reporter: topic:7@202411.
    words = SearchVectorField()

    objects = VersionQuerySet.as_manager()

    class Meta:
        indexes = [
            # One index over both: Postgres intersects what is asked of each inside it.
            GinIndex(fields=["words", "head"], name="findable_found", fastupdate=False)
        ]

    def __str__(self):
        return f"{self.version_id}"


class Word(models.Model):
    """A word of some version as it is written, in small letters: what a misspelt one may mean.

    Kept by a trigger. It may stand here twice (two versions issued at one moment), and may be of a
    version that is not public: whoever suggests a word first looks whether readers find it.
    """

    word = models.CharField(max_length=40)

    class Meta:
        indexes = [
            models.Index(fields=["word"], name="word_exact"),
            GinIndex(fields=["word"], name="word_similar", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self):
        return self.word
