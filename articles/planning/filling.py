"""With what a text begins: a story template, filled in for a day and a desk."""

import re

from django.utils import formats, translation
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from articles.checklist.ticking import give
from articles.models.kind import Kind

# What a template may leave open, in braces; every other brace stays as it was typed.
OPEN = {
    "date": _("the day, for example 25 November 2026"),
    "weekday": _("the day of the week"),
    "desk": _("the name of the desk that writes"),
}

# A word in braces, which somebody may have meant to be filled in.
WORD = re.compile(r"\{\s*[^\W\d_]+\s*\}")


def of(template, desk, *, at, idea=""):
    """What an article at `desk` begins with: (values, topics, checklist lines).

    `template` may be None; `idea` stands for a headline where the template has none.
    """
    if template is None:
        return {"kind": Kind.NEWS, "headline": idea}, [], []
    local = at.astimezone(desk.zone)
    with translation.override(desk.language):
        known = {
            "{date}": formats.date_format(local, "j F Y"),
            "{weekday}": formats.date_format(local, "l"),
            "{desk}": desk.name,
        }
    values = {
        "kind": template.kind,
        "section": template.section,
        "kicker": _filled(template.kicker, known)[:60],
        "headline": _filled(template.headline, known)[:250] or idea,
        "body": _filled(template.body, {name: escape(word) for name, word in known.items()}),
    }
    lines = [(text, bool(required)) for text, required in template.checklist]
    return values, list(template.topics), lines


def left_as_typed(template):
    """The words in braces of `template` that nothing is filled in for, such as {tanggal}."""
    texts = (template.kicker, template.headline, template.body)
    words = dict.fromkeys(word for text in texts for word in WORD.findall(text))
    return [word for word in words if word[1:-1] not in OPEN]


def give_checklist(article, lines):
    """Give a begun article the checklist of its template."""
    if lines:
        give(article, lines)


def _filled(text, known):
    for name, words in known.items():
        text = text.replace(name, words)
    return text
