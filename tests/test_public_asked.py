"""What readers' pages keep in memory to be quick, and that they never show anything old for it."""

import json
from datetime import timedelta

import psycopg2
import pytest
from django.db import connection
from django.db.models import F
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from articles.fronts.models.position import PLACES
from articles.models import Placement, Version
from articles.pictures.models.version_picture import VersionPicture
from articles.public import article, asked, made, pictures
from articles.public.asked import OneOf, Question
from articles.public.frame import section_map
from articles.public.steps import EACH, Steps, all_of
from newsroom.desks.hosts import host_map

from .factories import NOW, make_article, make_desk, make_issued, make_network, make_section
from .pictures import issue, lead, make_photo
from .readers import page, read, words

pytestmark = pytest.mark.django_db


def request_of(desk, at=NOW, **more):
    """A reader's request, as far as a question looks at it."""
    request = RequestFactory().get("/", headers={"host": desk.host})
    request.__dict__.update({"desk": desk, "at": at} | more)
    return request


def _of_these(visible, desk, *, at, numbers, section, slugs):
    here = visible.on(desk).filter(OneOf(F("article"), numbers), section=section)
    found = here.filter(version__slug__in=slugs).ready_to_print().newest_first()
    return pictures.with_leads(found, at=at, desk=desk)


