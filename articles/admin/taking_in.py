"""What a new article begins with: a text that somebody has, or a story that it goes on from.

Nothing is saved: the form is filled in, and whoever asked for it looks it over. The text is asked
for on a page of its own: beside the form somebody would save that one, and it would be lost.
"""

import html
from dataclasses import dataclass

from django.contrib import messages
from django.shortcuts import render
from django.utils.translation import gettext as _

from articles.interchange import story
from articles.interchange.directory import Directory
from articles.interchange.importer import source_of
from articles.interchange.refused import Refused
from articles.models import Article
from articles.models.body import LONGEST, grouped
from newsroom.desks.models import Desk
from newsroom.reporters.reach import reach_of


@dataclass(frozen=True)
class Beginning:
    """What the form begins with: the article's values, at a desk, its reporters and topics.

    `is_typed`: somebody sent its words, and they would be lost with the page.
    """

    desk: Desk
    values: dict
    reporters: tuple = ()
    topics: tuple = ()
    is_typed: bool = True


class NotTakenIn(Exception):
    """The text that was sent begins no article; the message says why."""


def page(request, admin_site, desk, *, sentence=""):
    """Where the text is put; with what was put there, and why it is not taken in, in `sentence`."""
    context = admin_site.each_context(request) | {
        "title": _("Begin with a text that you have"),
        "desk": desk,
        "text": request.POST.get("whole_text", ""),
        "sentence": sentence,
    }
    status = 422 if sentence else 200
    return render(request, "admin/articles/taking_in.html", context, status=status)


def beginning(request, desk):
    """The Beginning that was asked for; None where an empty form was. Raises NotTakenIn."""
    return _taken_in(request, desk) or _followed(request, desk)


def _followed(request, desk):
    """What goes on from the story named: its desk, section, kicker, place, topics, and a link."""
    number = request.GET.get("after", "")
    if request.method != "GET" or not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    story = Article.objects.visible_to(request.user).select_related("desk", "section")
    story = story.filter(pk=number).first()
    if story is None:
        return None
    values = {
        "section": story.section,
        "kicker": story.kicker,
        "dateline": story.dateline,
        # One writes above the link.
        "body": f'<p></p><p data-story="{story.pk}"></p>',
    }
    topics = tuple(story.topic_items.order_by("pk").values_list("tag__name", flat=True))
    return Beginning(_own(request.user, story.desk) or desk, values, (), topics, is_typed=False)


def _taken_in(request, desk):
    """The Beginning with the text that was sent; None where none was."""
    if request.method != "POST" or "whole_text" not in request.POST:
        return None
    text = request.POST["whole_text"]
    if len(text) > LONGEST:
        sentence = _(
            "This text is too long for one article: %(has)s characters, at most %(most)s. Split it "
            "into two articles, and begin with the first part."
        )
        raise NotTakenIn(sentence % grouped({"has": len(text), "most": LONGEST}))
    found = story.read(text)
    if found is None:
        raise NotTakenIn(_("There are no words in this text."))
    directory = Directory(for_once=True)
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
    return Beginning(desk, _values(found, desk), reporters)


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
