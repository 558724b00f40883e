"""Workflow steps taken: which, by whom, when, why. Append-only."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Decision(models.Model):
    """One step of the workflow, as it was taken. The database refuses any change."""

    article = models.ForeignKey(
        "articles.Article", on_delete=models.PROTECT, related_name="decisions", db_index=False
    )
    step = models.CharField(_("step"), max_length=20)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="decisions"
    )
    taken_at = models.DateTimeField(_("taken at"))
    from_state = models.CharField(max_length=10)
    to_state = models.CharField(max_length=10)
    note = models.TextField(_("note"), blank=True)
    version = models.ForeignKey(
        "articles.Version", on_delete=models.PROTECT, null=True, related_name="decisions"
    )
    # The moment that was chosen, where the step sets one.
    live_from = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        indexes = [models.Index(fields=["article", "-id"], name="decision_of_article")]

    def __str__(self):
        return f"{self.step}: {self.by}, {self.taken_at:%Y-%m-%d %H:%M}"
