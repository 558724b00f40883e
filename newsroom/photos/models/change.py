"""What was changed of a photo: who, when, and from what to what."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Change(models.Model):
    """One saved change; append-only (a trigger). `fields` is {column: [before, after]}, as text."""

    photo = models.ForeignKey(
        "photos.Photo", on_delete=models.PROTECT, related_name="changes", db_index=False
    )
    # The photo's `edit` that it led to.
    edit = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    fields = models.JSONField()

    class Meta:
        verbose_name = _("change of a photo")
        verbose_name_plural = _("changes of photos")
        constraints = [
            models.UniqueConstraint(fields=["photo", "edit"], name="photo_changed_once_at_a_time")
        ]

    def __str__(self):
        return f"{self.photo_id}: {', '.join(self.fields)}"
