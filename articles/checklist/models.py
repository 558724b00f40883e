"""What has to be seen to before an article goes: lines that somebody ticks, and what whoever issues
it assures.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.models.notice import WORDS


class Line(models.Model):
    """One thing to see to, as it was when the article was begun: its words never change.

    A required one keeps the article from going on until it is ticked.
    """

    article = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, related_name="checklist"
    )
    position = models.PositiveSmallIntegerField()
    text = models.CharField(_("what to see to"), max_length=200)
    required = models.BooleanField(_("required"), default=False)
    ticked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    ticked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("checklist line")
        verbose_name_plural = _("checklist lines")
        constraints = [
            models.UniqueConstraint(fields=["article", "position"], name="checklist_line_place"),
            models.CheckConstraint(
                condition=Q(ticked_by=None, ticked_at=None)
                | Q(ticked_by__isnull=False, ticked_at__isnull=False),
                name="checklist_tick_says_who_and_when",
            ),
        ]

    def __str__(self):
        return self.text


class Assurance(models.Model):
    """What whoever issued a version assured of one thing that the press rules ask care for.

    Who and when is said by the version. A trigger refuses a version without one for each `care`
    that it has; none is ever changed.
    """

    # Found by the constraint that begins with it.
    version = models.ForeignKey(
        "articles.Version", on_delete=models.PROTECT, related_name="assurances", db_index=False
    )
    care = models.CharField(max_length=12)
    # Each question of articles/checklist/assuring.py by its name: true, or what was written.
    answers = models.JSONField()

    class Meta:
        verbose_name = _("assurance")
        verbose_name_plural = _("assurances")
        constraints = [
            models.UniqueConstraint(fields=["version", "care"], name="assurance_once"),
            models.CheckConstraint(
                name="assurance_is_whole",
                condition=Q(
                    care="suicide",
                    answers__contains={
                        "no_method": True,
                        "no_place": True,
                        "no_identity": True,
                        "no_traces": True,
                        "no_pictures": True,
                    },
                )
                | Q(
                    care="unverified",
                    answers__interest__regex=WORDS,
                    answers__source__regex=WORDS,
                    answers__subject__regex=WORDS,
                )
                | Q(
                    care__in=["child", "sexual_crime"],
                    answers__contains={
                        "no_name": True,
                        "no_way": True,
                        "no_family": True,
                        "earlier": True,
                    },
                )
                | Q(care="missing", answers__contains={"still": True, "no_crime": True})
                | Q(
                    care="harm",
                    answers__other_side__regex=WORDS,
                    answers__contains={"in_story": True},
                ),
            ),
        ]

    def __str__(self):
        return f"{self.version_id} {self.care}"
