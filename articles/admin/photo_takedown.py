"""Taking a photo down on the screen, and the receipt of it."""

from datetime import datetime
from functools import partial

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import ending, photo_places
from newsroom.clock import now
from newsroom.desks.hosts import address
from newsroom.photos import rights, storing, taking_down
from newsroom.photos.models import GoneFile, Photo, Rendition

from .photo_forms import TakedownForm
from .photo_library import thumbnails_of
from .photo_page import photo_of

ALIKE = 12


def urls(site):
    """The addresses, below the admin's."""

    def to(view):
        return site.admin_view(lambda request, **found: view(request, site, **found))

    return [
        path("photos/<int:number>/takedown/", to(page), name="photo_takedown"),
        path("photos/<int:number>/receipt/", to(receipt), name="photo_receipt"),
    ]


def page(request, admin_site, number):
    """GET asks for ground and reason; POST takes the photo down."""
    photo = photo_of(request, number)
    if photo.is_taken_down:
        return HttpResponseRedirect(_receipt_of(photo))
    if not rights.may_take_down(request.user, photo):
        raise Http404(_("There is no such photo, or it is not yours to take down."))
    form = TakedownForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, admin_site, photo, form)
    try:
        with transaction.atomic():
            takedown = taking_down.take_down(
                photo,
                by=request.user,
                at=request.at,
                places=photo_places.public_at(photo, request.at),
                **form.cleaned_data,
            )
            ending.tell_taken_down(takedown.photo, by=request.user, at=request.at)
            # What fails here is tried again by the worker.
            transaction.on_commit(partial(taking_down.clear, takedown, clock=now))
    except ValidationError as error:
        form.add_error(None, error.messages)
        return _page(request, admin_site, photo, form)
    return HttpResponseRedirect(_receipt_of(photo))


def _receipt_of(photo):
    return reverse("admin:photo_receipt", args=[photo.pk])


def _page(request, admin_site, photo, form):
    alike = Photo.objects.visible_to(request.user).alike(photo.likeness).exclude(pk=photo.pk)
    alike = list(alike.filter(taken_down_at=None)[:ALIKE])
    context = admin_site.each_context(request) | {
        "title": _("Take down everywhere"),
        "photo": photo,
        "form": form,
        "shown": thumbnails_of([photo]).get(photo.pk),
        "alike": alike,
        "places": photo_places.of([photo], request.user, at=request.at)[photo.pk],
    }
    return render(
        request, "admin/photos/takedown.html", context, status=422 if form.is_bound else 200
    )


def receipt(request, admin_site, number):
    """What was taken down, where it was, and when each file was gone; to be printed.

    POST deletes what a storage has refused to delete so far.
    """
    photo = photo_of(request, number)
    if not photo.is_taken_down:
        raise Http404(_("This photo was not taken down."))
    takedown = photo.takedown
    if request.method == "POST":
        if not taking_down.may_clear(request.user, takedown):
            raise Http404(_("There is no such photo, or it is not yours to take down."))
        taking_down.clear(takedown, clock=now)
        return HttpResponseRedirect(request.path)
    gone = list(takedown.gone.order_by("gone_at", "pk"))
    held = {each.file: each.photo_id for each in taking_down.held_by_others(takedown)}
    names = set(Rendition.objects.filter(photo=photo).values_list("file", flat=True))
    left = names - {each.name for each in gone}
    # The very same file of another photo, which was taken down in its turn.
    elsewhere = list(GoneFile.objects.filter(name__in=left - held.keys()))
    left -= held.keys() | {each.name for each in elsewhere}
    original = storing.original_name(photo.original)
    context = admin_site.each_context(request) | {
        "title": _("Receipt of a take-down"),
        "photo": photo,
        "takedown": takedown,
        "was_at": [
            place | {"since": datetime.fromisoformat(place["since"])} for place in takedown.places
        ],
        "gone": [
            (_absolute(each.address, photo.desk), each.gone_at)
            for each in [*gone, *elsewhere]
            if each.name != original
        ],
        "erased": next((each for each in gone if each.name == original), None),
        "held": sorted(held.items()),
        "left": [_absolute(storing.public_url(name), photo.desk) for name in sorted(left)],
        "may_clear": taking_down.may_clear(request.user, takedown),
        "may_have_original": rights.may_have_original(request.user, photo),
    }
    with timezone.override(photo.desk.zone):
        return render(request, "admin/photos/receipt.html", context)


def _absolute(where, desk):
    """A file's address as readers had it: one of our own answers on the host of every desk."""
    return address(desk, where) if where.startswith("/") else where
