"""One photo: what is known of it, its crops, where it is used, and what was changed of it."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from articles import ending, photo_places
from newsroom.photos import cropping, editing, rights, storing
from newsroom.photos.decoding import develop
from newsroom.photos.intake import work_folder
from newsroom.photos.models import Discarded, Photo
from newsroom.photos.models.terms import FOREVER
from newsroom.photos.refused import Refused

from . import photo_cut
from .photo_forms import PhotoForm
from .photo_library import LOOKS, missing_of

HISTORY = 30
SHOWN_WIDTH = 960
CROP_WIDTH = 320
SUFFIXES = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/avif": "avif",
            "image/heic": "heic"}  # fmt: skip


@dataclass
class Said:
    """One field of a change, as a person reads it."""

    label: str
    before: str
    after: str


def urls(site):
    """A photo's addresses, below the admin's."""

    def to(view):
        return site.admin_view(lambda request, **found: view(request, site, **found))

    return [
        path("photos/<int:number>/", to(page), name="photo"),
        path("photos/<int:number>/original/", to(original), name="photo_original"),
    ]


def photo_of(request, number):
    """The photo, where this person sees it; else 404."""
    photos = Photo.objects.visible_to(request.user).select_related(
        "desk", "uploaded_by", "takedown__by"
    )
    photo = photos.filter(pk=number).first() if number < 2**63 else None
    if photo is None:
        raise Http404(_("There is no such photo, or it is not yours to see."))
    return photo


def page(request, admin_site, number):
    """GET shows it; POST saves it, or lets the program suggest the focal point."""
    discarded = Discarded.objects.visible_to(request.user).filter(pk=number)
    try:
        photo = photo_of(request, number)
    except Http404:
        if found := discarded.select_related("by", "uploaded_by", "desk").first():
            return _gone(request, admin_site, found)
        raise
    may_edit = rights.may_edit(request.user, photo)
    with timezone.override(photo.desk.zone):
        if request.method != "POST":
            form = PhotoForm(instance=photo, user=request.user) if may_edit else None
            return _page(request, admin_site, photo, form)
        if not may_edit:
            raise Http404(_("There is no such photo, or it is not yours to change."))
        form = PhotoForm(request.POST, instance=photo_of(request, number), user=request.user)
        try:
            if not form.is_valid():
                return _page(request, admin_site, photo, form, status=422)
            if cut := photo_cut.unsaid(form, [photo], request.user, at=request.at):
                return _page(request, admin_site, photo, form, status=422, cut=cut)
            seen = {"by": request.user, "at": request.at, "edit": form.cleaned_data["edit"]}
            with_desks = {"values": form.values(), "desks": form.cleaned_data["desks"]}
            with transaction.atomic():
                saved = editing.edit(photo, **seen, **with_desks)
                before = photo.usable_until
                ending.tell_ended(saved, before=before, by=request.user, at=request.at)
            if form.cleaned_data["suggest"]:
                seen["edit"] = saved.edit
                editing.suggest_focal(saved, **seen)
            messages.success(request, _("The photo is saved."))
            # Who followed the link to the term is led back to the head, where the stories stand.
            head = "#content-start" if form.cleaned_data["known_end"] else ""
            return HttpResponseRedirect(request.path + head)
        except editing.Overtaken as overtaken:
            (now,) = overtaken.photos
            return _overtaken(request, admin_site, now, form)
        except ValidationError as error:
            form.add_error(None, error.messages)
            return _page(request, admin_site, photo, form, status=422)


def _gone(request, admin_site, discarded):
    """410: who discarded it and when, for the members of its desk."""
    title = _("Photo %(number)s is discarded") % {"number": discarded.pk}
    context = admin_site.each_context(request) | {"title": title, "discarded": discarded}
    with timezone.override(discarded.desk.zone):
        return render(request, "admin/photos/discarded.html", context, status=410)


def _overtaken(request, admin_site, now, form):
    """The form as it was typed, beside what somebody else saved meanwhile."""
    typed = request.POST.copy()
    since = now.changes.filter(edit__gt=form.cleaned_data["edit"])
    typed["edit"] = now.edit
    again = PhotoForm(typed, instance=photo_of(request, now.pk), user=request.user)
    return _page(
        request, admin_site, photo_of(request, now.pk), again, status=409,
        meanwhile=_history(since.select_related("by").order_by("-edit")),
    )  # fmt: skip


def _page(request, admin_site, photo, form, *, status=200, meanwhile=(), cut=None):
    standing = photo.standing(request.at)
    places = photo_places.of([photo], request.user, at=request.at)[photo.pk]
    renditions = list(photo.renditions.current().filter(format="webp").order_by("width"))
    changes = photo.changes.select_related("by").order_by("-edit")[: HISTORY + 1]
    changes = _history(changes)
    context = admin_site.each_context(request) | {
        "title": str(photo),
        "photo": photo,
        "form": form,
        "meanwhile": meanwhile,
        "cut": cut,
        "losing": photo_cut.losing(photo, places),
        "standing": standing,
        "look": LOOKS[standing],
        "missing": missing_of(photo),
        "taken_ahead": photo.taken_at is not None and photo.taken_at > request.at,
        "shown": None if photo.is_taken_down else _of_width(renditions, "full", SHOWN_WIDTH),
        "crops": [] if photo.is_taken_down else _crops(renditions),
        "history": changes[:HISTORY],
        "has_more_history": len(changes) > HISTORY,
        "places": places,
        "desks": ", ".join(row.desk.name for row in photo.allowed.select_related("desk")),
        "ends": photo.usable_until < FOREVER,
        "has_ended": photo.usable_until <= request.at,
        "may_take_down": rights.may_take_down(request.user, photo),
        "may_have_original": rights.may_have_original(request.user, photo),
        "may_discard": rights.may_discard(request.user, photo),
        "file_says": _file_says(request, photo),
        "zone_name": timezone.localtime(request.at).tzname(),
    }
    return render(request, "admin/photos/photo.html", context, status=status)


def _of_width(renditions, crop, width):
    """The narrowest rendition of the crop that is at least so wide, else the widest."""
    found = [each for each in renditions if each.crop == crop]
    wide = [each for each in found if each.width >= width]
    return wide[0] if wide else found[-1] if found else None


def _crops(renditions):
    """One rendition of each crop for pages, and its ratio as the preview's script takes it."""
    found = []
    for crop, ratio in cropping.RATIOS.items():
        rendition = _of_width(renditions, crop, CROP_WIDTH)
        if ratio and rendition:
            found.append((rendition, f"{ratio[0]}:{ratio[1]}", crop.replace("x", " : ")))
    return found


