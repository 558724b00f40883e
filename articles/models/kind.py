"""What sort of journalism a text is: shown to readers (Press Council guidelines; law 40/1999)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """Readers see every kind but news as a label before the headline."""

    NEWS = "news", _("news")
    ANALYSIS = "analysis", _("analysis")
    OPINION = "opinion", _("opinion")
    EDITORIAL = "editorial", _("editorial")
    PAID = "paid", _("advertorial")
    REPLY = "reply", _("right of reply")


class Credit(models.TextChoices):
    """What a credited reporter did."""

    WRITER = "writer", _("writer")
    CONTRIBUTOR = "contributor", _("contributor")
    PHOTOGRAPHER = "photographer", _("photographer")
    EDITOR = "editor", _("editor")
