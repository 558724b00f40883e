from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ImprintConfig(AppConfig):
    name = "newsroom.imprint"
    label = "imprint"
    verbose_name = _("Imprint")
