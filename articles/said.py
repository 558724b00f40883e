"""The parts of a content (articles/content.py) as a person reads them."""

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from newsroom.desks.models import Desk

from . import html
from .models.article import Article
from .models.kind import Credit, Kind
from .models.section import Section


def label_of(name):
    """What an editor calls the part `name`."""
    if name in ("bylines", "topics"):
        return {"bylines": _("bylines"), "topics": _("topics")}[name]
    return str(Article._meta.get_field(name).verbose_name)


def label_of_clash(clash):
    """What a clash (articles/merging.py) is about: a part, or a place in the body."""
    if clash.part != "body":
        return label_of(clash.part)
    number = max(len(clash.theirs), 1)
    if number == 1:
        return _("paragraph %(number)s") % {"number": clash.number}
    # A span, not a number of things: Indonesian has one form for all of these.
    places = {"first": clash.number, "last": clash.number + number - 1}
    return _("paragraphs %(first)s to %(last)s") % places


def shown(name, value):
    """The value of the part `name` as plain text; times in the active zone."""
    if name == "body":
        return html.text(value)
    if name == "desk":
        return str(Desk.objects.filter(pk=value).first() or "")
    if name == "section":
        return str(Section.objects.filter(pk=value).first() or "")
    if name == "kind":
        return str(Kind(value).label)
    if name == "shared":
        return _("yes") if value else _("no")
    if name == "embargo_until":
        return f"{timezone.localtime(parse_datetime(value)):%Y-%m-%d %H:%M %Z}" if value else ""
    if name == "bylines":
        return "\n".join(f"{who} ({Credit(role).label})" for _pk, who, role in value)
    if name == "topics":
        return "\n".join(value)
    return value
