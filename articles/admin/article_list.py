"""The list of articles: everything the viewer sees, narrowed, searched and paged by key.

A page costs the same wherever it lies: it is found by the key of its neighbour and never by
counting from the beginning. The first page also says how many there are, up to COUNTED.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.db.models import Max, Min, Prefetch, Q
from django.db.models.expressions import RawSQL
from django.http import Http404, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from articles import search, spelling
from articles.models import Article, Byline, Listing, Presence, Section
from articles.models.article import grounds_apart
from articles.models.kind import Kind
from articles.talk.models import Thread
from newsroom.desks.hosts import host_map
from newsroom.reporters.reach import reach_of

from . import article_pictures, carrying, narrowing, saved_views, standing

SIZE = 50
# A list is counted up to here and no further, and what a search finds up to there.
COUNTED, COUNTED_WORDS = 1000, 200
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
LARGEST = 2**63 - 1
TABLE = Listing._meta.db_table


@dataclass
class Row:
    """One article in the list."""

    article: Article
    pills: list
    credited: str
    headline: list
    excerpt: list = field(default_factory=list)
    open_notes: int = 0
    open_by: list = field(default_factory=list)
    square: str = ""

    @property
    def zone(self):
        """The zone its moment is shown in: its desk's."""
        return self.article.desk.zone


@dataclass
class Page:
    """The numbers of one page's articles, and the keys of its neighbours (None: there is none)."""

    numbers: list
    newer: str | None
    older: str | None
    # How many there are in all, where the page is the first, and whether there are more.
    count: int | None = None
    is_capped: bool = False


# --- Keys ---------------------------------------------------------------------------------------


def _key(order, moment, number):
    """The key of an article as it stands in an address."""
    if order.column == "article_id":
        return str(number)
    return f"{(moment - EPOCH) // MICROSECOND}-{number}"


def _parse(order, text):
    """What `_key` wrote: (value of the order's column, number). Raises Http404."""
    first, dash, number = text.partition("-")
    by_number = order.column == "article_id"
    parts = [first] if by_number and not dash else [first, number]
    try:
        if not all(part.isascii() and part.isdigit() for part in parts):
            raise ValueError(text)
        if int(parts[-1]) > LARGEST or len(parts) == 2 and by_number:
            raise ValueError(text)
        value = int(first) if by_number else EPOCH + int(first) * MICROSECOND
        return value, int(parts[-1])
    except (ValueError, OverflowError):
        raise Http404(_("There is no such page of this list.")) from None


def _beyond(order, key, descending):
    """What comes after `key` in this direction."""
    value, number = key
    side, beside = ("lt", "lte") if descending else ("gt", "gte")
    if order.column == "article_id":
        return Q(**{f"article_id__{side}": number})
    return Q(**{f"{order.column}__{beside}": value}) & (
        Q(**{f"{order.column}__{side}": value}) | Q(**{f"article_id__{side}": number})
    )


# --- Finding ------------------------------------------------------------------------------------


def _found(user, narrowed, *, at, beyond=None, back=False, most):
    """(moment of change, number) of what `user` sees of `narrowed`, in its order.

    Each ground to see something is asked for alone, in the order of the list, and their answers
    are merged: a condition of several grounds joined by OR would read the whole table. Whoever
    sees much of the network searches it in stretches of time (or numbers), the nearest first,
    until there are enough: what most texts say need not be looked for in all of them.
    """
    order = narrowed.order
    descending = order.newest_first != back
    rows = Listing.objects.filter(narrowed.condition)
    if beyond is not None:
        rows = rows.filter(_beyond(order, beyond, descending))
    signed = [f"-{name}" if descending else name for name in order.keys]
    if not narrowed.question:
        return _merged(
            order, descending, [rows.filter(ground) for ground in grounds_apart(user)], signed, most
        )
    # Sorted by something that no index is of: it is the words' index that has to be used, for
    # walking along another one would look into the words of every article on the way.
    keys = [RawSQL(UNINDEXED[name], []) for name in order.keys]
    keys = [key.desc() if descending else key.asc() for key in keys]
    everything, rows = rows, rows.filter(narrowed.question.found_in(TABLE))
    if not _sees_much(user):
        found, is_all = _near(user, narrowed, everything, descending, signed, most)
        if is_all or len(found) >= most:
            return found[:most]
        return _merged(
            order, descending, [rows.filter(ground) for ground in grounds_apart(user)], keys, most
        )
    found = []
    for stretch in _stretches(order, descending, beyond, at):
        branch = rows.visible_to(user).filter(stretch)
        found += _merged(order, descending, [branch], keys, most - len(found))
        if len(found) >= most:
            break
    return found


