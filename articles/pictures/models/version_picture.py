"""A picture of a version: flat and ready to print, whatever becomes of the photo's texts."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from newsroom.photos.models import Photo


class VersionPictureQuerySet(models.QuerySet):
    """What readers get of them."""

    def showing(self, at, desk):
        """Those whose photo may be shown at the moment `at` on the pages of `desk`."""
        return self.filter(photo__in=Photo.objects.usable(at, desk))

    def leads(self):
        """Those that stand at the head of their story, and on cards."""
        return self.filter(place=VersionPicture.Place.LEAD)


class VersionPicture(models.Model):
    """One picture as it was let through the door. A trigger lets nothing of it change.

    `files` are the photo's public files of that moment: for each crop a list of
    [width, height, format, name], the narrowest first. So a version keeps its picture when the
    focal point or a credit changes later.
    """

    class Place(models.TextChoices):
        LEAD = "lead", _("lead picture")
        TEXT = "text", _("in the text")
        GALLERY = "gallery", _("gallery")

    # Found by its unique key, which begins with the version.
    version = models.ForeignKey(
        "articles.Version", on_delete=models.PROTECT, related_name="pictures", db_index=False
    )
    photo = models.ForeignKey(
        "photos.Photo", on_delete=models.PROTECT, related_name="version_pictures"
    )
    place = models.CharField(max_length=7, choices=Place)
    position = models.PositiveSmallIntegerField()
    caption = models.TextField(blank=True)
    credit = models.CharField(max_length=250)
    alt = models.TextField()
    # Readers are told that a model made it.
    ai_made = models.BooleanField()
    files = models.JSONField()

    objects = VersionPictureQuerySet.as_manager()

    class Meta:
        verbose_name = _("picture of a version")
        verbose_name_plural = _("pictures of versions")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "place", "position"], name="version_picture_place"
            ),
            models.CheckConstraint(
                condition=Q(place__in=["lead", "text", "gallery"]),
                name="version_picture_place_known",
            ),
            # A picture goes public only with these.
            models.CheckConstraint(
                condition=~Q(credit="") & ~Q(alt=""), name="version_picture_complete"
            ),
        ]

    def __str__(self):
        return f"{self.version_id}, {self.place} {self.position}: {self.photo_id}"
