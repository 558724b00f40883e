"""Stories on readers' pages, asked for by number: whole rows only of those that are not known yet.

A version, its pictures and a placement never change but for the placement's own headline. So every
page asks which stories stand on it, and of each what may be another thing tomorrow; the rest of a
row is read once and kept by all of that. Nothing here says whether a story is live: it is asked for
because a question just said so.
"""

import copy
from datetime import datetime
from itertools import count
from operator import attrgetter
from typing import NamedTuple

from django.db.models import BigIntegerField, DateTimeField, F, JSONField, Value
from django.db.models.functions import Cast

from articles.models.placement import Placement
from newsroom.desks.hosts import host_map

from .asked import OneOf, Question
from .frame import section_map
from .made import Parts
from .notices import marked
from .pictures import with_lead_numbers, with_leads

# The place of a story in lists, the newest being the greatest.
KEY = attrgetter("first_live_from", "article_id")
# As many stories are kept in a process: three kilobytes each.
KEPT = 5000


class Seen(NamedTuple):
    """What a page asks of a story: where it is placed, and what may have changed since.

    `lead` is the number of the picture that may be shown with it now, or None.
    """

    pk: int
    article_id: int
    desk_id: int
    section_id: int
    headline: str
    first_live_from: datetime
    corrected: bool
    lead: int | None


def numbers(wanted, *, at, desk):
    """The placements with these ids as values of Seen: `wanted` are querysets of ids."""
    return seen(Placement.objects.filter(pk__in=together(wanted)), at=at, desk=desk)


def seen(placements, *, at, desk):
    """These placements as values of Seen."""
    return _told(placements, at=at, desk=desk).values_list(*Seen._fields)


def together(wanted):
    """The rows of all these querysets, of which there is one at least, as one queryset."""
    first, *others = wanted
    return first.union(*others, all=True) if others else first


def of_stories(found):
    """What `numbers` or `seen` found, as rows that may stand above others (see `rows`)."""
    return rows(found, **{name: F(name) for name in Seen._fields})


def rows(found, **said):
    """The rows of `found` for a union with stories: these values, and nothing for the others.

    Besides what is Seen there are `place`, `said` and `story`, by which such rows are told apart.
    """
    return found.values_list(*(said.get(name, nothing) for name, nothing in _NOTHING.items()))


_NOTHING = {
    "pk": Value(0), "article_id": Value(0), "desk_id": Value(0), "section_id": Value(0),
    "headline": Value(""), "first_live_from": Value(None, DateTimeField()),
    "corrected": Value(False), "lead": Value(None, BigIntegerField()), "place": Value(0),
    "said": Cast(Value(None), JSONField()), "story": Cast(Value(None), JSONField()),
}  # fmt: skip


def _told(placements, *, at, desk):
    return with_lead_numbers(marked(placements, at=at), at=at, desk=desk)


def _whole(visible, desk, *, at, numbers):
    found = visible.filter(OneOf(F("pk"), numbers)).for_cards()
    return with_leads(_told(found, at=at, desk=desk), at=at, desk=desk)


WHOLE = Question(_whole)
# Stories by the desks and sections that they were read with.
_shelves = {}
_number = count(1)


def placements(request, stories):
    """The placements of `stories`, by the Seen that each of them is.

    They are shared, and not to be changed. At most one question. What is gone by then is not among
    them.
    """
    shelf = _shelf(request)
    found = {each: shelf.get(each) for each in stories}
    lacking = [each for each, placement in found.items() if placement is None]
    if lacking:
        rows = WHOLE(request, request.desk, numbers={each.pk for each in lacking})
        rows = {row.pk: row for row in rows}
        for each in lacking:
            row = rows.get(each.pk)
            if row is None:
                del found[each]
                continue
            found[each] = placement = _under(row, each.headline)
            # It may have been corrected while it was asked for.
            now = each._replace(corrected=row.corrected, lead=row.lead)
            shelf.keep(now, placement)
    return found


def _under(row, headline):
    """The placement under this headline: `row` itself, or another one beside it."""
    placement = row if row.headline == headline else copy.copy(row)
    placement.headline = headline
    placement.__dict__.setdefault("known_by", next(_number))
    return placement


def _shelf(request):
    """What is known now; nothing to a stand-in for a reader, whose rows need not be saved."""
    if hasattr(request, "placements"):
        return Parts()
    around = host_map.tree(), section_map.number()
    shelf = _shelves.get(around)
    if shelf is None:
        _shelves.clear()
        shelf = _shelves[around] = Parts(KEPT)
    return shelf
