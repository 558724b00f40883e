"""A story as somebody has it: in the printed form, or as it came by mail or chat.

Of any text something is made: what is not understood stays in its paragraphs.
"""

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
    text = CONTROL_CHARACTER.sub("", LINE_BREAKS.sub("\n", text))
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
