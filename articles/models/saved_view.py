"""A way of looking at the list of articles that somebody gave a name."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class SavedViewQuerySet(models.QuerySet):
    """Whose views are shown to whom."""

    def offered_to(self, user, desks):
        """The user's own, and those shared with `desks`: the ids of where the user works."""
        return self.filter(Q(owner=user) | Q(desk_id__in=desks))

    def in_order(self):
        """By name."""
        return self.order_by("name", "pk")


class SavedView(models.Model):
    """A name and what the list's address asks for; never what it finds.

    Shared with a desk it is shown to everybody who works there or below it, and each of them finds
    what they may see themselves.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="saved_views",
        db_index=False,
    )
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=1500)
    desk = models.ForeignKey(
        "desks.Desk",
        verbose_name=_("shared with"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="saved_views",
    )

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"],
                name="saved_view_named_once",
                violation_error_message=_("You have a view of this name already."),
            ),
            models.CheckConstraint(condition=~Q(name=""), name="saved_view_has_a_name"),
        ]

    def __str__(self):
        return self.name
