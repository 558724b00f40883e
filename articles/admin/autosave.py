"""Saving while somebody types: the article form's own save, answered in JSON.

Whatever is refused, the browser keeps the text (static/newsroom/article-journal.js).
"""

import re

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from articles import editing
from articles.models.revision import Revision
from newsroom.desks.models import Desk

from . import presence, typed

# Tells the browser which of the texts that it keeps is saved: it may forget that one.
COOKIE = "newsroom_saved"


def refused(status, sentence, **more):
    """A refusal that the page shows to whoever types."""
    return JsonResponse({"sentence": str(sentence)} | more, status=status)


def conflict_address(aside):
    """Where both texts are shown when somebody else's stands where `aside` was typed."""
    return reverse("admin:articles_article_conflict", args=[aside.article_id, aside.pk])


def signed_out():
    """The refusal for whoever is signed in no longer."""
    return refused(
        403, _("You are no longer signed in. Sign in in another window, then write on here.")
    )


def save(request, article):
    """Save what was typed so far in an existing article.

    Answers `edit` (the number of the save, for the next one), `saved_at` on the form's
    clock, `merged`: whether the working copy now holds what somebody else wrote as well, and what
    presence.py says of the others. Where two wrote the same words it answers 409 and, as
    `conflict`, where a person decides.
    """
    if request.POST.get("user", "") != str(request.user.pk):
        # Signed in again in another window, as another person: it would be saved in their name.
        return refused(403, _("Somebody else is signed in in this browser now: nothing is saved."))
    wanted = request.POST.get("desk", "")
    desk = Desk.objects.filter(pk=wanted).first() if re.fullmatch(r"[0-9]{1,18}", wanted) else None
    with timezone.override(typed.zone_of(request.POST, desk or article.desk)):
        form, bylines = typed.forms_of(request, article, desk or article.desk)
        try:
            if not form.is_valid() & bylines.is_valid():
                return refused(422, _what_is_wrong(form, bylines))
            saved = typed.save(
                request, article, desk or article.desk, form, bylines,
                origin=Revision.Origin.AUTOSAVE, key=_key(request),
            )  # fmt: skip
        except editing.Stale as stale:
            sentence = _(
                "The same words were changed meanwhile, by somebody else or in another window."
            )
            return refused(409, sentence, conflict=conflict_address(stale.aside))
        except ValidationError as error:
            return refused(422, " ".join(error.messages))
        except PermissionDenied as refusal:
            return refused(403, refusal)
        return JsonResponse(
            {
                "edit": saved.edit,
                "saved_at": f"{timezone.localtime(request.at):%H:%M %Z}",
                "merged": editing.differs(saved, *typed.parts_of(form, bylines)),
            }
            | presence.heard(request, saved, saved.edit)
        )


def confirmed(request, response):
    """`response`, with the news for the browser that the text that it kept is saved."""
    journal = request.POST.get("journal", "")
    if re.fullmatch(r"[0-9a-z]{1,40}", journal):
        response.set_cookie(
            COOKIE,
            journal,
            path=reverse("admin:index"),
            secure=settings.SESSION_COOKIE_SECURE,
            samesite="Lax",
        )
    return response


def _key(request):
    """What the browser calls this save, or nothing."""
    key = request.POST.get("key", "")
    return key if re.fullmatch(r"[0-9a-z]{1,40}", key) else ""


def _what_is_wrong(form, bylines):
    """The sentences of two invalid forms, each after the name of its field."""
    found = [str(error) for error in [*form.non_field_errors(), *bylines.non_form_errors()]]
    for each in [form, *bylines.forms]:
        for name, errors in each.errors.items():
            if name in each.fields:
                found.append(f"{capfirst(each.fields[name].label)}: {' '.join(errors)}")
    return " ".join(found)
