"""People who are credited, and what the people who log in may do where."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Reporter(models.Model):
    """A person who can be credited; may have no login."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("user"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reporter",
        help_text=_("Their login, where they have one."),
    )
    desk = models.ForeignKey(
        "desks.Desk", verbose_name=_("desk"), on_delete=models.PROTECT, related_name="reporters"
    )
    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("slug"), max_length=120, unique=True)
    biography = models.TextField(_("biography"), blank=True)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("reporter")
        verbose_name_plural = _("reporters")

    def __str__(self):
        return self.name


class Membership(models.Model):
    """A user's role at a desk; it reaches the desks below."""

    class Role(models.TextChoices):
        REPORTER = "reporter", _("reporter")
        EDITOR = "editor", _("editor")
        CHIEF = "chief", _("chief editor")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("user"),
        on_delete=models.CASCADE,
        related_name="memberships",
    )
    desk = models.ForeignKey(
        "desks.Desk", verbose_name=_("desk"), on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(_("role"), max_length=10, choices=Role)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "desk"],
                name="membership_once_per_desk",
                violation_error_message=_("This user already has a role at this desk."),
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=["reporter", "editor", "chief"]),
                name="membership_role_known",
            ),
        ]

    def __str__(self):
        return f"{self.user}: {self.get_role_display()}, {self.desk}"
