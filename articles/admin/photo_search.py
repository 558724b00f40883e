"""Finding photos: what an address asks for, narrowed to what the viewer sees, and paged by key.

A page is found by the number of its neighbour and never by counting from the beginning, so that
it costs the same wherever it lies.
"""

import re
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.db.models import BooleanField, F, Max, Q
from django.db.models.expressions import RawSQL
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import search
from newsroom.photos.models import Photo
from newsroom.photos.models.photo import grounds_to_see
from newsroom.photos.models.terms import Standing, in_term
from newsroom.reporters.reach import reach_of

from .narrowing import LONGEST, at_desk, between_days

NAMES = ("q", "whose", "desk", "by", "keyword", "from", "to", "shape", "rights", "for")
SIZE = 48
# Photos are counted up to here and no further, and what a search finds up to there.
COUNTED, COUNTED_WORDS = 1000, 200
TABLE = Photo._meta.db_table
WHOSE = {
    "mine": gettext_lazy("Brought by you"),
    "own": gettext_lazy("Of your desks"),
    "shared": gettext_lazy("Shared by other desks"),
}
SHAPES = {
    "wide": gettext_lazy("Wide"),
    "tall": gettext_lazy("Tall"),
    "square": gettext_lazy("Square"),
}
RIGHTS = {
    "now": gettext_lazy("Usable now"),
    Standing.ENDING: gettext_lazy("Term ends within 30 days"),
    Standing.AHEAD: gettext_lazy("Not yet usable"),
    Standing.ENDED: gettext_lazy("Term ended"),
    Standing.INCOMPLETE: gettext_lazy("Incomplete"),
    Standing.TAKEN_DOWN: gettext_lazy("Taken down"),
}
# Where the stretches of a search end, in numbers counted back from where it begins.
STRETCHES = (20_000, 120_000)


@dataclass
class Asked:
    """What an address asks for: `typed` as it stands there, and what is made of it."""

    typed: dict
    condition: Q
    words: list
    problems: list = field(default_factory=list)
    standing: str = ""
    # To choose from for a story: what may not be shown any more is left out.
    is_choosing: bool = False
    for_desk: object = None

    def __bool__(self):
        """Whether anything is left out."""
        return any(self.typed.values())

    def address(self, **changes):
        """The query of this library, with `changes`; the empty parts are left away."""
        parts = self.typed | changes
        return urlencode({name: parts[name] for name in (*NAMES, *changes) if parts.get(name)})


@dataclass
class Page:
    """The photos of one page, and the keys of its neighbours (None: there is none)."""

    photos: list
    newer: str | None = None
    older: str | None = None
    # How many there are in all, where the page is the first, and whether there are more.
    count: int | None = None
    is_capped: bool = False


def asked(query, user, zone):
    """What `query` (request.GET) asks for; days begin and end in `zone`."""
    typed = {name: query.get(name, "").replace("\0", "").strip()[:LONGEST] for name in NAMES}
    problems, words, condition = [], [], Q()
    for name, choices in (("whose", WHOSE), ("shape", SHAPES), ("rights", RIGHTS)):
        if typed[name] and typed[name] not in choices:
            problems.append(_("There is no such choice: “%(typed)s”.") % {"typed": typed[name]})
            typed[name] = ""
    if typed["shape"]:
        condition &= Q(shape=typed["shape"])
    if typed["whose"] == "mine":
        condition &= Q(uploaded_by=user)
    elif typed["whose"] == "own":
        condition &= Q(desk_id__in=reach_of(user).desks("reporter"))
    elif typed["whose"] == "shared":
        condition &= Q(shared=True) & ~Q(desk_id__in=reach_of(user).desks("reporter"))
    condition &= at_desk(typed, user, problems)
    condition &= between_days(typed, zone, problems, "uploaded_at")
    question = search.asked(typed["q"])
    if question.excludes_only:
        problems.append(_("Add a word to look for: a search cannot only leave out."))
    if question:
        words.append(question.found_in(TABLE))
    if typed["by"]:
        words.append(_marked(_names(typed["by"])))
    if typed["keyword"]:
        words.append(_marked(_quoted(f"key:{typed['keyword'].lower()}")))
    return Asked(typed, condition, [each for each in words if each], problems, typed["rights"])


