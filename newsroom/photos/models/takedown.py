"""A photo taken down everywhere: on which ground, where it was, and when each file was gone."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class TakedownQuerySet(models.QuerySet):
    """Queries over what was taken down."""

    def unfinished(self):
        """Those of which files may be left."""
        return self.filter(cleared_at=None)


class Takedown(models.Model):
    """One photo taken down, for good. A trigger keeps the row, and writes the moment to its photo.

    What changes of it is how far the deleting of its files is: `tried_at`, `trouble`, and once
    `cleared_at`.
    """

    class Ground(models.TextChoices):
        COPYRIGHT = "copyright", _("somebody else's copyright")
        CONSENT = "consent", _("a person shown did not consent, or no longer does")
        CHILD = "child", _("a child or a victim must not be recognised")
        COURT = "court", _("an order of a court or an authority")
        FALSE = "false", _("it does not show what was said")
        TERMS = "terms", _("the source withdrew it")
        OTHER = "other", _("another ground")

    class Original(models.TextChoices):
        KEEP = "keep", _("kept, for editors of the desk alone")
        ERASE = "erase", _("erased too")

    photo = models.OneToOneField("photos.Photo", on_delete=models.PROTECT, related_name="takedown")
    ground = models.CharField(_("ground"), max_length=10, choices=Ground)
    reason = models.TextField(_("reason"), max_length=2000)
    original = models.CharField(_("original"), max_length=5, choices=Original)
    # Where it was at that moment, flat and ready to print, as whoever took it down saw it.
    places = models.JSONField(default=list, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("taken down"))
    tried_at = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=500, blank=True)
    cleared_at = models.DateTimeField(null=True, blank=True)

    objects = TakedownQuerySet.as_manager()

    class Meta:
        verbose_name = _("take-down")
        verbose_name_plural = _("take-downs")
        constraints = [
            models.CheckConstraint(
                name="takedown_ground_known",
                condition=Q(
                    ground__in=["copyright", "consent", "child", "court", "false", "terms", "other"]
                ),
            ),
            models.CheckConstraint(name="takedown_says_why", condition=Q(reason__regex=r"\S")),
            models.CheckConstraint(
                name="takedown_original_known", condition=Q(original__in=["keep", "erase"])
            ),
        ]
        indexes = [
            models.Index(
                fields=["tried_at"], condition=Q(cleared_at=None), name="takedown_unfinished"
            )
        ]

    def __str__(self):
        return f"{self.photo_id}: {self.get_ground_display()}"


class GoneFile(models.Model):
    """One file of a photo that was taken down, and when it was gone; append-only."""

    takedown = models.ForeignKey(
        Takedown, on_delete=models.PROTECT, related_name="gone", db_index=False
    )
    # Its name in the storage, and the public address that it had; the original had none.
    name = models.CharField(max_length=80)
    address = models.CharField(max_length=300, blank=True)
    gone_at = models.DateTimeField()

    class Meta:
        verbose_name = _("deleted file of a photo")
        verbose_name_plural = _("deleted files of photos")
        constraints = [models.UniqueConstraint(fields=["takedown", "name"], name="gone_file_once")]

    def __str__(self):
        return self.name
