"""Stories that pages know already: what is asked for once, and what is asked for on every page."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Placement
from articles.public import known
from newsroom.desks import hosts

from .factories import NOW, make_desk, make_issued, make_many_live, make_user
from .fronts import put
from .readers import numbers, page

pytestmark = pytest.mark.django_db


@pytest.fixture
def kerinci(monkeypatch):
    """A desk with stories, all of which a front showed before."""
    monkeypatch.setattr(hosts, "MAX_AGE", 3600)
    desk = make_desk("kerinci")
    make_many_live(desk, 20, at=NOW - timedelta(days=1))
    page(desk)
    return desk


def asked(desk):
    """The statements that its front takes."""
    with CaptureQueriesContext(connection) as found:
        page(desk)
    return [each["sql"] for each in found]


def test_a_front_reads_the_rows_of_new_stories_alone_and_only_once(kerinci):
    assert len(asked(kerinci)) == 1
    story = make_issued(kerinci)
    placed = Placement.objects.get(article=story, desk=kerinci)
    page(kerinci, "/desks/")

    first, again = asked(kerinci), asked(kerinci)

    assert (len(first), len(again)) == (2, 1)
    assert f"'{{{placed.pk}}}'" in first[1]
    assert numbers(page(kerinci))[0] == story.pk


def test_a_headline_of_the_front_stays_where_it_was_put(kerinci):
    story = make_issued(kerinci, headline="Danau turun")
    put(kerinci, make_user("editor", kerinci), (1, story.pk, "Danau turun lagi"))

    for _known in (False, True):
        lead = page(kerinci).split('class="lead"')[1].split("</section>")[0]
        assert "Danau turun lagi" in lead
    put(kerinci, make_user("chief", kerinci))

    assert "lagi" not in page(kerinci)


def test_what_ends_while_a_front_is_made_is_not_on_it(kerinci, monkeypatch):
    story = make_issued(kerinci)
    ended = {Placement.objects.get(article=story, desk=kerinci).pk}
    whole = known.WHOLE

    def late(request, desk, *, numbers):
        return whole(request, desk, numbers=numbers - ended)

    monkeypatch.setattr(known, "WHOLE", late)

    html = page(kerinci)

    assert story.pk not in numbers(html)
    assert len(numbers(html)) >= 15


def test_what_is_known_is_thrown_away_when_it_is_much(kerinci, monkeypatch):
    monkeypatch.setattr(known, "KEPT", 5)
    known._shelves.clear()

    once, again = page(kerinci), page(kerinci)

    assert once == again
    assert [len(shelf) for shelf in known._shelves.values()] <= [5]
