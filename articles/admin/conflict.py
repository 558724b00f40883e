"""Two people changed the same words: both texts side by side, and a choice for each."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from articles import content, html, said, settling
from articles.merging import BOTH, MINE, THEIRS
from articles.models.revision import Revision
from articles.pictures import using

from . import autosave
from .taking import change_url

CHOICE = "choice-"


@dataclass(frozen=True)
class Choice:
    """One answer to a clash, with its text as pairs of (kind, words) or as markup."""

    value: str
    title: str
    words: list
    markup: str = ""
    # Its photos, which nobody knows by their numbers, and whether there is something to be seen.
    photos: tuple = ()


def decide(request, admin_site, article, number):
    """GET: the conflict. POST: what was decided of it is saved, or the conflict as it is now."""
    aside = article.revisions.filter(
        pk=number, origin=Revision.Origin.ASIDE, by=request.user
    ).first()
    if aside is None:
        raise Http404
    if aside.name:
        messages.info(request, _("That is decided already."))
        return HttpResponseRedirect(change_url(article))
    if request.method != "POST":
        return page(request, admin_site, aside)
    edit = request.POST.get("edit", "")
    choices = {
        name.removeprefix(CHOICE): value
        for name, value in request.POST.items()
        if name.startswith(CHOICE)
    }
    with timezone.override(article.desk.zone):
        try:
            settling.settle(
                aside,
                by=request.user,
                at=request.at,
                edit=int(edit) if edit.isdecimal() and len(edit) < 10 else 0,
                choices=choices,
            )
        except settling.Undecided as undecided:
            status = 409 if undecided.moved_on else 422
            sentence = (
                _("Somebody saved once more while you were choosing: look once more, then save.")
                if undecided.moved_on
                else _("Choose one for each, then save.")
            )
            return page(
                request, admin_site, aside, status=status, sentence=sentence, choices=choices
            )
        except ValidationError as error:
            other = _("Here that means: choose the other one. What you do not choose is kept.")
            sentence = " ".join([*error.messages, other])
            return page(request, admin_site, aside, status=422, sentence=sentence, choices=choices)
    messages.success(request, _("Saved. What was not chosen is kept among the revisions."))
    return autosave.confirmed(request, HttpResponseRedirect(change_url(article)))


def page(request, admin_site, aside, *, status=200, sentence="", choices=None):
    """The conflict of `aside` with the article as it stands now; `choices` are already made."""
    conflict = settling.conflict_of(aside)
    article = conflict.article
    with timezone.override(article.desk.zone):
        context = admin_site.each_context(request) | {
            "title": _("Two texts at one place"),
            "article": article,
            "conflict": conflict,
            "address": autosave.conflict_address(aside),
            "sentence": sentence,
            "journal": request.POST.get("journal", ""),
            "clashes": [
                {
                    "key": clash.key,
                    "name": f"{CHOICE}{clash.key}",
                    "label": said.label_of_clash(clash),
                    "after": html.text(clash.after),
                    "chosen": (choices or {}).get(clash.key, ""),
                    "choices": _choices(conflict, clash),
                }
                for clash in conflict.merge.clashes
            ],
        }
        return render(request, "admin/articles/conflict.html", context, status=status)


def _choices(conflict, clash):
    """The answers to a clash: what only one of both says is marked."""
    theirs, mine = (said.shown(clash.part, _value(clash, each)) for each in (THEIRS, MINE))
    found = content.words(theirs, mine)
    markup = {THEIRS: "", MINE: ""}
    if theirs == mine and clash.part == "body":
        # Only the formatting, or where a link leads, is different.
        markup = {each: mark_safe(html.clean(_value(clash, each))) for each in (THEIRS, MINE)}
    choices = [
        Choice(
            THEIRS,
            _saved_by(conflict, clash),
            [(kind == "out", words) for kind, words in found if kind != "in"],
            markup[THEIRS],
            _photos(conflict, clash, THEIRS),
        ),
        Choice(
            MINE,
            _("Yours, not saved yet"),
            [(kind == "in", words) for kind, words in found if kind != "out"],
            markup[MINE],
            _photos(conflict, clash, MINE),
        ),
    ]
    if BOTH in clash.choices:
        choices.append(Choice(BOTH, _("Both, one after the other"), []))
    return choices


def _saved_by(conflict, clash):
    """Whose the stored words are: the person's own, where they have two windows open."""
    latest = conflict.latest
    if latest is not None and latest.origin == Revision.Origin.RESTORE:
        # The words may be the person's own, of long ago: somebody else wanted them back.
        return _("Put back by %(who)s") % {"who": conflict.saved_by}
    who = conflict.writers(clash)
    if who == str(conflict.aside.by):
        return _("Yours, saved in another window")
    return _("%(who)s’s, saved") % {"who": who}


def _photos(conflict, clash, side):
    """The photos of one side of a clash, each once: its number, and whether who decides sees it."""
    value = _value(clash, side)
    if clash.part == "pictures":
        numbers = [each[0] for each in value]
    else:
        inside = html.pictures(value) if clash.part == "body" else ()
        numbers = [each.number for each in inside]
    seen = using.open_to(conflict.aside.by, numbers) if numbers else ()
    return tuple((number, number in seen) for number in dict.fromkeys(numbers))


def _value(clash, side):
    value = clash.decided(side)
    return "".join(value) if clash.part == "body" else value
