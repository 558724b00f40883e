"""The room of freshness: until when what readers have may be kept, and what ends that sooner."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FreshnessConfig(AppConfig):
    """Freshness."""

    name = "articles.freshness"
    label = "freshness"
    verbose_name = _("Freshness")
