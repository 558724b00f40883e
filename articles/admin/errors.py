"""What staff pages say when they cannot do what was asked."""

import sys

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import JsonResponse
from django.shortcuts import render
from django.urls import get_resolver, get_urlconf
from django.utils.translation import gettext as _

from newsroom.replicas import door
from newsroom.serving.numbers import NUMBER

from . import kept

# Seconds until it is worth while to ask again: another database takes over in about twenty.
AGAIN = 10


def bad_request(request, exception=None):
    """400, for what no browser asks by itself; whoever it is has not been looked up yet."""
    if not getattr(request, "is_staff_site", False):
        readers = get_resolver(settings.PUBLIC_URLCONF).resolve_error_handler(400)
        return readers(request, exception)
    if isinstance(exception, RequestDataTooBig):
        return _too_much(request)
    context = {
        "title": _("This was not understood"),
        "sentence": _(
            "The address or the form is damaged. Go back, load the page again and repeat it."
        ),
        "has_permission": False,
    }
    return render(request, "admin/error.html", context, status=400)


def _too_much(request):
    """413, for a form of which nothing was read: what was typed is in the browser alone."""
    sentence = _(
        "This is more than the newsroom takes at once, and nothing of it was saved. Take a part "
        "out, or split a long text into two articles."
    )
    if "text/html" not in request.headers.get("Accept", "text/html"):
        # The page that saves while somebody types keeps the text, and shows the sentence.
        return JsonResponse({"sentence": sentence}, status=413)
    still_there = _("What you typed is still there: go back in your browser.")
    context = {
        "title": _("Not saved"),
        "sentence": f"{sentence} {still_there}",
        "has_permission": False,
    }
    return render(request, "admin/error.html", context, status=413)


def forbidden(request, exception=None):
    """403, with the sentence of the refusal where it has one."""
    sentence = str(exception or "") or _("Your role does not allow this page.")
    return _refused(request, 403, _("Not allowed"), sentence)


def not_found(request, exception=None):
    """404; never says whether there is something that this person may not see."""
    sentence = _("There is no such page here, or it is not yours to see.")
    return _refused(request, 404, _("Not found"), sentence)


def _refused(request, status, title, sentence):
    """The sentence alone; below it what was typed, where somebody lost a role while they wrote."""
    if kept.is_worth_keeping(request):
        # Of an address that there is not nobody has asked whether the form is one of ours.
        plain = not getattr(request, "csrf_processing_done", False)
        return kept.page(request, admin.site, sentence, status=status, plain=plain)
    return _page(request, status, title, sentence)


def csrf_failure(request, reason=""):
    """403 for a form whose token is missing or old; readers' pages answer in their own look."""
    if not request.is_staff_site:
        readers = get_resolver(get_urlconf()).resolve_error_handler(403)
        return readers(request, exception=PermissionDenied())
    sentence = _(
        "This page is older than your sign-in, or the browser sent no cookie. "
        "Go back, load the page again and repeat it."
    )
    if kept.is_worth_keeping(request):
        # Somebody signed in again in another window while writing: nothing typed is lost.
        return kept.page(request, admin.site, sentence, status=403, plain=True)
    return _page(request, 403, _("Please try that once more"), sentence)


def server_error(request):
    """500, or 503 where it is the database that did not answer; without asking it for anything.

    A request whose host could not even be looked up is taken for a reader's.
    """
    if not getattr(request, "is_staff_site", False):
        return get_resolver(settings.PUBLIC_URLCONF).resolve_error_handler(500)(request)
    if door.is_unanswered(sys.exc_info()[1]):
        response = _unanswered(request)
        response["Retry-After"] = AGAIN
        return response
    if kept.is_worth_keeping(request):
        sentence = _(
            "Something broke on our side, and your text may not be saved. "
            "The mistake is in the log."
        )
        return kept.page(request, None, sentence, status=500, plain=True, number=NUMBER.get())
    return render(
        request,
        "admin/error.html",
        {
            "title": _("Something broke on our side"),
            "sentence": _("The mistake is in the log. Go back and try again in a moment."),
            "has_permission": False,
            "number": NUMBER.get(),
        },
        status=500,
    )


def _unanswered(request):
    """What was typed is shown: whether it was saved is not known where an answer got lost."""
    if kept.is_worth_keeping(request):
        sentence = _(
            "The newsroom's database does not answer just now, and your text may not be saved. "
            "Look at the article again in a moment."
        )
        return kept.page(request, None, sentence, status=503, plain=True)
    context = {
        "title": _("The database does not answer"),
        "sentence": _("Wait a moment, then load this page again or go back and repeat the step."),
        "has_permission": False,
        "number": NUMBER.get(),
    }
    return render(request, "admin/error.html", context, status=503)


def _page(request, status, title, sentence):
    context = admin.site.each_context(request) | {"title": title, "sentence": sentence}
    return render(request, "admin/error.html", context, status=status)
