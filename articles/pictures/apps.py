"""The room of the pictures in stories."""

from django.apps import AppConfig


class PicturesConfig(AppConfig):
    """Pictures."""

    name = "articles.pictures"
    label = "pictures"
