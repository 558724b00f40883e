"""Merging two people's changes of one content, and what is left for a person to decide.

Parts that only one of them changed are taken from there, bodies are merged by paragraph, pictures
one by one (gallery.py). What both changed is a Clash, decided by THEIRS, MINE or, between
paragraphs, BOTH.
"""

from dataclasses import dataclass
from hashlib import blake2b

from . import gallery
from .alignment import differences
from .content import PARTS, blocks

THEIRS, MINE, BOTH = "theirs", "mine", "both"


@dataclass(frozen=True)
class Clash:
    """One thing that two people changed differently.

    `part` is one of PARTS; `theirs` and `mine` its two values, of a body the lists of blocks that
    stand at that place, which is paragraph `number` of their body, and of pictures lists of those
    that contradict. `after` is the block before it.
    `key` stays the same for the same two texts, whatever is saved elsewhere in the meantime.
    """

    key: str
    part: str
    theirs: object
    mine: object
    number: int = 0
    after: str = ""
    old: tuple = ()

    @property
    def choices(self):
        """What may be decided."""
        whole = self.part != "body" or not self.theirs or not self.mine
        return (THEIRS, MINE) if whole else (THEIRS, MINE, BOTH)

    def decided(self, choice):
        """What then stands there: a value or, of a body or pictures, a list of them."""
        if choice == BOTH:
            # What neither changed would stand there twice.
            return [*self.theirs, *(each for each in self.mine if each not in self.old)]
        return {THEIRS: self.theirs, MINE: self.mine}[choice]


@dataclass(frozen=True)
class Merge:
    """Both changes in one: the `parts` that are settled, and the others in `pieces` and Clashes.

    `pieces` are the blocks of the body and the pictures, with the Clashes in their places.
    """

    parts: dict
    pieces: dict
    clashes: list

    @property
    def names(self):
        """The parts that are to be decided, each once."""
        return list(dict.fromkeys(clash.part for clash in self.clashes))

    def decided(self, choices):
        """The content once each clash is decided; `choices` are by its key. KeyError lacks one."""
        told = {clash.key: clash.decided(choices[clash.key]) for clash in self.clashes}
        whole = {
            clash.part: told[clash.key] for clash in self.clashes if clash.part not in self.pieces
        }
        lists = {name: [] for name in self.pieces}
        for name, pieces in self.pieces.items():
            for piece in pieces:
                lists[name] += told[piece.key] if isinstance(piece, Clash) else [piece]
        return self.parts | whole | lists | {"body": "".join(lists["body"])}


def merge(base, theirs, mine):
    """Merge two contents that were both made from `base`, which is None where nobody knows it.

    Without it every difference is for a person to decide.
    """
    parts, clashes, pieces, seen = {}, [], {}, {}
    for name in PARTS:
        stored, typed = theirs.get(name), mine.get(name)
        if name == "body":
            pieces[name] = _bodies(base["body"] if base else None, stored, typed, seen)
        elif stored == typed or (base is not None and typed == base.get(name)):
            parts[name] = stored
        elif base is not None and stored == base.get(name):
            parts[name] = typed
        elif name == "pictures":
            pieces[name] = _pictures(base["pictures"] if base else None, stored, typed, seen)
        else:
            clashes.append(Clash(_key(seen, name, stored, typed), name, stored, typed))
        clashes += [piece for piece in pieces.get(name, []) if isinstance(piece, Clash)]
    return Merge(parts, pieces, clashes)


def _pictures(base, theirs, mine, seen):
    """The merged pictures in their order, and a Clash for each that both changed."""
    found = None if base is None else gallery.merged(base, theirs, mine)
    if found is None:
        found = [(theirs, mine)]
    return [
        Clash(_key(seen, "pictures", *each), "pictures", *each) if isinstance(each, tuple) else each
        for each in found
    ]


