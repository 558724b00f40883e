"""Secret links to a preview for somebody without an account, and the log of who opened them."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.utils.translation import gettext_lazy as _

LONGEST = timedelta(days=14)
BROWSER_LENGTH = 300


class PreviewLink(models.Model):
    """Shows one working copy, as it is then, to whoever has the token, until a moment.

    Of the token only the hash is kept (SHA-256, hexadecimal): nobody who reads the database can
    open the link. Triggers let nothing change but that it is revoked, once.
    """

    article = models.ForeignKey(
        "articles.Article", on_delete=models.PROTECT, related_name="preview_links", db_index=False
    )
    token_hash = models.CharField(max_length=64, unique=True)
    label = models.CharField(_("for whom"), max_length=120)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("preview link")
        verbose_name_plural = _("preview links")
        constraints = [
            models.CheckConstraint(
                name="preview_link_expires",
                condition=Q(
                    expires_at__gt=F("made_at"), expires_at__lte=F("made_at") + Value(LONGEST)
                ),
            ),
            models.CheckConstraint(
                name="preview_link_revoked_by_somebody",
                condition=Q(revoked_at=None, revoked_by=None)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["article", "-id"], name="preview_link_of_article")]

    def __str__(self):
        return self.label


class Opening(models.Model):
    """One time that somebody, or a program, asked for what a link shows. Append-only.

    A chat program fetches the address itself to draw a card (`read` is false); the text stands
    one step further, where only a reader goes.
    """

    link = models.ForeignKey(
        PreviewLink, on_delete=models.PROTECT, related_name="openings", db_index=False
    )
    at = models.DateTimeField()
    read = models.BooleanField()
    # Null where the connection had none that is an address.
    ip_address = models.GenericIPAddressField(null=True)
    browser = models.CharField(max_length=BROWSER_LENGTH, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("opening of a preview link")
        verbose_name_plural = _("openings of preview links")
        indexes = [models.Index(fields=["link", "-id"], name="opening_of_link")]

    def __str__(self):
        return f"{self.link_id}, {self.at:%Y-%m-%d %H:%M}"
