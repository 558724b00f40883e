"""What was discarded: which file it was, who brought it, who dropped it and when."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from newsroom.reporters.reach import reach_of


class DiscardedQuerySet(models.QuerySet):
    """Queries over what was discarded."""

    def visible_to(self, user):
        """What was of the desks of `user`; a network administrator sees everything."""
        if user.is_active and user.is_superuser:
            return self
        return self.filter(desk__in=reach_of(user).desks("reporter"))


class Discarded(models.Model):
    """A photo that left the library before any story used it; append-only (a trigger).

    Writing the row is what discards: a trigger takes the photo's rows with it, and no other way
    leads out of the library.
    """

    number = models.BigIntegerField(primary_key=True)
    desk = models.ForeignKey("desks.Desk", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=250)
    # SHA-256 of the file, which is gone. It may be brought again, as another photo.
    original = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    # The number of the photo that is used in its place, where one was chosen.
    instead = models.BigIntegerField(null=True)

    objects = DiscardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("discarded photo")
        verbose_name_plural = _("discarded photos")

    def __str__(self):
        return f"{self.number}: {self.name}"
