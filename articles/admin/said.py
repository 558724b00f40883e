"""A note's words as they are shown: people by their full names, addresses as links."""

import re

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe

from articles.talk.people import MENTION

register = template.Library()

# Nothing that closes a sentence or a bracket belongs to an address.
LINK = re.compile(r"https?://[^\s<>\"']*[^\s<>\"'.,;:!?)\]]")
WORDS = re.compile(f"({LINK.pattern})|{MENTION.pattern}")


@register.filter
def said(note):
    """The HTML of a note fetched with its mentions."""
    people = {mention.user.username.lower(): mention.user for mention in note.mentions.all()}
    shown, end = [], 0
    for found in WORDS.finditer(note.text):
        shown.append(escape(note.text[end : found.start()]))
        shown.append(_shown(found, people))
        end = found.end()
    shown.append(escape(note.text[end:]))
    return mark_safe("".join(shown).replace("\n", "<br>"))


def _shown(found, people):
    """One address or name of a note, as HTML."""
    if found[1]:
        return format_html('<a href="{0}" rel="noopener noreferrer">{0}</a>', found[1])
    name, rest = found[2], ""
    while name and name.lower() not in people and name[-1] in ".+-@":
        name, rest = name[:-1], name[-1] + rest
    user = people.get(name.lower())
    if user is None:
        return escape(found[0])
    return format_html('<span class="nr-mention">@{}</span>{}', user, rest)
