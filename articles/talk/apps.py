"""The room in which people talk about an article: notes, and the news that follows from them."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TalkConfig(AppConfig):
    """Notes, notifications and their mail."""

    name = "articles.talk"
    label = "talk"
    verbose_name = _("Notes and notifications")
