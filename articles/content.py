"""The parts of a working copy as plain data: to be kept, compared, merged and put back.

A content is a dict of FIELDS, with ids for rows and an ISO time (UTC) for the embargo, `bylines` as
[[reporter id, name, role]] in the printed order, and `topics` as names.
"""

from datetime import UTC
from difflib import SequenceMatcher

FIELDS = (
    "desk", "kind", "section", "kicker", "headline", "standfirst", "dateline", "body", "source",
    "embargo_until", "shared",
)  # fmt: skip
PARTS = (*FIELDS, "bylines", "topics")


def of(values, bylines, topics):
    """The content of `values` (a dict of FIELDS), `bylines` [(Reporter, role)] and `topics`."""
    return {name: _plain(values[name]) for name in FIELDS} | {
        "bylines": [[reporter.pk, reporter.name, role] for reporter, role in bylines],
        "topics": list(topics),
    }


def of_article(article):
    """The content of a working copy as the database holds it."""
    bylines = article.bylines.select_related("reporter").order_by("position", "pk")
    return of(
        {name: getattr(article, name) for name in FIELDS},
        [(byline.reporter, byline.role) for byline in bylines],
        article.topic_items.order_by("pk").values_list("tag__name", flat=True),
    )


def _plain(value):
    if hasattr(value, "pk"):
        return value.pk
    if hasattr(value, "astimezone"):
        return value.astimezone(UTC).isoformat()
    return value


def merge(base, theirs, mine):
    """Both changes of `base` in one content: (merged, names of the parts that contradict).

    A part that only one changed is taken from there. Bodies that both changed are merged by
    paragraph; where they contradict, or in any other part that both changed, `mine` stands in the
    merged content and the part is named.
    """
    merged, clashes = {}, []
    for name in PARTS:
        old, stored, typed = base[name], theirs[name], mine[name]
        if stored in (old, typed):
            merged[name] = typed
        elif typed == old:
            merged[name] = stored
        elif name == "body" and (body := merge_bodies(old, stored, typed)) is not None:
            merged[name] = body
        else:
            merged[name] = typed
            clashes.append(name)
    return merged, clashes


def blocks(body):
    """The paragraphs, subheads, quotes and lists of a sanitised body, one text each."""
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
        depth += -1 if body[opening + 1] == "/" else 1
        if depth == 0:
            found.append(body[start:position])
            start = position
    if body[start:].strip():
        found.append(body[start:])
    return found


def merge_bodies(base, theirs, mine):
    """Both bodies' changes of `base`, by paragraph; None where they changed the same one.

    Two insertions at the same place contradict each other too: nobody but a person knows which
    comes first.
    """
    old = blocks(base)
    merged, at = [], 0
    changes = sorted(
        [(*change, "theirs") for change in _changes(old, blocks(theirs))]
        + [(*change, "mine") for change in _changes(old, blocks(mine))],
        key=lambda change: (change[0], change[1]),
    )
    seen = None
    for start, end, new, side in changes:
        if seen is not None and seen[3] != side:
            if (start, end, new) == seen[:3]:
                continue
            if start < seen[1] or (start == seen[1] and (start == end or seen[0] == seen[1])):
                return None
        merged += old[at:start] + new
        at = max(at, end)
        if seen is None or end >= seen[1]:
            seen = (start, end, new, side)
    return "".join(merged + old[at:])


def _changes(old, new):
    """What turns `old` into `new`: (start, end, the blocks that stand there instead)."""
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return [
        (start, end, new[from_:to])
        for kind, start, end, from_, to in matcher.get_opcodes()
        if kind != "equal"
    ]


def words(old, new):
    """The difference of two texts by word: a list of (kind, text), kind "same", "out" or "in"."""
    before, after = _words(old), _words(new)
    found = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, start, end, from_, to in matcher.get_opcodes():
        if kind == "equal":
            found.append(("same", "".join(before[start:end])))
            continue
        if end > start:
            found.append(("out", "".join(before[start:end])))
        if to > from_:
            found.append(("in", "".join(after[from_:to])))
    return found


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
