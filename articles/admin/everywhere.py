"""Whether readers have what was issued: said beside an article and in the lists, page by page.

What is said comes from `articles.punctuality`; the pages ask here until there is no more to come
(static/newsroom/everywhere.js).
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import NamedTuple

from django.conf import settings
from django.http import JsonResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models import Article, Version
from articles.punctuality.models import Change, Kind, Surface
from articles.punctuality.pages import AWAITED, EARLY, NEVER, OFF, SEEN
from newsroom.desks.hosts import address, host_map

# After a step somebody may be waiting for the first answer; a watcher looks more often than that.
SOON = timedelta(seconds=15)
# Seconds between two questions: while pages are awaited, and at the longest.
OFTEN, SELDOM = 0.5, 600
# So many articles of a list are asked about at once.
MOST = 60


@dataclass
class Place:
    """What one desk's pages show of a change."""

    desk: object
    pages: list = field(default_factory=list)

    @property
    def seen(self):
        """How many show it."""
        return sum(page["state"] in (SEEN, OFF) for page in self.pages)

    @property
    def whole(self):
        """Whether all of them do."""
        return self.seen == len(self.pages)


def newest(articles):
    """The newest change of each of these articles (ids), by article; one query."""
    if not settings.PROBE_ADDRESS or not articles:
        return {}
    found = Change.objects.filter(article__in=articles, kind__in=STORIES)
    found = found.order_by("article", "-planned_at", "-pk").distinct("article")
    return {change.article_id: change for change in found}


STORIES = [
    Kind.CAME, Kind.NOTICED, Kind.WITHDRAWN, Kind.ENDED, Kind.PHOTO_ENDS, Kind.CARRIED,
    Kind.UNCARRIED,
]  # fmt: skip


class Words(NamedTuple):
    """What is said of pages that are as they should be, or are not yet."""

    so_far: str
    # The others are not looked at any more.
    given_up: str
    # Nobody knows since when.
    unwatched: str
    everywhere: str


COMES = Words(
    gettext_lazy("%(seen)s of %(count)s pages show it so far."),
    gettext_lazy("%(seen)s of %(count)s pages show it; the others were given up."),
    gettext_lazy("Every page shows it; nobody looked when it was due."),
    gettext_lazy("Live everywhere after %(seconds)s s."),
)
GOES = Words(
    gettext_lazy("It is off %(seen)s of %(count)s pages so far."),
    gettext_lazy("It is off %(seen)s of %(count)s pages; the others were given up."),
    gettext_lazy("It is off every page; nobody looked when it was due."),
    gettext_lazy("Off everywhere after %(seconds)s s."),
)
# Its home and other desks still show it: of their pages it is not gone.
CARRYING_STOPS = Words(
    gettext_lazy("Carrying stopped: in effect on %(seen)s of %(count)s pages so far."),
    gettext_lazy(
        "Carrying stopped: in effect on %(seen)s of %(count)s pages; the others were given up."
    ),
    gettext_lazy("Carrying stopped: in effect on every page; nobody looked when it was due."),
    gettext_lazy("Carrying stopped: in effect on every page after %(seconds)s s."),
)
PHOTO_GOES = Words(
    gettext_lazy("The photo is off %(seen)s of %(count)s pages so far."),
    gettext_lazy("The photo is off %(seen)s of %(count)s pages; the others were given up."),
    gettext_lazy("The photo is off every page; nobody looked when it was due."),
    gettext_lazy("The photo was off everywhere %(seconds)s s after its term."),
)


# Everything else comes.
WORDS = {
    Kind.WITHDRAWN: GOES,
    Kind.ENDED: GOES,
    Kind.UNCARRIED: CARRYING_STOPS,
    Kind.PHOTO_ENDS: PHOTO_GOES,
}


