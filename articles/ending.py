"""Photos that go: the editors where one stands are told before its term ends.

They are told at once of one that somebody takes down, or whose term somebody ends.

Whoever begins to use it later is told by the checks of their text (articles/pictures/allowed.py).
"""

from collections import defaultdict
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from newsroom.photos.models import Photo

from . import photo_places
from .talk.people import nearest_editors
from .talk.telling import tell

# More places than these are not named: the notification leads to all of them.
NAMED = 12


def tell_ends(*, at):
    """Tell of every photo whose term ends within the days of the settings; returns of how many."""
    told = 0
    while _tell_of_one(at):
        told += 1
    return told


@transaction.atomic
def _tell_of_one(at):
    """Hold one photo that is due, tell of it, and note of which end; False without one.

    What another worker holds is theirs. With another end it is told of once more.
    """
    due = _due(at).select_for_update(skip_locked=True, no_key=True, of=("self",))
    photo = due.select_related("desk").first()
    if photo is None:
        return False
    days = min(
        days for days in settings.TERM_DAYS if photo.usable_until <= at + timedelta(days=days)
    )
    Photo.objects.filter(pk=photo.pk).update(end_told=photo.usable_until, end_told_days=days)
    for (desk, text, url), users in _letters(photo, at, [_end(photo)]).items():
        tell("ending", to=users, by=None, at=at, desk=desk, text=text, url=url)
    return True


def tell_taken_down(photo, *, by, at):
    """Tell of a photo that `by` took down just now: the stories that have it go without it."""
    for (desk, text, url), users in _letters(photo, at, []).items():
        tell("taken_down", to=users, by=by, at=at, desk=desk, text=text, url=url)


def tell_ended(photo, *, before, by, at):
    """Tell of a photo whose term, which was to end at `before`, is over because of `by`.

    Of one that was cut to a moment still ahead they are told as of any that ends.
    """
    if photo.is_taken_down or not photo.usable_until <= at < before:
        return
    for (desk, text, url), users in _letters(photo, at, [_end(photo)]).items():
        tell("ended", to=users, by=by, at=at, desk=desk, text=text, url=url)


def _end(photo):
    """When its term ends, on its desk's clock."""
    end = timezone.localtime(photo.usable_until, photo.desk.zone)
    return f"{end:%Y-%m-%d %H:%M %Z}"


def _due(at):
    """Photos whose term ends soon, of which nobody was told so near to it; the next first."""
    told = Q(end_told=F("usable_until"))
    found = Q()
    for days in settings.TERM_DAYS:
        until = Q(usable_until__lte=at + timedelta(days=days))
        found |= until & (Q(end_told=None) | ~told | Q(end_told_days__gt=days))
    within = Q(usable_until__gt=at, usable_until__lte=at + timedelta(days=max(settings.TERM_DAYS)))
    return Photo.objects.standing_up().filter(within, found).order_by("usable_until", "pk")


def _letters(photo, at, end):
    """{(desk, text, address): users}: what is said to whom, each user once.

    To the editors of the desks where it stands and of its own, who may renew its terms; each is
    named the places that they may know. Of a photo that stands nowhere nobody is told.
    """
    letters, known = defaultdict(list), set()
    for desk in photo_places.desks_of(photo, at=at):
        for user in nearest_editors(desk):
            if user.pk in known:
                continue
            known.add(user.pk)
            places = photo_places.of([photo], user, at=at)[photo.pk].current
            if address := _address(photo, user, places):
                letters[desk, _text(photo, places, end), address].append(user)
    return letters


def _address(photo, user, places):
    """The photo's page with its places; for whom that is another desk's, the first story."""
    if Photo.objects.visible_to(user).filter(pk=photo.pk).exists():
        return f"{reverse('admin:photo', args=[photo.pk])}#nr-used"
    return next((place.url for place in places if place.url), "")


def _text(photo, places, end):
    """What it is, when its term ends where that is told, and the stories: in no language."""
    named = list(dict.fromkeys(f"{place.headline} ({place.desk})" for place in places))
    more = ["…"] if len(named) > NAMED else []
    return "\n".join([f"{photo} ({photo.pk})", *end, *named[:NAMED], *more])
