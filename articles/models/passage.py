"""Passages: what revisions are made of, each text of an article kept once."""

from hashlib import blake2b

from django.conf import settings
from django.db import models

DIGEST = 16


def digest_of(text):
    """The key by which an article finds a text that it keeps already: DIGEST bytes."""
    return blake2b(text.encode(), digest_size=DIGEST).digest()


class Passage(models.Model):
    """One paragraph, headline or set of facts that an article said in some revision.

    `by` is whose save brought it. Triggers: it is never changed, and not deleted while a revision
    is made of it.
    """

    # Found by its unique key, which begins with the article.
    article = models.ForeignKey(
        "articles.Article", on_delete=models.PROTECT, related_name="passages", db_index=False
    )
    digest = models.BinaryField(max_length=DIGEST)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "digest"], name="passage_once"),
        ]

    def __str__(self):
        return self.text[:60]