def said(change, at):
    """A sentence about a change, and its look: "good", "bad", "waits" or "quiet"."""
    pages, words = change.pages, WORDS.get(change.kind, COMES)
    ms = [page["ms"] for page in pages if page["state"] == SEEN]
    count, seen = len(pages), sum(page["state"] in (SEEN, OFF) for page in pages)
    if any(page["state"] == EARLY for page in pages):
        return _("Readers had it before its time."), "bad"
    if any(page["state"] == NEVER for page in pages):
        return words.given_up % {"seen": seen, "count": count}, "bad"
    if change.settled_at and not pages:
        return _("It was looked for on no page."), "quiet"
    if change.settled_at and seen < count:
        return _("No longer looked for: it was recalled or changed since."), "quiet"
    if at < change.planned_at:
        return _("It is looked for on %(count)s pages when its time comes.") % {
            "count": count
        }, "waits"
    if not pages or seen < count:
        late = any(
            page["state"] == AWAITED and page["stale"] > settings.LATE_AFTER * 1000
            for page in pages
        )
        sentence = words.so_far % {"seen": seen, "count": count}
        return sentence, "bad" if late else "waits"
    took = number_format(max(ms, default=0) / 1000, decimal_pos=1)
    if change.is_unwatched:
        return str(words.unwatched), "quiet"
    return words.everywhere % {"seconds": took}, "good"


def said_in_lists(change, at):
    """The same in a list, where nothing is said that nobody need do or know."""
    sentence, look = said(change, at)
    return ("" if look == "quiet" else sentence), look


def panel(article, *, at):
    """What the page of an article shows; None where there is nothing to say nor to wait for."""
    if not settings.PROBE_ADDRESS:
        return None
    change = newest([article.pk]).get(article.pk)
    again = _again([article], [change] if change else [], at)
    if change is None:
        return {"sentence": "", "look": "waits", "places": [], "again": again} if again else None
    sentence, look = said(change, at)
    return {
        "sentence": sentence,
        "look": look,
        "places": _places(change),
        "change": change,
        "again": again,
    }


def _places(change):
    """Desk by desk, the story's home first."""
    desks, found = host_map.desks(), {}
    labels = dict(Surface.choices)
    for page in change.pages:
        desk = desks.get(page["desk"])
        if desk is None:
            continue
        place = found.setdefault(desk.pk, Place(desk))
        place.pages.append(
            page
            | {
                "label": labels[page["what"]],
                "url": address(desk, page["path"]),
                "seconds": None if page["ms"] is None else page["ms"] / 1000,
            }
        )
    return list(found.values())


def _again(articles, changes, at):
    """After how many seconds to ask once more; 0 where nothing is to come."""
    if any(change.settled_at is None for change in changes):
        return OFTEN
    if any(at - article.changed_at < SOON for article in articles):
        return OFTEN
    ahead = Version.objects.filter(article__in=[article.pk for article in articles])
    ahead = ahead.filter(live_from__gt=at - SOON).scheduled(at - SOON)
    first = ahead.order_by("live_from").values_list("live_from", flat=True).first()
    if first is None:
        return 0
    return min(max((first - at).total_seconds(), OFTEN), SELDOM)


def of_article(request, article):
    """The panel as the page asks for it."""
    with timezone.override(article.desk.zone):
        found = panel(article, at=request.at)
        if found is None:
            return JsonResponse({"again": 0})
        return JsonResponse(
            {
                "sentence": found["sentence"],
                "look": found["look"],
                "pages": render_to_string("admin/punctuality/_places.html", found),
                "again": found["again"],
            }
        )


def of_list(request):
    """What lists say of the articles that are asked about, of those that this person sees."""
    asked = [
        int(number)
        for number in request.GET.getlist("article")[:MOST]
        if number.isascii() and number.isdecimal() and len(number) < 19
    ]
    articles = list(
        Article.objects.visible_to(request.user).filter(pk__in=asked).only("pk", "changed_at")
    )
    changes = newest([article.pk for article in articles])
    rows = {}
    for number, change in changes.items():
        sentence, look = said_in_lists(change, request.at)
        rows[number] = {"sentence": sentence, "look": look}
    again = _again(articles, changes.values(), request.at) if settings.PROBE_ADDRESS else 0
    return JsonResponse({"rows": rows, "again": again})
