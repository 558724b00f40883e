"""Finding: the stories that answer a reader's question, newest or best first, a page at a time.

Two steps. Findable says which versions are worth a look, from its one index; placements then say
what the desk shows at this moment, as on every page. What half of all stories say need not be
looked for in all of them: the newest stretch of the archive is asked first, then longer ones
(stretches.py), and no more of them than are needed.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache

from django.db.models import Exists, F, OuterRef

from articles import search
from articles.models.findable import Findable
from articles.models.placement import Placement
from newsroom.desks.models import Desk
from newsroom.replicas import door

from .asked import OneOf, Question
from .notices import marked
from .pictures import with_leads
from .stretches import LONGER, joined, through

# The best are chosen among so many of the newest that have all words above the text, and anywhere;
# when there are enough, no older ones are looked for.
HEADS, POOL, ENOUGH = 100, 150, 30
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


def candidates(request, wanted, stretches, *, most, enough=None, at_once=2, **asked):
    """(moment, article, version) of live versions in the order of lists, and the stretches left.

    With `rated` (see `_rating`) each also says whether all words are above its text, and its score.

    At most `most`, from the first stretches, so many `at_once`; from each beyond the first only
    where there are fewer than `enough` as yet. One query for each of these steps. Where the next
    stretch would not hold enough either, if stories lie there as thickly, it is looked through with
    all the others. Left are those stretches in which there may be more.
    """
    found, enough = [], most if enough is None else enough
    near, far = stretches[:at_once], stretches[at_once:]
    while near:
        missing = enough - len(found)
        gate = missing if 0 < missing < most - len(found) else None
        rows = _within(request, wanted, near, most=most - len(found), gate=gate, **asked)
        found += rows
        if len(found) == most:
            return found, near + far
        if len(found) >= enough:
            is_shut = gate and sum(near[0].holds(row[0]) for row in rows) >= gate
            return found, near[1:] + far if is_shut else far
        if _is_thin(len(found), enough):
            far = joined(far)
        near, far = far[:1], far[1:]
    return found, far


def _is_thin(number, enough):
    """Whether the next stretch would not hold enough, of which so many lie in those before it."""
    return number * LONGER < enough


def _within(request, wanted, stretches, *, but_one=False, rated=None, head=False, beyond=None,
            back=False, most, gate):  # fmt: skip
    """What there is in these stretches: in the second only where the first has less than `gate`.

    With `but_one` any one of the terms may be missing, with `head` all stand above the text.
    """
    sql, moments = _live(rated is not None)
    bounds = [("first_live_from >= %s", wanted.since), ("first_live_from < %s", wanted.until)]
    bounds = [bound for bound in bounds if bound[1]]
    if beyond is not None:
        # Two rows are compared by the first column in which they differ.
        side = ">" if back else "<"
        bounds.append((f"(first_live_from, article_id) {side} %s", tuple(beyond)))
    sql = " AND ".join([sql, *(condition for condition, _value in bounds)])
    values = [request.at] * moments + [value for _condition, value in bounds]
    terms = wanted.looked_for()
    order = "ASC" if back else "DESC"
    branches, asked = [], []
    for stretch in stretches:
        branch = [sql, *(condition for condition, _value in stretch.bounds)]
        asked += [*values, *(value for _condition, value in stretch.bounds)]
        for condition, params in _conditions(terms, stretch, but_one=but_one, head=head):
            branch.append(condition)
            asked += params
        branches.append(
            f"({' AND '.join(branch)} ORDER BY first_live_from {order}, article_id {order}"
            f" LIMIT {most})"
        )
    # Each branch is sorted and read only where the one before it had too few.
    steps = []
    if len(branches) > 1 and gate:
        first, other = branches
        steps = [f"nearest AS MATERIALIZED {first}"]
        is_open = f"(SELECT count(*) FROM nearest) < {gate}"
        branches = ["SELECT * FROM nearest", f"SELECT * FROM {other} further WHERE {is_open}"]
    sql = f"SELECT * FROM ({' UNION ALL '.join(branches)}) found LIMIT {most}"
    if rated is not None:
        scores, params = rated
        steps, sql, asked = [*steps, f"found AS MATERIALIZED ({sql})"], scores, [*asked, *params]
    if steps:
        sql = f"WITH {', '.join(steps)} {sql}"
    with door.database().cursor() as cursor:
        cursor.execute(sql, asked)
        return cursor.fetchall()


def _conditions(terms, stretch, *, but_one, head):
    """Conditions in SQL, with their parameters, that a story of the stretch answers these terms.

    The stretch, each mark and each term are asked for apart, in this order: the index then goes
    from story to story that has them all. Asked for as one it weighs every part for each story of
    the stretch, which takes up to four times as long.

    What is unwanted is read in the rows that are left: the index would look it up for each.
    """
    column = "head" if head else "words"
    positive = [term for term in terms if not term.minus]
    unwanted = [term for term in terms if term.minus]
    for mark in [stretch.keys, *stretch.marks] if stretch.keys else stretch.marks:
        yield _answered("words", search.question_of([], [mark]))
    if positive:
        for part in [positive] if but_one else [[term] for term in positive]:
            yield _answered(column, search.question_of(part, but_one=but_one))
    if unwanted:
        without = search.any_of(unwanted)
        yield f"NOT words @@ ({without.sql})", without.params


def _answered(column, question):
    return f"{column} @@ ({question.sql})", question.params


@cache
def _live(with_words):
    """The question for live versions in SQL, and how often it names the moment: written once."""
    columns = [*KEYS, "version_id", *(("head", "words") if with_words else ())]
    rows = Findable.objects.live(datetime(2001, 1, 1, tzinfo=UTC)).values_list(*columns)
    sql, moments = rows.query.sql_with_params()
    return sql, len(moments)


# --- What the desk shows of them ----------------------------------------------------------------


def _shown(visible, desk, *, at, versions, made_at):
    placements = visible.on(desk).filter(OneOf(F("version"), versions))
    if made_at is not None:
        made_there = Placement.objects.filter(
            version=OuterRef("version"),
            desk=made_at,
            kind__in=(Placement.Kind.HOME, Placement.Kind.ROLLED_UP),
            carried_until=None,
        )
        placements = placements.filter(Exists(made_there))
    return with_leads(marked(placements.for_cards(), at=at), at=at, desk=desk)


SHOWN = Question(_shown)


def shown(request, wanted, versions):
    """The placements of these versions that this desk shows now, ready to print, by version."""
    if not versions:
        return {}
    made_at = wanted.desk and wanted.desk.pk
    found = SHOWN(request, request.desk, versions=set(versions), made_at=made_at)
    return {placement.version_id: placement for placement in found}


def newest(request, wanted, *, beyond=None, back=False, most):
    """At most `most` placements, the newest first; with `back`, from `beyond` to newer ones."""
    found, asked = [], most + SPARE
    while len(found) < most:
        stretches = through(request, wanted, beyond=beyond, back=back)
        rows, left = candidates(request, wanted, stretches, beyond=beyond, back=back, most=asked)
        placements = shown(request, wanted, [version for *_key, version in rows])
        found += [placements[version] for *_key, version in rows if version in placements]
        if not left:
            break
        beyond, asked = rows[-1][:2], asked * 2
    return found[:most]


# --- The best -----------------------------------------------------------------------------------

# What a story answers better: its headline before its kicker, topics and names, those before its
# text, and of two alike the newer. Nothing in it depends on when it is asked, so that pages of
# results stay apart. A year is worth as much as a word that stands a little nearer.
SCORES = """
SELECT first_live_from, article_id, version_id, above, (1000000 * (
    CASE WHEN above THEN 2 ELSE 0 END
    + CASE WHEN words @@ ({row}) THEN 1 ELSE 0 END
    + 2 * ts_rank('{{0.1, 0.4, 0.7, 1.0}}', head, {any})
    + ts_rank_cd('{{0.1, 0.2, 0.4, 1.0}}', words, {all}, 1)
    + 0.05 * extract(epoch FROM first_live_from) / 31557600
))::bigint
FROM (SELECT *, head @@ ({all}) AS above FROM found OFFSET 0) rated
"""


def _rating(terms, but_one):
    """SCORES of what answers these terms, and its parameters."""
    everything = search.question_of(terms, but_one=but_one)
    anything, row = search.any_of(terms), search.in_a_row(terms)
    return (
        SCORES.format(all=everything.sql, any=anything.sql, row=row.sql),
        [*row.params, *anything.params, *everything.params, *everything.params],
    )


def ranked(request, wanted, *, but_one=False):
    """(score, article, version) of the best HEADS + POOL candidates, the best first."""
    stretches, terms = through(request, wanted), wanted.positive()
    how = {"but_one": but_one, "rated": _rating(terms, but_one) if terms else None}
    rows, left = candidates(request, wanted, stretches, most=POOL, enough=ENOUGH, **how)
    if not terms:
        return [(0, article, version) for _moment, article, version in rows]
    # The newest with all words above the text are among the newest that have them at all: of what
    # was looked through to its end all of them, else those up to its last.
    is_whole = len(rows) < POOL
    above = sum(is_above for *_row, is_above, _score in rows)
    if left and above < (ENOUGH if is_whole else HEADS):
        if not is_whole:
            how["beyond"] = min(rows)[:2]
        if _is_thin(above, ENOUGH) if is_whole else not above:
            # Of what few have at all, or none of many above, fewer have it there: one look at all.
            left = joined(left)
        how |= {"head": True, "most": HEADS - above, "enough": ENOUGH - above}
        rows += candidates(request, wanted, left, at_once=1 if is_whole else 2, **how)[0]
    found = {(score, article, version) for _moment, article, version, _is_above, score in rows}
    return sorted(found, reverse=True)


def best(request, wanted, *, but_one=False, beyond=None, back=False, most):
    """At most `most` (score, Placement), the best first; with `back`, from `beyond` to better ones.

    `beyond` is a score and the number of an article.
    """
    rows = ranked(request, wanted, but_one=but_one)
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