def _bodies(base, theirs, mine, seen):
    """The merged body: its blocks in order, and a Clash where both changed the same ones."""
    ours = blocks(mine)
    if base is None:
        return _two_ways(blocks(theirs), ours, seen)
    old = blocks(base)
    changes = [(*change, THEIRS) for change in _changes(old, blocks(theirs))]
    changes += [(*change, MINE) for change in _changes(old, ours)]
    changes.sort(key=lambda change: (change[0], change[1], change[3]))
    merged, at, number = [], 0, 1
    for start, end, sides in _regions(changes):
        merged += old[at:start]
        number += start - at
        at = end
        stored = _applied(old, start, end, sides[THEIRS])
        typed = _applied(old, start, end, sides[MINE])
        if not sides[THEIRS] or not sides[MINE] or stored == typed or _in_turn(sides):
            one = _applied(old, start, end, sorted(sides[THEIRS] + sides[MINE], key=_place))
            merged += stored if stored == typed else one
        else:
            merged.append(_clash(seen, stored, typed, number, merged, old[start:end]))
        number += len(stored)
    return merged + old[at:]


def _two_ways(theirs, mine, seen):
    """Both bodies side by side, every difference a Clash."""
    merged, at = [], 0
    for start, end, from_, to in differences(theirs, mine):
        merged += theirs[at:start]
        merged.append(_clash(seen, theirs[start:end], mine[from_:to], start + 1, merged, []))
        at = end
    return merged + theirs[at:]


def _clash(seen, stored, typed, number, before, old):
    after = before[-1] if before and isinstance(before[-1], str) else ""
    key = _key(seen, "body", stored, typed)
    return Clash(key, "body", stored, typed, number, after, tuple(old))


def _key(seen, *said):
    """A short name for a clash, told from that of another with the same texts by its count."""
    key = blake2b(repr(said).encode(), digest_size=8).hexdigest()
    seen[key] = seen.get(key, 0) + 1
    return key if seen[key] == 1 else f"{key}-{seen[key]}"


def _regions(changes):
    """Changes that overlap or touch, together: (start, end, the changes of each side)."""
    found = []
    for change in changes:
        start, end = change[:2]
        if found and (start < found[-1][1] or _touches(found[-1], change)):
            region = found[-1]
        else:
            region = [start, end, {THEIRS: [], MINE: []}]
            found.append(region)
        region[1] = max(region[1], end)
        region[2][change[3]].append(change[:3])
    return found


def _touches(region, change):
    """Whether a change begins where a region ends and one of the two is an insertion there."""
    start, end = change[:2]
    return start == region[1] and (start == end or region[0] == region[1])


def _in_turn(sides):
    """Whether one side only inserted beside paragraphs that the other rewrote one for one.

    Somebody who writes on in the last paragraph, and somebody who adds one below it, do not
    contradict each other. Two insertions at one place do: only a person knows which comes first.
    """
    if len(sides[THEIRS]) != 1 or len(sides[MINE]) != 1:
        return False
    one, other = sides[THEIRS][0], sides[MINE][0]
    added, rewritten = (one, other) if one[0] == one[1] else (other, one)
    return (
        added[0] == added[1]
        and rewritten[1] - rewritten[0] == len(rewritten[2]) > 0
        and added[0] in rewritten[:2]
    )


def _place(change):
    return change[:2]


def _applied(old, start, end, changes):
    """The blocks that stand between `start` and `end` after these changes of one side."""
    found, at = [], start
    for from_, to, new in changes:
        found += old[at:from_] + new
        at = to
    return found + old[at:end]


def _changes(old, new):
    """What turns `old` into `new`: (start, end, the blocks that stand there instead).

    As many blocks as there were before are taken for the same ones, rewritten one by one.
    """
    found = []
    for start, end, from_, to in differences(old, new):
        if end - start == to - from_:
            found += [(start + n, start + n + 1, [new[from_ + n]]) for n in range(end - start)]
        else:
            found.append((start, end, new[from_:to]))
    return found
