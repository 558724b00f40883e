"""The questions of carrying a story, inside the page of a step."""

import json

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from articles.models import Placement
from newsroom.desks.models import Desk
from newsroom.reporters.reach import reach_of

from .carrying import headline_of, overtaken, readers_version


def desks(step, article, user):
    """The desks of this user's that may carry `article`, or for uncarry those that do."""
    mine = Desk.objects.filter(pk__in=reach_of(user).desks("editor"))
    if step.name == "uncarry":
        carrying = article.placements.standing().filter(kind=Placement.Kind.CARRIED)
        return mine.filter(pk__in=carrying.values("desk")).by_name()
    return mine.filter(active=True).exclude(pk=article.desk_id).by_name()


def own_headlines(article, user, *, at):
    """{desk: its own headline} of the desks of `user` on which the article stands, or is to.

    By the desk's number as text, for a form; empty where a desk shows the article's own.
    """
    there = Placement.objects.standing().filter(
        article=article, live_until__gt=at, desk__in=reach_of(user).desks("editor")
    )
    there = there.exclude(kind=Placement.Kind.HOME).order_by("live_from", "pk")
    return {str(desk): headline for desk, headline in there.values_list("desk", "headline")}


def headline_help(article, user, *, at):
    """What an empty headline means, and which own ones stand on desks of `user` already."""
    found = own_headlines(article, user, at=at)
    named = Desk.objects.filter(pk__in=[pk for pk, headline in found.items() if headline])
    sentence = _("On %(desk)s it stands under “%(headline)s”.")
    stand = [
        sentence % {"desk": desk.name, "headline": found[str(desk.pk)]} for desk in named.by_name()
    ]
    return " ".join([_("Empty: the article's own."), *stand])


def stands(article, user, *, at):
    """The hidden field that keeps what the page showed: nobody's headline is replaced unseen."""
    found = own_headlines(article, user, at=at)
    return forms.JSONField(widget=forms.HiddenInput, required=False, initial=found)


def look_for_colleagues(form, answers):
    """An error where somebody carried it there, or stopped, since the page was opened."""
    desk, before = answers.get("desk"), answers.get("stands")
    now = form.fields["stands"].initial
    if desk is None or not isinstance(before, dict):
        return
    stand, seen = now.get(str(desk.pk)), before.get(str(desk.pk))
    typed = answers.get("headline", "")
    if stand == typed:
        return
    try:
        version = readers_version(form.user, form.article, at=form.at)
        shown = stand or headline_of(version, form.article.pk)
        overtaken(desk, seen=seen, stands=stand, shown=shown, headline=typed)
    except ValidationError as refusal:
        form.add_error("headline", refusal)
        # Pressed once more it is meant.
        form.data = form.data.copy()
        form.data["stands"] = json.dumps(now)
