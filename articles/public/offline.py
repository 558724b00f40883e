"""Reading without a connection: a worker in the browser, what it keeps, and what it must forget.

What somebody reads or saves stays in their browser. The newsroom says to everybody alike what is
gone, so that no browser has to say what it keeps.
"""

import hashlib
import json
from datetime import timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.freshness import keys
from articles.freshness.noting import kept
from articles.models.notice import Notice
from articles.models.placement import Placement
from newsroom.photos.models import Rendition
from newsroom.photos.storing import public_url

from .frame import page, visible
from .look import stylesheet_path

# A browser keeps no page longer than this without asking for it again.
KEPT = timedelta(days=30)
# So many seconds browsers and caches believe the worker and what is gone.
WORKER_AGE, GONE_AGE = 600, 60
AGAIN = timedelta(seconds=GONE_AGE)


def worker(request):
    """The worker at the root of the desk's host; where the network keeps nothing, one that ends."""
    kept(request)
    if settings.OFFLINE:
        body = _worker_of(request.desk)
    else:
        body = render_to_string("public/offline_off.js")
    return HttpResponse(
        body,
        content_type="text/javascript; charset=utf-8",
        headers={"Cache-Control": f"max-age={WORKER_AGE}"},
    )


def _worker_of(desk):
    pages = {name: reverse(name) for name in ("offline", "saved", "gone")}
    files = [
        pages["offline"],
        pages["saved"],
        static("public/news.css"),
        static("public/saved.js"),
        stylesheet_path(desk),
    ]
    shell = json.dumps(pages | {"files": files, "assets": f"{settings.STATIC_URL}public/"})
    version = hashlib.sha256(f"{shell}{desk.masthead}{desk.language}".encode()).hexdigest()[:12]
    return render_to_string(
        "public/offline.js", {"shell": shell, "version": version, "days": KEPT.days}
    )


def offline(request):
    """What stands in the place of a page that cannot be had: what this browser keeps."""
    return _kept(request, "public/offline.html")


def saved(request):
    """The stories that a reader saved, as far as their browser knows."""
    return _kept(request, "public/saved.html")


def _kept(request, template):
    kept(request)
    if not settings.OFFLINE:
        raise Http404(_("There is no such page."))
    return page(request, template, {})


def _gone(visible, desk, *, at, since):
    """The numbers of the stories that were withdrawn, or left `desk`, and are not on it now.

    Planned for its span each time, and so no Question: of any span Postgres would expect so much
    that it looked at everything that stands on the desk.
    """
    away = ~Exists(visible.on(desk).filter(article=OuterRef("article")))
    told = Notice.objects.withdrawals().public(at).filter(away, published_at__gt=since)
    left = Placement.objects.on(desk).filter(away, live_until__gt=since, live_until__lte=at)
    numbers = told.values_list("article_id", flat=True)
    return numbers.union(left.values_list("article_id", flat=True))


def gone(request):
    """What browsers must not show any more: stories that went, and photos that were taken down.

    Withdrawn ones of the whole network, and those that left this desk: their term ended, or the
    desk stopped carrying them.
    """
    if not settings.OFFLINE:
        raise Http404(_("There is no such file."))
    # As long as browsers believe it: what is old drops out a moment later.
    kept(request, keys.GONE, keys.stories(request.desk), until=request.at + AGAIN)
    since = request.at - KEPT
    stories = _gone(visible(request), request.desk, at=request.at, since=since)
    files = Rendition.objects.filter(photo__taken_down_at__gt=since).values_list("file", flat=True)
    response = JsonResponse(
        {"stories": sorted(stories), "photos": [public_url(file) for file in files]}
    )
    response["Cache-Control"] = f"max-age={GONE_AGE}"
    return response