def _history(changes):
    """Changes as a person reads them: pairs of the change and what it Said."""
    return [
        (change, [_said(name, *values) for name, values in change.fields.items()])
        for change in changes
    ]


def _said(name, before, after):
    if name == "desks":
        label = _("Shown at these desks alone")
    else:
        label = capfirst(Photo._meta.get_field(name).verbose_name)
    return Said(label, _as_read(name, before), _as_read(name, after))


def _as_read(name, text):
    """A stored text of the history in the words of the page."""
    if name in ("usable_from", "usable_until", "taken_at") and text:
        moment = datetime.fromisoformat(text)
        return "" if moment >= FOREVER else f"{timezone.localtime(moment):%Y-%m-%d %H:%M %Z}"
    if name == "shared":
        return _("yes") if text == "True" else _("no")
    if name in ("allowed_use", "origin"):
        return str(dict(Photo._meta.get_field(name).flatchoices).get(text, text))
    return text


def _file_says(request, photo):
    """What the original says of itself: pairs of label and text; None where nobody asked."""
    if "file" not in request.GET or not rights.may_have_original(request.user, photo):
        return None
    try:
        with work_folder() as folder:
            copy = folder / "original"
            storing.fetch_original(photo.original, copy)
            fields = develop(copy, folder, crops=[]).fields
    except Refused as refusal:
        return [("", str(refusal))]
    except FileNotFoundError:
        return [("", _("The original is missing from the storage."))]
    return [
        (
            capfirst(Photo._meta.get_field(name).verbose_name),
            ", ".join(value) if isinstance(value, list) else value,
        )
        for name, value in fields.items()
    ]


def original(request, admin_site, number):
    """The private original, as a file to keep; for those who may."""
    photo = photo_of(request, number)
    if not rights.may_have_original(request.user, photo):
        raise Http404(_("There is no such file, or it is not yours to have."))
    try:
        file = storing.originals().open(storing.original_name(photo.original))
    except FileNotFoundError:
        raise Http404(_("The original is missing from the storage.")) from None
    name = f"photo-{photo.pk}.{SUFFIXES[photo.media_type]}"
    response = FileResponse(file, as_attachment=True, filename=name)
    response["Content-Type"] = photo.media_type
    return response


def address_of(photo):
    """Where the photo stands in the admin."""
    return reverse("admin:photo", args=[photo.pk])
