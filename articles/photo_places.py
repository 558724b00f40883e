"""Where photos are used, past and present: in texts in work, in versions, on desks and fronts.

What is or was public is told to everybody who sees the photo; what is not public only to whoever
sees the article, and the others are counted.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy

from articles import html
from articles.fronts.models import Position
from articles.models import Article, Listing, Placement
from articles.pictures.models import Picture, VersionPicture
from newsroom.desks.hosts import address
from newsroom.desks.models import Desk

# More versions than these are not listed for one photo: the newest are.
MOST = 100
IN_WORK = ("draft", "in_review", "approved")


class When:
    """How a place stands to the moment at which it is looked at; in the order of the list."""

    LIVE, AHEAD, WORK, PAST = "live", "ahead", "work", "past"
    LABELS = {
        LIVE: gettext_lazy("live"),
        AHEAD: gettext_lazy("scheduled"),
        WORK: gettext_lazy("in work"),
        PAST: gettext_lazy("past"),
    }
    LOOKS = {LIVE: "live", AHEAD: "scheduled", WORK: "draft", PAST: "superseded"}


@dataclass
class Place:
    """One use of a photo."""

    when: str
    article: int
    headline: str
    place: str
    desk: str
    version: int | None = None
    live_from: datetime | None = None
    live_until: datetime | None = None
    desks: list = field(default_factory=list)
    fronts: list = field(default_factory=list)
    # Empty for who may not open the article in the newsroom.
    url: str = ""
    public: str = ""

    @property
    def label(self):
        """How it stands, in a word."""
        return When.LABELS[self.when]

    @property
    def look(self):
        """The colour of that word."""
        return When.LOOKS[self.when]

    def is_lost_by(self, end):
        """Whether readers have, or will have, the photo there no longer once its term ends."""
        return self.when in (When.LIVE, When.AHEAD) and self.live_until > end


@dataclass
class Places:
    """Where one photo is used: what the viewer may know, and how much they may not."""

    shown: list = field(default_factory=list)
    # Never shown, only counted.
    unseen: list = field(default_factory=list)

    @property
    def hidden(self):
        """How many the viewer may not know."""
        return len(self.unseen)

    @property
    def stories(self):
        """How many stories there are, of both."""
        return len({place.article for place in [*self.shown, *self.unseen]})

    def losing(self, end):
        """Those at which readers lose the photo where its term ends at `end`."""
        parts = (self.shown, self.unseen)
        return Places(*([place for place in part if place.is_lost_by(end)] for part in parts))

    @property
    def current(self):
        """Those that a change of the photo would be seen at."""
        return [place for place in self.shown if place.when != When.PAST]


def of(photos, user, *, at):
    """{number: Places} of these photos: a fixed number of queries, however many there are."""
    found = {photo.pk: Places() for photo in photos}
    uses = [*_in_versions(list(found), at), *_in_work(list(found))]
    articles = {place.article for _number, place in uses}
    seen = set(
        Article.objects.visible_to(user).filter(pk__in=articles).values_list("pk", flat=True)
    )
    for number, place in uses:
        is_public = place.when in (When.LIVE, When.PAST)
        if place.article in seen:
            place.url = reverse("admin:articles_article_change", args=[place.article])
        elif not is_public:
            found[number].unseen.append(place)
            continue
        found[number].shown.append(place)
    order = list(When.LABELS)
    for places in found.values():
        places.shown.sort(key=lambda place: (order.index(place.when), -place.article))
    return found


def public_at(photo, at):
    """Where readers see the photo at the moment `at`: flat, for the receipt of a take-down."""
    return [
        {
            "article": place.article,
            "headline": place.headline,
            "version": place.version,
            "place": place.place,
            "address": place.public,
            "since": place.live_from.isoformat(),
            "desks": place.desks,
            "fronts": place.fronts,
        }
        for _number, place in _in_versions([photo.pk], at, most=None)
        if place.when == When.LIVE
    ]


def desks_of(photo, *, at):
    """The desks that a photo stands at, its own first: [Desk], none where it stands nowhere.

    The homes of the stories that have it now, are to have it or are being written with it, those
    that carry one, and those on whose front one was put.
    """
    uses = [*_in_versions([photo.pk], at, most=None), *_in_work([photo.pk])]
    articles = {place.article for _number, place in uses if place.when != When.PAST}
    if not articles:
        return []
    homes = Article.objects.filter(pk__in=articles).values("desk")
    carried = Placement.objects.standing().filter(
        article__in=articles, kind=Placement.Kind.CARRIED, live_until__gt=at
    )
    fronts = Position.objects.arranged(at).filter(article__in=articles)
    standing = Q(pk__in=homes) | Q(pk__in=carried.values("desk")) | Q(pk__in=fronts.values("desk"))
    others = Desk.objects.filter(standing).exclude(pk=photo.desk_id).order_by("pk")
    return [photo.desk, *others]


def _in_versions(numbers, at, *, most=MOST):
    """(number of the photo, Place) of each use in a version, the newest first."""
    rows = VersionPicture.objects.filter(photo__in=numbers).select_related("version__desk")
    # A version that was recalled before it was public is no place.
    rows = rows.filter(version__live_until__gt=F("version__live_from")).defer("version__body")
    rows = list(rows.order_by("-version__live_from", "-pk")[: most and most * len(numbers)])
    desks, fronts = _desks_of(rows), _fronts_of(rows, at)
    for row in rows:
        version = row.version
        if version.live_from > at:
            when = When.AHEAD
        else:
            when = When.LIVE if version.live_until > at else When.PAST
        yield (
            row.photo_id,
            Place(
                when,
                version.article_id,
                version.headline,
                str(row.get_place_display()),
                version.desk.name,
                version.number,
                version.live_from,
                version.live_until,
                desks[version.pk],
                fronts[version.article_id] if when == When.LIVE else [],
                public=address(version.desk, version.path) if when == When.LIVE else "",
            ),
        )


def _desks_of(rows):
    """Names of the desks that show or showed each version."""
    found = defaultdict(list)
    placements = Placement.objects.filter(version__in={row.version_id for row in rows})
    for version, name in placements.order_by("desk__name").values_list("version", "desk__name"):
        found[version].append(name)
    return found


def _fronts_of(rows, at):
    """Names of the desks on whose front each article was put, of those that stand there."""
    found = defaultdict(list)
    articles = {row.version.article_id for row in rows}
    positions = Position.objects.arranged(at).filter(article__in=articles)
    for article, name in positions.values_list("article", "desk__name"):
        found[article].append(name)
    return found


def _in_work(numbers):
    """(number of the photo, Place) of each use in a text that is not out as it stands."""
    beside = Picture.objects.filter(photo__in=numbers, article__state__in=IN_WORK)
    for row in beside.select_related("article__desk").defer("article__body"):
        place = str(row.get_place_display())
        yield row.photo_id, _working(row.article, place)
    if not numbers:
        return
    listed = Listing.objects.filter(state__in=IN_WORK).values("article_id")
    named = "|".join(str(number) for number in numbers)
    inside = Article.objects.filter(
        Q(body__contains="data-photo="), pk__in=listed, body__regex=f'data-photo="({named})"'
    )
    label = str(VersionPicture.Place.TEXT.label)
    for article in inside.select_related("desk"):
        for number in dict.fromkeys(each.number for each in html.pictures(article.body)):
            if number in numbers:
                yield number, _working(article, label)


def _working(article, place):
    return Place(When.WORK, article.pk, article.headline, place, article.desk.name)
