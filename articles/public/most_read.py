"""What a desk's readers read most: a box on fronts and stories, and a page.

Which stories that are is kept in memory and asked again now and then; whether they are live, and on
the pages of this desk, every page asks anew, together with its other stories. Where a ranking is
another one, that is told like any change, by the key `read:…`.
"""

import threading
import time

from django.db import DEFAULT_DB_ALIAS, DatabaseError, InterfaceError, connections
from django.db.models import F
from django.utils.translation import gettext as _

from articles.freshness import keys
from articles.freshness.listening import listener
from articles.freshness.noting import kept, limited
from articles.readings.ranking import most_read
from newsroom import clock
from newsroom.desks.hosts import host_map

from . import linked
from .asked import OneOf
from .cards import card
from .frame import page, placed
from .notices import marked
from .pictures import with_leads

# Seconds for which a desk's ranking is believed where it is not heard that it is another one, and
# seconds after which it is looked whether it is.
MAX_AGE, AGAIN = 60.0, 300.0
IN_BOX = 5
# One line, or two, are no ranking.
FEWEST_IN_BOX = 3
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

        One request asks, the others go on with what was known before. Where changes are heard, what
        is known is believed: pages that are kept say the same.
        """
        read_at, found = self._kept.get(desk.pk, (None, None))
        now = time.monotonic()
        if read_at is not None and (now - read_at < MAX_AGE or listener.is_listening):
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

    def hear(self, changed):
        """Ask again for the desks whose rankings are others, by keys; None: for all of them."""
        if changed is None:
            self.forget()
            return
        for key in changed:
            kind, _colon, desk = key.partition(":")
            if kind == keys.READ and desk.isdigit():
                self._kept.pop(int(desk), None)

    def look_again(self):
        """Tell everybody of each ranking that is another one than was read AGAIN seconds ago."""
        old = time.monotonic() - AGAIN
        known = [pk for pk, (read_at, _found) in list(self._kept.items()) if read_at < old]
        try:
            desks = host_map.desks() if known else {}
            for pk in known:
                self._look(pk, desks.get(pk))
        except (DatabaseError, InterfaceError):
            return  # Then nothing is heard either, and all of it is forgotten.

    def _look(self, pk, desk):
        before = self._kept.pop(pk, None)
        if before is None or desk is None:
            return
        found = most_read(desk, at=clock.now(), many=ON_PAGE + SPARE)
        if found == before[1]:
            self._kept[pk] = (time.monotonic(), found)
            return
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, %s)", [keys.CHANNEL, keys.read(desk)])


rankings = Rankings()


def asked(stories, numbers):
    """What a page asks of `stories`, the placements it may show, for its box.

    A queryset of ids; `numbers` are the candidates.
    """
    return stories.filter(OneOf(F("article"), numbers)).values("pk")


def box(numbers, rows):
    """Those of `rows` that stand in the box, the most read first; none where they are too few.

    `numbers` are the candidates, and rows what `known.placements` finds.
    """
    found = _in_order(numbers, {row.spot.article: row for row in rows})[:IN_BOX]
    return found if len(found) >= FEWEST_IN_BOX else []


def candidates(request):
    """The numbers of the stories that may stand in the box, the most read first."""
    return _ranking(request)[0][: IN_BOX + SPARE]


def _ranking(request):
    limited(request, keys.read(request.desk))
    return rankings.of(request.desk, request.at)


def _in_order(numbers, found):
    return [found[number] for number in numbers if number in found]


def page_of_desk(request):
    """The page of what this desk's readers read most: in 24 hours, and in seven days."""
    day, week = _ranking(request)
    kept(request, keys.stories(request.desk))
    live = placed(request, request.desk).filter(article__in={*day, *week}).ready_to_print()
    live = with_leads(marked(live, at=request.at), at=request.at, desk=request.desk)
    rows = {row.article_id: row for row in live} if day or week else {}
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
