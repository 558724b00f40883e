"""What the templates of planning ask for."""

from django import template
from django.urls import reverse
from django.utils.html import format_html

from articles.planning import calendar
from newsroom.desks.hosts import address

register = template.Library()


@register.simple_tag
def kind_label(kind):
    """The words of a kind of entry."""
    return calendar.KINDS[kind]


@register.simple_tag(takes_context=True)
def entry_url(context, entry):
    """Where an entry leads: in the newsroom, or to readers' page where that is all one may see."""
    if entry.assignment is not None and entry.kind in ("planned", "in_work", "waiting", "held"):
        return reverse("admin:assignment", args=[entry.assignment.pk])
    if entry.article and entry.opens:
        return reverse("admin:articles_article_change", args=[entry.article])
    return address(entry.desk, entry.path, request=context["request"]) if entry.path else ""


@register.simple_tag
def entry_clock(entry, zone):
    """An entry's clock on its own desk, and in brackets the one in `zone` where it differs."""
    said = f"{entry.moment.astimezone(entry.zone):%H:%M %Z}"
    if not entry.is_elsewhere(zone):
        return said
    return format_html("{} <small>({})</small>", said, f"{entry.moment.astimezone(zone):%H:%M %Z}")
