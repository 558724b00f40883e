"""The room in which work is planned, before there is an article."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlanningConfig(AppConfig):
    """Planning."""

    name = "articles.planning"
    label = "planning"
    verbose_name = _("Planning")
