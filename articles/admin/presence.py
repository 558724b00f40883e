"""Who else has an article open and where in it, and whether somebody saved meanwhile.

It informs and decides nothing: everybody may write, and saves are merged. The page asks here while
nothing is typed (static/newsroom/presence.js); the autosave's answers say the same.
"""

import re

from django.http import HttpResponse, HttpResponseForbidden, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.content import PARTS
from articles.models import Presence
from articles.said import label_of

from . import typed

TAB = re.compile(r"[0-9a-z]{1,40}")
READING = "reading"
# A paragraph by its number and, for pages where another number has it, a digest of how it begins.
PARAGRAPH = re.compile(r"body-([1-9][0-9]{0,3})(-[0-9a-f]{8})?")


def view(request, article):
    """Hear that a page is open, or closed (`gone`); answers what that page should tell."""
    tab = request.POST.get("tab", "")
    if request.POST.get("user", "") != str(request.user.pk) or not TAB.fullmatch(tab):
        # Signed in again in another window, as another person: this page is none of theirs.
        return HttpResponseForbidden()
    if request.POST.get("gone"):
        Presence.objects.filter(article=article, user=request.user, tab=tab).delete()
        return HttpResponse(status=204)
    edit = request.POST.get("edit", "")
    edit = int(edit) if edit.isdecimal() and len(edit) < 10 else article.edit
    with timezone.override(typed.zone_of(request.POST, article.desk)):
        return JsonResponse(heard(request, article, edit))


def heard(request, article, edit):
    """Note where the page that sent `request` is; what it should tell, as plain data.

    `edit` is the number of the save that the page is written over.
    """
    tab, place = request.POST.get("tab", ""), request.POST.get("place", "")
    if not TAB.fullmatch(tab):
        return {"others": [], "news": ""}
    Presence.objects.hear(
        article,
        user=request.user,
        tab=tab,
        place=place if said_of(place) else "",
        at=request.at,
    )
    return {
        "others": others(article, request.user, at=request.at, tab=tab),
        "news": _news(article, request.user, edit) if edit < article.edit else "",
    }


def others(article, user, *, at, tab=""):
    """The pages that others have open, and further ones of `user` than `tab` where it is given.

    Each with `name`, `place`, and `said`: the place in words, empty where nobody knows it.
    """
    pages = Presence.objects.lately(at).filter(article=article)
    pages = pages.exclude(user=user, tab=tab) if tab else pages.exclude(user=user)
    pages = list(pages.select_related("user").order_by("user__first_name", "user_id", "pk"))
    placed = {page.user_id for page in pages if page.place}
    return [
        {
            "name": str(page.user) if page.user_id != user.pk else _("You, in another window"),
            "place": page.place,
            "said": said_of(page.place),
        }
        for page in pages
        if page.place or page.user_id not in placed
    ]


def said_of(place):
    """A place in words; empty where it is none."""
    if place == READING:
        return _("reading")
    if place in PARTS:
        return label_of(place)
    paragraph = PARAGRAPH.fullmatch(place)
    return _("paragraph %(number)s") % {"number": paragraph[1]} if paragraph else ""


def _news(article, user, edit):
    """Who saved after save `edit`, in a sentence for a page that was filled in over it."""
    latest = article.revisions.filter(edit__gt=edit).select_related("by").order_by("-edit").first()
    if latest is None:
        return ""
    when = f"{timezone.localtime(latest.saved_at):%H:%M %Z}"
    if latest.by_id == user.pk:
        return _("You saved this in another window at %(when)s.") % {"when": when}
    return _("%(who)s saved this at %(when)s.") % {"who": latest.by, "when": when}
