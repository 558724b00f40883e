"""The clock line under a headline, as newspapers of the region print it."""

import re
from datetime import datetime

from .refused import Refused

EXAMPLE = "“Nov 20, 2024 - 13:09” or “20 November 2024, 13:09 WIB”"
LONGEST = 200
# Years in which there are newspapers; far from the ends of what a database can hold.
YEARS = range(1700, 2200)
# What stands behind a printed clock, and the zone that it means.
ZONES = {
    "WIB": "Asia/Jakarta",
    "WITA": "Asia/Makassar",
    "WIT": "Asia/Jayapura",
    "UTC": "UTC",
    "GMT": "UTC",
}
# Indonesian and English, full and short, old spellings too.
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan januari january",
            "feb peb februari pebruari february",
            "mar mrt maret march",
            "apr april",
            "mei may",
            "jun juni june",
            "jul juli july",
            "agu agt ags agust agustus aug august",
            "sep sept september",
            "okt oktober oct october",
            "nov nop november nopember",
            "des desember dec december",
        ),
        start=1,
    )
    for name in names.split()
}
WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "senin sen monday mon",
            "selasa sel tuesday tue",
            "rabu rab wednesday wed",
            "kamis kam thursday thu",
            "jumat jum'at jum’at jum friday fri",
            "sabtu sab saturday sat",
            "minggu ahad min sunday sun",
        )
    )
    for name in names.split()
}
ENGLISH_WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
WORD = r"[^\W\d_]+"
DATE = "|".join(
    (
        rf"(?P<month_a>{WORD})\.?\s*(?P<day_a>\d{{1,2}})(?:st|nd|rd|th)?\s*,?\s+(?P<year_a>\d{{4}})",
        rf"(?P<day_b>\d{{1,2}})[\s-]*(?P<month_b>{WORD})\.?\s*,?[\s-]*(?P<year_b>\d{{4}})",
        r"(?P<year_c>\d{4})[-/](?P<month_c>\d{1,2})[-/](?P<day_c>\d{1,2})",
        # The day comes first, as everywhere in the region.
        r"(?P<day_d>\d{1,2})[-/.](?P<month_d>\d{1,2})[-/.](?P<year_d>\d{4})",
    )
)
LINE = re.compile(
    rf"(?:(?P<weekday>{WORD}(?:['’]{WORD})?)\s*[,.]?\s+)??(?:{DATE})"
    r"(?:\s*[-‐‑‒–—―−,|/•·]+\s*|\s+)(?:(?:pukul|jam|at)\s*:?\s*)?"
    r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.]\d{2})?\s*(?P<half>[ap]\.?m\.?)?"
    rf"(?:\s*\(?(?P<zone>{WORD})\)?)?\s*\.?",
    re.IGNORECASE,
)


def read_clock(text, *, line=None):
    """What a clock line says: (naive datetime, "WIB" or another name of ZONES or "").

    Raises Refused, with `line`, where it says nothing or contradicts itself.
    """
    found = LINE.fullmatch(text) if len(text) <= LONGEST else None
    if not found:
        raise Refused(f"“{text[:80]}” is not a printed time. Write it like {EXAMPLE}.", line=line)
    year, month, day = (
        next(found[f"{part}_{form}"] for form in "abcd" if found[f"{part}_{form}"])
        for part in ("year", "month", "day")
    )
    if not month.isdigit():
        name, month = month, MONTHS.get(month.casefold())
        if month is None:
            raise Refused(f"“{name}” is not a month. Write the time like {EXAMPLE}.", line=line)
    if int(year) not in YEARS:
        raise Refused(f"{year} is not a year in which it was printed.", line=line)
    hour = _hour(int(found["hour"]), (found["half"] or "")[:1].lower())
    try:
        moment = datetime(int(year), int(month), int(day), hour, int(found["minute"]))  # noqa: DTZ001
    except ValueError:
        raise Refused(f"“{text}” is no day or no time of the day.", line=line) from None
    _check_weekday(found["weekday"], moment, line)
    zone = (found["zone"] or "").upper()
    if zone and zone not in ZONES:
        raise Refused(
            f"“{found['zone']}” is not a time zone that is known here: {', '.join(ZONES)}.",
            line=line,
        )
    return moment, zone


def _hour(hour, half):
    """The hour of the day; 24 or more, which no day has, where the halves of the day forbid it."""
    if not half:
        return hour
    if not 1 <= hour <= 12:
        return 24
    return hour % 12 + (12 if half == "p" else 0)


def _check_weekday(word, moment, line):
    """A weekday beside the date is a second opinion: where the two differ, one is mistyped."""
    if word is None:
        return
    weekday = WEEKDAYS.get(word.casefold())
    if weekday is None:
        raise Refused(f"“{word}” is not a weekday. Write the time like {EXAMPLE}.", line=line)
    if weekday != moment.weekday():
        raise Refused(
            f"{moment:%Y-%m-%d} was a {ENGLISH_WEEKDAYS[moment.weekday()]}, not “{word}”. "
            "Correct the day or the date.",
            line=line,
        )
