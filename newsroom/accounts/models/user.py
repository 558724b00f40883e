"""People who can log in."""

import zoneinfo

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A person who can log in. What they may do follows from memberships at desks.

    `is_superuser` marks a network administrator, who keeps desks, people and sections; it gives
    no right to decide about articles.
    """

    language = models.CharField(
        _("language of the admin"),
        max_length=2,
        choices=[("id", "Bahasa Indonesia"), ("en", "English")],
        default="id",
    )
    # An IANA name; empty for who lives by the clock of their desk.
    time_zone = models.CharField(
        _("your own time zone"),
        max_length=64,
        blank=True,
        help_text=_("Where it differs from a desk's, times are shown on your clock as well."),
    )

    # From when on the code of an app is asked for as well; None: the password is enough.
    second_factor_since = models.DateTimeField(_("two-step sign-in"), null=True, editable=False)

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self):
        return self.get_full_name() or self.username

    @property
    def zone(self):
        """Their own time zone as a `zoneinfo.ZoneInfo`; None where they have none of their own."""
        try:
            return zoneinfo.ZoneInfo(self.time_zone) if self.time_zone else None
        except (zoneinfo.ZoneInfoNotFoundError, ValueError):
            return None

    def _get_session_auth_hash(self, secret=None):
        """What a session has to know: it ends with the password, and with another second factor."""
        known = super()._get_session_auth_hash(secret)
        since = self.second_factor_since
        return f"{known} {since.timestamp()}" if since else known
