from django.apps import AppConfig


class OperatingConfig(AppConfig):
    """Commands for whoever looks after a newsroom; it has no tables and no screens."""

    name = "newsroom.operating"
    label = "operating"
