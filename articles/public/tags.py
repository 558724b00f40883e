"""Template tags of the readers' pages: clocks, credits and the dateline."""

import json

from django import template
from django.utils import timezone
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext as _

from articles.models.kind import Credit, Kind

register = template.Library()

# XML 1.0 has no place for them; a text brought in from elsewhere may hold one.
CONTROLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])


def printable(text):
    """`text` without the characters that XML cannot hold."""
    return str(text).translate(CONTROLS)


def _time(moment, shown):
    machine = timezone.localtime(moment).replace(microsecond=0).isoformat()
    return format_html('<time datetime="{}">{}</time>', machine, shown)


@register.simple_tag
def clock(moment):
    """The whole moment in the desk's zone: Wednesday, 20 November 2024, 13:09 WIB."""
    local = timezone.localtime(moment)
    return _time(moment, f"{date_format(local, 'l, j F Y, H:i')} {local.tzname()}")


@register.simple_tag
def short_clock(moment, at):
    """For lists: the clock of today's stories, the date of the others."""
    local, now = timezone.localtime(moment), timezone.localtime(at)
    if local.date() == now.date():
        return _time(moment, f"{local:%H:%M} {local.tzname()}")
    return _time(moment, date_format(local, "j M" if local.year == now.year else "j M Y"))


@register.simple_tag
def today(at):
    """The day that it is at the desk."""
    return date_format(timezone.localtime(at), "l, j F Y")


@register.filter
def kind_label(version):
    """The label of every kind but news; an advertorial's is a matter of law (UU 40/1999)."""
    return "" if version.kind == Kind.NEWS else Kind(version.kind).label


@register.filter
def titled(placement):
    """The headline for where it stands alone, the label of every kind but news before it."""
    label = str(kind_label(placement.version))
    headline = placement.shown_headline
    return f"{capfirst(label)}: {headline}" if label else headline


@register.filter
def own_kicker(version):
    """The kicker, unless it only repeats the label of the kind."""
    same = version.kicker.strip().casefold() == str(kind_label(version)).casefold()
    return "" if same else version.kicker


@register.simple_tag
def weekdays():
    """The names of the days from Monday on, and their short forms."""
    return [(WEEKDAYS[number], WEEKDAYS_ABBR[number]) for number in range(7)]


@register.filter
def writers(version):
    """The names of those who wrote it, for a line in a list."""
    names = [credit["name"] for credit in version.bylines if credit["role"] == Credit.WRITER]
    return get_text_list(names, _("and"))


@register.filter
def credit_role(credit):
    """What a credited reporter did, where that is not writing."""
    return "" if credit["role"] == Credit.WRITER else Credit(credit["role"]).label


@register.simple_tag
def linked_data(graph):
    """A page's graph as data: no browser runs it, and nothing in it can end the element."""
    text = json.dumps(graph, ensure_ascii=False, separators=(",", ":"))
    safe = text.translate({ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"})
    return mark_safe(f'<script type="application/ld+json">{safe}</script>')


@register.filter
def body_with_dateline(version):
    """The body, opened by the place of reporting inside its first paragraph.

    The body was sanitised on its way in; the dateline is escaped here.
    """
    if not version.dateline:
        return mark_safe(version.body)
    opening = f'<span class="dateline">{escape(version.dateline)}</span> — '
    if version.body.startswith("<p>"):
        return mark_safe(f"<p>{opening}{version.body[3:]}")
    return mark_safe(f"<p>{opening}</p>{version.body}")
