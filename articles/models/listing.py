"""What the newsroom's lists and its search ask of an article: a few narrow columns and its words.

Postgres keeps the table (triggers of migration 0011): one row for each article, whoever writes it.
It is narrow so that a million rows are read in a tenth of a second, whatever they are asked for;
the words lie outside the rows, where only the index and a phrase look for them.
"""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from .article import Article, ArticleQuerySet


class Listing(models.Model):
    """One article as lists see it; who sees it is the same question as of the article itself.

    The columns carry the names of the article's own, so that `visible_to` reads either. Nothing
    but the triggers writes here.
    """

    article = models.OneToOneField(
        Article, on_delete=models.CASCADE, primary_key=True, related_name="listing"
    )
    desk_id = models.BigIntegerField()
    section_id = models.BigIntegerField(null=True)
    created_by_id = models.BigIntegerField()
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    state = models.CharField(max_length=10)
    kind = models.CharField(max_length=10)
    shared = models.BooleanField()
    # Stems of headline and kicker (weight A), standfirst, dateline, topics and names (B) and body,
    # the number, and the marks of articles/search.py for topics and reporters.
    words = SearchVectorField()

    objects = ArticleQuerySet.as_manager()

    class Meta:
        indexes = [
            GinIndex(fields=["words"], name="listing_words", fastupdate=False),
            # With what lists are narrowed by: what is rare is looked for in the index alone.
            models.Index(
                fields=["-changed_at", "-article"],
                include=["desk_id", "state", "kind", "section_id", "created_by_id", "shared"],
                name="listing_newest",
            ),
            models.Index(
                fields=["desk_id", "-changed_at", "-article"],
                include=["state", "kind", "section_id", "shared"],
                name="listing_of_desk",
            ),
            models.Index(fields=["kind", "-changed_at", "-article"], name="listing_of_kind"),
            models.Index(fields=["state", "-changed_at", "-article"], name="listing_of_state"),
            models.Index(fields=["section_id", "-changed_at", "-article"], name="listing_section"),
            models.Index(
                fields=["created_by_id", "-changed_at", "-article"], name="listing_of_writer"
            ),
        ]

    def __str__(self):
        return f"{self.article_id}"
