"""An article as readers get it: the live version, on every desk that shows it."""

from django.http import Http404, HttpResponsePermanentRedirect
from django.utils.translation import gettext as _

from articles.models.notice import Notice
from articles.models.placement import Placement
from articles.models.version import Version
from newsroom.desks.hosts import address

from .frame import page
from .paging import LARGEST_NUMBER

MORE = 6


def article(request, number, slug=""):
    """The number finds it, a wrong slug redirects, its home desk's address is canonical.

    Withdrawn: 410 with the notice. Not live, or not of this network: 404.
    """
    if number > LARGEST_NUMBER:
        raise Http404(_("There is no such article."))
    placement = (
        Placement.objects.live(request.at)
        .on(request.desk)
        .filter(article_id=number)
        .select_related("version__desk", "version__section")
        .first()
    )
    if placement is None:
        return _elsewhere(request, number)
    version = placement.version
    if slug != version.slug:
        return HttpResponsePermanentRedirect(version.path)
    return page(
        request,
        "public/article.html",
        {
            "placement": placement,
            "version": version,
            "canonical": address(version.desk, version.path, request=request),
            "home_address": address(version.desk, request=request),
            "is_home": version.desk_id == request.desk.pk,
            "more": _more(request, placement),
        },
    )


def _more(request, placement):
    """Other stories of the desk, those of the same section first; one query."""
    others = (
        Placement.objects.live(request.at)
        .on(request.desk)
        .exclude(article_id=placement.article_id)
        .ready_to_print()
        .newest_first()[: MORE * 3]
    )
    return sorted(others, key=lambda other: other.section_id != placement.section_id)[:MORE]


def _elsewhere(request, number):
    """The answer for an article that is not live on this desk."""
    live = Version.objects.live(request.at).filter(article_id=number).select_related("desk").first()
    if live is not None:
        return HttpResponsePermanentRedirect(address(live.desk, live.path, request=request))
    shown = Placement.objects.filter(
        article_id=number, desk=request.desk, live_from__lte=request.at
    ).exists()
    notice = (
        Notice.objects.filter(
            article_id=number, kind=Notice.Kind.WITHDRAWAL, published_at__lte=request.at
        )
        .order_by("-published_at")
        .first()
    )
    if not shown or notice is None:
        raise Http404(_("There is no such article."))
    return page(request, "public/withdrawn.html", {"notice": notice}, status=410)
