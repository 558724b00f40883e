"""The room of the lines that are ticked before an article goes."""

from django.apps import AppConfig


class ChecklistConfig(AppConfig):
    """Checklist."""

    name = "articles.checklist"
    label = "checklist"
