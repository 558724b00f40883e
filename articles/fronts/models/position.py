"""Where a desk puts a story on its front, and for how long."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from articles.models.version import FOREVER, Span

# A front has one lead, six secondary stories and a list of eight.
LEAD, SECONDARY, LISTED = 1, 6, 8
PLACES = LEAD + SECONDARY + LISTED


class PositionQuerySet(models.QuerySet):
    """What the clock says of positions."""

    def standing(self):
        """Those that no later change replaced."""
        return self.filter(replaced_by=None)

    def on(self, desk):
        """Positions on the front of `desk`."""
        return self.filter(desk=desk)

    def arranged(self, at):
        """What stands on fronts at the moment `at`, in the order of the places."""
        found = self.standing().filter(starts_at__lte=at, ends_at__gt=at)
        return found.order_by("desk", "place")


class Position(models.Model):
    """A story at a place of a desk's front for a span of time.

    A row is never changed but once, when a later change replaces it; the row stays. `until` is the
    end that the editor chose; `ends_at` is earlier where another story takes the place before, and
    a row that `resumes` brings the story back after that.
    """

    desk = models.ForeignKey("desks.Desk", on_delete=models.PROTECT, related_name="+")
    article = models.ForeignKey("articles.Article", on_delete=models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()
    # The desk's own headline on its front, where it wants one there.
    headline = models.CharField(max_length=250, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(default=FOREVER)
    until = models.DateTimeField(default=FOREVER)
    resumes = models.BooleanField(default=False)
    made_by = models.ForeignKey("fronts.Change", on_delete=models.PROTECT, related_name="made")
    replaced_by = models.ForeignKey(
        "fronts.Change", on_delete=models.PROTECT, null=True, related_name="replaced"
    )

    objects = PositionQuerySet.as_manager()

    class Meta:
        verbose_name = _("position on a front")
        verbose_name_plural = _("positions on fronts")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")) & Q(until__gte=F("ends_at")),
                name="position_span_forward",
            ),
            models.CheckConstraint(
                condition=Q(place__gte=LEAD) & Q(place__lte=PLACES), name="position_place_known"
            ),
            ExclusionConstraint(
                name="position_one_story_at_a_place",
                expressions=[
                    ("desk", RangeOperators.EQUAL),
                    ("place", RangeOperators.EQUAL),
                    (Span(F("starts_at"), F("ends_at")), RangeOperators.OVERLAPS),
                ],
                condition=Q(replaced_by=None),
            ),
            ExclusionConstraint(
                name="position_no_story_twice",
                expressions=[
                    ("desk", RangeOperators.EQUAL),
                    ("article", RangeOperators.EQUAL),
                    (Span(F("starts_at"), F("ends_at")), RangeOperators.OVERLAPS),
                ],
                condition=Q(replaced_by=None),
            ),
        ]
        indexes = [
            # What is over is never read by a front, however many years of it there are.
            models.Index(
                fields=["desk", "ends_at"], condition=Q(replaced_by=None), name="position_of_front"
            ),
            models.Index(fields=["ends_at"], condition=Q(replaced_by=None), name="position_by_end"),
        ]

    def __str__(self):
        return f"{self.desk} {self.place}: {self.article_id}"

    def is_standing_at(self, at):
        """Whether its span includes the moment `at`."""
        return self.starts_at <= at < self.ends_at