def _names(text):
    """The marks of the words of a name; the last word may be begun only: it is being typed."""
    names = re.findall(r"\w+", text.lower())[: search.PARTS]
    marks = [_quoted(f"by:{name}") for name in names]
    if names and len(names[-1]) >= search.SHORTEST_BEGINNING:
        marks[-1] += ":*"
    return " & ".join(marks)


def _quoted(mark):
    """A mark as a question has it: it holds a colon."""
    return "'" + mark.replace("\\", "\\\\").replace("'", "''") + "'"


def _marked(question):
    """The condition that a photo carries the marks (migration 0005); None where none is asked."""
    if not question:
        return None
    sql = f'"{TABLE}"."words" @@ %s::tsquery'
    return RawSQL(sql, [question], output_field=BooleanField())


def page_of(user, wanted, query, *, at, size):
    """The Page of `size` photos that `query` (before=number, after=number or neither) asks for.

    None where the way back has reached the beginning: its address is the library's own. Raises
    Http404 for a key that is none.
    """
    if wanted.problems:
        return Page([], count=0)
    if "after" in query:
        found = _found(user, wanted, at=at, most=size + 1, after=_number(query["after"]))
        if len(found) <= size:
            return None
        found = found[:size][::-1]
        return Page(_photos(found), str(found[0]), str(found[-1]))
    if "before" in query:
        found = _found(user, wanted, at=at, most=size + 1, before=_number(query["before"]))
        newer = str(found[0]) if found else ""
        return Page(_photos(found[:size]), newer, _next(found, size))
    counted = COUNTED_WORDS if wanted.words else COUNTED
    found = _found(user, wanted, at=at, most=counted + 1)
    older = _next(found, size)
    return Page(_photos(found[:size]), None, older, min(len(found), counted), len(found) > counted)


def _number(text):
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Http404(_("There is no such page of this list."))
    return int(text)


def _next(found, size):
    return str(found[size - 1]) if len(found) > size else None


def _found(user, wanted, *, at, most, before=None, after=None):
    """Numbers of what `user` sees of it, the newest first (those `after` one: the oldest first).

    Each ground to see something is asked for alone, in the order of the page, and their answers
    are merged. Words are looked for in stretches of numbers, the newest first, until there are
    enough: what most photos say need not be looked for in all of them.
    """
    back = after is not None
    photos = Photo.objects.filter(wanted.condition)
    if back:
        photos = photos.filter(number__gt=after)
    elif before is not None:
        photos = photos.filter(number__lt=before)
    if wanted.standing == "now":
        photos = photos.ready().filter(in_term(at))
    elif wanted.standing:
        photos = photos.standing(wanted.standing, at)
    if wanted.is_choosing:
        photos = photos.filter(usable_until__gt=at, taken_down_at=None)
    if wanted.for_desk is not None:
        photos = photos.allowed_at(wanted.for_desk)
    branches = [photos.filter(ground) for ground in grounds_to_see(user).values()]
    if not wanted.words:
        return _merged(branches, "number" if back else "-number", most, back)
    # Sorted by something that no index is of: it is the words' index that has to be used.
    order = F("number") + 0
    branches = [branch.filter(*wanted.words) for branch in branches]
    found = []
    for stretch in _stretches(back, before):
        narrowed = [branch.filter(stretch) for branch in branches]
        found += _merged(narrowed, order.asc() if back else order.desc(), most - len(found), back)
        if len(found) >= most:
            break
    return found


def _merged(branches, order, most, back):
    """The first `most` of all branches together: one query."""
    branches = [branch.order_by(order).values_list("number")[:most] for branch in branches]
    rows = branches[0] if len(branches) == 1 else branches[0].union(*branches[1:], all=True)
    return sorted({number for (number,) in rows}, reverse=not back)[:most]


def _stretches(back, before):
    """Conditions that part the numbers into stretches, in the order of the page."""
    if back:
        yield Q()
        return
    upper = before or (Photo.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    for step in STRETCHES:
        lower = upper - step
        yield Q(number__lt=upper, number__gte=lower)
        upper = lower
        if upper <= 0:
            return
    yield Q(number__lt=upper)


def _photos(numbers):
    """These photos in this order, with what a card prints."""
    found = Photo.objects.select_related("desk").in_bulk(numbers)
    return [found[number] for number in numbers if number in found]
