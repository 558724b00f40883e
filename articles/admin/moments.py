"""Times of a desk: typed so that they exist once, and shown beside the reader's own clock."""

from django import forms, template
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

register = template.Library()


class DeskTimeInput(forms.DateTimeInput):
    """A moment as the browser's own calendar and clock."""

    input_type = "datetime-local"

    def __init__(self, **options):
        super().__init__(format="%Y-%m-%dT%H:%M", **options)


class DeskTimeField(forms.DateTimeField):
    """A moment typed on the clock of the active time zone, the desk's.

    One that the clock never shows, or shows twice, is refused with what to write instead.
    """

    widget = DeskTimeInput
    default_error_messages = {
        "invalid": gettext_lazy(
            "There is no such day or time. Write it like 2026-11-20 06:00, with the hour from 00 "
            "to 23."
        ),
        "required": gettext_lazy("No day and time came. Write both, of a day that there is."),
        "year": gettext_lazy("Look at the year: it is one from 1800 to 2999."),
    }

    def to_python(self, value):
        """An aware datetime, or None where nothing was typed."""
        try:
            moment = super().to_python(value)
        except ValidationError as refusal:
            if getattr(refusal, "code", "") != "ambiguous_timezone":
                raise
            raise ValidationError(_no_moment(refusal.params["datetime"])) from refusal
        # In another zone the first and the last day that there are would be none: whoever reads
        # the row by that clock, or from the database, would get an error and not the row.
        if moment is not None and not 1800 <= moment.year <= 2999:
            raise ValidationError(self.error_messages["year"], code="year")
        return moment


def _no_moment(typed):
    """What is wrong with a clock time that its zone skips or repeats, and what to write instead."""
    zone = timezone.get_current_timezone()
    first, second = (typed.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
    facts = {"time": f"{typed:%H:%M}", "zone": zone}
    if first < second:
        facts["instead"] = f"{typed + (second - first):%H:%M}"
        return (
            _(
                "There is no %(time)s on that day in %(zone)s: the clocks go forward. Write "
                "%(instead)s, or another time."
            )
            % facts
        )
    facts |= {
        "before": f"{typed - (first - second):%H:%M}",
        "after": f"{typed + (first - second):%H:%M}",
    }
    return (
        _(
            "%(time)s comes twice on that day in %(zone)s: the clocks go back. Write %(before)s "
            "or %(after)s, or another time that comes once."
        )
        % facts
    )


def on_their_clock(user, moment):
    """`moment` on the clock of `user`, where it differs from the active zone's; else empty."""
    zone = user.zone
    if zone is None or moment is None:
        return ""
    here, there = timezone.localtime(moment), timezone.localtime(moment, zone)
    if here.utcoffset() == there.utcoffset():
        return ""
    style = "H:i" if here.date() == there.date() else "j M H:i"
    return f"{date_format(there, style)} {there.tzname()}"


def clocks_differ(user, at):
    """The same moment on the desk's clock and on the user's, in a sentence; empty where alike."""
    theirs = on_their_clock(user, at)
    if not theirs:
        return ""
    here = timezone.localtime(at)
    return _("It is %(here)s here now, and %(there)s on your clock.") % {
        "here": f"{here:%H:%M} {here.tzname()}",
        "there": theirs,
    }


@register.simple_tag(takes_context=True)
def yours(context, moment, zone=None):
    """Beside a desk's time: the same moment on the clock of whoever looks, where it differs.

    The desk's zone is the active one, or `zone` where a list has many.
    """
    with timezone.override(zone or timezone.get_current_timezone()):
        theirs = on_their_clock(context["request"].user, moment)
    if not theirs:
        return ""
    return format_html(' <span class="nr-yours">({})</span>', _("yours: %s") % theirs)


@register.simple_tag(takes_context=True)
def clocks(context):
    """Beside a field for a time: what the desk's clock and theirs say now, where they differ."""
    request = context["request"]
    return clocks_differ(request.user, request.at)
