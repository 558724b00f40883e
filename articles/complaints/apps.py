"""The room of readers' complaints."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComplaintsConfig(AppConfig):
    """What readers ask of a desk, and what became of it."""

    name = "articles.complaints"
    label = "complaints"
    verbose_name = _("Complaints")
