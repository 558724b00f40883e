"""Stories that pages know already: what is asked for once, and what is asked for on every page."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from articles.models import Placement
from articles.public import known
from articles.public.look import stylesheet_path
from newsroom.desks.hosts import HostMap, host_map
from newsroom.desks.models import Desk

from .factories import NOW, make_desk, make_issued, make_many_live, make_user
from .fronts import put
from .readers import numbers, page

pytestmark = pytest.mark.django_db


@pytest.fixture
def kerinci(desks_read_once):
    """A desk with stories, all of which a front showed before."""
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


def test_a_desk_that_changes_while_a_page_is_made_is_as_it_is_on_the_next_one(network, settings):
    """Its frame is kept for as long as the tree of desks stays the same."""
    settings.ROOT_URLCONF = settings.PUBLIC_URLCONF
    desk = make_desk("kerinci")
    view = resolve("/desks/", settings.PUBLIC_URLCONF).func
    request = RequestFactory().get("/desks/", headers={"host": desk.host})
    request.desk, request.at = host_map.desk_at(desk.host), NOW

    before = stylesheet_path(request.desk)
    Desk.objects.filter(pk=desk.pk).update(accent="#123456")
    host_map.forget()
    assert before in view(request).content.decode()

    after = stylesheet_path(Desk.objects.get(pk=desk.pk))
    assert before != after
    assert after in page(desk, "/desks/")


def test_what_was_read_before_somebody_said_that_it_changed_is_told_to_nobody_else(
    network, monkeypatch
):
    make_desk("kerinci")
    desks, read = HostMap(), Desk.objects.active

    def overtaken():
        found = list(read().order_by("pk"))
        Desk.objects.filter(slug="kerinci").update(masthead="Suara Danau")
        desks.forget()
        monkeypatch.undo()
        return Read(found)

    class Read(list):
        """What was read, as the map asks for it."""

        def order_by(self, _field):
            return self

    monkeypatch.setattr(Desk.objects, "active", overtaken)
    before, after = desks.desk_at("kerinci.localhost"), desks.desk_at("kerinci.localhost")

    assert before.masthead != after.masthead == "Suara Danau"
    assert desks.tree_of(before) != desks.tree_of(after) == desks.tree()
