"""What the commands ask for that measure pages, and of whom."""

import pytest
from django.contrib.sessions.models import Session
from django.db import connection

from articles.rehearsal import bench, reading, rounds, searching

from .factories import NOW

pytestmark = pytest.mark.django_db


def measured(pages, **values):
    here = rounds.Here(pages, **values)
    found = list(rounds.measure(here, 1))
    here.close()
    return found


def test_every_page_is_measured_for_every_kind_of_person(archive):
    sessions = Session.objects.count()
    measures = measured(bench.pages_of_all(), only="list: a month")

    assert {m.who for m in measures} >= {"editor, small desk", "chief, network", "administrator"}
    assert all(m.queries > 2 and m.size > 1000 for m in measures)
    assert Session.objects.count() == sessions


def test_pages_of_fronts_forms_and_calendars_are_measured_as_well(archive):
    editor = next(p for p in bench.people() if p.name == "editor, large desk")

    pages = bench.pages(editor)

    for name in ("front", "front: breaking", "carry: search", "calendar: month of the network",
                 "budget: of the network", "article: notes", "articles article add",
                 "assignment: new", "assignments: all", "notifications: all"):  # fmt: skip
        assert editor.client.get(pages[name][0]).status_code == 200, name


def test_the_clock_of_the_processor_goes_on_while_the_database_works():
    clock = rounds.processor_time()
    begun = clock()

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM generate_series(1, 300000)")

    assert clock() > begun


def test_questions_of_readers_are_measured_at_the_network_and_at_desks(archive, monkeypatch):
    monkeypatch.setattr(searching, "TRIED", 2)
    measures = measured(searching.pages_of_all(at=NOW), only="word")

    assert {m.who for m in measures} == {"network", "largest desk", "middling desk"}
    assert {"commonest word", "rare words", "words on a topic"} <= {m.page for m in measures}
    assert all(1 <= m.queries <= 20 and m.size > 1000 for m in measures)


def test_every_kind_of_page_that_readers_see_is_measured(archive, monkeypatch):
    monkeypatch.setattr(searching, "TRIED", 1)
    measures = measured(reading.pages_of_all(at=NOW))

    pages = {m.page for m in measures}
    assert {m.who for m in measures} == {"network", "largest desk"}
    assert pages >= {
        "front", "article", "section", "section, page 50 or the last", "commonest topic",
        "feed.json", "busiest reporter: rss.xml", "sitemap", "sitemap, the oldest month",
        "archive, the newest day", "robots", "search: two words",
    }  # fmt: skip
    assert all(m.queries <= 20 and m.size > 20 for m in measures)
