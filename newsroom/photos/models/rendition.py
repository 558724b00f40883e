"""One public file of a photo."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

FILE = r"^[0-9a-f]{2}/[0-9a-f]{62}\.(webp|jpg)$"
SUFFIX = {"webp": "webp", "jpeg": "jpg"}


class RenditionQuerySet(models.QuerySet):
    """Queries over public files."""

    def current(self):
        """Those of their photos as they are now; older ones stay for what was issued with them."""
        return self.filter(generation=F("photo__generation"))

    def is_taken_down(self, file):
        """Whether every photo that the public file is of was taken down."""
        moments = self.filter(file=file).values_list("photo__taken_down_at", flat=True)
        return bool(moments) and None not in moments

    def by_width(self):
        """Crop by crop, the narrowest first."""
        return self.order_by("photo_id", "crop", "format", "width")


class Rendition(models.Model):
    """One file in one crop, width and format. A trigger lets nothing of it change."""

    photo = models.ForeignKey(
        "photos.Photo",
        verbose_name=_("photo"),
        on_delete=models.PROTECT,
        related_name="renditions",
        db_index=False,
    )
    generation = models.PositiveIntegerField()
    crop = models.CharField(max_length=5)
    format = models.CharField(max_length=4)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    # Its name in the public storage: the SHA-256 of its bytes.
    file = models.CharField(max_length=80, db_index=True)
    size = models.PositiveIntegerField()

    objects = RenditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("rendition")
        verbose_name_plural = _("renditions")
        constraints = [
            models.UniqueConstraint(
                fields=["photo", "generation", "crop", "format", "width"],
                name="rendition_once_in_a_generation",
            ),
            models.CheckConstraint(name="rendition_file_is_digest", condition=Q(file__regex=FILE)),
            models.CheckConstraint(
                name="rendition_crop_known",
                condition=Q(crop__in=["full", "16x9", "4x3", "1x1", "share"]),
            ),
            models.CheckConstraint(
                name="rendition_format_known", condition=Q(format__in=["webp", "jpeg"])
            ),
            models.CheckConstraint(
                name="rendition_has_a_size", condition=Q(width__gte=1, height__gte=1, size__gte=1)
            ),
        ]

    def __str__(self):
        return f"{self.photo_id}, {self.crop} {self.width}×{self.height} {self.format}"

    @property
    def url(self):
        """Its public address."""
        from newsroom.photos.storing import public_url

        return public_url(self.file)