def _near(user, narrowed, rows, descending, signed, most):
    """What answers among the first NEAR of `rows` that `user` sees: (list, whether these are all).

    Whoever sees few desks finds in them what most texts say, without that it is looked for in
    those of all desks: often among the very first, and the rest is looked at only where they had
    not `most`. Which they are is found without their words, by narrow indexes.
    """
    found, first = [], min(FIRST_LOOK * most, NEAR)
    for look in filter(None, (first, NEAR - first)):
        nearest, *others = [
            rows.filter(ground).order_by(*signed).values("article_id")[:look]
            for ground in grounds_apart(user)
        ]
        near = Listing.objects.filter(pk__in=nearest.union(*others, all=True))
        near = near.annotate(answers=narrowed.question.found_in(TABLE)).order_by(*signed)
        near = list(near.values_list("changed_at", "article_id", "answers")[:look])
        found += [(moment, number) for moment, number, answers in near if answers]
        if len(near) < look:
            return found, True
        if len(found) >= most:
            break
        rows = rows.filter(_beyond(narrowed.order, near[-1][:2], descending))
    return found, False


def _merged(order, descending, branches, keys, most):
    """The first `most` of all branches together, each sorted by `keys`: one query.

    Each is (moment of change, number).
    """
    branches = [
        branch.order_by(*keys).values_list("changed_at", "article_id")[:most] for branch in branches
    ]
    rows = branches[0] if len(branches) == 1 else branches[0].union(*branches[1:], all=True)
    place = 1 if order.column == "article_id" else 0
    return sorted(set(rows), key=lambda row: (row[place], row[1]), reverse=descending)[:most]


UNINDEXED = {
    "changed_at": f'("{TABLE}"."changed_at" AT TIME ZONE \'UTC\')',
    "article_id": f'("{TABLE}"."article_id" + 0)',
}
# So many are looked into one by one, before the index of all words is asked, and first of all so
# many times as many as are wanted.
NEAR, FIRST_LOOK = 1500, 4
# Of the network's desks, the part from which on somebody sees much.
MUCH = 0.25
# Where the stretches of a search end, counted from where it begins: days of change, or numbers.
DAYS = (timedelta(days=30), timedelta(days=180), timedelta(days=900))
NUMBERS = (10_000, 60_000, 300_000)


def _sees_much(user):
    if user.is_superuser:
        return True
    return len(reach_of(user).desks("reporter")) >= MUCH * len(host_map.desks())


def _stretches(order, descending, beyond, at):
    """Conditions that part the list into stretches, in its order."""
    column, steps = order.column, NUMBERS if order.column == "article_id" else DAYS
    if beyond is not None:
        start = beyond[0]
    elif column == "changed_at" and descending:
        start = at
    else:
        ends = Listing.objects.aggregate(first=Min(column), last=Max(column))
        start = ends["last" if descending else "first"]
    if start is None:
        return
    last = None
    for step in (*steps, None):
        condition = Q()
        if last is not None:
            condition &= Q(**{f"{column}__{'lt' if descending else 'gte'}": last})
        if step is not None:
            try:
                last = start - step if descending else start + step
            except OverflowError:
                last = None
        if step is not None and last is not None:
            condition &= Q(**{f"{column}__{'gte' if descending else 'lt'}": last})
        yield condition
        if last is None:
            return


def page_of(user, narrowed, query, *, at):
    """The Page that `query` (before=key, after=key or neither) asks for.

    None where the way back has reached the beginning: its address is the list's own.
    Raises Http404 for a key that is none.
    """
    order = narrowed.order
    if narrowed.problems:
        return Page([], None, None, count=0)
    if "after" in query:
        beyond = _parse(order, query["after"])
        found = _found(user, narrowed, at=at, beyond=beyond, back=True, most=SIZE + 1)
        if len(found) <= SIZE:
            return None
        found = found[:SIZE][::-1]
        return Page(_numbers(found), _key(order, *found[0]), _key(order, *found[-1]))
    if "before" in query:
        beyond = _parse(order, query["before"])
        found = _found(user, narrowed, at=at, beyond=beyond, most=SIZE + 1)
        newer = _key(order, *found[0]) if found else ""
        return Page(_numbers(found[:SIZE]), newer, _next(order, found))
    counted = COUNTED_WORDS if narrowed.question else COUNTED
    found = _found(user, narrowed, at=at, most=counted + 1)
    older = _next(order, found)
    return Page(_numbers(found[:SIZE]), None, older, min(len(found), counted), len(found) > counted)


