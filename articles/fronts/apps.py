"""The room of the fronts: what editors put where, and for how long."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FrontsConfig(AppConfig):
    """Fronts."""

    name = "articles.fronts"
    label = "fronts"
    verbose_name = _("Fronts")
