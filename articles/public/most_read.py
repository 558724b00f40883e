"""What a desk's readers read most: a box on fronts and stories, and a page.

Which stories that are is kept in memory and asked again each minute; whether they are live, and on
the pages of this desk, every page asks anew, together with its other stories.
"""

import threading
import time
from datetime import timedelta

from django.db.models import F
from django.utils.translation import gettext as _

from articles.freshness import keys
from articles.freshness.noting import kept, limited
from articles.readings.ranking import most_read

from . import linked
from .asked import OneOf
from .cards import card
from .frame import page, placed
from .notices import marked
from .pictures import with_leads

# Seconds for which a desk's ranking is believed.
MAX_AGE = 60.0
IN_BOX = 5
ON_PAGE = 10
# Of what was read most some may be withdrawn by now.
SPARE = 5


class Rankings:
    """The numbers of the stories that were read most, desk by desk."""

    def __init__(self):
        self._asking = threading.Lock()
        self.forget()

    def forget(self):
        """Ask the database again at the next question."""
        self._kept = {}

    def of(self, desk, at):
        """(within 24 hours, within seven days): numbers, the most read first.

        One request asks, the others go on with what was known before.
        """
        read_at, found = self._kept.get(desk.pk, (None, None))
        now = time.monotonic()
        if read_at is not None and now - read_at < MAX_AGE:
            return found
        mine = self._asking.acquire(blocking=False)
        try:
            if mine or found is None:
                found = most_read(desk, at=at, many=ON_PAGE + SPARE)
                self._kept[desk.pk] = (now, found)
        finally:
            if mine:
                self._asking.release()
        return found

    def until(self, desk, at):
        """The moment until which what was said of `desk` at the moment `at` is believed."""
        read_at, _found = self._kept[desk.pk]
        return at + timedelta(seconds=max(0.0, MAX_AGE - time.monotonic() + read_at))


rankings = Rankings()


def asked(stories, numbers):
    """What a page asks of `stories`, the placements it may show, for its box.

    (queryset, how many), as `newest_of_each` takes them; `numbers` are the candidates.
    """
    return stories.filter(OneOf(F("article"), numbers)), IN_BOX + SPARE


def box(request, rows):
    """Those of `rows` that stand in the box, the most read first."""
    return _in_order(candidates(request), rows)[:IN_BOX]


def candidates(request):
    """The numbers of the stories that may stand in the box, the most read first."""
    return _ranking(request)[0][: IN_BOX + SPARE]


def _ranking(request):
    found = rankings.of(request.desk, request.at)
    limited(request, until=rankings.until(request.desk, request.at))
    return found


def _in_order(numbers, rows):
    found = {row.article_id: row for row in rows}
    return [found[number] for number in numbers if number in found]


def page_of_desk(request):
    """The page of what this desk's readers read most: in 24 hours, and in seven days."""
    day, week = _ranking(request)
    kept(request, keys.stories(request.desk))
    live = placed(request, request.desk).filter(article__in={*day, *week}).ready_to_print()
    live = with_leads(marked(live, at=request.at), at=request.at, desk=request.desk)
    rows = list(live) if day or week else []
    name = _("Most read")
    return page(
        request,
        "public/most_read.html",
        {
            "day": _in_order(day, rows)[:ON_PAGE],
            "week": _in_order(week, rows)[:ON_PAGE],
            "card": card(request, name),
            "linked": linked.listed(request, name),
        },
    )
