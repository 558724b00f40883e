"""What two lists have in common, in order: the longest common subsequence.

difflib takes the square of many equal elements, and of some lists the cube: two texts of a few
thousand equal paragraphs held a processor for minutes. Here a row of the table of common lengths
is one integer, a bit for each element of the other list (Crochemore et al., 2001; Hyyrö, 2004),
so that a row costs a few operations.
"""

# Elements of one list times those of the other: what parts two lists in the middle may hold. Past
# this all of it counts as changed, as nobody could tell what stayed.
MOST = 100_000_000


def differences(old, new):
    """How `new` is made of `old`: (old start, old end, new start, new end), in order.

    Everything between them is the same in both.
    """
    at, from_, found = 0, 0, []
    for start, other in [*_common(old, new), (len(old), len(new))]:
        if (at, from_) != (start, other):
            found.append((at, start, from_, other))
        at, from_ = start + 1, other + 1
    return found


def _common(old, new):
    """The places (in `old`, in `new`) of what stands in both, in order."""
    most = min(len(old), len(new))
    head = next((n for n in range(most) if old[n] != new[n]), most)
    most -= head
    tail = next((n for n in range(most) if old[-1 - n] != new[-1 - n]), most)
    middle = _longest(old[head : len(old) - tail], new[head : len(new) - tail])
    return [
        *((n, n) for n in range(head)),
        *((head + one, head + other) for one, other in middle),
        *((len(old) - n, len(new) - n) for n in range(tail, 0, -1)),
    ]


def _longest(old, new):
    """The places of a longest common subsequence of two lists; none where they are too long."""
    if len(old) * len(new) > MOST:
        return []
    places = {}
    for number, each in enumerate(old):
        places[each] = places.get(each, 0) | 1 << number
    # A bit is 0 where the common length grows with that element of `old`.
    every = (1 << len(old)) - 1
    row, rows = every, []
    for each in new:
        grows = row & places.get(each, 0)
        row = (row + grows | row - grows) & every
        rows.append(row)
    found, at, from_ = [], len(old), len(new)
    while at and from_:
        bit = 1 << at - 1
        if rows[from_ - 1] & bit:
            at -= 1
            continue
        from_ -= 1
        if not from_ or rows[from_ - 1] & bit:
            at -= 1
            found.append((at, from_))
    return found[::-1]