def _meant(user, narrowed, zone, *, at):
    """The Narrowing that may have been meant where nothing was found, and that finds something."""
    typed = narrowed.typed["q"]
    for spelt, _terms in spelling.spelt(typed, search.terms_of(typed), connection):
        other = narrowing.of(narrowed.typed | {"q": spelt}, user, zone)
        if _found(user, other, at=at, most=1):
            return other
    return None


def _numbers(found):
    return [number for _moment, number in found]


def _next(order, found):
    return _key(order, *found[SIZE - 1]) if len(found) > SIZE else None


def _rows(user, narrowed, numbers, at):
    """The Rows of these articles, in this order: a fixed number of queries."""
    articles = Article.objects.visible_to(user).filter(pk__in=numbers).select_related("desk")
    articles = articles.defer("body", "standfirst").prefetch_related(
        Prefetch("bylines", Byline.objects.select_related("reporter").order_by("position", "pk"))
    )
    by_number = {article.pk: article for article in standing.with_spans(articles)}
    typed = search.asked(narrowed.typed["q"])
    marked = search.excerpts(typed, list(by_number), connection)
    noted = Thread.objects.visible_to(user).open().count_of(list(by_number))
    open_by = Presence.objects.names_by_article(list(by_number), but=user, at=at)
    squares = article_pictures.thumbnails(list(by_number))
    rows = []
    for number in numbers:
        article = by_number.get(number)
        if article is None:
            continue
        headline, excerpt = marked.get(number, ([(article.headline, False)], []))
        credited = ", ".join(byline.reporter.name for byline in article.bylines.all())
        pills, open_notes = standing.of(article, at), noted.get(number, 0)
        people = open_by.get(number, [])
        square = squares.get(number, "")
        rows.append(Row(article, pills, credited, headline, excerpt, open_notes, people, square))
    return rows


# --- The pages ----------------------------------------------------------------------------------


def page(request, admin_site):
    """The list as its address narrows it; the article itself where its address was pasted."""
    number = narrowing.number_in_address(request.GET.get("q", ""))
    there = _opened(request, number) if number else None
    if there:
        return HttpResponseRedirect(there)
    narrowed = narrowing.of(request.GET, request.user, request.desk.zone)
    found = page_of(request.user, narrowed, request.GET, at=request.at)
    if found is None:
        own = narrowed.address()
        return HttpResponseRedirect(f"{request.path}?{own}" if own else request.path)
    meant = None
    if found.count == 0 and narrowed.question:
        meant = _meant(request.user, narrowed, request.desk.zone, at=request.at)
    editing = reach_of(request.user).desks("editor")
    context = admin_site.each_context(request) | {
        "title": capfirst(Article._meta.verbose_name_plural),
        "narrowed": narrowed,
        "typed": narrowed.typed,
        "rows": _rows(request.user, narrowed, found.numbers, request.at),
        "page": found,
        "meant": meant,
        "first": narrowed.address(),
        "newer": None if found.newer is None else _neighbour(narrowed, "after", found.newer),
        "older": None if found.older is None else _neighbour(narrowed, "before", found.older),
        "orders": [(order, label) for order, label in order_labels().items()],
        "turned": narrowed.address(order=_turned(narrowed.order)),
        "states": Article.State.choices,
        "kinds": Kind.choices,
        "sections": Section.objects.order_by("position", "pk"),
        "may_add": bool(reach_of(request.user).roles),
        "may_carry": bool(editing),
        "may_share": bool(editing),
        "views": saved_views.tabs(request.user, narrowed),
    }
    return render(request, "admin/articles/list.html", context)


def _opened(request, number):
    """Where the article of that number is opened; another desk's live story, to be carried."""
    if Article.objects.visible_to(request.user).filter(pk=number).exists():
        return reverse("admin:articles_article_change", args=[number])
    if carrying.offered(request.user, number, at=request.at):
        return reverse("admin:articles_article_step", args=[number, "carry"])
    return None


def order_labels():
    """What the orders of the list are called."""
    return {
        "changed": _("Changed, newest first"),
        "changed-oldest": _("Changed, oldest first"),
        "begun": _("Begun, newest first"),
        "begun-oldest": _("Begun, oldest first"),
    }


def _turned(order):
    """The same order the other way round; the order of the changes where it was another."""
    return "changed-oldest" if order.name == "changed" else "changed"


def _neighbour(narrowed, direction, key):
    """The query of the page before or after `key`; the beginning's where the key is empty."""
    return narrowed.address(**{direction: key}) if key else narrowed.address()


def suggested(request):
    """What completes the typing of a desk, a reporter or a topic: JSON, for this viewer alone."""
    found = narrowing.suggestions(
        request.GET.get("what", ""), request.GET.get("typed", ""), request.user, at=request.at
    )
    return JsonResponse({"found": [{"value": value, "label": label} for value, label in found]})
