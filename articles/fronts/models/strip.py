"""Breaking strips: one line above a desk's pages, which ends by the clock."""

from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from articles.models.version import Span, Version

# What is still breaking after a day is news.
LONGEST = timedelta(hours=24)
LENGTH = 140


class StripQuerySet(models.QuerySet):
    """What the clock says of strips."""

    def standing(self):
        """Those that nobody took down or changed."""
        return self.filter(taken_down_at=None)

    def showing(self, at):
        """What is up at the moment `at`."""
        return self.standing().filter(starts_at__lte=at, ends_at__gt=at)

    def with_link(self, at):
        """Each with `leads_on`: whether readers have its article at the moment `at`."""
        live = Version.objects.live(at).filter(article=OuterRef("article"))
        return self.annotate(leads_on=Exists(live))


class Strip(models.Model):
    """One line on the pages of a desk, for a few hours at most.

    A row never changes but once, when it is taken down; other words or another end are a new row.
    """

    desk = models.ForeignKey("desks.Desk", on_delete=models.PROTECT, related_name="+")
    text = models.CharField(_("text"), max_length=LENGTH)
    article = models.ForeignKey(
        "articles.Article", on_delete=models.PROTECT, null=True, related_name="+"
    )
    # Whether the pages of the desks below show it too.
    below = models.BooleanField(default=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    put_up_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    put_up_at = models.DateTimeField()
    taken_down_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    taken_down_at = models.DateTimeField(null=True)

    objects = StripQuerySet.as_manager()

    class Meta:
        verbose_name = _("breaking strip")
        verbose_name_plural = _("breaking strips")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")) & Q(ends_at__lte=F("starts_at") + LONGEST),
                name="strip_ends_within_a_day",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="strip_says_something"),
            models.CheckConstraint(
                condition=Q(taken_down_at=None, taken_down_by=None)
                | Q(taken_down_at__isnull=False, taken_down_by__isnull=False),
                name="strip_taken_down_by_somebody",
            ),
            ExclusionConstraint(
                name="strip_one_at_a_time",
                expressions=[
                    ("desk", RangeOperators.EQUAL),
                    (Span(F("starts_at"), F("ends_at")), RangeOperators.OVERLAPS),
                ],
                condition=Q(taken_down_at=None),
            ),
        ]
        indexes = [
            models.Index(
                fields=["ends_at"], condition=Q(taken_down_at=None), name="strip_not_over"
            ),
            models.Index(fields=["starts_at"], name="strip_by_time"),
            models.Index(
                fields=["taken_down_at"],
                condition=Q(taken_down_at__isnull=False),
                name="strip_by_end",
            ),
        ]

    def __str__(self):
        return self.text

    def is_showing(self, at):
        """Whether its span includes the moment `at`."""
        return self.starts_at <= at < self.ends_at
