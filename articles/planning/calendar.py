"""What stands on a desk's calendar between two moments, of what one person may see.

A constant number of queries for any number of desks and days; each list is bounded, and whoever
asks learns that there is more.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    Value,
    When,
    Window,
)
from django.db.models.functions import RowNumber, TruncDate
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Byline, Listing, Version
from articles.models.article import everything, seen_by
from newsroom.desks.hosts import host_map
from newsroom.reporters.reach import reach_of

from .models import Assignment

# Of each sort, in one span; a month of a network with a story every five minutes has more.
MOST = 600
UNDATED = 40
ONE_DAY = timedelta(days=1)
# The kinds in the order of a story's way, each with its words.
KINDS = {
    "planned": _("planned"),
    "in_work": _("in work"),
    "waiting": _("in review"),
    "held": _("approved and held"),
    "embargoed": _("embargo lifts"),
    "scheduled": _("scheduled"),
    "live": _("live"),
    "ended": _("no longer live"),
}
OF_STATE = {"draft": "in_work", "in_review": "waiting", "approved": "held"}
# What readers have, or had.
OUT = ("live", "ended")


@dataclass
class Entry:
    """One thing on the calendar, at `moment`, on the desk it belongs to.

    `item` names it for a move: "assignment-7" or "article-9"; empty where nobody moves it.
    """

    kind: str
    desk: object
    title: str
    moment: datetime | None
    kicker: str = ""
    section: str = ""
    people: str = ""
    label: str = ""
    overdue: bool = False
    item: str = ""
    article: int | None = None
    # Whether the working copy is the reader's to open; readers' own address where it is not.
    opens: bool = True
    path: str = ""
    assignment: object = None
    words: int | None = None
    embargo_until: datetime | None = None
    # How many of its kind there are on its day, where no more than some were asked for.
    of_day: int = 0

    @property
    def zone(self):
        """The zone its moment is shown in: its desk's."""
        return self.desk.zone

    @property
    def local(self):
        """Its moment on its desk's clock, as a field for times has it."""
        return f"{self.moment.astimezone(self.zone):%Y-%m-%dT%H:%M}"

    def is_elsewhere(self, zone):
        """Whether its desk's clock then differs from the one in `zone`, whatever its name."""
        here, there = (self.moment.astimezone(each) for each in (zone, self.zone))
        return here.utcoffset() != there.utcoffset()


@dataclass(frozen=True)
class Wanted:
    """What somebody asks for: kinds (empty for all), a section's id and a reporter's id."""

    kind: str = ""
    section: int | None = None
    reporter: int | None = None


ALL = Wanted()


@dataclass(frozen=True)
class Room:
    """For so many of each kind there is room on a day in `zone`; the others are counted."""

    most: int
    zone: object


def below(desk):
    """`desk` and every active desk below it, from the map in memory: a dict by id."""
    found, level = {}, [desk]
    while level:
        found |= {each.pk: each for each in level}
        level = [daughter for each in level for daughter in host_map.daughters(each)]
    return found


def zones_differ(desks, at):
    """Whether the clocks of `desks` (a dict by id) show different times at the moment `at`."""
    return len({at.astimezone(desk.zone).utcoffset() for desk in desks.values()}) > 1


def span(first, days, zone):
    """The moments at which `days` days from the date `first` begin and end in `zone`."""
    start = datetime.combine(first, time.min, tzinfo=zone)
    return start, datetime.combine(first + timedelta(days=days), time.min, tzinfo=zone)


def entries(desks, start, end, *, user, at, wanted=ALL, room=None):
    """The entries of `desks` (a dict by id) from `start` up to `end`: (list, whether all of them).

    In the order of their moments. Live versions are anybody's to see; everything else is what
    `user` sees. With a Room each day has the first of each kind, which say how many there are.
    """
    reach = reach_of(user)
    assignments = _assignments(desks, start, end, user, wanted, room)
    versions = _versions(desks, start, end, user, at, wanted, room)
    embargoed = _embargoed(desks, start, end, user, wanted, room)
    whole = bool(room) or all(len(rows) < MOST for rows in (assignments, versions, embargoed))
    found = [_of_assignment(row, desks, reach, at) for row in assignments]
    found += [_of_version(row, desks, reach, at) for row in versions]
    found += [_of_embargo(row, desks) for row in embargoed]
    _credit(found)
    if wanted.kind:
        found = [entry for entry in found if entry.kind == wanted.kind]
    found.sort(key=lambda entry: (entry.moment, entry.title, entry.item))
    return found, whole


