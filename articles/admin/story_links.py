"""Links to other stories inside a text: found by search, named as readers have them now."""

from django.http import JsonResponse
from django.template.defaultfilters import date as date_format
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import html
from articles.models import Placement, Version
from newsroom.desks.hosts import address, host_map

SHOWN = 12
# Of a long archive the newest are looked through for words; any other is found by its number.
LOOKED_THROUGH = 10_000
LONGEST = 200
MODULE = "newsroom/story-node.js"
# What the node asks of the page, by the names of static/newsroom/story-node.js.
NODE = {
    "words": {
        "name": gettext_lazy("Read also"),
        "gone": gettext_lazy(
            "Article {number}: readers do not have it now, and do not see this link."
        ),
        "up": gettext_lazy("Move up"),
        "down": gettext_lazy("Move down"),
        "remove": gettext_lazy("Remove"),
    }
}


def module():
    """The address of the node's module, for the text editor."""
    return static(MODULE)


def context(body, *, at):
    """What the form needs for the links of a body: see templates/admin/articles/_stories.html."""
    return {
        "known": {number: each.headline for number, each in _live(html.stories(body), at).items()},
        "search": reverse("admin:articles_article_stories"),
    }


def as_read(body, request):
    """The links of a body as readers' templates take them: {number: {headline, address}}."""
    return {
        number: {
            "headline": each.headline,
            "address": address(each.desk, each.path, request=request),
        }
        for number, each in _live(html.stories(body), request.at).items()
    }


def found(request):
    """Stories that readers have now, by words of the headline or by number, the newest first."""
    words = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST]
    live = Version.objects.live(request.at).select_related("desk").defer("body")
    # The network's own front has every story, and an index in this order.
    newest = Placement.objects.live(request.at).filter(desk=host_map.root())
    if words.isdecimal() and len(words) < 19:
        live = live.filter(article_id=int(words))
    else:
        among = newest.newest_first().values("version")[: LOOKED_THROUGH if words else SHOWN]
        live = live.filter(pk__in=among, headline__icontains=words)
    rows = live.order_by("-first_live_from", "-article_id")[:SHOWN]
    return JsonResponse({"found": [_described(each) for each in rows]})


def _described(version):
    day = timezone.localtime(version.first_live_from, version.desk.zone)
    return {
        "number": version.article_id,
        "headline": version.headline,
        "said": _("%(desk)s, %(day)s")
        % {"desk": version.desk.name, "day": date_format(day, "j M Y")},
    }


def _live(numbers, at):
    """The versions that readers have of the articles `numbers`, by number."""
    if not numbers:
        return {}
    rows = Version.objects.live(at).filter(article__in=numbers).select_related("desk")
    return {each.article_id: each for each in rows.defer("body")}
