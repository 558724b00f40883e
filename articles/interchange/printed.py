"""An article as it was printed: masthead, headline, byline, clock, dateline and paragraphs.

    NETWORKS                                      the masthead
    Pj.Bupati Asraf Hadiri Rapat Koordinasi       the headline
    Soni Yoner - KERINCI.NETWORKS.CO.ID           the byline: reporters, and the host of the desk
    Nov 20, 2024 - 13:09                          the clock
    JAMBI- Rabu 20 November 2024 ...              the dateline opens the text

docs/importing.md describes the form and what of the dirt of real text is understood.
"""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from .clock import read_clock
from .paragraphs import DASH, INVISIBLE, mended, numbered, unwrapped
from .refused import Refused

LONGEST_MASTHEAD = 80
LONGEST_HEADLINE = 250
LONGEST_NAME = 120
LONGEST_DATELINE = 80
# How many lines with text the head of an article may take, and all of it.
HEAD = 12
MOST_LINES = 5000
LONGEST_BYLINE = 1000
FORM = "masthead, headline, “Reporter - DESK.EXAMPLE.COM”, “Nov 20, 2024 - 13:09”, then the text"

LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
HOST = rf"(?:https?://)?(?P<host>{LABEL}(?:\.{LABEL})+|localhost)/?"
BYLINE_FORMS = (
    # A dash inside a name or a host has no space beside it; the one between them mostly has.
    re.compile(rf"(?P<names>.+?)(?:\s+{DASH}+\s*|{DASH}+\s+|\s*\|\s*){HOST}", re.IGNORECASE),
    re.compile(rf"(?P<names>.+?){DASH}+{HOST}", re.IGNORECASE),
)
CREDIT_WORDS = re.compile(r"^(?:(?:oleh|penulis|reporter|wartawan|laporan|by)\s*:\s*|by\s+)", re.I)
BETWEEN_NAMES = re.compile(r"\s*[;&/|]\s*|\s+(?:dan|and)\s+", re.IGNORECASE)
# S.Pt., M.Si., S.Pd.I, Ph.D, Sp.OG; and the usual ones without dots, which a name in capitals
# must not be taken for.
TITLE = re.compile(
    r"(?:[A-Z][A-Za-z]{0,4}\.)+(?:[A-Z][A-Za-z]{0,4})?\.?"
    r"|S[EHPST]|SAg|SIKom|SIP|SKM|SKom|SPd|SPt|SSi|SSos|STP"
    r"|M[AEHMPT]|MAg|MBA|MIKom|MKM|MKn|MKom|MPd|MPH|MSc|MSi|PhD|Lc|Ners"
)
LEADING_TITLE = re.compile(r"(?:Dr|Drs|Dra|Ir|Prof|Hj?|KH|Ns|Apt)\.(?:\s|(?=[A-Z]))", re.IGNORECASE)

PLACE = re.compile(r"[\w .,'’()/&-]+")
OUTLET_IN_PLACE = re.compile(
    r"[A-Z][\w.'’ /-]*(?:,\s?[\w.'’ -]+)?\s?\([A-Z0-9 ./&-]+\)"
    r"|[A-Z][\w.'’ /-]*,\s?[\w-]+(?:\.[A-Za-z]{2,})+"
    r"|[\w-]+(?:\.[A-Za-z]{2,})+,\s?[A-Z][\w.'’ /-]*"
)


@dataclass(frozen=True)
class Printed:
    """What stands on the page, word for word.

    `printed_at` has no zone; `zone_name` is the one printed beside it ("WIB"), or empty.
    """

    masthead: str
    headline: str
    reporters: tuple
    host: str
    printed_at: datetime
    zone_name: str
    dateline: str
    paragraphs: tuple

    @property
    def key(self):
        """The same for the same words printed at the same place and time, and for no others.

        Letter case, spaces and the division into paragraphs do not count.
        """
        parts = (
            self.host,
            f"{self.printed_at:%Y-%m-%dT%H:%M}{self.zone_name}",
            self.headline,
            self.dateline,
            " ".join(self.paragraphs),
        )
        return hashlib.sha256("\n".join(map(plain, parts)).encode()).hexdigest()


def plain(text):
    """`text` for comparing: without regard to letter case, spaces and invisible characters."""
    composed = unicodedata.normalize("NFC", INVISIBLE.sub("", text))
    return " ".join(composed.casefold().split())


def person(name):
    """A person's name for comparing: without academic titles, case, dots and spaces."""
    name = INVISIBLE.sub("", name)
    name = name.split(",")[0]
    while found := LEADING_TITLE.match(name.lstrip()):
        name = name.lstrip()[found.end() :]
    return plain(name.replace(".", " "))


def parse(text):
    """The article that `text` prints. Raises Refused with the line, the reason and the cure."""
    lines = numbered(text)
    if not lines:
        raise Refused("It is empty.")
    if len(lines) > MOST_LINES:
        raise Refused(
            f"It has {len(lines)} lines, an article has at most {MOST_LINES}. "
            "Put each article into a file of its own."
        )
    byline = _byline_index(lines)
    names, host = _match_byline(tidy(lines[byline][1]))
    printed_at, zone_name = _clock_after(lines, byline)
    masthead, headline = _masthead_and_headline(lines[:byline], lines[byline][0])
    body = lines[byline + 2 :]
    if not body:
        raise Refused("There is no text below the clock.", line=lines[-1][0])
    dateline, texts = dateline_of(unwrapped(body))
    return Printed(
        masthead=masthead,
        headline=headline,
        reporters=names_of(names, lines[byline][0]),
        host=host.lower(),
        printed_at=printed_at,
        zone_name=zone_name,
        dateline=dateline,
        paragraphs=tuple(mended(texts)),
    )


