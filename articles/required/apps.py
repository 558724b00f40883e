"""The room of what a desk requires of its articles, kind by kind."""

from django.apps import AppConfig


class RequiredConfig(AppConfig):
    """Required parts."""

    name = "articles.required"
    label = "required"
