"""Template tags of the readers' pages: clocks, credits and the dateline."""

import json
import re
from collections import defaultdict
from functools import lru_cache
from html import escape as escaped

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.dates import MONTHS, WEEKDAYS, WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles import html
from articles.models.kind import Credit, Kind
from newsroom.photos.marking import NOT_IN_XML

from .pictures import Place, files_for, lead_of

register = template.Library()
# As grown-ups read news on a screen.
WORDS_A_MINUTE = 200
# Pictures and links to stories may stand before it. What was taken for one of them is not looked at
# again: of thirty pictures in a row there would be a billion ways to take them.
FIRST_PARAGRAPH = re.compile(
    r"(?:(?><figure.*?</figure>)|<p data-story=[^>]*></p>)*+<p>", re.DOTALL
)
# A link as the door's allow-list leaves it.
LINK = re.compile(r'(<a\b[^>]*) rel="noopener"')

# JSON as short as it can be.
_compact = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def printable(thing):
    """`thing` without the characters that XML cannot hold, in whichever text inside it they are."""
    if isinstance(thing, str):
        return str(thing).translate(NOT_IN_XML)
    if isinstance(thing, dict):
        return {name: printable(value) for name, value in thing.items()}
    if isinstance(thing, (list, tuple, frozenset)):
        return type(thing)(map(printable, thing))
    return thing


def machine_time(moment):
    """A moment in the desk's zone as machines read it, to the second."""
    return timezone.localtime(moment).isoformat(timespec="seconds")


def _time(local, shown):
    return format_html('<time datetime="{}">{}</time>', machine_time(local), shown)


def in_words(moment):
    """A moment in the desk's zone, as newspapers print it: 20 November 2024, 13:09 WIB."""
    local = timezone.localtime(moment)
    # As `date_format` says it, which reads its pattern anew each time.
    return f"{local.day} {MONTHS[local.month]} {local.year}, {local:%H:%M} {local.tzname()}"


@register.simple_tag
def clock(moment):
    """The whole moment in the desk's zone: Wednesday, 20 November 2024, 13:09 WIB."""
    local = timezone.localtime(moment)
    return _time(local, f"{WEEKDAYS[local.weekday()]}, {in_words(moment)}")


@register.simple_tag
def short_clock(moment, at):
    """For lists: the clock of today's stories, the date of the others."""
    local, now = timezone.localtime(moment), timezone.localtime(at)
    if local.date() == now.date():
        return _time(local, f"{local:%H:%M} {local.tzname()}")
    return _time(local, date_format(local, "j M" if local.year == now.year else "j M Y"))


@register.simple_tag
def today(at):
    """The day that it is at the desk."""
    return date_format(timezone.localtime(at), "l, j F Y")


@register.filter
def kind_label(version):
    """The label of every kind but news; an advertorial's is a matter of law (UU 40/1999)."""
    return "" if version.kind == Kind.NEWS else Kind(version.kind).label


@register.filter
def tongue(placement, around):
    """The attribute of words that are not in the language around them (WCAG 2.2, 3.1.2).

    That of a desk's page, or of the version in whose text they stand.
    """
    language = placement.version.language
    return "" if language == around.language else format_html(' lang="{}"', language)


def reading_time(version):
    """How long a reader takes for it, in whole minutes."""
    minutes = max(1, round(version.word_count / WORDS_A_MINUTE))
    words = ngettext("%(minutes)s minute to read", "%(minutes)s minutes to read", minutes)
    return words % {"minutes": minutes}


def titled(placement):
    """The headline for where it stands alone, the label of every kind but news before it."""
    label = str(kind_label(placement.version))
    headline = placement.shown_headline
    return f"{capfirst(label)}: {headline}" if label else headline


@register.filter
def asked_marked(pieces):
    """Text as (text, whether it was asked for) with that marked."""
    found = (
        f"<mark>{escape(text)}</mark>" if is_asked else escape(text) for text, is_asked in pieces
    )
    return mark_safe("".join(found))


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


