"""Public, dated notices on an article."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Notice(models.Model):
    """Something the newsroom says publicly about an article. Never changed, never removed.

    The grounds of a withdrawal are those of the Press Council's guidelines for online media
    (PPMS 2012, point 5) and of article 10 of the code of ethics; an outsider's wish is none.
    """

    class Kind(models.TextChoices):
        WITHDRAWAL = "withdrawal", _("withdrawal")

    class Ground(models.TextChoices):
        INACCURATE = "inaccurate", _("false or inaccurate")
        DISCRIMINATION = "discrimination", _("ethnic, religious, racial or group hatred")
        DECENCY = "decency", _("decency")
        CHILD = "child", _("a child's future")
        TRAUMA = "trauma", _("a victim's trauma")
        PRESS_COUNCIL = "press_council", _("a consideration of the Press Council")

    article = models.ForeignKey(
        "articles.Article", on_delete=models.PROTECT, related_name="notices"
    )
    kind = models.CharField(max_length=12, choices=Kind)
    ground = models.CharField(_("ground"), max_length=16, choices=Ground)
    reason = models.TextField(_("public reason"))
    published_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        indexes = [models.Index(fields=["article", "-published_at"], name="notice_of_article")]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.reason[:60]}"
