"""Lists in pages that cost the same on page 1 and page 5,000: by key, never by offset.

A page's address holds the key of a story (the moment of its first publication in microseconds and
its number), so it shows the same stories' neighbours whatever is issued in between.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.http import Http404
from django.utils.translation import gettext as _

from articles.models.placement import Placement

from .asked import Question
from .known import placements, seen

SIZE = 20
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
LARGEST_NUMBER = 2**63 - 1


@dataclass(frozen=True)
class Page:
    """The placements of one page, and the queries of its neighbours ("" for the first page)."""

    placements: list
    newer: str | None
    older: str | None
    is_first: bool


def key_of(placement):
    """The key of a placement as it stands in an address."""
    return f"{(placement.first_live_from - EPOCH) // MICROSECOND}-{placement.article_id}"


def parse_key(text):
    """(moment, number) of a key in an address; Http404 for one that is none."""
    moment, _dash, number = text.partition("-")
    try:
        if not (moment.isascii() and moment.isdigit() and number.isascii() and number.isdigit()):
            raise ValueError(text)
        if int(number) > LARGEST_NUMBER:
            raise ValueError(text)
        return EPOCH + int(moment) * MICROSECOND, int(number)
    except (ValueError, OverflowError):
        raise Http404(_("There is no such page of this list.")) from None


def placed(entries):
    """The placements of a few entries, found by their numbers alone."""
    return Placement.objects.filter(pk__in=entries.values("placement_id"))


def listed(narrow, *, size=SIZE):
    """The Question of one page of a list: what `narrow(visible, desk, **about)` finds, as Seen.

    It finds placements, or entries (articles/models/entry.py). Asked with `before` and `after`,
    keys of which one may be given, it answers one row too many.
    """

    def build(visible, desk, *, at, before, after, **about):
        def ordered(found):
            # Going back, those next to the key come first.
            return found.newest_first() if after is None else found.oldest_first()

        found = narrow(visible, desk, **about)
        if after is not None:
            found = found.after(after)
        elif before is not None:
            found = found.before(before)
        if found.model is not Placement:
            found = placed(ordered(found)[: size + 1])
        return seen(ordered(found)[: size + 1], at=at, desk=desk)

    return Question(build)


def page_of(request, question, *, size=SIZE, **about):
    """The page that a request asks for; `question` is one of `listed`, asked `about` something.

    One question, and one more where it has stories that are not known yet. None where the way back
    has reached the first page: its address is the list's own. Raises Http404 for a key that is
    none.
    """
    query = request.GET

    def ask(*, before=None, after=None):
        """(what a page can show of the answer, whether there are more beyond it)."""
        rows = question(request, request.desk, before=before, after=after, **about)
        return rows[:size], len(rows) > size

    def shown(rows):
        return list(placements(request, rows).values())

    if "after" in query:
        rows, has_newer = ask(after=list(parse_key(query["after"])))
        if not has_newer:
            return None
        found = shown(rows[::-1])
        return Page(found, _beyond("after", found[:1]), _beyond("before", found[-1:]), False)
    is_first = "before" not in query
    rows, has_older = ask(before=None if is_first else list(parse_key(query["before"])))
    found = shown(rows)
    newer = None if is_first else _beyond("after", found[:1])
    return Page(found, newer, _beyond("before", found[-1:]) if has_older else None, is_first)


def _beyond(way, last):
    """The query of the page beyond the last placement of this one; "" where there is none."""
    return f"?{way}={key_of(last[0])}" if last else ""