def told(placements):
    """Everything that placements say, with what they lead to."""
    return [
        [
            {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
            for row in (each, each.version, each.version.desk, each.version.section)
        ]
        + [each.pictures]
        for each in placements
    ]


@pytest.fixture
def stories(kerinci):
    """Three stories with a lead picture on one desk, live for an hour."""
    return [
        issue(make_article(kerinci, headline=f"Kabar {n}"), [lead(make_photo(kerinci))], at=NOW)
        for n in range(3)
    ]


@pytest.mark.parametrize("prepared", [True, False])
def test_a_question_is_answered_as_django_would(kerinci, stories, settings, prepared):
    settings.PREPARED_QUERIES = prepared
    question = Question(_of_these)
    asking = request_of(kerinci)
    for some in (stories[:2], stories[1:], stories[:2]):
        values = {
            "numbers": {each.pk for each in stories},
            "section": stories[0].section_id,
            "slugs": [each.versions.get().slug for each in some],
        }

        found = question(asking, kerinci, **values)

        plain = _of_these(Placement.objects.live(NOW), kerinci, at=NOW, **values)
        assert len(found) == len(some)
        assert told(found) == told(plain)
        assert found == list(plain)


@pytest.mark.parametrize("prepared", [True, False])
def test_a_set_of_texts_or_numbers_is_one_parameter_however_many_they_are(
    kerinci, stories, settings, prepared
):
    settings.PREPARED_QUERIES = prepared

    def _called(visible, desk, *, at, slugs, numbers):
        found = visible.on(desk).filter(OneOf(F("version__slug"), slugs))
        return found.filter(OneOf(F("article"), numbers)).newest_first().values_list("article_id")

    question, asking = Question(_called), request_of(kerinci)
    slugs = [story.versions.get().slug for story in stories] + ['tidak "ada", {sama}\\ sekali']
    pks = {story.pk for story in stories}

    def found(slugs, numbers):
        return {pk for (pk,) in question(asking, kerinci, slugs=set(slugs), numbers=set(numbers))}

    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
    connection._asked = None
    assert found(slugs, pks) == pks
    assert found(slugs[:1], pks) == {stories[0].pk}
    assert found(slugs, list(pks)[:1]) == set(list(pks)[:1])
    assert found([], pks) == found(slugs, []) == set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'asked_%%'")
        assert cursor.fetchone() == (1 if prepared else 0,)


def _in_steps(visible, desk, *, at, sections, since):
    steps = Steps({"pk": "bigint", "nth": "integer", "is_new": "boolean", "files": "jsonb"})
    first = steps.find("first", ["pk"], visible.on(desk).newest_first().values_list("pk")[:1])
    others = visible.on(desk).exclude(OneOf(F("pk"), all_of("pk", first))).filter(section=EACH)
    others = others.newest_first().values_list("pk")[:1]
    second = steps.find_each("second", ["pk"], sections, others)
    found = steps.gather("found", ["pk"], first, second)
    later = Placement.objects.filter(pk=found.column("pk"), first_live_from__gt=since)
    files = VersionPicture.objects.filter(version__placements=found.column("pk")).values("files")
    steps.say(found, pk="pk", nth="nth", is_new=later, files=files)
    return steps


@pytest.mark.parametrize("prepared", [True, False])
def test_a_question_in_steps_is_answered_alike_to_readers_and_their_stand_ins(
    kerinci, stories, settings, prepared
):
    settings.PREPARED_QUERIES = prepared
    values = {"sections": {stories[0].section_id, 0}, "since": NOW}
    picture = VersionPicture.objects.first()
    newest = [Placement.objects.get(article=each, desk=kerinci).pk for each in stories[:0:-1]]

    for more in ({}, {"placements": Placement.objects.live(NOW)}):
        found = Question(_in_steps)(request_of(kerinci, **more), kerinci, **values)

        assert [tuple(row[:3]) for row in found] == [(newest[0], 0, False), (newest[1], 1, False)]
        assert [set(json.loads(row[3])) for row in found] == [set(picture.files)] * 2


def test_what_a_question_says_in_several_places_is_given_once(kerinci, stories):
    def _twice(visible, desk, *, at, section):
        here = visible.on(desk).filter(section=section)
        return here.filter(pk__in=visible.on(desk).filter(section=section).values("pk"))

    section = stories[0].section_id
    with CaptureQueriesContext(connection) as queries:
        assert len(Question(_twice)(request_of(kerinci), kerinci, section=section)) == 3

    given = queries[-1]["sql"].partition("(")[2]
    assert len(given.split(", ")) == 3  # The moment, the desk and the section.


def test_a_question_of_nothing_has_no_answer(kerinci, stories):
    question = Question(_of_these)

    found = question(
        request_of(kerinci), kerinci, numbers=set(), section=stories[0].section_id, slugs=["x"]
    )
    none = question(
        request_of(kerinci), kerinci, numbers={1}, section=stories[0].section_id, slugs=[]
    )

    assert (found, none) == ([], [])


def test_a_question_refuses_what_it_would_ask_the_same_way_for_ever(kerinci):
    def _lately(visible, desk, *, at):
        return visible.filter(first_live_from__gt=at - timedelta(days=1))

    with pytest.raises(TypeError, match="value of its own"):
        Question(_lately)(request_of(kerinci), kerinci)


def test_nothing_of_an_answer_is_remembered(kerinci, stories):
    story = stories[0]
    path = story.versions.get().path
    assert read(kerinci, path).status_code == 200
    question = Question(_of_these)
    values = {
        "numbers": {story.pk}, "section": story.section_id, "slugs": [story.versions.get().slug]
    }  # fmt: skip
    assert question(request_of(kerinci), kerinci, **values)

    assert not question(request_of(kerinci, NOW - timedelta(hours=1)), kerinci, **values)
    story.versions.update(live_until=NOW)

    assert not question(request_of(kerinci), kerinci, **values)
    assert read(kerinci, path).status_code == 404


def test_a_stand_in_for_a_reader_asks_of_what_it_may_see(kerinci, stories):
    values = {
        "numbers": {each.pk for each in stories},
        "section": stories[0].section_id,
        "slugs": [each.versions.get().slug for each in stories],
    }
    one = Placement.objects.filter(article=stories[2])

    found = Question(_of_these)(request_of(kerinci, placements=one), kerinci, **values)

    assert [each.article_id for each in found] == [stories[2].pk]


def test_a_connection_that_prepared_much_begins_anew(kerinci, stories, monkeypatch):
    monkeypatch.setattr(asked, "PREPARED", 1)
    path = stories[0].versions.get().path
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
    connection._asked = None

    assert [read(kerinci, path).status_code for _ in range(3)] == [200, 200, 200]

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'asked_%%'")
        assert cursor.fetchone() == (1,)


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_was_lost_between_two_pages_costs_no_reader_theirs():
    kerinci = make_desk("kerinci")
    path = make_issued(kerinci).versions.get().path
    assert read(kerinci, path).status_code == 200
    question = Question(_of_these)
    values = {"numbers": {1}, "section": 1, "slugs": ["x"]}
    question(request_of(kerinci), kerinci, **values)
    here = connection.connection
    known = {k: v for k, v in connection.get_connection_params().items()
             if k not in ("cursor_factory", "context")}  # fmt: skip

    other = psycopg2.connect(**known)
    other.autocommit = True
    other.cursor().execute("SELECT pg_terminate_backend(%s)", [here.info.backend_pid])
    other.close()

    assert question(request_of(kerinci), kerinci, **values) == []
    assert connection.connection is not here


@pytest.mark.django_db(transaction=True)
def test_what_a_migration_changes_under_a_prepared_question_costs_no_reader_their_page():
    kerinci = make_desk("kerinci")
    path = make_issued(kerinci).versions.get().path
    assert read(kerinci, path).status_code == 200
    kicker = Version._meta.get_field("kicker")
    kind = "ALTER TABLE articles_version ALTER COLUMN kicker TYPE varchar({})"
    try:
        for harm in (kind.format(kicker.max_length + 1), "DEALLOCATE ALL"):
            with connection.cursor() as cursor:
                cursor.execute(harm)
            made.parts.clear()
            article._known.clear()
            assert read(kerinci, path).status_code == 200
    finally:
        with connection.cursor() as cursor:
            cursor.execute(kind.format(kicker.max_length))


def test_a_desk_that_is_new_below_another_stands_on_its_front(network):
    jambi = make_desk("jambi")
    for _ in range(PLACES):
        make_issued(jambi)
    page(network)
    kerinci = make_desk("kerinci")
    story = make_issued(kerinci, at=NOW - timedelta(days=2))

    assert f"/articles/{story.pk}/" in page(network)


def test_a_card_says_what_is_true_now(kerinci):
    photo = make_photo(kerinci, alt="Danau di pagi hari")
    story = issue(make_article(kerinci, headline="Danau turun"), [lead(photo)], at=NOW)
    jambi = make_desk("jambi")
    network = make_network()
    first = page(network)
    assert "Danau turun" in first and "Danau di pagi hari" in first

    Placement.objects.filter(article=story, desk=network).update(headline="Danau Kerinci turun")
    type(photo).objects.filter(pk=photo.pk).update(usable_until=NOW - timedelta(days=1))
    second = page(network)
    assert "Danau Kerinci turun" in second and "Danau di pagi hari" not in second

    type(kerinci).objects.filter(pk=kerinci.pk).update(name="Sungai Penuh")
    host_map.forget()
    third = page(network)
    assert "dari Sungai Penuh" in words(third) and "dari Kerinci" not in words(third)
    assert "Danau turun" not in page(jambi)


def test_the_menu_has_a_section_that_is_new_or_called_otherwise(kerinci):
    make_section("ekonomi", "Ekonomi")
    assert "Ekonomi" in page(kerinci)

    make_section("olahraga", "Olahraga").__class__.objects.filter(slug="ekonomi").update(
        name="Bisnis"
    )
    section_map.forget()
    told_now = words(page(kerinci))

    assert "Olahraga" in told_now and "Bisnis" in told_now and "Ekonomi" not in told_now


def test_what_was_made_is_thrown_away_when_it_is_much(kerinci, stories, monkeypatch):
    monkeypatch.setattr(made, "parts", made.Parts(most=3))

    once, again = page(kerinci), page(kerinci)

    assert once == again
    assert 0 < len(made.parts) <= 3
