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
# Of more spellings of one name nobody wants to hear.
MOST = 20


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
    found = [pair for pair in _alike(names) if set(pair) & seen.inside]
    singles = set(found)
    known = set(names)
    pairs = sorted(pair for pair in seen.pairs if known.issuperset(pair))
    for one, other in _one_letter_apart(pairs):
        differing = next((a, b) for a, b in zip(one, other, strict=True) if a != b)
        if singles & {differing, differing[::-1]}:
            continue
        # The word they share must itself be a name, and not how a sentence begins.
        if set(one) & set(other) <= seen.inside:
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


def _alike(names):
    """The pairs of `names` that sound alike, or of which one is a slip of the hand, in order.

    Found by what they would have in common: a list of those who passed an examination has
    thousands of names, of which no two are compared.
    """
    places = {name: place for place, name in enumerate(names)}
    by_sound, by_letters = {}, {}
    for name in names:
        by_sound.setdefault(_sound(name), []).append(name)
        by_letters.setdefault(name.lower(), []).append(name)
    found = set()
    for group in by_sound.values():
        found.update(
            pair for pair in combinations(group[:MOST], 2) if pair[0].lower() != pair[1].lower()
        )
    for name in names:
        for slip in _slips(name.lower()):
            for other in by_letters.get(slip, ()):
                found.add(tuple(sorted((name, other), key=places.get)))
    return sorted(found, key=lambda pair: (places[pair[0]], places[pair[1]]))


def _sound(word):
    """How a name sounds, roughly: what is equal is one name in two spellings."""
    sound = re.sub(r"[^a-z]", "", word.lower())
    for written, heard in SOUNDS:
        sound = sound.replace(written, heard)
    return re.sub(r"(.)\1+", r"\1", sound).removesuffix("h") or word


def _slips(word):
    """`word` with a letter inside it missing, or two neighbours inside it in each other's place."""
    found = set()
    if len(word) > SLIP_LETTERS:
        found = {word[:n] + word[n + 1 :] for n in range(1, len(word) - 1)}
    if len(word) >= SLIP_LETTERS:
        found |= {word[:n] + word[n : n + 2][::-1] + word[n + 2 :] for n in range(1, len(word) - 2)}
    return found - {word}


def _one_letter_apart(pairs):
    """Those of `pairs` that share a word, while the others differ in one letter, in order."""
    places = {pair: place for place, pair in enumerate(pairs)}
    groups = {}
    for pair in pairs:
        for shared, word in ((0, pair[1]), (1, pair[0])):
            letters = word.lower()
            for n in range(len(word) if len(word) >= PAIR_LETTERS else 0):
                key = (shared, pair[shared], n, letters[:n], letters[n + 1 :])
                groups.setdefault(key, []).append(pair)
    found = set()
    for (shared, _word, n, _before, _after), group in groups.items():
        found.update(
            (one, other)
            for one, other in combinations(group[:MOST], 2)
            if one[1 - shared][n].lower() != other[1 - shared][n].lower()
        )
    return sorted(found, key=lambda pair: (places[pair[0]], places[pair[1]]))
