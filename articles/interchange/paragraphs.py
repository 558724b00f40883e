"""Which lines of a text belong together: each paragraph once, and whole.

In the usual form every line is a paragraph. Two things break it: programs that wrap their lines,
and paragraphs that were torn in mid-sentence. Words are never changed, only their breaks.
"""

import re

# Characters that nobody sees; what is left of byte order marks, word joiners, soft hyphens.
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
DASH = "[-‐‑‒–—―−]"
# A line of this many characters is a line of text and not a heading.
LONG = 90
# Programs that wrap their lines do so at 60 to 100 characters.
WIDEST_WRAP = 100
NARROWEST_WRAP = 40

SENTENCE_END = re.compile(r"(?:[.!?…:;][\"”’»)\]']*|[\"”’»])$")
# Ends that look like the end of a sentence and are none: “…lancar,” and S.Pt., M.Si. and S.H.
QUOTE_OR_TITLE = re.compile(r"(?:,[\"”’»]+|\b[A-Z][A-Za-z]{0,4}\.[A-Z][A-Za-z.]{0,6}\.)$")
SHORT_FORM = re.compile(r"(?:^|\s)(?:Pj|Plt|Plh|Dr|Drs|Dra|Ir|Prof|Hj|Jl|Kab|Kec)\.$")
NEVER_LAST = re.compile(
    r"(?:,|\s(?:dan|atau|yang|di|ke|dari|pada|untuk|dengan|oleh|dalam|the|of|and|or|to|in))$"
)
ALONE = re.compile(
    r"[-•*▪·–—]\s|\(?\d{1,2}[.)]\s|[a-z][.)]\s"
    r"|(?:baca (?:juga|selengkapnya)|bacaan lainnya|halaman|foto|sumber|editor|penulis)\b.{0,3}:",
    re.IGNORECASE,
)
SEVERAL_SENTENCES = re.compile(r"[.!?…][\"”’]?\s+[\"“]?[A-Z]")


def numbered(text):
    """(number, line) of the lines of `text` on which something is to be seen, from 1 on."""
    lines = enumerate(text.split("\n"), start=1)
    return [(number, line) for number, line in lines if INVISIBLE.sub("", line).strip()]


def _bare(line):
    """`line` without spaces and invisible characters at its ends."""
    start, end = 0, len(line)
    while start < end and (line[start].isspace() or INVISIBLE.match(line[start])):
        start += 1
    while end > start and (line[end - 1].isspace() or INVISIBLE.match(line[end - 1])):
        end -= 1
    return line[start:end]


def mended(texts):
    """The paragraphs of `texts`: what was torn in mid-sentence is one again."""
    found = []
    for text in texts:
        if found and _goes_on(found[-1], text):
            found[-1] = f"{found[-1]} {text}"
        else:
            found.append(text)
    return found


def unwrapped(lines):
    """One text for each of `lines`, a list of (line number, text).

    Where a program wrapped them, it is one for each block of lines with no empty line between.
    """
    blocks = []
    before = None
    for number, line in lines:
        if number - 1 != before:
            blocks.append([])
        blocks[-1].append(_bare(line))
        before = number
    if _is_wrapped(blocks):
        return [" ".join(block) for block in blocks]
    return [line for block in blocks for line in block]


def _is_wrapped(blocks):
    """Whether each line ends where the next word would not have fitted: the work of a program."""
    width = max(len(line) for block in blocks for line in block)
    pairs = [pair for block in blocks for pair in zip(block, block[1:], strict=False)]
    return (
        NARROWEST_WRAP <= width <= WIDEST_WRAP
        and len(pairs) > 2
        and all(len(line) + 1 + len(below.split()[0]) > width for line, below in pairs)
    )


def _goes_on(text, below):
    """Whether the break between `text` and `below` is clearly in the middle of a sentence."""
    if ALONE.match(text) or ALONE.match(below):
        return False
    small = below[0].islower() and not re.match(r"\w-?[A-Z]", below)
    end = text[-LONG:]
    if SHORT_FORM.search(end):
        return small or below[0].isupper()
    if SENTENCE_END.search(end):
        return small and QUOTE_OR_TITLE.search(end) is not None
    if small or NEVER_LAST.search(end):
        return True
    # A name that is torn: “… di Ballroom lantai 2 Swiss-Belhotel / Jambi dengan kehadiran …”.
    # A heading has no full stop either, but is short; a lost full stop follows a small word.
    long = len(text) > LONG or SEVERAL_SENTENCES.search(text) is not None
    last = end.split()[-1].lstrip("(“\"'")
    return long and _opens_a_name(last) and _opens_a_name(below)


def _opens_a_name(text):
    return bool(text) and (text[0].isupper() or text[0].isdigit())
