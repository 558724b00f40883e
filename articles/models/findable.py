"""What readers' search asks of a version: its words, its span and its place in lists.

Postgres keeps the table (triggers of migration 0019): one row for each version, whoever writes it.
The rows are narrow; the words lie outside them, where only the index and a rank look for them.
"""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func

from .version import Version, VersionQuerySet


def in_stretches(column):
    """These words, and as marks the stretches of time in which the version lies.

    newsroom_stretches (migration 0027) makes them: day:, month: and year: of the network, and the
    month and year of each desk, section, topic and reporter: topic:7@202411 and topic:7@2024.
    """
    stretches = Func("words", "first_live_from", function="newsroom_stretches")
    return Func(column, stretches, template="%(expressions)s", arg_joiner=" || ")


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
    # text can forge: from: and on: (desks), section:, topic:, reporter:, month: and year: (UTC).
    words = SearchVectorField()

    objects = VersionQuerySet.as_manager()

    class Meta:
        indexes = [
            # One index over both: Postgres intersects what is asked of each inside it. Stretches of
            # time are asked of the words alone, and before what is asked of the head.
            GinIndex(in_stretches("words"), F("head"), name="findable_words", fastupdate=False)
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