def credits_of(version):
    """Who is credited: {name, path, role} of each, the role where it is not writing."""
    return [
        {
            "name": credit["name"],
            "path": _path_of("reporter", credit["slug"]),
            "role": "" if credit["role"] == Credit.WRITER else Credit(credit["role"]).label,
        }
        for credit in version.bylines
    ]


def topics_of(version):
    """What it is about: {name, path} of each topic."""
    return [
        {"name": topic["name"], "path": _path_of("topic", topic["slug"])}
        for topic in version.topic_list
    ]


def _path_of(name, slug):
    """The path of a list; "" for a slug from elsewhere that no address can hold."""
    try:
        return path(name, slug)
    except NoReverseMatch:
        return ""


@register.simple_tag
def linked_data(graph):
    """A page's graph as data: no browser runs it, and nothing in it can end the element."""
    safe = _compact(graph).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return mark_safe(f'<script type="application/ld+json">{safe}</script>')


@register.simple_tag
def open_graph(card):
    """A page's card (articles/public/cards.py) in its head: one element for each pair."""
    lines = []
    for name, says in card:
        kind = "name" if name == "twitter:card" else "property"
        lines.append(f'<meta {kind}="{name}" content="{escaped(str(says))}">\n')
    return mark_safe("".join(lines))


@register.simple_tag
@lru_cache(maxsize=100)
def file(name):
    """The address of one of our own files: what `static` says, which works it out each time."""
    return static(name)


@register.simple_tag
@lru_cache(maxsize=10_000)
def path(name, *args):
    """A path on every desk's host, by its name: what `url` says, which works it out each time."""
    return reverse(name, settings.PUBLIC_URLCONF, args)


@register.inclusion_tag("public/_picture.html")
def picture(picture, role):
    """One picture in its role on the page; nothing where there are no files of it."""
    return files_for(picture, role) or {}


@register.filter
def plain_file(picture):
    """The one file of a picture that stands where no browser chooses, or None."""
    found = files_for(picture, "text")
    return found and found | {"ai_made": _("Made with AI") if found["ai_made"] else ""}


@register.filter
def lead_picture(placement):
    """The picture at the head of a story, or None."""
    return lead_of(placement)


@register.filter
def body_with_dateline(version, pictures=(), figure="public/_figure.html", stories=None):
    """The body with its pictures, opened by the place of reporting inside its first paragraph.

    The body was sanitised on its way in; the dateline is escaped here. Pictures that are not among
    `pictures` may not be shown, and are left out with their captions; so are links to stories that
    are not among `stories`, which are {headline, address} by number.
    """
    body = version.body
    if version.kind == Kind.PAID:
        # Whoever follows links by the thousand is told that somebody paid for these.
        body = LINK.sub(r'\1 rel="sponsored noopener"', body)
    if version.dateline:
        opening = f'<span class="dateline">{escape(version.dateline)}</span> — '
        first = FIRST_PARAGRAPH.match(body)
        place = first.end() if first else 0
        opening = opening if first else f"<p>{opening}</p>"
        body = f"{body[:place]}{opening}{body[place:]}"
    # One photo may stand in a text twice, each time with texts of its own.
    inside = defaultdict(list)
    for each in pictures:
        if each["place"] == Place.TEXT:
            inside[each["number"]].append(each)

    def shown(found):
        if not inside[found.number]:
            return ""
        picture = inside[found.number].pop(0)
        context = {"picture": picture, "role": "text", "caption": mark_safe(found.caption)}
        return render_to_string(figure, context).strip()

    def linked(number):
        story = (stories or {}).get(number)
        return render_to_string("public/_read_also.html", {"story": story}).strip() if story else ""

    return mark_safe(html.with_stories(html.with_pictures(body, shown), linked))


@register.simple_tag
def whole_body(version, pictures, stories):
    """The body with its pictures and with the links to those of `stories` that it names."""
    return body_with_dateline(version, pictures, stories=stories)