def undated(desks, *, user, wanted=ALL):
    """What is in work or waits at `desks` without a time: (list, whether all of it).

    The latest change first. A live story of which a new text is in work is among it.
    """
    articles = Article.objects.filter(pk__in=_newest_undated(desks, user, wanted))
    articles = articles.select_related("section").defer("body", "standfirst")
    rows = list(articles.order_by("-changed_at", "-pk")[: UNDATED + 1])
    found = [
        Entry(
            OF_STATE[article.state],
            desks[article.desk_id],
            article.headline,
            None,
            kicker=article.kicker,
            section=article.section.name if article.section else "",
            article=article.pk,
        )
        for article in rows[:UNDATED]
    ]
    _credit(found)
    return found, len(rows) <= UNDATED


def _newest_undated(desks, user, wanted):
    """The numbers of the newest of each state, as a query.

    There is an index of each state's by their change: those of a network are far more than that.
    """
    dated = Assignment.objects.filter(article=OuterRef("article"), due_at__isnull=False)
    rows = Listing.objects.at_desks(desks, user).filter(~Exists(dated), article__embargo_until=None)
    rows = _of_wanted(rows, wanted, "article__bylines__reporter")
    rows = rows.order_by("-changed_at", "-article_id").values("article_id")
    states = [state for state, kind in OF_STATE.items() if wanted.kind in ("", kind)]
    newest = [rows.filter(state=state)[: UNDATED + 1] for state in states]
    return newest[0].union(*newest[1:], all=True) if newest else rows.none()


def _of_wanted(rows, wanted, reporter):
    """`rows` of the wanted section and reporter."""
    if wanted.section:
        rows = rows.filter(section_id=wanted.section)
    if wanted.reporter:
        theirs = rows.model.objects.filter(**{reporter: wanted.reporter})
        rows = rows.filter(pk__in=theirs.values("pk"))
    return rows


def _first(rows, moment, room, kind, shown):
    """The first of `rows` by their `moment`; with a Room the first of each day and `kind`.

    `shown` makes of them what is read of each: what only that needs is not joined to the counted.
    """
    rows = rows.order_by(moment, "pk")
    if room is None:
        return list(shown(rows)[:MOST])
    alike = [TruncDate(moment, tzinfo=room.zone), kind]
    counted = rows.annotate(
        nth=Window(RowNumber(), partition_by=alike, order_by=[moment, "pk"]),
        of_day=Window(Count("*"), partition_by=alike),
    )
    # Postgres sorts all that there is in the month: numbers alone, not whole rows.
    of_day = dict(counted.filter(nth__lte=room.most).values_list("pk", "of_day"))
    found = list(shown(rows.filter(pk__in=of_day)))
    for row in found:
        row.of_day = of_day[row.pk]
    return found


def _assignments(desks, start, end, user, wanted, room):
    """Those due in the span that are not called off, nor out already."""
    rows = Assignment.objects.at_desks(desks, user).filter(due_at__gte=start, due_at__lt=end)

    def copy_is(*states):
        # Asked so, Postgres looks each up where they are few, and has all open ones by an index
        # where they are many.
        return Exists(Listing.objects.filter(article=OuterRef("article"), state__in=states))

    rows = rows.exclude(state="called_off").filter(Q(article=None) | copy_is(*OF_STATE))
    rows = _of_wanted(rows, wanted, "reporter")
    first, *others = OF_STATE
    kind = Case(
        When(article=None, then=Value("planned")),
        *(When(copy_is(state), then=Value(state)) for state in others),
        default=Value(first),
    )

    def shown(rows):
        rows = rows.select_related("reporter", "section", "article")
        return rows.defer("article__body", "article__standfirst")

    return _first(rows, "due_at", room, kind, shown)


