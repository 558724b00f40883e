"""The parts of a content (articles/content.py) as a person reads them."""

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.html import escape
from django.utils.translation import gettext as _

from newsroom.desks.models import Desk

from . import html
from .models.article import Article
from .models.care import Care
from .models.kind import Credit, Kind
from .models.section import Section
from .pictures.models.picture import Picture

# Letters on each side of words that are shown as they stand in a text.
AROUND = 40


def label_of(name):
    """What an editor calls the part `name`."""
    if name in ("bylines", "topics", "pictures"):
        return {"bylines": _("bylines"), "topics": _("topics"), "pictures": _("pictures")}[name]
    return str(Article._meta.get_field(name).verbose_name)


def label_of_paragraph(number):
    """Which paragraph of the body, the first being 1."""
    return _("paragraph %(number)s") % {"number": number}


def around(text, start, end):
    """What stands from `start` to `end` of a plain text, with the words around it in its line."""
    from_ = text.rfind("\n", 0, start) + 1
    line = text[from_:].split("\n", 1)[0]
    first, last = max(start - from_ - AROUND, 0), end - from_ + AROUND
    shown = line[first:last]
    # No word is cut but where it is longer than all that is shown.
    if first and " " in shown[:AROUND]:
        shown = "… " + shown.split(" ", 1)[1]
    if last < len(line) and " " in shown[-AROUND:]:
        shown = shown.rsplit(" ", 1)[0] + " …"
    return shown.strip()


def label_of_clash(clash):
    """What a clash (articles/merging.py) is about: a part, or a place in the body."""
    if clash.part == "pictures":
        return _label_of_pictures(clash.theirs + clash.mine)
    if clash.part != "body":
        return label_of(clash.part)
    number = max(len(clash.theirs), 1)
    if number == 1:
        return label_of_paragraph(clash.number)
    # A span, not a number of things: Indonesian has one form for all of these.
    places = {"first": clash.number, "last": clash.number + number - 1}
    return _("paragraphs %(first)s to %(last)s") % places


def _label_of_pictures(pictures):
    """Of one picture which it is, of several that they are pictures."""
    if all(each[1] == Picture.Place.LEAD for each in pictures):
        return str(Picture.Place.LEAD.label)
    if len({tuple(each[:2]) for each in pictures}) == 1:
        return _("picture %(number)s of the gallery") % {"number": pictures[0][0]}
    return label_of("pictures")


def shown(name, value):
    """The value of the part `name` as plain text; times in the active zone."""
    if name == "body":
        return html.text(html.with_pictures(value, _in_text))
    if name == "pictures":
        return "\n".join(_picture(*each) for each in value)
    if name == "desk":
        return str(Desk.objects.filter(pk=value).first() or "")
    if name == "section":
        return str(Section.objects.filter(pk=value).first() or "")
    if name == "kind":
        return str(Kind(value).label)
    if name == "language":
        return str(dict(Article._meta.get_field(name).choices).get(value, value))
    if name == "care":
        return ", ".join(str(Care(each).label) for each in value)
    if name == "shared":
        return _("yes") if value else _("no")
    if name == "embargo_until":
        return f"{timezone.localtime(parse_datetime(value)):%Y-%m-%d %H:%M %Z}" if value else ""
    if name == "bylines":
        return "\n".join(f"{who} ({Credit(role).label})" for _pk, who, role in value)
    if name == "topics":
        return "\n".join(value)
    return value


def _in_text(figure):
    """A picture inside the text, as paragraphs."""
    name = escape(_("Picture %(number)s") % {"number": figure.number})
    own = [escape(line) for line in _own(figure.credit, figure.alt)]
    return "".join(f"<p>{line}</p>" for line in [f"[{name}] {figure.caption}", *own])


def _picture(number, place, caption, credit, alt):
    """A picture beside the text, on lines of its own; what is the photo's own is not repeated."""
    name = {
        Picture.Place.LEAD: _("Lead picture %(number)s"),
        Picture.Place.GALLERY: _("Picture %(number)s of the gallery"),
    }[place] % {"number": number}
    return "\n".join(each for each in [name, caption, *_own(credit, alt)] if each)


def _own(credit, alt):
    """The lines about a use that has texts of its own."""
    lines = [_("Credit: %(credit)s") % {"credit": credit}] if credit else []
    return [*lines, _("Alternative text: %(text)s") % {"text": alt}] if alt else lines
