from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutboxConfig(AppConfig):
    """Deliveries to hubs and search engines."""

    name = "articles.outbox"
    label = "outbox"
    verbose_name = _("Deliveries")
