from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PunctualityConfig(AppConfig):
    """Changes that are looked for, and the ledger of how punctual they were."""

    name = "articles.punctuality"
    label = "punctuality"
    verbose_name = _("Punctuality")
