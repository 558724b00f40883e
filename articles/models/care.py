"""What the press rules ask special care for: said of a working copy, kept with its versions."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Care(models.TextChoices):
    """What of a story asks for care before it is issued, and which readers are told of some.

    What has to be assured of each stands in articles/checklist/assuring.py.
    """

    SUICIDE = "suicide", _("It is about a suicide")
    UNVERIFIED = "unverified", _("It still needs verification")
    CHILD = "child", _("Somebody under 18 is a suspect, victim or witness in it")
    SEXUAL_CRIME = "sexual_crime", _("A victim of a sexual crime is in it")
    MISSING = "missing", _("It is about a child who is missing")
    HARM = "harm", _("It may harm somebody")
