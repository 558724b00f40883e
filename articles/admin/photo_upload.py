"""Photos that people of the newsroom bring, one or many: each file is answered for by itself."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import JsonResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from newsroom.desks.hosts import host_map
from newsroom.photos import editing, rights
from newsroom.photos.decoding import LIMITS, MEGABYTE, room
from newsroom.photos.intake import take_in, too_large
from newsroom.photos.models import Photo
from newsroom.photos.refused import Busy, Refused
from newsroom.reporters.reach import reach_of

# What a form may say of all its files at once.
SAID = ("credit", "source", "creator", "copyright_notice", "usage_terms", "alt", "caption")
# What the upload page asks for; the others are about one photo.
SAID_OF_ALL = ("credit", "source", "creator", "copyright_notice", "usage_terms")
ALIKE = 6
# Seconds after which a browser asks again whether there is room.
AGAIN = 4


def desks_of(user):
    """The active desks to whose libraries `user` may bring photos, by name: any role will do."""
    mine = reach_of(user).desks("reporter")
    desks = [desk for desk in host_map.desks().values() if desk.pk in mine]
    return sorted(desks, key=lambda desk: (desk.name, desk.pk))


def urls(site):
    """The address, below the admin's."""
    view = site.admin_view(lambda request: page(request, site))
    return [path("photos/upload/", view, name="photo_upload")]


def page(request, admin_site):
    """GET offers the form; POST takes the files `photos` into the library of the desk `desk`.

    `{"photos": [...]}` in the order of the files: what came in or was there already (`new` says
    which) with its number and the photos that look alike, or the sentence why it was `refused`. A
    browser that sends the form by itself gets the same as a page. Where nothing came in because
    too many others are being opened, 503 and Retry-After: the script then tries again by itself.

    Without files, and with the numbers `of`, it is what was typed after those photos came: they get
    it, and the answer has them as they are then.
    """
    if not desks_of(request.user):
        raise PermissionDenied(_("Photos come into the library of a desk where you have a role."))
    if request.method != "POST":
        return _page(request, admin_site)
    if "of" in request.POST:
        return _described(request)
    answers = _taken_in(request)
    if request.get_preferred_type(["application/json", "text/html"]) == "application/json":
        if answers and all(answer.get("busy") for answer in answers):
            return JsonResponse({"photos": answers}, status=503, headers={"Retry-After": AGAIN})
        return JsonResponse({"photos": answers})
    return _page(request, admin_site, answers)


def _page(request, admin_site, answers=()):
    desks = desks_of(request.user)
    given = request.POST if request.method == "POST" else {}
    asked = given.get("desk") or request.GET.get("desk") or request.desk.slug
    context = admin_site.each_context(request) | {
        "title": _("Bring photos"),
        "desks": desks,
        "chosen": next((desk for desk in desks if desk.slug == asked), desks[0]),
        "said": [
            (name, capfirst(field.verbose_name), field.max_length, given.get(name, ""))
            for name in SAID_OF_ALL
            for field in [Photo._meta.get_field(name)]
        ],
        "answers": answers,
        "largest": LIMITS.bytes // MEGABYTE,
    }
    return render(request, "admin/photos/upload.html", context)


def _taken_in(request):
    """The answer for each file of the request."""
    slug = request.POST.get("desk", "")
    desk = next((desk for desk in desks_of(request.user) if desk.slug == slug), None)
    if desk is None:
        raise PermissionDenied(_("Photos come into the library of a desk where you have a role."))
    said = _said(request)
    answers = [_answer(request, file, desk, said) for file in request.FILES.getlist("photos")]
    for name in getattr(request, "files_too_large", []):
        answers.append({"name": name, "refused": too_large()})
    return answers


def _said(request):
    """What the form says of its photos: nothing of what it leaves empty."""
    typed = {name: request.POST.get(name, "").replace("\0", "").strip() for name in SAID}
    return {name: text for name, text in typed.items() if text}


def _described(request):
    """Give what was typed to photos that this person brought; 409 and a sentence where not."""
    numbers = {int(typed) for typed in request.POST.getlist("of") if typed.isdecimal()}
    photos = (
        Photo.objects.visible_to(request.user)
        .select_related("desk")
        .filter(pk__in=[number for number in numbers if number < 2**63])
    )
    seen = {photo.pk: photo.edit for photo in photos if rights.brought(request.user, photo)}
    try:
        if len(seen) != len(numbers):
            raise ValidationError(_("Photos get what is typed here from whoever brought them."))
        now = editing.edit_many(seen, by=request.user, at=request.at, values=_said(request))
    except ValidationError as refusal:
        return JsonResponse({"refused": " ".join(refusal.messages)}, status=409)
    return JsonResponse({"photos": [_shown(photo) for photo in now]})


def _answer(request, file, desk, said):
    """What became of one file."""
    visible = Photo.objects.visible_to(request.user)
    try:
        with room():
            arrival = take_in(file, desk=desk, by=request.user, at=request.at, **said)
    except Refused as refusal:
        busy = {"busy": True} if isinstance(refusal, Busy) else {}
        return {"name": file.name, "refused": str(refusal)} | busy
    photo = arrival.photo
    if not arrival.new and not visible.filter(pk=photo.pk).exists():
        return {
            "name": file.name,
            "refused": _("The desk %(desk)s has this photo already: ask there to share it.")
            % {"desk": photo.desk},
        }
    alike = arrival.alike.standing_up().filter(pk__in=visible.values("pk")) if arrival.new else []
    return {
        "name": file.name,
        "new": arrival.new,
        "alike": [_shown(each) for each in alike[:ALIKE]],
        "discard": _discard(request.user, photo) if arrival.new else "",
    } | _shown(photo)


def _discard(user, photo):
    """Where a photo that was just brought is dropped again; empty where it is not theirs."""
    return reverse("admin:photo_discard", args=[photo.pk]) if rights.brought(user, photo) else ""


def _shown(photo):
    """A photo as the newsroom's pages show it in small."""
    small = photo.renditions.current().filter(crop="4x3", format="webp").order_by("-width").first()
    return {
        "number": photo.pk,
        "url": reverse("admin:photo", args=[photo.pk]),
        "headline": str(photo),
        "caption": photo.caption,
        "alt": photo.alt,
        "credit": photo.credit,
        "ready": photo.is_ready,
        "src": small.url if small else "",
        "width": small.width if small else 0,
        "height": small.height if small else 0,
    }
