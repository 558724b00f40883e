"""A desk's emblem: a woven lozenge in its colour, made from its slug: nobody has to draw it.

Eleven threads by eleven. The outline is every desk's; which crossings inside it show the thread is
its own. It stands on the masthead, beside the desk's name elsewhere, in its icons, and, repeated,
as the band under the masthead.
"""

import hashlib
from functools import lru_cache

SIDE = 11
MIDDLE = SIDE // 2
# The crossings of one eighth inside the outline: the others mirror them.
EIGHTH = [(0, 0), (1, 0), (2, 0), (3, 0), (4, 0), (1, 1), (2, 1), (3, 1), (2, 2)]
# Neither nearly empty nor nearly full: those weave no figure.
FEWEST, MOST = 12, 29


def threads(pattern):
    """The crossings inside the outline that show the thread, as (column, row) from the middle."""
    chosen = [each for place, each in enumerate(EIGHTH) if pattern >> place & 1]
    return {
        (across * x, down * y)
        for one, other in chosen
        for x, y in ((one, other), (other, one))
        for across in (1, -1)
        for down in (1, -1)
    }


PATTERNS = [
    pattern for pattern in range(2 ** len(EIGHTH)) if FEWEST <= len(threads(pattern)) <= MOST
]


def pattern_of(slug):
    """The pattern that the desk with this slug is known by."""
    digest = hashlib.sha256(slug.encode()).digest()
    return PATTERNS[int.from_bytes(digest[:4], "big") % len(PATTERNS)]


@lru_cache(maxsize=1024)
def runs(pattern):
    """The whole figure as runs of cells: a tuple of (column, row, length) from the upper left."""
    inside = threads(pattern)
    found = []
    for row in range(SIDE):
        length = 0
        for column in range(SIDE + 1):
            x, y = column - MIDDLE, row - MIDDLE
            if column < SIDE and ((x, y) in inside or abs(x) + abs(y) == MIDDLE):
                length += 1
            elif length:
                found.append((column - length, row, length))
                length = 0
    return tuple(found)


@lru_cache(maxsize=1024)
def path(pattern):
    """The figure as the data of an SVG path, one unit for a cell."""
    return "".join(
        f"M{column} {row}h{length}v1h-{length}z" for column, row, length in runs(pattern)
    )
