"""A desk's lists of a topic and of a reporter, in their order: an entry for each placement.

Postgres keeps both tables (triggers of migration 0023), whoever writes placements, topics and
bylines of versions. Their one index is the list itself, so a page of it costs the same whether a
desk has three stories on a topic or most of them. Whether a story is live, its placement says.

Its list of notices (triggers of migration 0025) is kept for the same reason: the network may have
told readers of thousands of stories, of which a desk showed three.
"""

from django.db import models

from .placement import InOrder


class Entry(models.Model):
    """A placement in one of its desk's lists; what the list is of, each kind of entry adds."""

    desk_id = models.BigIntegerField()
    first_live_from = models.DateTimeField()
    article_id = models.BigIntegerField()
    placement_id = models.BigIntegerField()

    objects = InOrder.as_manager()

    class Meta:
        abstract = True


class TopicEntry(Entry):
    """A placement in its desk's list of one of the version's topics."""

    pk = models.CompositePrimaryKey(
        "desk_id", "tag_id", "first_live_from", "article_id", "placement_id"
    )
    tag_id = models.BigIntegerField()

    def __str__(self):
        return f"{self.placement_id} # {self.tag_id}"


class ReporterEntry(Entry):
    """A placement in its desk's list of one of the people credited."""

    pk = models.CompositePrimaryKey(
        "desk_id", "reporter_id", "first_live_from", "article_id", "placement_id"
    )
    reporter_id = models.BigIntegerField()

    def __str__(self):
        return f"{self.placement_id} @ {self.reporter_id}"


class NoticeEntry(models.Model):
    """A notice in the list of a desk that has, had or will have its story on its pages."""

    pk = models.CompositePrimaryKey("desk_id", "published_at", "notice_id")
    desk_id = models.BigIntegerField()
    published_at = models.DateTimeField()
    notice = models.ForeignKey(
        "articles.Notice", on_delete=models.PROTECT, related_name="entries", db_index=False
    )

    def __str__(self):
        return f"{self.notice_id} on {self.desk_id}"
