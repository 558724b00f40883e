"""Finding: the stories that answer a reader's question, newest or best first, a page at a time.

Two steps. Findable says which versions are worth a look, from its one index; placements then say
what the desk shows at this moment, as on every page. What half of all stories say need not be
looked for in all of them: the newest stretch of the archive is asked first, then longer ones
(stretches.py), and no more of them than are needed.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from articles import search
from articles.models.findable import Findable
from articles.models.placement import Placement
from newsroom.desks.models import Desk
from newsroom.replicas import door

from .frame import placed
from .notices import marked
from .pictures import with_leads
from .stretches import through

# The best are chosen among so many of the newest that have all words above the text, and anywhere;
# when there are enough, no older ones are looked for.
HEADS, POOL, ENOUGH = 100, 150, 30
# Looked at beyond what is needed, for the door lets through nearly all.
SPARE = 10
KEYS = ("first_live_from", "article_id")
# As the one index has them.
INDEXED = {
    "words": "(words || newsroom_stretches(words, first_live_from))",
    "head": "(head || newsroom_stretches(words, first_live_from))",
}


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


def candidates(request, wanted, stretches, *, most, enough=None, **asked):
    """(moment, article, version) of live versions in the order of lists, and whether it is all.

    At most `most`, from the first stretches; from each of the others only where there are fewer
    than `enough` as yet. One query for each of these steps.
    """
    found, is_all = [], True
    for some in (stretches[:2], *([each] for each in stretches[2:])):
        if len(found) >= (enough or most):
            return found, False
        if some:
            rows = _within(request, wanted, some, most=most - len(found), **asked)
            is_all = len(rows) < most - len(found)
            found += rows
    return found, is_all


def _within(request, wanted, stretches, *, question=search.question_of, head=False, beyond=None,
            back=False, most):  # fmt: skip
    """What there is in these stretches.

    `question` makes one of terms and marks. With `head` all terms stand above the text.
    """
    rows = Findable.objects.live(request.at)
    if wanted.since:
        rows = rows.filter(first_live_from__gte=wanted.since)
    if wanted.until:
        rows = rows.filter(first_live_from__lt=wanted.until)
    if beyond is not None:
        rows = rows.filter(_beyond(beyond, back))
    sql, values = rows.values_list(*KEYS, "version_id").query.sql_with_params()
    terms = wanted.looked_for()
    unwanted = [term for term in terms if term.minus]
    order = "ASC" if back else "DESC"
    branches, asked = [], []
    for stretch in stretches:
        keys = [stretch.keys] if stretch.keys else []
        if head:
            above = [term for term in terms if not term.minus]
            branch = _and((sql, values), "head", question, above, keys)
            # What stands above the text is among all words: they are not looked for once more.
            branch = _and(branch, "words", question, unwanted, stretch.marks)
        else:
            branch = _and((sql, values), "words", question, terms, [*stretch.marks, *keys])
        bounds = "".join(f" AND {condition}" for condition, _value in stretch.bounds)
        branches.append(
            f"({branch[0]}{bounds} ORDER BY first_live_from {order}, article_id {order}"
            f" LIMIT {most})"
        )
        asked += [*branch[1], *(value for _condition, value in stretch.bounds)]
    with door.database().cursor() as cursor:
        # Each branch is sorted and read only where those before it had too few.
        cursor.execute(f"SELECT * FROM ({' UNION ALL '.join(branches)}) found LIMIT {most}", asked)
        return cursor.fetchall()


def _and(asked, column, question, terms, marks=()):
    """SQL and parameters of what was `asked`, and that the words of `column` answer these terms.

    An index knows words and not their order: what is said in quotes is looked for word by word, and
    read in the rows that are left. Else each row would be judged by all that the index was asked,
    and to say in which stretch one lies takes long.
    """
    sql, values = asked
    positive = [term for term in terms if not term.minus]
    unwanted = [term for term in terms if term.minus]
    plain = [replace(term, phrase="", word=term.phrase or term.word) for term in positive]
    indexed = question([*plain, *(term for term in unwanted if not term.phrase)], marks)
    if indexed:
        sql, values = f"{sql} AND {INDEXED[column]} @@ ({indexed.sql})", (*values, *indexed.params)
        unwanted = [term for term in unwanted if term.phrase]
    if any(term.phrase for term in positive):
        exact = question(positive)
        sql, values = f"{sql} AND ({column} @@ ({exact.sql})) IS TRUE", (*values, *exact.params)
    if unwanted:
        without = search.any_of(unwanted)
        sql, values = f"{sql} AND NOT {column} @@ ({without.sql})", (*values, *without.params)
    return sql, values


def _beyond(key, back):
    moment, number = key
    side = "gt" if back else "lt"
    return Q(**{f"first_live_from__{side}e": moment}) & (
        Q(**{f"first_live_from__{side}": moment}) | Q(**{f"article_id__{side}": number})
    )


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
        stretches = through(request, wanted, beyond=beyond, back=back)
        rows, is_all = candidates(
            request, wanted, stretches, question=question, beyond=beyond, back=back, most=asked
        )
        placements = shown(request, wanted, [version for *_key, version in rows])
        found += [placements[version] for *_key, version in rows if version in placements]
        if is_all:
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
    stretches, how = through(request, wanted), {"question": question, "enough": ENOUGH}
    rows, is_all = candidates(request, wanted, stretches, most=POOL, **how)
    if not is_all:
        rows += candidates(request, wanted, stretches, most=HEADS, head=True, **how)[0]
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
