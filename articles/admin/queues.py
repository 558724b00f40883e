"""The queues of the newsroom's first page: what waits for somebody, each a question of its own.

Every queue reads at most one row more than it counts, whatever the size of the archive.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from articles.models import Article, Byline, Decision, Listing, Notice, Version
from articles.models.care import Care

SHOWN = 10
COUNTED = 20
IN_HAND = ("draft", "in_review", "approved")
WITHDRAWN_LATELY = timedelta(days=30)


@dataclass
class Row:
    """One article in a queue."""

    article: Article
    moment: datetime
    age: str = ""
    people: str = ""
    state: str = ""
    label: str = ""
    note: str = ""
    note_by: str = ""
    host: str = ""
    open_notes: int = 0
    open_by: list = field(default_factory=list)
    # Whether readers have it: a sentence, and its look.
    everywhere: tuple | None = None

    @property
    def zone(self):
        """The zone its moment is shown in: its desk's."""
        return self.article.desk.zone


@dataclass
class Queue:
    """A list on the dashboard: its first rows, a capped count, and what it says when empty."""

    name: str
    title: str
    empty: str
    query: str
    rows: list
    shown: int = SHOWN

    def __post_init__(self):
        self.count = len(self.rows)
        self.rows = self.rows[: self.shown]

    @property
    def counted(self):
        """The count as it is printed: no higher than COUNTED."""
        return str(self.count) if self.count <= COUNTED else f"{COUNTED}+"

    @property
    def all(self):
        """Where the whole queue is, or an empty text where all of it is shown."""
        if self.count <= self.shown:
            return ""
        return f"{reverse('admin:articles_article_changelist')}?{self.query}"


def _light(articles):
    """Without the texts, and with what a row prints."""
    return articles.select_related("desk").only(
        "headline", "kicker", "state", "changed_at", "desk__name", "desk__time_zone", "desk__host"
    )


def in_hand(user):
    """What `user` has in hand: created by them or credited to them, and neither out nor spiked.

    Each is a ground to see it, so no other is asked. The numbers are asked for first: of all that
    somebody wrote in years, few are in hand.
    """
    listed = Listing.objects.filter(state__in=IN_HAND)
    created = listed.filter(created_by_id=user.pk).values_list("pk")
    credited = listed.filter(article__bylines__reporter__user=user).values_list("pk")
    return Article.objects.filter(pk__in=[pk for (pk,) in created.union(credited)])


def _moves():
    """The steps that changed the state of an article of the outer query, the newest first."""
    moves = Decision.objects.filter(article=OuterRef("pk")).exclude(from_state=F("to_state"))
    return moves.order_by("-pk")


def _moved_by():
    """The step that brought an article of the outer query into its state; empty before any."""
    return Coalesce(Subquery(_moves().values("step")[:1]), Value(""))


def _live(at):
    """Whether a version of an article of the outer query is live."""
    return Exists(Version.objects.live(at).filter(article=OuterRef("pk")))


def _first(articles):
    """As many rows as are counted, and one more."""
    return list(articles[: COUNTED + 1])


def returned(own):
    """Drafts that an editor sent back, the newest first."""
    articles = _light(own.filter(state="draft").alias(moved_by=_moved_by()))
    articles = articles.filter(moved_by="return").order_by("-changed_at", "-pk")
    return Queue(
        "returned",
        _("Came back to you"),
        _("Nothing came back. What an editor returns stands here first, with the note."),
        "state=draft",
        [Row(article, article.changed_at) for article in _first(articles)],
    )


def drafts(own):
    """Drafts in progress that did not come back."""
    articles = _light(own.filter(state="draft").alias(moved_by=_moved_by()))
    articles = articles.exclude(moved_by="return").order_by("-changed_at", "-pk")
    return Queue(
        "drafts",
        _("Your drafts"),
        _("You have no draft. Begin one with “New article”."),
        "state=draft",
        [Row(article, article.changed_at) for article in _first(articles)],
    )


def submitted(own):
    """What is with the editors, the newest first."""
    articles = _light(own.filter(state__in=["in_review", "approved"]))
    articles = articles.order_by("-changed_at", "-pk")
    return Queue(
        "submitted",
        _("With the editors"),
        _("Nothing of yours is with the editors. Submit a draft when it is ready."),
        "state=in_review",
        [
            Row(article, article.changed_at, state=article.state, label=article.get_state_display())
            for article in _first(articles)
        ],
    )


