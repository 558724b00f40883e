"""What every batch of the rehearsal's articles is made by, whichever process makes it."""

from dataclasses import dataclass, field
from datetime import timedelta

from articles import content

from .photos import Library

YEARS = timedelta(days=3650)


@dataclass
class Plan:
    """What every batch needs: the network, how many articles in all, until when, by which seed."""

    network: object
    wording: object
    number: int
    at: object
    seed: int
    first_ids: dict
    batch: int = 4000
    library: Library = field(default_factory=Library)
    facts: str = field(init=False)
    # What is said of many articles in the same words, by what it is about.
    known: dict = field(default_factory=dict)

    def __post_init__(self):
        self.facts = _facts()

    def batches(self):
        """The number of batches."""
        return -(-self.number // self.batch)

    def second(self, share):
        """When that share of all was begun, in seconds since 1970: more of them lately."""
        first = (self.at - timedelta(hours=6) - YEARS).timestamp()
        return int(first) + int(YEARS.total_seconds() * share**0.8)


def _facts():
    """The facts of a content as articles/content.py keeps them, with gaps for what varies."""
    gaps = ("desk", "kind", "section", "kicker", "dateline", "bylines", "topics", "pictures")
    values = dict.fromkeys(content.FIELDS, "") | {"care": [], "embargo_until": None, "shared": True}
    parts = content.of(values, [], []) | {name: f"<{name}>" for name in gaps}
    pattern = content.passages(parts)[0]
    for name in gaps:
        pattern = pattern.replace(f'"<{name}>"', f"%({name})s")
    return pattern
