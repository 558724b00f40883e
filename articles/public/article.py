"""An article as readers get it: the live version, on every desk that shows it."""

import copy
from typing import NamedTuple

from django.db.models import F
from django.http import Http404, HttpResponsePermanentRedirect
from django.utils.translation import gettext as _

from articles.freshness import keys
from articles.freshness.noting import kept
from articles.models.notice import Notice
from articles.models.placement import Placement
from newsroom.desks.hosts import address, host_map

from . import notices, pictures
from .asked import Question
from .frame import page, section_map, visible
from .made import Parts
from .onward import onward
from .paging import LARGEST_NUMBER
from .sheet import Sheet

# As many characters of stories are kept in a process; besides its text each has as many as these.
KEPT, BESIDE = 10_000_000, 4000


def _with_number(visible, desk, *, at, number):
    """The placement of one article on a desk, ready to print as a whole."""
    here = notices.noticed(visible.on(desk).filter(article_id=number), number, at=at)
    found = pictures.with_all(here, at=at, desk=desk)
    # Without the moments that no page shows.
    found = found.defer(
        "carried_until",
        "live_from",
        "live_until",
        "version__embargo_until",
        "version__live_until",
        "version__issued_by",
        "version__issued_at",
    )
    return found.select_related("version__desk", "version__section").order_by("pk")[:1]


class Standing(NamedTuple):
    """What may be another thing tomorrow of a story that was read before.

    `pictures` are the keys of those that may be shown now; `noticed` says whether there is a notice
    of it, or it is what a notice leads to.
    """

    pk: int
    headline: str
    pictures: list
    noticed: bool


def _standing(visible, desk, *, at, number):
    """How one article stands on a desk, as a value of Standing."""
    here = notices.noticed(visible.on(desk).filter(article_id=number), number, at=at)
    found = pictures.with_keys(here, at=at, desk=desk)
    return found.order_by("pk").values_list("pk", "headline", "picture_keys", "noticed")[:1]


def _begun(number, at):
    """The placements of one article that have begun, on whichever desk, live or not."""
    # A recalled version has an empty span: it was never shown, and nobody learns of it.
    return Placement.objects.filter(
        article_id=number, live_from__lte=at, live_from__lt=F("live_until")
    )


def _was_shown(visible, desk, *, at, number):
    """Whether readers ever had such a story anywhere: a row or none."""
    return _begun(number, at).values_list("pk")[:1]


WITH_NUMBER, STANDING = Question(_with_number), Question(_standing)
WAS_SHOWN = Question(_was_shown)
# Stories by the tree of desks, the sections, the desk that shows them, and number.
_known = Parts(KEPT)


def _found(request, number):
    """The placement of an article on the request's desk, or None; as if nothing was told beside it.

    Of a story that was read before it is asked how it stands: while it stands as it did, its row is
    the same, and its text need not come from the database again. Then it is shared.
    """
    desk = request.desk
    # What a stand-in for a reader is shown need not be saved.
    is_reader = not hasattr(request, "placements")
    where = (host_map.tree(), section_map.number(), desk.pk, number)
    known = _known.get(where) if is_reader else None
    if known is not None and STANDING(request, desk, number=number) == [_as_it_stands(known)]:
        return known
    found = next(iter(WITH_NUMBER(request, desk, number=number)), None)
    if found is not None:
        found.__dict__.update(notices.nothing())
        if is_reader:
            _known.keep(where, found, BESIDE + len(found.version.body))
    return found


def _as_it_stands(placement):
    """The Standing of a placement that was read as a whole."""
    shown = [each["pk"] for each in placement.pictures]
    return Standing(placement.pk, placement.headline, shown, placement.noticed)


def article(request, number, slug=""):
    """The number finds it, a wrong slug redirects, its home desk's address is canonical.

    Withdrawn: 410 with the notice. Not live, or not of this network: 404.
    """
    kept(request, keys.article(number))
    if number > LARGEST_NUMBER:
        raise Http404(_("There is no such article."))
    placement = _found(request, number)
    if placement is None:
        return _elsewhere(request, number)
    version = placement.version
    if slug != version.slug:
        return moved(version.path)
    return show(request, placement, untold=placement.noticed or version.number > 1)


def show(request, placement, *, untold=False):
    """The page of `placement`, which need not be saved: a preview's is not.

    It has its pictures, and its notices where these are not `untold`.
    """
    beyond = onward(request, placement, untold=untold)
    if beyond.told:
        placement = copy.copy(placement)
        placement.__dict__.update(beyond.told)
    kept(request, keys.stories(request.desk), *map(keys.article, beyond.linked))
    sheet = Sheet(request, placement, beyond.named)
    return page(
        request,
        "public/article.html",
        {
            "sheet": sheet,
            "head": sheet,
            "section_name": placement.version.section.name,
            "beyond": beyond,
            # A stand-in for a reader brings what it may see, and reads nothing.
            "counted": not hasattr(request, "placements"),
        },
    )


def moved(where):
    """301, which a browser would believe for ever: a next version may bring the old slug back."""
    return HttpResponsePermanentRedirect(where, headers={"Cache-Control": "max-age=300"})


def _elsewhere(request, number):
    """The answer for an article that is not live on this desk."""
    home, shown, notice = whereabouts(request, number)
    if home is not None:
        return moved(address(home.version.desk, home.version.path, request=request))
    return page(
        request, "public/withdrawn.html", {"notice": notice, "home": shown.version.desk}, status=410
    )


def whereabouts(request, number):
    """Of an article that is not live on this desk: (where it is, what was shown last, the notice).

    Where it is at home, or else what this desk last showed and what says that it was withdrawn;
    404 where there is neither.
    """
    is_reader = not hasattr(request, "placements")
    if is_reader and not WAS_SHOWN(request, request.desk, number=number):
        # A number that somebody made up, most likely: nothing more is asked of it.
        raise Http404(_("There is no such article."))
    homes = visible(request).filter(article_id=number, kind=Placement.Kind.HOME)
    home = homes.select_related("version__desk").defer("version__body").first()
    if home is not None:
        return home, None, None
    shown = (
        _begun(number, request.at)
        .filter(desk=request.desk)
        .select_related("version__desk")
        .defer("version__body")
        .order_by("-live_from")
        .first()
    )
    notice = (
        Notice.objects.withdrawals()
        .public(request.at)
        .filter(article_id=number)
        .order_by("-published_at", "-pk")
        .first()
    )
    if shown is None or notice is None:
        raise Http404(_("There is no such article."))
    return None, shown, notice
