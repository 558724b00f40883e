"""Merging two people's changes of the pictures of one text, picture by picture.

The lead is one place; a picture of the gallery is known by its photo. Of one picture that both
changed, caption, credit and alternative text are merged each for itself. What is left contradicts:
the same words changed twice, a picture changed here and taken out there, two leads, two orders.
"""

from .pictures.models.picture import Picture

LEAD, GALLERY = Picture.Place
# Of a picture in a content: its photo and place come before its caption, credit and alternative.
WORDS = 2


def merged(base, theirs, mine):
    """The pictures of both: a list of pictures and of pairs (theirs, mine) that contradict.

    The three are those of contents; each half of a pair is a list of pictures, empty where that
    side took the picture out. None where the two put the gallery in two orders.
    """
    order = _order(*(_numbers(each) for each in (base, theirs, mine)))
    if order is None:
        return None
    leads = (_of_place(each, LEAD) for each in (base, theirs, mine))
    found = _one(*leads)
    rows = [{row[0]: [row] for row in _of_place(each, GALLERY)} for each in (base, theirs, mine)]
    for number in order:
        found += _one(*(each.get(number, []) for each in rows))
    return found


def _of_place(pictures, place):
    return [row for row in pictures if row[1] == place]


def _numbers(pictures):
    return [row[0] for row in _of_place(pictures, GALLERY)]


def _one(base, theirs, mine):
    """One picture of both, each given as a list of one or none: pictures, or a pair."""
    if theirs == mine or mine == base:
        return theirs
    if theirs == base:
        return mine
    if theirs and mine and theirs[0][0] == mine[0][0]:
        # Where the photo came to both anew, nothing was there before: only the empty gives way.
        empty = [*theirs[0][:WORDS], *[""] * len(theirs[0][WORDS:])]
        old = base[0] if base and base[0][0] == theirs[0][0] else empty
        words = [
            stored if typed in (stored, before) else typed if stored == before else None
            for before, stored, typed in zip(old, theirs[0], mine[0], strict=True)
        ]
        if None not in words:
            return [words]
    return [(theirs, mine)]


def _order(base, theirs, mine):
    """The numbers of both in one order, those taken out among them; None where two contradict."""
    known = set(base) & set(theirs) & set(mine)
    before, stored, typed = ([n for n in each if n in known] for each in (base, theirs, mine))
    if typed in (stored, before):
        order, other = list(theirs), mine
    elif stored == before:
        order, other = list(mine), theirs
    else:
        return None
    for numbers in (other, base):
        _put_in(order, numbers)
    return order


def _put_in(order, numbers):
    """Put those of `numbers` that `order` lacks behind the one that they stood behind."""
    after = -1
    for number in numbers:
        if number not in order:
            order.insert(after + 1, number)
        after = order.index(number)
