"""Who wants to be told what happens to an article that is not theirs."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Follow(models.Model):
    """A user follows an article. It opens nothing: they are told while they may see it."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    article = models.ForeignKey("articles.Article", on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()

    counted = False

    class Meta:
        verbose_name = _("notes and notifications")
        verbose_name_plural = _("notes and notifications")
        constraints = [
            models.UniqueConstraint(fields=["user", "article"], name="follow_once"),
        ]

    def __str__(self):
        return f"{self.user_id}: {self.article_id}"
