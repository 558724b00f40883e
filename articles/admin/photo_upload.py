"""Photos that people of the newsroom bring: each file is answered for by itself, as JSON."""

from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from newsroom.desks.hosts import host_map
from newsroom.photos.intake import take_in, too_large
from newsroom.photos.models import Photo
from newsroom.photos.refused import Refused
from newsroom.reporters.reach import reach_of

# What a form may say of all its files at once.
SAID = ("credit", "source", "creator", "copyright_notice", "usage_terms", "alt", "caption")
ALIKE = 6


def desks_of(user):
    """The active desks to whose libraries `user` may bring photos, by name: any role will do."""
    mine = reach_of(user).desks("reporter")
    desks = [desk for desk in host_map.desks().values() if desk.pk in mine]
    return sorted(desks, key=lambda desk: (desk.name, desk.pk))


@require_POST
def upload(request):
    """Take the files `photos` into the library of the desk with the slug `desk`.

    `{"photos": [...]}` in the order of the files: what came in or was there already (`new` says
    which) with its number and the photos that look alike, or the sentence why it was `refused`.
    """
    slug = request.POST.get("desk", "")
    desk = next((desk for desk in desks_of(request.user) if desk.slug == slug), None)
    if desk is None:
        raise PermissionDenied(_("Photos come into the library of a desk where you have a role."))
    said = {name: request.POST[name].strip() for name in SAID if request.POST.get(name, "").strip()}
    answers = [_answer(request, file, desk, said) for file in request.FILES.getlist("photos")]
    for name in getattr(request, "files_too_large", []):
        answers.append({"name": name, "refused": too_large()})
    return JsonResponse({"photos": answers})


def _answer(request, file, desk, said):
    """What became of one file."""
    visible = Photo.objects.open_to(reach_of(request.user).desks("reporter"))
    try:
        arrival = take_in(file, desk=desk, by=request.user, at=request.at, **said)
    except Refused as refusal:
        return {"name": file.name, "refused": str(refusal)}
    photo = arrival.photo
    if not arrival.new and not visible.filter(pk=photo.pk).exists():
        return {
            "name": file.name,
            "refused": _("The desk %(desk)s has this photo already: ask there to share it.")
            % {"desk": photo.desk},
        }
    alike = arrival.alike.filter(pk__in=visible.values("pk")) if arrival.new else []
    return {
        "name": file.name,
        "new": arrival.new,
        "alike": [_shown(each) for each in alike[:ALIKE]],
    } | _shown(photo)


def _shown(photo):
    """A photo as the newsroom's pages show it in small."""
    small = photo.renditions.current().filter(crop="4x3", format="webp").order_by("-width").first()
    return {
        "number": photo.pk,
        "headline": str(photo),
        "caption": photo.caption,
        "alt": photo.alt,
        "credit": photo.credit,
        "ready": photo.is_ready,
        "src": small.url,
        "width": small.width,
        "height": small.height,
    }
