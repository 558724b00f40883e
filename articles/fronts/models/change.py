"""Changes of a desk's front: which, by whom, when. Append-only."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Change(models.Model):
    """One change of the front of a desk, as it was made. The database refuses any other.

    `asked` is what the editor wanted: {"from", "until", "places": [[place, article, headline,
    until], …]}, or {"before": number} where the front was brought back to what it was before that,
    or {"moved": moment, "to": moment} where what was coming was moved.
    """

    desk = models.ForeignKey(
        "desks.Desk", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    number = models.PositiveIntegerField(_("change"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    # The span of time in which the front is another: now or later, and mostly without an end.
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    asked = models.JSONField()

    class Meta:
        verbose_name = _("change of a front")
        verbose_name_plural = _("changes of fronts")
        constraints = [
            models.UniqueConstraint(fields=["desk", "number"], name="front_change_number_unique")
        ]
        indexes = [models.Index(fields=["starts_at"], name="front_change_by_time")]

    def __str__(self):
        return f"{self.desk} {self.number}"
