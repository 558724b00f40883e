"""Errors in the look of the site they happen on."""

import sys

from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse
from django.template import loader

from articles.freshness.noting import kept, note
from newsroom.replicas import door
from newsroom.serving.numbers import NUMBER

from . import freshness
from .frame import page

# Seconds.
AGAIN = 10


def not_found(request, exception):
    """404: says what was looked for where the view said so.

    It is kept for a while where the view said what it depends on, and where no view was asked.
    """
    if request.resolver_match is None:
        note(request)
        kept(request)
    said = exception.args[0] if exception.args and isinstance(exception.args[0], str) else ""
    return freshness.finished(request, page(request, "public/404.html", {"said": said}, status=404))


def forbidden(request, exception):
    """403."""
    return page(request, "public/403.html", {}, status=403)


def not_allowed(request):
    """405: readers' addresses take nothing in."""
    response = page(request, "public/405.html", {}, status=405)
    response["Allow"] = "GET, HEAD"
    return response


def bad_request(request, exception):
    """400: nothing of the request can be trusted, so the page stands alone; 413 for a long one."""
    status = 413 if isinstance(exception, RequestDataTooBig) else 400
    return HttpResponse(loader.render_to_string(f"public/{status}.html"), status=status)


def server_error(request):
    """500, or 503 where no database answered: a page that needs neither one nor the desk."""
    is_away = door.is_unanswered(sys.exc_info()[1])
    if not is_away:
        said = loader.render_to_string("public/500.html", {"number": NUMBER.get()})
        return HttpResponse(said, status=500)
    context = {"host": request.META.get("HTTP_HOST", ""), "seconds": AGAIN}
    response = HttpResponse(loader.render_to_string("public/503.html", context), status=503)
    # Search engines then keep what they have, and come back.
    response["Retry-After"] = AGAIN
    return response
