"""The room of the readings: what is read most, without knowing by whom."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReadingsConfig(AppConfig):
    """Readings."""

    name = "articles.readings"
    label = "readings"
    verbose_name = _("Readings")
