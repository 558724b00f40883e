"""A new article that begins with a text somebody has: printed, or sent by mail or chat.

Nothing is saved: the form is filled in, and whoever asked for it looks it over.
"""

import html
from dataclasses import dataclass

from django.contrib import messages
from django.utils.translation import gettext as _

from articles.interchange import story
from articles.interchange.directory import Directory
from articles.interchange.importer import source_of
from articles.interchange.refused import Refused
from articles.models import Article
from newsroom.desks.models import Desk
from newsroom.reporters.reach import reach_of

LONGEST = 200_000


@dataclass(frozen=True)
class TakenIn:
    """What the form begins with: the article's values, at a desk, and the credited reporters."""

    desk: Desk
    values: dict
    reporters: tuple


def taken_in(request, desk):
    """The TakenIn of the text that was sent to begin with; None where none was."""
    if request.method != "POST" or "whole_text" not in request.POST:
        return None
    found = story.read(request.POST["whole_text"][:LONGEST])
    if found is None:
        messages.warning(request, _("There are no words in this text."))
        return TakenIn(desk, {}, ())
    directory = Directory()
    if found.printed is not None:
        desk = _own(request.user, directory.desk_at(found.printed.host)) or desk
    reporters, unknown = _credited(directory, found.reporters, desk)
    if unknown:
        messages.warning(
            request,
            _("Nobody near this desk is called so, or several are: %(names)s. Credit them below.")
            % {"names": "; ".join(unknown)},
        )
    messages.info(request, _("Nothing is saved yet: look it over, then save."))
    return TakenIn(desk, _values(found, desk), reporters)


def _own(user, desk):
    """The desk, where `user` may write at it."""
    mine = desk is not None and desk.active and reach_of(user).has("reporter", desk.pk)
    return desk if mine else None


def _credited(directory, names, desk):
    """(the active reporters near `desk` who have these names, the names that nobody has alone)."""
    reporters, unknown = [], []
    for name in names:
        try:
            reporter = directory.reporter_near(name, directory.desk_as_known(desk))
        except Refused:
            reporter = None
        if reporter is not None and reporter.active:
            reporters.append(reporter)
        else:
            unknown.append(name)
    return tuple(reporters), unknown


def _values(found, desk):
    """The fields of the article, each as long as it may be."""
    values = {
        "headline": found.headline,
        "dateline": found.dateline,
        "body": "".join(f"<p>{html.escape(text, quote=False)}</p>" for text in found.paragraphs),
        "source": source_of(found.printed, desk, None) if found.printed else "",
    }
    for name in ("headline", "dateline", "source"):
        values[name] = values[name][: Article._meta.get_field(name).max_length]
    return values
