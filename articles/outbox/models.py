"""A call to the world outside that follows from a version."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .leased import Leased, LeasedQuerySet


class Delivery(Leased):
    """One call: that a version came, or went, on the pages of one desk.

    Written in the transaction of the version. Before its time it is never made: whether the
    version is public is asked again then.
    """

    class Channel(models.TextChoices):
        WEBSUB = "websub", _("hub of the feeds (WebSub)")
        INDEXNOW = "indexnow", _("search engines (IndexNow)")

    class Occasion(models.TextChoices):
        CAME = "came", _("new")
        WENT = "went", _("taken off")

    version = models.ForeignKey(
        "articles.Version", on_delete=models.PROTECT, related_name="deliveries", db_index=False
    )
    desk = models.ForeignKey("desks.Desk", on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=10, choices=Channel)
    occasion = models.CharField(max_length=5, choices=Occasion)

    objects = LeasedQuerySet.as_manager()

    counted = False

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "desk", "channel", "occasion"], name="delivery_once"
            ),
            models.CheckConstraint(
                name="delivery_known",
                condition=Q(channel__in=["websub", "indexnow"]) & Q(occasion__in=["came", "went"]),
            ),
            models.CheckConstraint(
                name="delivery_sent_or_dropped",
                condition=Q(sent_at=None) | Q(dropped_at=None),
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_at"],
                condition=Q(sent_at=None, dropped_at=None),
                name="delivery_waiting",
            ),
        ]

    def __str__(self):
        return f"{self.version_id} {self.channel} {self.occasion}"


class Worker(models.Model):
    """A process that works on what is due (`manage.py deliver`), and when it last looked."""

    host = models.CharField(max_length=255)
    pid = models.PositiveIntegerField()
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    counted = False

    class Meta:
        verbose_name = _("worker")
        verbose_name_plural = _("workers")
        constraints = [
            models.UniqueConstraint(fields=["host", "pid"], name="worker_once"),
        ]

    def __str__(self):
        return f"{self.host} {self.pid}"
