"""What an examination is given, and what it finds."""

from dataclasses import dataclass
from datetime import datetime
from functools import wraps

FINE, LOOK, WRONG = "fine", "look", "wrong"


@dataclass(frozen=True)
class Patient:
    """The newsroom at a moment of this machine's clock."""

    at: datetime


@dataclass(frozen=True)
class Finding:
    """One sentence about one thing, and what to do where something is to be done."""

    about: str
    level: str
    sentence: str
    advice: str = ""


def examination(about, *, needs_database=False):
    """Makes an examination of a function that yields levels with a sentence, and advice."""

    def made(function):
        @wraps(function)
        def examine(patient):
            return [Finding(about, *told) for told in function(patient)]

        examine.about, examine.needs_database = about, needs_database
        return examine

    return made


def size(number):
    """A number of bytes as people say it."""
    for unit in ("bytes", "kB", "MB", "GB"):
        if number < 1000:
            return f"{number:.0f} {unit}"
        number /= 1000
    return f"{number:.1f} TB"
