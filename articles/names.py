"""Names that one text spells two ways: Sudirman and Soedirman, Asraf and Ashraf.

No list of names is kept. A name is a word with a capital that the same text never writes small;
two of them are taken for one where they sound alike, or differ by a slip of the hand.
"""

import re
from dataclasses import dataclass, field
from itertools import combinations

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
# After one of these a capital says nothing.
OPENERS = ".!?:;…“‘\"'(–—"
# Old and new spelling, and the ways in which Arabic names are written, as one sound; in order.
SOUNDS = (
    ("oe", "u"), ("dj", "j"), ("tj", "c"), ("sj", "s"), ("sy", "s"), ("sh", "s"), ("kh", "h"),
    ("ch", "h"), ("ph", "f"), ("th", "t"), ("dh", "d"), ("gh", "g"), ("bh", "b"), ("v", "f"),
    ("q", "k"), ("z", "s"), ("x", "ks"), ("ie", "i"), ("y", "i"),
)  # fmt: skip
# Shorter words are too often alike by chance.
SOUND_LETTERS, PAIR_LETTERS, SLIP_LETTERS = 4, 5, 6


@dataclass
class _Seen:
    """The words of a text: with a capital, those of them inside a sentence, small, and in pairs."""

    names: dict = field(default_factory=dict)
    inside: set = field(default_factory=set)
    small: set = field(default_factory=set)
    pairs: set = field(default_factory=set)


def spelled_twice(text, *, headline=""):
    """Pairs of spellings in `text` that look like one name, in the order of their appearance.

    Words of the `headline` take part, but one spelling of each pair stands inside a sentence of
    the text: a capital after a full stop, or in a headline, is no sign of a name.
    """
    seen = _Seen()
    for line in text.splitlines():
        _read(line, seen, titles=False)
    _read(headline, seen, titles=True)
    names = [word for word in seen.names if word.lower() not in seen.small]
    found = [
        (one, other)
        for one, other in combinations(names, 2)
        if {one, other} & seen.inside and (_sound_alike(one, other) or _slipped(one, other))
    ]
    singles = set(found)
    known = set(names)
    pairs = sorted(pair for pair in seen.pairs if known.issuperset(pair))
    for one, other in combinations(pairs, 2):
        differing = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
        if len(differing) != 1 or singles & {differing[0], differing[0][::-1]}:
            continue
        # The word they share must itself be a name, and not how a sentence begins.
        if not set(one) & set(other) <= seen.inside:
            continue
        if _one_letter_apart(*differing[0]):
            found.append((" ".join(one), " ".join(other)))
    return found


def _read(line, seen, *, titles):
    """Sort the words of one line into `seen`."""
    before, end = None, 0
    for match in WORD.finditer(line):
        word, gap = match.group(), line[end : match.start()]
        opens = end == 0 or (gap.strip() and gap.strip()[-1] in OPENERS)
        end = match.end()
        if word[0].islower():
            seen.small.add(word.lower())
            before = None
        elif word.isupper() or len(word) < SOUND_LETTERS:
            before = None
        else:
            seen.names.setdefault(word)
            if not opens and not titles:
                seen.inside.add(word)
            if before and gap == " " and not titles:
                seen.pairs.add((before, word))
            before = word


def _sound_alike(one, other):
    return one.lower() != other.lower() and _sound(one) == _sound(other)


def _sound(word):
    """How a name sounds, roughly: what is equal is one name in two spellings."""
    sound = re.sub(r"[^a-z]", "", word.lower())
    for written, heard in SOUNDS:
        sound = sound.replace(written, heard)
    return re.sub(r"(.)\1+", r"\1", sound).removesuffix("h") or word


def _slipped(one, other):
    """Whether a letter inside the longer word is missing, or two neighbours changed places."""
    one, other = sorted((one.lower(), other.lower()), key=len)
    if len(one) < SLIP_LETTERS or one[0] != other[0] or one[-1] != other[-1]:
        return False
    if len(one) == len(other):
        at = next((n for n in range(len(one)) if one[n] != other[n]), len(one))
        return one != other and one[:at] + one[at : at + 2][::-1] + one[at + 2 :] == other
    if len(other) != len(one) + 1:
        return False
    return any(other[:n] + other[n + 1 :] == one for n in range(1, len(other) - 1))


def _one_letter_apart(one, other):
    """Whether two words of one length differ in a single letter."""
    if len(one) != len(other) or len(one) < PAIR_LETTERS:
        return False
    return sum(a != b for a, b in zip(one.lower(), other.lower(), strict=True)) == 1
