"""What a drill found, and how it comes from the process of the drill to the table."""

import json
from dataclasses import asdict, dataclass


class Impossible(Exception):
    """This machine cannot hold the drill; the message says what it lacks."""


@dataclass
class Row:
    """What a drill found: one row of the table."""

    harm: str
    confirmed: int = 0
    lost: int = 0
    early: int = 0
    double: int = 0
    asked: int = 0
    unserved: int = 0
    again: int = 0
    notes: str = ""

    def sum(self):
        """What must be zero."""
        return self.lost + self.early + self.double + self.unserved

    def save(self, file):
        """Write it down."""
        file.write_text(json.dumps(asdict(self)))

    @classmethod
    def load(cls, file):
        """What was written down. Raises OSError and ValueError."""
        return cls(**json.loads(file.read_text()))
