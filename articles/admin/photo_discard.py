"""Discarding a photo that was brought by mistake: on a page of its own, or by a button."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from newsroom.photos import rights
from newsroom.photos.discarding import discard
from newsroom.photos.models import Photo

from .photo_library import thumbnails_of
from .photo_page import photo_of


def urls(site):
    """The address, below the admin's."""
    view = site.admin_view(lambda request, number: page(request, site, number))
    return [path("photos/<int:number>/discard/", view, name="photo_discard")]


def page(request, admin_site, number):
    """GET asks once more; POST discards it, for the photo `instead` where one is named.

    A script gets `{"instead": number}` or, with 409, the sentence why it was `refused`.
    """
    photo = photo_of(request, number)
    if not rights.may_discard(request.user, photo) and not rights.brought(request.user, photo):
        raise Http404(_("There is no such photo, or it is not yours to discard."))
    if request.method != "POST":
        return _page(request, admin_site, photo)
    other = _instead(request)
    accepts = request.get_preferred_type(["text/html", "application/json"])
    try:
        discard(photo, by=request.user, at=request.at, instead=other)
    except (ValidationError, PermissionDenied) as refusal:
        sentences = getattr(refusal, "messages", [str(refusal)])
        if accepts == "application/json":
            return JsonResponse({"refused": " ".join(sentences)}, status=409)
        return _page(request, admin_site, photo, sentences, status=409)
    if accepts == "application/json":
        return JsonResponse({"instead": other.pk if other else None})
    messages.success(request, _("Photo %(number)s is discarded.") % {"number": photo.pk})
    where = reverse("admin:photo", args=[other.pk]) if other else reverse("admin:photos")
    return HttpResponseRedirect(where)


def _instead(request):
    """The photo that was named to be used in its place, as far as this person sees it."""
    named = request.POST.get("instead", "")
    if not named.isascii() or not named.isdecimal() or len(named) > 18:
        return None
    return Photo.objects.visible_to(request.user).filter(pk=int(named)).first()


def _page(request, admin_site, photo, refusals=(), *, status=200):
    context = admin_site.each_context(request) | {
        "title": _("Discard this photo"),
        "photo": photo,
        "shown": thumbnails_of([photo]).get(photo.pk),
        "may_discard": rights.may_discard(request.user, photo),
        "refusals": refusals,
    }
    return render(request, "admin/photos/discard.html", context, status=status)
