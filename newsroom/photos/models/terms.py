"""On which terms a photo may be shown, and where it stands: for rows and for one photo."""

from datetime import UTC, datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

# The end of a term that has no end, as spans of articles have it.
FOREVER = datetime(9999, 12, 31, tzinfo=UTC)
# A term that ends within this time is said beforehand, wherever the photo is used.
SOON = timedelta(days=30)


class AllowedUse(models.TextChoices):
    """For what a photo may be used at all."""

    ANY = "any", _("any use")
    ONCE = "once", _("once: in one article")
    STORY = "story", _("this story only")
    WEB = "web", _("on the web only")


class Standing(models.TextChoices):
    """Where a photo stands at a moment; the first that holds is said."""

    TAKEN_DOWN = "taken_down", _("taken down")
    ENDED = "ended", _("term ended")
    INCOMPLETE = "incomplete", _("incomplete")
    AHEAD = "ahead", _("not yet usable")
    ENDING = "ending", _("term ends soon")
    USABLE = "usable", _("usable")


def in_term(at):
    """The condition that a photo's term holds at the moment `at`, and that it is not taken down."""
    return (
        (Q(usable_from=None) | Q(usable_from__lte=at))
        & Q(usable_until__gt=at)
        & (Q(taken_down_at=None) | Q(taken_down_at__gt=at))
    )


INCOMPLETE = Q(credit="") | Q(source="") | Q(alt="")


def conditions(at):
    """The condition of each Standing, alone: the first that holds is where a photo stands."""
    return {
        Standing.TAKEN_DOWN: Q(taken_down_at__lte=at),
        Standing.ENDED: Q(usable_until__lte=at),
        Standing.INCOMPLETE: INCOMPLETE,
        Standing.AHEAD: Q(usable_from__gt=at),
        Standing.ENDING: Q(usable_until__lte=at + SOON),
        Standing.USABLE: Q(),
    }


def standing_of(photo, at):
    """Where one photo stands: the twin of `conditions`."""
    if photo.taken_down_at is not None and photo.taken_down_at <= at:
        return Standing.TAKEN_DOWN
    if photo.usable_until <= at:
        return Standing.ENDED
    if not photo.is_ready:
        return Standing.INCOMPLETE
    if photo.usable_from is not None and photo.usable_from > at:
        return Standing.AHEAD
    return Standing.ENDING if photo.usable_until <= at + SOON else Standing.USABLE
