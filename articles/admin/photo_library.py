"""The library of photos: a grid of what the viewer sees, and the same to choose from."""

from dataclasses import dataclass

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _

from newsroom.desks.hosts import host_map
from newsroom.photos import rights
from newsroom.photos.models import Photo, Rendition
from newsroom.photos.models.terms import Standing
from newsroom.reporters.reach import reach_of

from . import photo_search

# What a card shows: the whole photo, in the narrowest of its widths that is sharp there.
CARD = {"crop": "full", "format": "webp"}
CARD_WIDTH = 320
CHOSEN_AT_ONCE = 24
# How a standing looks; its words say the same.
LOOKS = {
    Standing.TAKEN_DOWN: "withdrawn",
    Standing.ENDED: "withdrawn",
    Standing.INCOMPLETE: "in_review",
    Standing.AHEAD: "scheduled",
    Standing.ENDING: "in_review",
    Standing.USABLE: "live",
}


@dataclass
class Card:
    """One photo in the grid, ready to print."""

    photo: Photo
    standing: Standing
    look: str
    missing: list
    thumbnail: Rendition | None
    may_edit: bool = False


def urls(site):
    """The library's address, below the admin's."""
    view = site.admin_view(lambda request: page(request, site))
    return [path("photos/", view, name="photos")]


def page(request, admin_site):
    """The library as its address narrows it; with `pick` the cards alone, each a button."""
    wanted = photo_search.asked(request.GET, request.user, request.desk.zone)
    is_picking = "pick" in request.GET
    if is_picking:
        wanted.for_desk = _desk_of(wanted.typed["for"])
        wanted.is_choosing = True
    size = CHOSEN_AT_ONCE if is_picking else photo_search.SIZE
    found = photo_search.page_of(request.user, wanted, request.GET, at=request.at, size=size)
    pick = {"pick": "1"} if is_picking else {}
    if found is None:
        own = wanted.address(**pick)
        return HttpResponseRedirect(f"{request.path}?{own}" if own else request.path)
    context = {
        "wanted": wanted,
        "typed": wanted.typed,
        "page": found,
        "cards": cards(found.photos, request.user, at=request.at),
        "newer": _neighbour(wanted, "after", found.newer, pick),
        "older": _neighbour(wanted, "before", found.older, pick),
    }
    if is_picking:
        return render(request, "admin/photos/_choice.html", context)
    reach = reach_of(request.user)
    context |= admin_site.each_context(request) | {
        "title": _("Photos"),
        "first": wanted.address(),
        "whose": photo_search.WHOSE.items(),
        "shapes": photo_search.SHAPES.items(),
        "standings": photo_search.RIGHTS.items(),
        "may_add": bool(reach.roles),
        "may_edit_many": any(card.may_edit for card in context["cards"]),
    }
    return render(request, "admin/photos/library.html", context)


def cards(photos, user, *, at):
    """The Cards of these photos: one query for all their thumbnails."""
    thumbnails = thumbnails_of(photos)
    found = []
    for photo in photos:
        standing = photo.standing(at)
        found.append(
            Card(
                photo,
                standing,
                LOOKS[standing],
                missing_of(photo),
                None if photo.is_taken_down else thumbnails.get(photo.pk),
                rights.may_edit(user, photo),
            )
        )
    return found


def thumbnails_of(photos):
    """A small Rendition of each photo by its number: the narrowest that is sharp on a card."""
    found = {}
    renditions = Rendition.objects.current().filter(photo__in=[p.pk for p in photos], **CARD)
    for rendition in renditions.order_by("-width"):
        if rendition.photo_id not in found or rendition.width >= CARD_WIDTH:
            found[rendition.photo_id] = rendition
    return found


def missing_of(photo):
    """What a photo lacks before it may go public, as it is called."""
    return [
        str(Photo._meta.get_field(name).verbose_name)
        for name in ("credit", "source", "alt")
        if not getattr(photo, name)
    ]


def _desk_of(slug):
    """The desk that is chosen for; None where none of that name is active."""
    return next((desk for desk in host_map.desks().values() if desk.slug == slug), None)


def _neighbour(wanted, direction, key, pick):
    """The query of the page beside `key`; the beginning's where it is empty, None without one."""
    if key is None:
        return None
    return wanted.address(**({direction: key} if key else {}), **pick)