def waiting(at_desks, at):
    """What reporters submitted, the longest wait first."""
    submitted = _moves().filter(step="submit").values("taken_at")[:1]
    articles = _light(at_desks.filter(state="in_review"))
    articles = articles.annotate(since=Coalesce(Subquery(submitted), "changed_at"))
    articles = articles.order_by("since", "pk")
    return Queue(
        "waiting",
        _("Waiting for review"),
        _("Nothing waits for you. What reporters submit stands here, the oldest first."),
        "state=in_review",
        [
            Row(article, article.since, age=timesince(article.since, at, depth=1))
            for article in _first(articles)
        ],
    )


def held(at_desks):
    """Approved without a time, the newest first."""
    articles = _light(at_desks.filter(state="approved")).order_by("-changed_at", "-pk")
    return Queue(
        "held",
        _("Approved and held"),
        _("Nothing is held. An approved text waits here until an editor issues it."),
        "state=approved",
        [Row(article, article.changed_at) for article in _first(articles)],
    )


def scheduled(user, desks, at):
    """Versions ahead of the user's desks and of the user's own articles, the next first.

    Each is a ground to see them, so no other is asked.
    """
    credited = Byline.objects.filter(reporter__user=user).values("article_id")
    versions = Version.objects.scheduled(at).filter(
        Q(article__desk_id__in=desks) | Q(article__created_by=user) | Q(article_id__in=credited)
    )
    versions = versions.select_related("article__desk", "desk").only(
        "headline", "live_from", "desk__host", "article__headline", "article__kicker",
        "article__state", "article__desk__name", "article__desk__time_zone",
    )  # fmt: skip
    return Queue(
        "scheduled",
        _("Scheduled next"),
        _("Nothing is scheduled. What is issued for a later moment stands here until then."),
        "state=issued",
        [
            Row(version.article, version.live_from, host=version.desk.host)
            for version in _first(versions.order_by("live_from", "pk"))
        ],
    )


def reworked(at_desks, at):
    """Live stories whose next version is being written: readers still have the old one."""
    articles = _light(at_desks.filter(_live(at), state__in=IN_HAND))
    return Queue(
        "reworked",
        _("Live, with changes in progress"),
        _("No live story is being changed."),
        "state=draft",
        [
            Row(article, article.changed_at, state=article.state, label=article.get_state_display())
            for article in _first(articles.order_by("-changed_at", "-pk"))
        ],
    )


def unverified(desks, at):
    """Live stories that were not verified when they went out, and of which no update tells yet."""
    told = Notice.objects.public(at).filter(
        article=OuterRef("article"), kind=Notice.Kind.UPDATE, reply__isnull=False
    )
    versions = Version.objects.live(at).filter(
        ~Exists(told), desk_id__in=desks, care__contains=[Care.UNVERIFIED]
    )
    versions = versions.select_related("article__desk").only(
        "first_live_from", "article__headline", "article__kicker", "article__state",
        "article__desk__name", "article__desk__time_zone",
    )  # fmt: skip
    return Queue(
        "unverified",
        _("Not verified yet"),
        "",
        "state=issued",
        [
            Row(
                version.article,
                version.first_live_from,
                age=timesince(version.first_live_from, at, depth=1),
            )
            for version in _first(versions.order_by("first_live_from", "pk"))
        ],
    )


def issued(at_desks, at):
    """What went out and is live, the newest first."""
    articles = _light(at_desks.filter(_live(at), state="issued"))
    return Queue(
        "issued",
        _("Recently issued"),
        _("Nothing of your desks is live yet."),
        "state=issued",
        [
            Row(article, article.changed_at)
            for article in _first(articles.order_by("-changed_at", "-pk"))
        ],
        shown=6,
    )


def withdrawn(at_desks, at):
    """Withdrawals of the last weeks, the newest first."""
    notices = (
        Notice.objects.withdrawals()
        .filter(
            published_at__gte=at - WITHDRAWN_LATELY,
            article__in=at_desks,
        )
        .select_related("article__desk")
    )
    notices = notices.defer("article__body", "article__standfirst")
    return Queue(
        "withdrawn",
        _("Withdrawn lately"),
        _("Nothing was withdrawn in the last 30 days."),
        "",
        [
            Row(notice.article, notice.published_at, note=notice.text)
            for notice in _first(notices.order_by("-published_at", "-pk"))
        ],
    )
