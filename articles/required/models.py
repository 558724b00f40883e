"""What a desk requires of an article beyond what every article must have."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from articles.models.kind import Kind

# A desk and those above it.
ABOVE = """(
    WITH RECURSIVE above (id, parent_id) AS (
        SELECT id, parent_id FROM desks_desk WHERE id = %s
        UNION SELECT up.id, up.parent_id FROM desks_desk up JOIN above ON up.id = above.parent_id
    ) SELECT id FROM above
)"""
EVERY_KIND = ""
TOPICS_AT_MOST, WORDS_AT_MOST = 20, 20_000


class Part(models.TextChoices):
    """What may be required, in the order of the form."""

    KICKER = "kicker", _("kicker")
    STANDFIRST = "standfirst", _("standfirst")
    DATELINE = "dateline", _("dateline")
    SOURCE = "source", _("source")
    TOPICS = "topics", _("topics, at least")
    LEAST = "least", _("words, at least")
    MOST = "most", _("words, at most")


# The largest number of each part that is counted; the others are there or not.
COUNTED = {Part.TOPICS: TOPICS_AT_MOST, Part.LEAST: WORDS_AT_MOST, Part.MOST: WORDS_AT_MOST}


class RequirementQuerySet(models.QuerySet):
    """Which requirements hold where."""

    def holding(self, desk_id, kind):
        """Those of the desk and of the desks above it, for this kind and for every kind."""
        above = RawSQL(ABOVE, [desk_id])
        return self.filter(desk_id__in=above, kind__in={EVERY_KIND, kind})


class Requirement(models.Model):
    """One part that a desk requires of one kind of article, or of every kind (`kind` empty).

    It holds at the desks below as well, which may require more and never less. `amount` is how
    many topics or words; 1 for a part that is there or not.
    """

    desk = models.ForeignKey(
        "desks.Desk", verbose_name=_("desk"), on_delete=models.CASCADE, related_name="requirements"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, blank=True)
    part = models.CharField(_("part"), max_length=10, choices=Part)
    amount = models.PositiveSmallIntegerField(default=1)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    objects = RequirementQuerySet.as_manager()

    class Meta:
        verbose_name = _("required part")
        verbose_name_plural = _("required parts")
        constraints = [
            models.UniqueConstraint(fields=["desk", "kind", "part"], name="required_once"),
            models.CheckConstraint(
                name="required_amount_possible",
                condition=Q(part__in=["kicker", "standfirst", "dateline", "source"], amount=1)
                | Q(part="topics", amount__range=(1, TOPICS_AT_MOST))
                | Q(part__in=["least", "most"], amount__range=(1, WORDS_AT_MOST)),
            ),
        ]

    def __str__(self):
        return f"{self.desk_id} {self.kind} {self.part} {self.amount}"
