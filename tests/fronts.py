"""Fronts as editors arrange them in tests, and what then stands where."""

from datetime import timedelta

from articles.fronts import arranging
from articles.fronts.arranging import Entry, arrange
from articles.fronts.models import Position
from articles.models import Placement
from articles.public.fronts import arranged

from .factories import NOW

AGO = NOW - timedelta(hours=1)
SIX, NINE = NOW + timedelta(hours=6), NOW + timedelta(hours=9)


def put(desk, by, *entries, at=NOW, **more):
    """Arrange the front by somebody who has seen it as it is."""
    entries = [Entry(*entry) if isinstance(entry, tuple) else entry for entry in entries]
    return arrange(desk, entries, by=by, at=at, seen=arranging.last_number(desk), **more)


def front(desk, at=NOW):
    """The numbers of the stories on the front at a moment, the lead first."""
    here = Placement.objects.live(at).on(desk)
    return [placement.article_id for placement, _ in arranged(here, desk, at=at)]


def places(desk, at=NOW):
    """The articles that were put somewhere and stand there at a moment, by place."""
    return {p.place: p.article_id for p in Position.objects.arranged(at).on(desk)}
