"""Saved states of the working copy: what it said, who saved it, and when."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Revision(models.Model):
    """The whole working copy as one save left it; a trigger refuses any change of its text.

    `edit` is the number of that save. A text that was typed over somebody else's and refused has
    none: it is kept aside, so that nothing typed is lost whatever is chosen then. An autosave is
    dropped when later ones make it one of too many; nothing else ever is.
    """

    class Origin(models.TextChoices):
        SAVE = "save", _("saved")
        MERGE = "merge", _("merged with another's changes")
        RESTORE = "restore", _("restored")
        ASIDE = "aside", _("kept aside, not saved")
        AUTOSAVE = "autosave", _("saved while typing")

    article = models.ForeignKey(
        "articles.Article", on_delete=models.PROTECT, related_name="revisions"
    )
    edit = models.PositiveIntegerField(null=True)
    origin = models.CharField(max_length=8, choices=Origin, default=Origin.SAVE)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()
    # The parts of articles/content.py.
    content = models.JSONField()

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        constraints = [
            models.UniqueConstraint(fields=["article", "edit"], name="revision_once_per_save"),
            models.CheckConstraint(
                condition=Q(edit=None, origin="aside") | (Q(edit__gt=0) & ~Q(origin="aside")),
                name="revision_aside_has_no_number",
            ),
        ]
        indexes = [models.Index(fields=["article", "-id"], name="revision_of_article")]

    def __str__(self):
        return f"{self.article_id}, {self.edit or self.get_origin_display()}"
