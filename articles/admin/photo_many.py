"""Several photos changed in one step: all of them, or none."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles import ending
from newsroom.photos import editing, rights
from newsroom.photos.models import Photo

from . import photo_cut, photo_library
from .photo_forms import ManyForm


def urls(site):
    """The address, below the admin's."""
    view = site.admin_view(lambda request: page(request, site))
    return [path("photos/many/", view, name="photos_many")]


def page(request, admin_site):
    """GET offers the form for the chosen photos (`photo`, many); POST saves it."""
    if not _chosen(request):
        messages.warning(request, _("Choose photos first."))
        return HttpResponseRedirect(reverse("admin:photos"))
    photos = _photos(request)
    with timezone.override(_zone(request, photos)):
        if request.method != "POST":
            return _page(request, admin_site, photos, ManyForm())
        form = ManyForm(request.POST)
        if not form.is_valid():
            return _page(request, admin_site, photos, form, status=422)
        values = form.saved()
        if cut := photo_cut.unsaid(form, photos, request.user, at=request.at):
            return _page(request, admin_site, photos, form, status=422, cut=cut)
        seen = {photo.pk: _seen(request, photo) for photo in photos}
        try:
            with transaction.atomic():
                saved = editing.edit_many(seen, by=request.user, at=request.at, **values)
                before = {photo.pk: photo.usable_until for photo in photos}
                for photo in saved:
                    ending.tell_ended(
                        photo, before=before[photo.pk], by=request.user, at=request.at
                    )
        except editing.Overtaken as overtaken:
            form.add_error(None, overtaken.messages)
            return _page(request, admin_site, photos, form, status=409)
        except ValidationError as error:
            form.add_error(None, error.messages)
            return _page(request, admin_site, photos, form, status=422)
    number = len(photos)
    said = ngettext("%(number)s photo is saved.", "%(number)s photos are saved.", number)
    messages.success(request, said % {"number": number})
    return HttpResponseRedirect(reverse("admin:photos"))


def _chosen(request):
    """The chosen numbers as they stand in the request."""
    given = request.POST if request.method == "POST" else request.GET
    texts = dict.fromkeys(given.getlist("photo"))
    return [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 19]


def _photos(request):
    """The chosen photos; refused where one of them is not this person's to edit."""
    numbers = _chosen(request)[: editing.MOST_AT_ONCE]
    photos = Photo.objects.visible_to(request.user).select_related("desk").filter(pk__in=numbers)
    photos = list(photos.order_by("-pk"))
    if len(photos) != len(numbers) or not all(rights.may_edit(request.user, p) for p in photos):
        raise PermissionDenied(_("Photos are edited by the desk that they belong to."))
    return photos


def _zone(request, photos):
    """In which the times are typed: that of the photos' desks; where they differ, the network's."""
    zones = {photo.desk.zone for photo in photos}
    return zones.pop() if len(zones) == 1 else request.desk.zone


def _seen(request, photo):
    """The photo's `edit` as the form was made of it; 0 where it does not say."""
    text = request.POST.get(f"edit-{photo.pk}", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _page(request, admin_site, photos, form, *, status=200, cut=None):
    context = admin_site.each_context(request) | {
        "title": _("Edit several photos"),
        "cards": photo_library.cards(photos, request.user, at=request.at),
        "form": form,
        "cut": cut,
        "zone_name": timezone.localtime(request.at).tzname(),
    }
    return render(request, "admin/photos/many.html", context, status=status)
