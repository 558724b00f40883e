"""The parts of a working copy as plain data: to be kept, compared, merged and put back.

A content is a dict of FIELDS, with ids for rows and an ISO time (UTC) for the embargo, `bylines` as
[[reporter id, name, role]] in the printed order, `topics` as names, and `pictures` as
[[photo number, place, caption, credit, alternative text]], the lead first; those inside the text
are blocks of the body.
"""

import json
from datetime import UTC
from itertools import groupby
from operator import itemgetter

from .alignment import differences

FIELDS = (
    "desk", "kind", "section", "kicker", "headline", "standfirst", "dateline", "body", "source",
    "language", "care", "embargo_until", "shared",
)  # fmt: skip
PARTS = (*FIELDS, "bylines", "topics", "pictures")
# Kept as passages of their own beside the facts: they change while somebody types.
APART = ("headline", "standfirst")
ENCODED = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
EMPTY_ELEMENTS = {"hr", "img", "source"}


def of(values, bylines, topics, pictures=()):
    """The content of `values` (a dict of FIELDS), `bylines` [(Reporter, role)] and the others."""
    return {name: _plain(values[name]) for name in FIELDS} | {
        "bylines": [[reporter.pk, reporter.name, role] for reporter, role in bylines],
        "topics": list(topics),
        "pictures": [list(picture) for picture in pictures],
    }


def of_article(article):
    """The content of a working copy as the database holds it."""
    bylines = article.bylines.select_related("reporter").order_by("position", "pk")
    return of(
        {name: getattr(article, name) for name in FIELDS},
        [(byline.reporter, byline.role) for byline in bylines],
        article.topic_items.order_by("pk").values_list("tag__name", flat=True),
        pictures_of(article),
    )


def pictures_of(article):
    """The stored pictures beside the text, as a content holds them."""
    if article.pk is None:
        return []
    # The lead comes after the gallery in the alphabet.
    rows = article.pictures.order_by("-place", "position", "pk")
    return [list(row) for row in rows.values_list("photo_id", "place", "caption", "credit", "alt")]


def _plain(value):
    if hasattr(value, "pk"):
        return value.pk
    if hasattr(value, "astimezone"):
        return value.astimezone(UTC).isoformat()
    return value


def passages(parts):
    """A content as a list of texts, of which a later one shares most: `of_passages` undoes it.

    The facts first, then the headline and the standfirst, which change often, then the body's
    blocks.
    """
    facts = {name: value for name, value in parts.items() if name not in (*APART, "body")}
    body = parts["body"]
    paragraphs = blocks(body)
    rest = body[sum(map(len, paragraphs)) :]
    return [
        ENCODED(facts),
        *(parts[name] for name in APART),
        *paragraphs,
        *([rest] if rest else []),
    ]


def of_passages(texts):
    """The content that `passages` took apart."""
    facts, *apart = texts[: 1 + len(APART)]
    return (
        # Before there were pictures, languages and care, nothing was said of them.
        {"pictures": [], "language": "", "care": []}
        | json.loads(facts)
        | dict(zip(APART, apart, strict=True))
        | {"body": "".join(texts[1 + len(APART) :])}
    )


def blocks(body):
    """The paragraphs, subheads, quotes, lists and figures of a sanitised body, one text each."""
    found, depth, start = [], 0, 0
    position = 0
    while True:
        opening = body.find("<", position)
        if opening < 0:
            break
        closing = body.find(">", opening)
        if closing < 0:
            break
        tag = body[opening + 1 : closing].split()[0].strip("/")
        position = closing + 1
        if tag == "br":
            continue
        if tag not in EMPTY_ELEMENTS:
            depth += -1 if body[opening + 1] == "/" else 1
        if depth == 0:
            found.append(body[start:position])
            start = position
    if body[start:].strip():
        found.append(body[start:])
    return found


def words(old, new):
    """The difference of two texts by word: a list of (kind, text), kind "same", "out" or "in".

    Lines that both have are told apart from the others first: a whole text has too many words.
    """
    before, after = (text.splitlines(keepends=True) for text in (old, new))
    found, at = [], 0
    for start, end, from_, to in differences(before, after):
        found += [("same", line) for line in before[at:start]]
        found += _in_words("".join(before[start:end]), "".join(after[from_:to]))
        at = end
    found += [("same", line) for line in before[at:]]
    return [
        (kind, "".join(text for _kind, text in run)) for kind, run in groupby(found, itemgetter(0))
    ]


def _in_words(old, new):
    before, after = _words(old), _words(new)
    found, at = [], 0
    for start, end, from_, to in differences(before, after):
        parts = ("same", before[at:start]), ("out", before[start:end]), ("in", after[from_:to])
        found += [(kind, "".join(part)) for kind, part in parts if part]
        at = end
    rest = "".join(before[at:])
    return [*found, ("same", rest)] if rest else found


def _words(text):
    """Words with the space that follows them; a line break is a word of its own."""
    found, word = [], ""
    for letter in text:
        if letter == "\n":
            found += [word, "\n"] if word else ["\n"]
            word = ""
        elif word and word[-1].isspace() and not letter.isspace():
            found.append(word)
            word = letter
        else:
            word += letter
    return found + [word] if word else found
