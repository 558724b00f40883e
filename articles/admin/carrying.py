"""Carrying a story of another desk: what readers have of it is offered, never the working copy."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.utils.translation import gettext as _

from articles.models import Article, Placement, Version
from newsroom.reporters.reach import reach_of

OFFERED = 40


def offered(user, number, *, at):
    """The article of that number, where `user` edits somewhere and readers have it; else None."""
    if number >= 2**63 or not reach_of(user).desks("editor"):
        return None
    live = Version.objects.live(at).filter(article=number).values("article")
    return Article.objects.filter(pk__in=live).select_related("desk").first()


def offers(request, admin_site):
    """The newest live stories that some desk of this user's does not show yet."""
    desks = reach_of(request.user).desks("editor")
    if not desks:
        raise PermissionDenied(_("Editors carry stories. You are not an editor at any desk."))
    found = Placement.objects.live(request.at).filter(kind=Placement.Kind.HOME)
    found = found.exclude(desk__in=desks).newest_first().ready_to_print()
    words = request.GET.get("q", "").replace("\0", "").strip()[:200]
    if words:
        found = found.filter(version__headline__icontains=words)
    shown = list(found[:OFFERED])
    carried = set(
        Placement.objects.live(request.at)
        .filter(desk__in=desks, article__in=[placement.article_id for placement in shown])
        .values_list("article_id", flat=True)
    )
    for placement in shown:
        placement.is_shown = placement.article_id in carried
    context = admin_site.each_context(request) | {
        "title": _("Carry a story of another desk"),
        "shown": shown,
        "words": words,
    }
    return render(request, "admin/articles/carry.html", context)
