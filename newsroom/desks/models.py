"""The desks of the network: a tree of regional teams, each with its host and masthead."""

import zoneinfo

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Coalesce, Lower
from django.utils.translation import gettext_lazy as _

from .zones import known_zones

host_validator = RegexValidator(
    r"^(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
    r"(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$",
    _("Write the host name alone, for example kerinci.example.com: no https://, port or path."),
)
colour_validator = RegexValidator(
    r"^#[0-9a-f]{6}$", _("Write the colour as # and six hexadecimal digits, for example #2f5d8a.")
)


def validate_time_zone(value):
    """Raise ValidationError unless `value` is an IANA time zone name known to this machine."""
    if value not in known_zones():
        raise ValidationError(
            _("%(value)s is not a time zone. Use an IANA name such as Asia/Jakarta."),
            code="unknown_time_zone",
            params={"value": value},
        )


class DeskQuerySet(models.QuerySet):
    """Queries over the tree."""

    def active(self):
        """Desks whose hosts answer."""
        return self.filter(active=True)

    def by_name(self):
        """In the order of their names."""
        return self.order_by("name", "pk")


# In which pages speak and stories are written, each by its own name.
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]


class Desk(models.Model):
    """A regional team with its own host, masthead, time zone and language."""

    parent = models.ForeignKey(
        "self",
        verbose_name=_("above it"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="daughters",
        help_text=_("The desk this one belongs to. Only the network itself has none."),
    )
    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    masthead = models.CharField(
        _("masthead"), max_length=80, help_text=_("The title at the head of every page.")
    )
    host = models.CharField(_("host"), max_length=253, validators=[host_validator])
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="Asia/Jakarta", validators=[validate_time_zone]
    )
    language = models.CharField(
        _("language"),
        max_length=2,
        choices=LANGUAGES,
        default="id",
    )
    accent = models.CharField(
        _("colour"), max_length=7, default="#9d2235", validators=[colour_validator]
    )
    active = models.BooleanField(
        _("active"), default=True, help_text=_("The host of an inactive desk answers nobody.")
    )

    objects = DeskQuerySet.as_manager()

    class Meta:
        verbose_name = _("desk")
        verbose_name_plural = _("desks")
        constraints = [
            models.UniqueConstraint(
                Lower("host"),
                name="desk_host_unique",
                violation_error_message=_("Another desk already answers at this host."),
            ),
            models.UniqueConstraint(
                Coalesce("parent_id", 0),
                condition=models.Q(parent=None),
                name="desk_one_network",
                violation_error_message=_("There is a network already: choose the desk above."),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def zone(self):
        """The desk's time zone as a `zoneinfo.ZoneInfo`."""
        return zoneinfo.ZoneInfo(self.time_zone)

    def ancestors(self):
        """The desks above this one, the nearest first."""
        found = []
        desk = self.parent
        while desk is not None:
            found.append(desk)
            desk = desk.parent
        return found
