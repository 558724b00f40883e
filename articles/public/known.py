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

from django.db.models import BigIntegerField, F, JSONField, Value
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
# The same of what `placements` finds.
SPOT = attrgetter("spot")
# As many stories are kept in a process: three kilobytes each.
KEPT = 5000


class Seen(NamedTuple):
    """What a page asks of a story: the placement, and what of it may be another thing tomorrow.

    `lead` is the number of the picture that may be shown with it now, or None.
    """

    pk: int
    headline: str
    corrected: bool
    lead: int | None


class Spot(NamedTuple):
    """Where a placement stands, in the order of all lists: nothing that ever changes.

    Kept beside it, since Django looks a key up in a row by a function of its own.
    """

    first_live_from: datetime
    article: int
    desk: int
    section: int


SPOT_OF = attrgetter("first_live_from", "article_id", "desk_id", "section_id")


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

    Besides what is Seen there is `said`, by which such rows are told apart.
    """
    return found.values_list(*(said.get(name, nothing) for name, nothing in _NOTHING.items()))


_NOTHING = {
    "pk": Value(0), "headline": Value(""), "corrected": Value(False),
    "lead": Value(None, BigIntegerField()), "said": Cast(Value(None), JSONField()),
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
    """The placements of `stories`, by the Seen (or a tuple of its values) that each of them is.

    They are shared, and not to be changed; each has its `spot`. At most one question. What is gone
    by then is not among them.
    """
    shelf = _shelf(request)
    found = {each: shelf.get(each) for each in stories}
    lacking = [each for each, placement in found.items() if placement is None]
    if lacking:
        rows = WHOLE(request, request.desk, numbers={number for number, *_rest in lacking})
        rows = {row.id: row for row in rows}
        for each in lacking:
            row = rows.get(each[0])
            if row is None:
                del found[each]
                continue
            row.known_by, row.spot = next(_number), Spot._make(SPOT_OF(row))
            # By what it is now: it may have been corrected while it was asked for.
            found[each] = shelf.keep(_seen(row, row.headline), row)
    return found


def under(request, placement, headline):
    """A placement that `placements` found, under another headline."""
    shelf, seen = _shelf(request), _seen(placement, headline)
    found = shelf.get(seen)
    if found is None:
        found = copy.copy(placement)
        found.headline, found.known_by = headline, next(_number)
        shelf.keep(seen, found)
    return found


def _seen(placement, headline):
    return Seen(placement.id, headline, placement.corrected, placement.lead)


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
