"""People who can log in."""

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

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self):
        return self.get_full_name() or self.username
