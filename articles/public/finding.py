"""Finding: the stories that answer a reader's question, newest or best first, a page at a time.

Two steps. Findable says which versions are worth a look, from its one index; placements then say
what the desk shows at this moment, as on every page. What half of all stories say need not be
looked for in all of them: the newest months are asked first, then their years, then the rest, and
Postgres stops as soon as there are enough.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from django.db.models import Exists, OuterRef, Q

from articles import search
from articles.models.findable import Findable
from articles.models.placement import Placement
from newsroom.desks.models import Desk
from newsroom.replicas import door

from .frame import placed
from .notices import marked
from .pictures import with_leads

TABLE = Findable._meta.db_table
# The best are chosen among so many of the newest that have all words above the text, and anywhere.
HEADS, POOL = 100, 150
# Looked at beyond what is needed, for the door lets through nearly all.
SPARE = 10
KEYS = ("first_live_from", "article_id")


@dataclass(frozen=True)
class Wanted:
    """What a reader asks for. `marks` are lists of lexemes of which one is enough."""

    terms: tuple = ()
    # Lexemes that a beginning stands for, by the beginning; one that is not here stays as it is.
    begun: dict = field(default_factory=dict)
    marks: tuple = ()
    since: datetime | None = None
    until: datetime | None = None
    desk: Desk | None = None

    def positive(self):
        """The terms that a story is to have."""
        return [term for term in self.terms if not term.minus]

    def looked_for(self):
        """The terms as the index is asked for them."""
        return [
            replace(term, lexemes=self.begun.get(term.word, ())) if term.word else term
            for term in self.terms
        ]


# --- Which are worth a look ---------------------------------------------------------------------


def candidates(request, wanted, *, question=search.question_of, head=False, beyond=None, back=False,
               most):  # fmt: skip
    """(moment, article, version) of at most `most` versions that are live, in the order of lists.

    `question` makes one of terms and marks. With `head` all terms stand above the text. One query.
    """
    rows = Findable.objects.live(request.at)
    if wanted.since:
        rows = rows.filter(first_live_from__gte=wanted.since)
    if wanted.until:
        rows = rows.filter(first_live_from__lt=wanted.until)
    start = min(filter(None, (request.at, wanted.until)))
    if beyond is not None:
        rows, start = rows.filter(_beyond(beyond, back)), min(start, beyond[0])
    terms = looked_for = wanted.looked_for()
    if head:
        above = question([term for term in terms if not term.minus])
        rows = rows.filter(above.found_in(TABLE, "head"))
        # What stands above the text is among all words: they need not be looked for once more.
        terms = [term for term in terms if term.minus]
    marks = list(wanted.marks)
    if request.desk.parent_id is not None:
        marks.append([f"from:{request.desk.pk}", f"on:{request.desk.pk}"])
    keys = KEYS if back else [f"-{key}" for key in KEYS]
    branches = []
    is_network = request.desk.parent_id is None
    for stretch, condition in _stretches(start.astimezone(UTC), back, is_network):
        required = [*marks, stretch] if stretch else marks
        asked = question(terms, required)
        if asked.excludes_only:
            asked = question(looked_for, required)
        branch = rows.filter(condition, asked.found_in(TABLE)) if asked else rows.filter(condition)
        branch = branch.order_by(*keys)
        branches.append(branch.values_list(*KEYS, "version_id")[:most])
    # Each branch is sorted and read only where those before it had too few.
    return list(branches[0].union(*branches[1:], all=True)[:most])


def _beyond(key, back):
    moment, number = key
    side = "gt" if back else "lt"
    return Q(**{f"first_live_from__{side}e": moment}) & (
        Q(**{f"first_live_from__{side}": moment}) | Q(**{f"article_id__{side}": number})
    )


def _stretches(start, back, is_network):
    """Pairs of marks and a condition: the nearest months from `start` on, two years, the rest.

    A desk's stories are a few of all: its name narrows them down as well as a year does.
    """
    step = 1 if back else -1
    month, year = start.year * 12 + start.month - 1, start.year
    months = range(month, month + step * (2 if is_network else 6), step)
    side = "first_live_from__gte" if back else "first_live_from__lt"
    yield [f"month:{each // 12:04}{each % 12 + 1:02}" for each in months], Q()
    end = months[-1] + 1 if back else months[-1]
    month_end = datetime(end // 12, end % 12 + 1, 1, tzinfo=UTC)
    if not is_network:
        yield None, Q(**{side: month_end})
        return
    yield [f"year:{each:04}" for each in (year, year + step)], Q(**{side: month_end})
    year_end = datetime(year + 2 if back else year - 1, 1, 1, tzinfo=UTC)
    yield None, Q(**{side: year_end})


# --- What the desk shows of them ----------------------------------------------------------------


def shown(request, wanted, versions):
    """The placements of these versions that this desk shows now, ready to print, by version."""
    placements = placed(request, request.desk).filter(version__in=versions)
    if wanted.desk:
        made_there = Placement.objects.filter(
            version=OuterRef("version"),
            desk=wanted.desk,
            kind__in=(Placement.Kind.HOME, Placement.Kind.ROLLED_UP),
            carried_until=None,
        )
        placements = placements.filter(Exists(made_there))
    ready = with_leads(placements.ready_to_print(), at=request.at, desk=request.desk)
    return {placement.version_id: placement for placement in marked(ready, at=request.at)}


def newest(request, wanted, *, question=search.question_of, beyond=None, back=False, most):
    """At most `most` placements, the newest first; with `back`, from `beyond` to newer ones."""
    found, asked = [], most + SPARE
    while len(found) < most:
        rows = candidates(request, wanted, question=question, beyond=beyond, back=back, most=asked)
        placements = shown(request, wanted, [version for *_key, version in rows])
        found += [placements[version] for *_key, version in rows if version in placements]
        if len(rows) < asked:
            break
        beyond, asked = rows[-1][:2], asked * 2
    return found[:most]


# --- The best -----------------------------------------------------------------------------------

# What a story answers better: its headline before its kicker, topics and names, those before its
# text, and of two alike the newer. Nothing in it depends on when it is asked, so that pages of
# results stay apart. A year is worth as much as a word that stands a little nearer.
SCORES = """
SELECT version_id, article_id, (1000000 * (
    CASE WHEN head @@ ({all}) THEN 2 ELSE 0 END
    + CASE WHEN words @@ ({row}) THEN 1 ELSE 0 END
    + 2 * ts_rank('{{0.1, 0.4, 0.7, 1.0}}', head, {any})
    + ts_rank_cd('{{0.1, 0.2, 0.4, 1.0}}', words, {all}, 1)
    + 0.05 * extract(epoch FROM first_live_from) / 31557600
))::bigint AS score
FROM articles_findable WHERE version_id = ANY(%s)
ORDER BY score DESC, article_id DESC
"""


def ranked(request, wanted, *, question=search.question_of):
    """(score, article, version) of the best HEADS + POOL candidates, the best first."""
    rows = candidates(request, wanted, question=question, most=POOL)
    if len(rows) == POOL:
        rows += candidates(request, wanted, question=question, head=True, most=HEADS)
    terms = wanted.positive()
    if not rows or not terms:
        return [(0, article, version) for _moment, article, version in rows]
    everything, anything = question(terms), search.any_of(terms)
    in_a_row = search.in_a_row(terms)
    sql = SCORES.format(all=everything.sql, any=anything.sql, row=in_a_row.sql)
    params = [
        *everything.params, *in_a_row.params, *anything.params, *everything.params,
        list({version for *_key, version in rows}),
    ]  # fmt: skip
    with door.database().cursor() as cursor:
        cursor.execute(sql, params)
        return [(score, article, version) for version, article, score in cursor.fetchall()]


def best(request, wanted, *, question=search.question_of, beyond=None, back=False, most):
    """At most `most` (score, Placement), the best first; with `back`, from `beyond` to better ones.

    `beyond` is a score and the number of an article.
    """
    rows = ranked(request, wanted, question=question)
    if back:
        rows.reverse()
    if beyond is not None:
        rows = [row for row in rows if (row[:2] > beyond if back else row[:2] < beyond)]
    found = []
    for start in range(0, len(rows), most + SPARE):
        some = rows[start : start + most + SPARE]
        placements = shown(request, wanted, [version for *_key, version in some])
        found += [
            (score, placements[version])
            for score, _article, version in some
            if version in placements
        ]
        if len(found) >= most:
            break
    return found[:most]
