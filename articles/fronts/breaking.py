"""Putting a breaking strip up, changing it and taking it down."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from articles.models.version import Version
from newsroom.desks.models import Desk
from newsroom.reporters.reach import reach_of

from .models.strip import LENGTH, LONGEST, Strip

# The same words of the same person within this time are a button pressed twice.
PRESSED_TWICE = timedelta(minutes=1)


class NotAllowed(ValidationError):
    """This person puts no strip on this desk."""


class Overtaken(ValidationError):
    """Somebody put up, changed or took down a strip meanwhile; `standing` is theirs or None."""

    def __init__(self, sentence, standing):
        super().__init__(sentence, code="overtaken")
        self.standing = standing


def standing_strip(desk, *, at):
    """The strip of `desk` that is up at `at`, or else the next one; None where there is none."""
    strips = Strip.objects.standing().filter(desk=desk, ends_at__gt=at)
    return strips.select_related("put_up_by").order_by("starts_at").first()


@transaction.atomic
def put_up(desk, *, by, at, text, ends_at, starts_at=None, article=None, below=False, seen=None):
    """Put a strip on the pages of `desk` from `starts_at` (or now) until `ends_at`.

    `article` is the number of an article that readers have, `seen` the strip that this one
    replaces. Returns the Strip. Raises NotAllowed, Overtaken, or another ValidationError that says
    what is wrong.
    """
    _lock(desk, by)
    begins = max(starts_at or at, at)
    text = " ".join(text.split())
    _check(text, begins, ends_at)
    if article and not Version.objects.live(at).filter(article=article).exists():
        raise ValidationError(
            {"article": _("Readers have no article %(number)s.") % {"number": article}}
        )
    values = {"text": text, "article_id": article or None, "below": below, "ends_at": ends_at}
    standing = standing_strip(desk, at=at)
    if standing is not None and standing.pk != seen:
        if _same(standing, values, by, at):
            return standing
        raise Overtaken(_("Another strip is up, or will be: look at it first."), standing)
    if standing is None and seen is not None:
        raise Overtaken(_("The strip was taken down or is over."), None)
    if standing is not None:
        _end(standing, by, at)
    return Strip.objects.create(desk=desk, starts_at=begins, put_up_by=by, put_up_at=at, **values)


@transaction.atomic
def take_down(desk, *, by, at, seen):
    """Take the strip `seen` down now. Taken down already, it stays so.

    Raises NotAllowed, or Overtaken where another one is up by now.
    """
    _lock(desk, by)
    standing = standing_strip(desk, at=at)
    if standing is None:
        return
    if standing.pk != seen:
        raise Overtaken(_("Another strip is up, or will be: look at it first."), standing)
    _end(standing, by, at)


def _lock(desk, by):
    if not reach_of(by).has("editor", desk.pk):
        raise NotAllowed(_("You are not an editor at this desk."), code="not_allowed")
    Desk.objects.select_for_update(no_key=True).get(pk=desk.pk)


def _check(text, starts_at, ends_at):
    if not text:
        raise ValidationError({"text": _("Write what has happened, in one line.")})
    if len(text) > LENGTH:
        raise ValidationError(
            {"text": _("A strip has at most %(number)s characters.") % {"number": LENGTH}}
        )
    if ends_at <= starts_at:
        raise ValidationError({"ends_at": _("The end is not after the beginning.")})
    if ends_at > starts_at + LONGEST:
        raise ValidationError({"ends_at": _("A strip is up for 24 hours at most.")})


def _same(standing, values, by, at):
    """Whether `standing` is what this person has just put up."""
    return (
        standing.put_up_by_id == by.pk
        and abs(at - standing.put_up_at) < PRESSED_TWICE
        and all(getattr(standing, name) == value for name, value in values.items())
    )


def _end(strip, by, at):
    Strip.objects.filter(pk=strip.pk).update(taken_down_by=by, taken_down_at=at)
