"""A story as somebody has it: in the printed form, or as it came by mail or chat.

Of any text something is made: what is not understood stays in its paragraphs.
"""

import re
from dataclasses import dataclass

from .files import CONTROL_CHARACTER, LINE_BREAKS
from .paragraphs import SENTENCE_END, mended, numbered, unwrapped
from .printed import (
    CREDIT_WORDS,
    LONGEST_BYLINE,
    LONGEST_HEADLINE,
    Printed,
    dateline_of,
    names_of,
    parse,
    tidy,
)
from .refused import Refused

# What a chat puts above each message: “[13.09, 20/11/2024] Soni: ”, on a phone “[20/11, 13.09] ”,
# and exported “20/11/24 13.09 - Soni: ”. `static/newsroom/pasting.js` knows the same.
CLOCK = r"\d{1,2}[.:]\d\d(?:[.:]\d\d)?(?:[ \u00a0\u202f]?[AP]M)?"
DAY = r"\d{1,4}[/.-]\d{1,2}(?:[/.-]\d{1,4})?"
MOMENT = rf"(?:{CLOCK},? {DAY}|{DAY},? {CLOCK})"
SAID_BY = re.compile(
    rf"^\u200e?(?:\[{MOMENT}\]|{DAY},? {CLOCK} -) [^:\n]{{1,80}}: \u200e?",
    re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True)
class Story:
    """The parts of a story; `printed` is all of the printed form, where the text has it."""

    headline: str
    reporters: tuple
    dateline: str
    paragraphs: tuple
    printed: Printed | None = None


def read(text):
    """The Story in `text`; None where there is no word in it."""
    text = SAID_BY.sub("", CONTROL_CHARACTER.sub("", LINE_BREAKS.sub("\n", text)))
    try:
        printed = parse(text)
    except Refused:
        return _loosely(text)
    return Story(printed.headline, printed.reporters, printed.dateline, printed.paragraphs, printed)


def _loosely(text):
    """A headline where the first line is none of the sentences, “Oleh: …”, and the paragraphs."""
    lines = numbered(text)
    if not lines:
        return None
    headline, reporters, dateline, texts = "", (), "", []
    first = tidy(lines[0][1]).strip("*_ ")
    if len(lines) > 1 and len(first) <= LONGEST_HEADLINE and not SENTENCE_END.search(first):
        headline = first
        lines = lines[1:]
    credit = tidy(lines[0][1]) if len(lines) > 1 else ""
    if len(credit) <= LONGEST_BYLINE and CREDIT_WORDS.match(credit):
        try:
            reporters = names_of(credit, lines[0][0])
            lines = lines[1:]
        except Refused:
            reporters = ()
    dateline, texts = dateline_of(unwrapped(lines))
    return Story(headline, reporters, dateline, tuple(mended(texts)))
