"""Sums: how often a story was read at a desk, in an hour and, later, on a day.

A reading at a desk is one at each desk above it as well, where the story stands on its pages.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Sum(models.Model):
    """How often `article` was read at `desk` within some time."""

    # Without its story or its desk a sum says nothing.
    article = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    desk = models.ForeignKey(
        "desks.Desk", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    times = models.PositiveBigIntegerField()

    counted = False

    class Meta:
        abstract = True


class ReadInHour(Sum):
    """How often `article` was read at `desk` within the hour that begins at `hour`."""

    hour = models.DateTimeField()

    class Meta:
        verbose_name = _("readings of an hour")
        verbose_name_plural = _("readings of hours")
        constraints = [
            models.UniqueConstraint(fields=["article", "desk", "hour"], name="read_in_hour_once"),
            models.CheckConstraint(condition=Q(times__gt=0), name="read_in_hour_at_all"),
        ]
        indexes = [models.Index(fields=["desk", "hour"], name="read_in_hour_of_desk")]

    def __str__(self):
        return f"{self.article_id} @ {self.desk_id}, {self.hour}: {self.times}"


class ReadOnDay(Sum):
    """How often `article` was read at `desk` on a day of the network's: hours that were folded."""

    day = models.DateField()

    class Meta:
        verbose_name = _("readings of a day")
        verbose_name_plural = _("readings of days")
        constraints = [
            models.UniqueConstraint(fields=["article", "desk", "day"], name="read_on_day_once"),
            models.CheckConstraint(condition=Q(times__gt=0), name="read_on_day_at_all"),
        ]
        indexes = [
            models.Index(fields=["desk", "day"], name="read_on_day_of_desk"),
            models.Index(fields=["day"], name="read_on_day_by_day"),
        ]

    def __str__(self):
        return f"{self.article_id} @ {self.desk_id}, {self.day}: {self.times}"
