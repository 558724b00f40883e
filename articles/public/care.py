"""What readers are told of a story that the press rules ask care for: where they find help, and
that something is not verified yet.

Of all other stories nothing is asked of the database, and nothing is shown.
"""

import re
from dataclasses import dataclass

from django.db.models import F
from django.utils import translation
from django.utils.html import format_html, urlize
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from articles.freshness import keys
from articles.freshness.noting import kept
from articles.models.care import Care
from newsroom.desks.hosts import host_map
from newsroom.desks.models import LANGUAGES
from newsroom.imprint.models import Imprint

from .asked import OneOf, Question

CODES = [code for code, _name in LANGUAGES]
WRITTEN = Question(
    lambda visible, desk, at, desks: Imprint.objects.filter(OneOf(F("desk"), desks)).values_list(
        "desk", *(f"help_{code}" for code in CODES)
    )
)
# With three digits together somewhere, so that it is neither “24” nor “08-22”.
TELEPHONE = re.compile(r"(?<![\w/.@-])\+?(?=[\d -]*\d{3})\d(?:[ -]?\d){2,14}(?![\w/@])")


def unverified(version):
    """That it still needs verification, in the language of the story; else empty."""
    if Care.UNVERIFIED not in version.care:
        return ""
    with translation.override(version.language):
        return _("This story still needs verification, which we seek as soon as possible.")


def as_unverified(version):
    """The same as the Guidelines for Online Media want it: in brackets and in italics."""
    said = unverified(version)
    return format_html("<p><em>({})</em></p>", said) if said else ""


@dataclass(frozen=True)
class Help:
    """Where readers find help: `language` is that of the words, `tongue` the attribute for them."""

    language: str
    title: str
    warning: str
    lead: str
    text: str
    tongue: str

    @property
    def known_by(self):
        """What it is made of."""
        return (self.language, self.text)

    @property
    def html(self):
        """The text with its telephone numbers and addresses as links."""
        return linked(self.text)

    @property
    def as_html(self):
        """The whole of it as paragraphs for feeds."""
        return format_html(
            "<p><strong>{}</strong><br>{}<br>{}</p>", self.title, self.lead, linked(self.text)
        )

    @property
    def line(self):
        """All of it on one line."""
        return " ".join(f"{self.title}: {self.text}".split())


def help_of(request, version):
    """The Help that stands with a version on the request's desk; None where it needs none.

    In the language of the story, or else of the desk; of the desk that shows it, or else of its
    home. Asks nothing where the story is about something else.
    """
    return None if Care.SUICIDE not in version.care else helps_of(request, [version])[version.pk]


def helps_of(request, versions):
    """The Help of each of these versions that needs one, by its key; at most one query."""
    needing = [version for version in versions if Care.SUICIDE in version.care]
    if not needing:
        return {}
    branches = [host_map.branch(version.desk) for version in needing]
    here = host_map.branch(request.desk)
    desks = {desk.pk: desk for branch in [here, *branches] for desk in branch}
    kept(request, *map(keys.imprint, desks.values()))
    rows = WRITTEN(request, request.desk, desks=set(desks))
    written = {(number, code): text for number, *texts in rows
               for code, text in zip(CODES, texts, strict=True) if text.strip()}  # fmt: skip
    return {
        version.pk: _help(request, version, [*reversed(here), *reversed(branch)], written)
        for version, branch in zip(needing, branches, strict=True)
    }


def _help(request, version, desks, written):
    """What the first of these desks says that says anything, in the nearest language."""
    languages = dict.fromkeys([version.language, request.desk.language, *CODES])
    said = ((code, desk.pk) for code in languages for desk in desks if (desk.pk, code) in written)
    language, number = next(said, (request.desk.language, None))
    with translation.override(language):
        return Help(
            language=language,
            title=_("Where to find help"),
            warning=_("This story is about a suicide."),
            lead=_("If you think of suicide, or know somebody who does, talk to someone now."),
            text=written.get((number, language), "").strip(),
            tongue="" if language == request.desk.language else format_html(' lang="{}"', language),
        )


def linked(text):
    """A text, its lines apart, with telephone numbers and addresses as links."""
    parts, end = [], 0
    for found in TELEPHONE.finditer(text):
        digits = re.sub(r"[^\d+]", "", found[0])
        parts += [_plain(text[end : found.start()])]
        parts += [format_html('<a href="tel:{}">{}</a>', digits, found[0])]
        end = found.end()
    return mark_safe("".join([*parts, _plain(text[end:])]).replace("\n", "<br>"))


def _plain(text):
    return urlize(text.replace("\r\n", "\n"), nofollow=True, autoescape=True)
