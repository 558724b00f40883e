"""Ticking the lines of an article's checklist, from its page."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect, JsonResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles.checklist.models import Line
from articles.checklist.ticking import tick

from .taking import change_url


def of(article):
    """The lines of an article's checklist in their order, with who ticked them."""
    return list(article.checklist.select_related("ticked_by").order_by("position"))


def post(request, article):
    """Tick a line, or take its tick away; in JSON for whoever asks for it."""
    number, wants_json = request.POST.get("line", ""), _wants_json(request)
    known = number.isascii() and number.isdigit() and len(number) < 19
    try:
        if not known:
            raise Line.DoesNotExist
        line = tick(
            article,
            int(number),
            ticked=request.POST.get("ticked") == "1",
            by=request.user,
            at=request.at,
        )
    except Line.DoesNotExist:
        if wants_json:
            return JsonResponse({"sentence": _("There is no such line.")}, status=404)
        raise Http404 from None
    except PermissionDenied as refusal:
        if wants_json:
            return JsonResponse({"sentence": str(refusal)}, status=403)
        raise
    if wants_json:
        return JsonResponse({"ticked": bool(line.ticked_at), "who": who(line, article.desk.zone)})
    messages.success(request, _("Ticked.") if line.ticked_at else _("The tick is taken away."))
    return HttpResponseRedirect(f"{change_url(article)}#checklist")


def who(line, zone):
    """Who ticked the line, and when; empty where nobody did."""
    if not line.ticked_at:
        return ""
    local = timezone.localtime(line.ticked_at, zone)
    return f"{line.ticked_by}, {date_format(local, 'j M Y H:i')} {local.tzname()}"


def _wants_json(request):
    return request.headers.get("Accept", "").startswith("application/json")
