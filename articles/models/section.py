"""National subject headings, the same for all desks."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Section(models.Model):
    """A subject heading such as politics or sport."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    slug = models.SlugField(_("slug"), max_length=60, unique=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")

    def __str__(self):
        return self.name

    @property
    def path(self):
        """The address below a desk's host."""
        return f"/sections/{self.slug}/"
