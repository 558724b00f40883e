"""Believable newspaper text in Indonesian, made of parts: the same for the same seed.

Nobody in it exists. It is text to be searched, listed and measured with, not to be read: words
are as frequent as in a regional newspaper, and every article names its own place and people.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from articles.models.passage import digest_of

PARTS = tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))
FIRST, LAST, TITLES, ROOTS, BRANCHES, DAYS = (
    [" ".join(word.split()) for word in PARTS[name].split("|")]
    for name in ("first", "last", "titles", "roots", "branches", "days")
)
SENTENCES, STANDFIRSTS, SECTIONS = PARTS["sentences"], PARTS["standfirsts"], PARTS["sections"]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, with what the rows of an article need of it, found once for the pool's.

    `place` is where in the pool it is; None where it is one article's own.
    """

    text: str
    words: int
    digest: str
    place: int | None = None

    @classmethod
    def of(cls, text, place=None):
        """Of `text`, with words as articles/html.py counts them where it has no other markup."""
        return cls(text, len(text.split()), digest_of(text).hex(), place)


class Wording:
    """Parts drawn by `random`, an instance of random.Random."""

    def __init__(self, random, *, paragraphs=4000, places=900, people=1800):
        self.random = random
        self.places = [f"{random.choice(ROOTS)} {random.choice(BRANCHES)}" for _ in range(places)]
        self.people = [self.name() for _ in range(people)]
        self.paragraphs = [Paragraph.of(self._paragraph(), place) for place in range(paragraphs)]

    def name(self):
        """Of a person who does not exist."""
        return f"{self.random.choice(FIRST)} {self.random.choice(LAST)}"

    def filled(self, pattern, place=None):
        """A sentence or headline with its gaps filled."""
        random = self.random.random
        return pattern.format(
            place=place or self.places[int(random() * len(self.places))],
            person=self.people[int(random() * len(self.people))],
            title=TITLES[int(random() * len(TITLES))],
            day=DAYS[int(random() * len(DAYS))],
            n=2 + int(random() * 58),
            m=61 + int(random() * 930),
        )

    def _paragraph(self):
        sentences = self.random.sample(SENTENCES, self.random.randint(2, 3))
        return f"<p>{' '.join(self.filled(sentence) for sentence in sentences)}</p>"

    def body(self, place):
        """The paragraphs of a text: a lead of its own, and others of the pool."""
        lead = Paragraph.of(f"<p>{self.filled(self.random.choice(SENTENCES), place)}</p>")
        count = 2 + int(self.random.random() * 3)
        return [lead, *self.random.sample(self.paragraphs, count)]
