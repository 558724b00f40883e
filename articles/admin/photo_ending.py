"""Photos whose term ends soon, with where they are used: seen while something can be done."""

from django.db.models import Q
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _

from articles import photo_places
from newsroom.photos.models import Photo
from newsroom.photos.models.terms import SOON
from newsroom.reporters.reach import reach_of

from . import photo_library

MOST = 100


def urls(site):
    """The address, below the admin's."""
    view = site.admin_view(lambda request: page(request, site))
    return [path("photos/ending/", view, name="photos_ending")]


def ending(user, *, at):
    """Photos that `user` answers for and whose term ends within 30 days, the next first."""
    photos = Photo.objects.filter(usable_until__gt=at, usable_until__lte=at + SOON)
    photos = photos.filter(taken_down_at=None)
    if not user.is_superuser:
        photos = photos.filter(Q(desk_id__in=reach_of(user).desks("reporter")))
    return photos.order_by("usable_until", "pk")


def count(user, *, at, most):
    """How many of them there are, counted up to `most`."""
    return ending(user, at=at)[:most].count()


def page(request, admin_site):
    """The list, the next to end first."""
    photos = list(ending(request.user, at=request.at).select_related("desk")[: MOST + 1])
    cards = photo_library.cards(photos[:MOST], request.user, at=request.at)
    places = photo_places.of(photos[:MOST], request.user, at=request.at)
    context = admin_site.each_context(request) | {
        "title": _("Terms that end within 30 days"),
        "endings": [(card, places[card.photo.pk]) for card in cards],
        "has_more": len(photos) > MOST,
    }
    return render(request, "admin/photos/ending.html", context)
