"""Believable newspaper text in Indonesian, made of parts: the same for the same seed.

Nobody in it exists. It is text to be searched, listed and measured with, not to be read: words
are as frequent as in a regional newspaper, and every article names its own place and people.
"""

import tomllib
from pathlib import Path
from string import Formatter
from typing import NamedTuple

from articles.models.passage import digest_of

PARTS = tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))
FIRST, LAST, TITLES, ROOTS, BRANCHES, DAYS = (
    [" ".join(word.split()) for word in PARTS[name].split("|")]
    for name in ("first", "last", "titles", "roots", "branches", "days")
)
SENTENCES, STANDFIRSTS, SECTIONS = PARTS["sentences"], PARTS["standfirsts"], PARTS["sections"]


def written_digest(text):
    """That of a passage, as COPY reads it."""
    return f"\\\\x{digest_of(text).hex()}"


class Paragraph(NamedTuple):
    """A paragraph, with what the rows of an article need of it, found once for the pool's.

    `digest` is that of a passage as COPY reads it; `place` is where in the pool it is, None where
    it is one article's own.
    """

    text: str
    words: int
    digest: str
    place: int | None = None

    @classmethod
    def of(cls, text, place=None):
        """Of `text`, with words as articles/html.py counts them where it has no other markup."""
        return cls(text, len(text.split()), written_digest(text), place)


class Wording:
    """Parts drawn by `random`, an instance of random.Random."""

    def __init__(self, random, *, paragraphs=4000, places=900, people=1800):
        self.random = random
        self.patterns = {}
        self.places = [f"{random.choice(ROOTS)} {random.choice(BRANCHES)}" for _ in range(places)]
        self.people = [self.name() for _ in range(people)]
        self.things = {"place": self.places, "person": self.people, "title": TITLES, "day": DAYS}
        pool = {}
        while len(pool) < paragraphs:
            pool[self._paragraph()] = None
        self.paragraphs = [Paragraph.of(text, place) for place, text in enumerate(pool)]

    def name(self):
        """Of a person who does not exist."""
        return f"{self.random.choice(FIRST)} {self.random.choice(LAST)}"

    def filled(self, pattern, place=None):
        """A sentence or headline with its gaps filled."""
        if pattern not in self.patterns:
            parts = list(Formatter().parse(pattern))
            literal = "".join(text + ("%s" if gap else "") for text, gap, _spec, _to in parts)
            gaps = [gap for _text, gap, _spec, _to in parts if gap]
            self.patterns[pattern] = literal, gaps
        literal, gaps = self.patterns[pattern]
        return literal % tuple([self._drawn(gap, place) for gap in gaps])

    def _drawn(self, gap, place):
        chance = self.random.random()
        if gap == "n":
            return 2 + int(chance * 58)
        if gap == "m":
            return 61 + int(chance * 930)
        if gap == "place" and place:
            return place
        things = self.things[gap]
        return things[int(chance * len(things))]

    def _paragraph(self):
        sentences = self.random.sample(SENTENCES, self.random.randint(2, 3))
        return f"<p>{' '.join(self.filled(sentence) for sentence in sentences)}</p>"

    def body(self, place):
        """The paragraphs of a text: a lead of its own, and others of the pool."""
        chance = self.random.random
        lead = Paragraph.of(
            f"<p>{self.filled(SENTENCES[int(chance() * len(SENTENCES))], place)}</p>"
        )
        found, count = {}, 2 + int(chance() * 3)
        while len(found) < count:
            number = int(chance() * len(self.paragraphs))
            found[number] = self.paragraphs[number]
        return [lead, *found.values()]
