"""Finding a passage again in a text that was edited since."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from articles import html

# Of the words around it, as many characters decide which of several places is meant.
NEAR = 40
# A longer passage is compared by its words: by its letters it may take seconds.
SHORT = 120


@dataclass(frozen=True)
class Place:
    """What became of a passage: "there", "changed" or "gone"; and its words now."""

    name: str
    words: str = ""

    @property
    def is_gone(self):
        """Whether there is nothing to lead to."""
        return self.name == "gone"


def text_of(article, part):
    """What a reader reads of one part of the working copy."""
    if part == "body":
        return html.text(article.body)
    return getattr(article, part, "") if part else ""


def part_with(article, quote):
    """The part of the working copy in which these words stand; empty where none has them."""
    for part in ("body", "headline", "standfirst"):
        if find(text_of(article, part), quote).name == "there":
            return part
    return ""


def find(text, quote, before="", after=""):
    """Where `quote` stands in `text` now, by its own words or else by those around it."""
    text, quote, before, after = (_plain(each) for each in (text, quote, before, after))
    if not quote:
        return Place("gone")
    places = [found.start() for found in re.finditer(re.escape(quote), text)]
    if places:
        return Place("there", quote)
    between = _between(text, before[-NEAR:], after[:NEAR], len(quote))
    return Place("changed", between) if between and _is_alike(between, quote) else Place("gone")


def _is_alike(now, quote):
    """Whether more than half of both is the same."""
    if len(quote) > SHORT:
        now, quote = now.split(), quote.split()
    likeness = SequenceMatcher(None, now, quote)
    return likeness.quick_ratio() > 0.5 and likeness.ratio() > 0.5


def _between(text, before, after, length):
    """What stands between the words that stood around a passage, if both still do."""
    if len(before) < 8 and len(after) < 8:
        return ""
    start = text.find(before) if before else 0
    if start < 0:
        return ""
    start += len(before)
    end = text.find(after, start) if after else len(text)
    if end < 0 or end - start > 3 * length + 20:
        return ""
    return text[start:end].strip()


def _plain(words):
    """Words in one line, so that a line that breaks elsewhere makes no difference."""
    return re.sub(r"\s+", " ", words).strip()
