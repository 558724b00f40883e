"""At which desks a photo may be shown, where its terms name any."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AllowedDesk(models.Model):
    """One desk whose pages may show the photo, and those of the desks below it.

    A photo without any such row may be shown everywhere.
    """

    photo = models.ForeignKey(
        "photos.Photo", on_delete=models.PROTECT, related_name="allowed", db_index=False
    )
    desk = models.ForeignKey("desks.Desk", on_delete=models.PROTECT, related_name="allowed_photos")

    class Meta:
        verbose_name = _("allowed desk of a photo")
        verbose_name_plural = _("allowed desks of photos")
        constraints = [
            models.UniqueConstraint(fields=["photo", "desk"], name="photo_desk_allowed_once")
        ]

    def __str__(self):
        return f"{self.photo_id}, {self.desk}"