def tidy(line):
    """A line of the head: one space between words, nothing invisible."""
    return " ".join(INVISIBLE.sub("", line).split())


def _match_byline(line):
    """(names, host) where `line` is a byline, else None."""
    for form in BYLINE_FORMS if len(line) <= LONGEST_BYLINE else ():
        if found := form.fullmatch(line):
            return found["names"], found["host"]
    return None


def _is_clock(line):
    try:
        read_clock(tidy(line))
    except Refused:
        return False
    return True


def _byline_index(lines):
    """Where the byline is: the line above the clock, which names the host. Raises Refused."""
    head = lines[:HEAD]
    bylines = [i for i, (_, line) in enumerate(head) if i and _match_byline(tidy(line))]
    for index in bylines:
        if index + 1 < len(lines) and _is_clock(lines[index + 1][1]):
            return index
    # A headline may look like a byline ("... - KOMPAS.COM"): the later one is the byline.
    if bylines:
        return bylines[-1]
    for index, (number, line) in enumerate(head):
        if index and _is_clock(line):
            number, above = lines[index - 1]
            raise Refused(
                f"“{above.strip()[:80]}” stands where the byline should: it names no host. "
                "Write it like “Soni Yoner - KERINCI.NETWORKS.CO.ID”.",
                line=number,
            )
    number = lines[min(2, len(lines) - 1)][0]
    raise Refused(f"No byline is found from here on. The form is: {FORM}.", line=number)


def _clock_after(lines, byline):
    if byline + 1 == len(lines):
        raise Refused(
            f"Nothing follows the byline: the clock and the text are missing. The form is: {FORM}.",
            line=lines[byline][0],
        )
    number, line = lines[byline + 1]
    return read_clock(tidy(line), line=number)


def _masthead_and_headline(head, byline_line):
    """The lines above the byline: the masthead, and a headline that may take several lines."""
    if len(head) < 2:
        raise Refused(
            "Above the byline stand two things, the masthead and the headline; one is missing.",
            line=byline_line,
        )
    (number, masthead), *headline = head
    masthead = tidy(masthead)
    if len(masthead) > LONGEST_MASTHEAD:
        raise Refused(
            f"The masthead has {len(masthead)} characters, at most {LONGEST_MASTHEAD} fit. "
            "The first line names the newspaper.",
            line=number,
        )
    for (above, _), (below, line) in zip(headline, headline[1:], strict=False):
        if below != above + 1:
            raise Refused(
                f"“{tidy(line)[:80]}” stands between the headline and the byline. "
                "Join it to the headline, or take it out.",
                line=below,
            )
    number = headline[0][0]
    headline = tidy(" ".join(line for _, line in headline))
    if len(headline) > LONGEST_HEADLINE:
        raise Refused(
            f"The headline has {len(headline)} characters, at most {LONGEST_HEADLINE} fit. "
            "Shorten it.",
            line=number,
        )
    return masthead, headline


def _is_title(piece):
    return all(TITLE.fullmatch(word) for word in piece.split())


def names_of(text, line):
    """The names of a byline. A comma is followed by another name, or by a title of this one."""
    names = []
    for part in BETWEEN_NAMES.split(CREDIT_WORDS.sub("", text)):
        first = True
        for piece in filter(None, (piece.strip() for piece in part.split(","))):
            if not first and _is_title(piece):
                names[-1] += f", {piece}"
            else:
                names.append(piece)
            first = False
    for name in names:
        if ":" in name or not any(c.isalpha() for c in name):
            raise Refused(f"“{name}” in the byline is not a name.", line=line)
        if len(name) > LONGEST_NAME:
            raise Refused(
                f"“{name[:40]}…” in the byline has {len(name)} characters, "
                f"a name has at most {LONGEST_NAME}.",
                line=line,
            )
    if not names:
        raise Refused("The byline names no reporter.", line=line)
    once = {person(name): name for name in reversed(names)}
    return tuple(name for name in names if once[person(name)] is name)


def dateline_of(texts):
    """(dateline, the texts without it): the place that the first text opens with."""
    first = INVISIBLE.sub("", texts[0]).strip()
    for dash in re.finditer(rf"\s*{DASH}+\s*", first[: LONGEST_DATELINE + 10]):
        place, rest = first[: dash.start()], first[dash.end() :]
        if not _is_place(place) or not _is_break(dash[0], rest):
            continue
        if rest:
            return place, [rest, *texts[1:]]
        if texts[1:]:
            return place, texts[1:]
    return "", texts


def _is_place(text):
    """Whether `text` may open an article: in capitals, or with the outlet beside it."""
    if not 2 <= len(text) <= LONGEST_DATELINE or len(text.split()) > 6:
        return False
    if not PLACE.fullmatch(text) or not text[0].isalpha():
        return False
    capitals = text.isupper() and sum(c.isalpha() for c in text) > 1
    return capitals or OUTLET_IN_PLACE.fullmatch(text) is not None


def _is_break(dash, rest):
    """Whether the dash ends a dateline: "JAMBI- Rabu", and neither "KPU-RI" nor "SUHU -5"."""
    if dash[-1].isspace() or not rest:
        return True
    return not rest[0].isdigit() and (dash[0].isspace() or dash.strip() not in ("-", "‐", "‑"))