def _of_assignment(row, desks, reach, at):
    article = row.article
    kind = OF_STATE[article.state] if article else "planned"
    label = "" if article else row.get_state_display()
    waits = kind in ("planned", "in_work") and row.state != Assignment.State.PROPOSED
    movable = kind in ("planned", "in_work") and reach.has("editor", row.desk_id)
    return Entry(
        kind,
        desks[row.desk_id],
        row.idea,
        row.due_at,
        section=row.section.name if row.section else "",
        people=row.reporter.name if row.reporter else "",
        label=label,
        overdue=waits and row.due_at < at,
        item=f"assignment-{row.pk}" if movable else "",
        assignment=row,
        of_day=getattr(row, "of_day", 0),
    )


def _versions(desks, start, end, user, at, wanted, room):
    """Versions that go out, or went out, in the span; those of others as long as they are live."""
    # A version is at the desk of its article, which stays its home.
    seen = seen_by(user, "article__", desks)
    is_live = Q(live_from__lte=at, live_until__gt=at)
    of_span = Version.objects.filter(
        desk_id__in=desks, live_from__gte=start, live_from__lt=end, live_until__gt=F("live_from")
    )
    rows = of_span
    if seen != everything("article__"):
        # Of most is asked no more than whether they are live: nothing of their articles.
        rows = rows.filter(is_live | Q(pk__in=of_span.filter(~is_live, seen).values("pk")))
    rows = _of_wanted(rows, wanted, "byline_items__reporter")

    def shown(rows):
        rows = rows.annotate(opens=ExpressionWrapper(seen, BooleanField()))
        return rows.select_related("section", "article__assignment").only(
            "article_id", "number", "desk_id", "slug", "kicker", "headline", "bylines",
            "word_count", "embargo_until", "live_from", "live_until", "section__name",
            "article__state", "article__assignment__photos", "article__assignment__place",
            "article__assignment__brief", "article__assignment__words",
            "article__assignment__desk_id", "article__assignment__article",
        )  # fmt: skip

    kind = Case(
        When(live_from__gt=at, then=Value("scheduled")),
        When(live_until__gt=at, then=Value("live")),
        default=Value("ended"),
    )
    return _first(rows, "live_from", room, kind, shown)


def _of_version(row, desks, reach, at):
    kind = "scheduled" if row.is_scheduled(at) else "live" if row.is_live(at) else "ended"
    movable = kind == "scheduled" and row.article.state == Article.State.ISSUED
    movable = movable and reach.has("editor", row.desk_id)
    # Of another desk only what readers have: not what its desk planned.
    inside = reach.has("reporter", row.desk_id)
    return Entry(
        kind,
        desks[row.desk_id],
        row.headline,
        row.live_from,
        kicker=row.kicker,
        section=row.section.name,
        people=", ".join(credit["name"] for credit in row.bylines),
        label=_("update") if row.number > 1 else "",
        item=f"article-{row.article_id}" if movable else "",
        article=row.article_id,
        opens=row.opens,
        path=row.path if kind == "live" else "",
        assignment=getattr(row.article, "assignment", None) if inside else None,
        words=row.word_count,
        embargo_until=row.embargo_until if kind == "scheduled" else None,
        of_day=getattr(row, "of_day", 0),
    )


def _embargoed(desks, start, end, user, wanted, room):
    """Working copies whose embargo lifts in the span and that have not gone out."""
    rows = Article.objects.at_desks(desks, user).filter(
        state__in=OF_STATE, embargo_until__gte=start, embargo_until__lt=end
    )
    rows = _of_wanted(rows, wanted, "bylines__reporter")

    def shown(rows):
        return rows.select_related("section").defer("body", "standfirst")

    return _first(rows, "embargo_until", room, Value("embargoed"), shown)


def _of_embargo(row, desks):
    return Entry(
        "embargoed",
        desks[row.desk_id],
        row.headline,
        row.embargo_until,
        kicker=row.kicker,
        section=row.section.name if row.section else "",
        label=row.get_state_display(),
        article=row.pk,
        embargo_until=row.embargo_until,
        of_day=getattr(row, "of_day", 0),
    )


def _credit(found):
    """Put the credited names on the entries that are working copies, in one query."""
    bare = {entry.article: entry for entry in found if entry.article and not entry.people}
    names = {}
    bylines = Byline.objects.filter(article__in=bare).order_by("position", "pk")
    for article, name in bylines.values_list("article_id", "reporter__name"):
        names.setdefault(article, []).append(name)
    for article, entry in bare.items():
        entry.people = ", ".join(names.get(article, []))
