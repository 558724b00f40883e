"""Sums of what was read: only what is live, at each desk that shows it, by hour and by day."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from articles import workflow
from articles.readings import keeping
from articles.readings.keeping import fold, record
from articles.readings.models import ReadInHour, ReadOnDay
from articles.readings.ranking import most_read, times_read

from .factories import NOW, make_desk, make_issued, make_many_live, make_network, make_user
from .waiting import PATIENCE, Person

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
# The middle of a day in Jakarta, far from midnight.
NOON = datetime(2026, 3, 4, 5, 20, tzinfo=UTC)


@pytest.fixture
def jambi():
    make_network(time_zone="Asia/Jakarta")
    return make_desk("jambi")


@pytest.fixture
def kerinci(jambi):
    return make_desk("kerinci", parent=jambi)


def read(article, times=1, *, desk=None, at=NOW):
    host = (desk or article.desk).host
    return record({(host, article.pk): times}, at=at)


def sums(**wanted):
    """{desk's slug: times} of the hours that are kept."""
    rows = ReadInHour.objects.filter(**wanted).values_list("desk__slug", "times")
    return dict(rows)


# --- What counts ----------------------------------------------------------------------------------


def test_a_reading_counts_where_it_was_and_at_the_desks_above(kerinci):
    article = make_issued(kerinci, at=NOW - HOUR)

    read(article, 3)
    read(article, 2, desk=make_network())

    assert sums(article=article) == {"kerinci": 3, "jambi": 3, "nusantara": 5}


def test_a_carried_story_counts_at_the_desks_that_show_it_alone(kerinci):
    maluku = make_desk("maluku")
    ambon = make_desk("ambon", parent=maluku)
    article = make_issued(kerinci, at=NOW - HOUR)
    chief = make_user("chief", make_network())
    workflow.perform("carry", article, by=chief, at=NOW - HOUR, desk=ambon)

    read(article, 4, desk=ambon)
    read(article, 9, desk=maluku)

    assert sums(article=article) == {"ambon": 4, "nusantara": 4}


def test_only_what_readers_have_counts(kerinci):
    coming = make_issued(kerinci, live_from=NOW + HOUR)
    gone = make_issued(kerinci, at=NOW - HOUR)
    editor = make_user("editor", kerinci)
    workflow.perform("withdraw", gone, by=editor, at=NOW, ground="inaccurate", reason="Keliru.")

    for number in (coming.pk, gone.pk, 2**59):
        assert record({(kerinci.host, number): 5}, at=NOW) == 0
    assert record({("lain.example", coming.pk): 5}, at=NOW + 2 * HOUR) == 0
    assert record({}, at=NOW) == 0
    assert sums() == {}
    read(coming, at=NOW + 2 * HOUR)
    assert sums()["kerinci"] == 1


def test_a_host_is_the_same_in_capitals_and_with_a_port(kerinci):
    article = make_issued(kerinci)

    record({(kerinci.host.upper(), article.pk): 1, (f"{kerinci.host}:8443", article.pk): 2}, at=NOW)

    assert sums()["kerinci"] == 3


def test_an_hours_readings_are_one_row_and_writing_costs_two_queries(
    kerinci, django_assert_num_queries
):
    articles = make_many_live(kerinci, 40)
    counts = {(kerinci.host, article.pk): 2 for article in articles}
    at = (NOW + HOUR).replace(minute=10)
    record(counts, at=at)

    with django_assert_num_queries(2):
        record(counts, at=at + timedelta(minutes=40))
    record(counts, at=at + HOUR)

    assert ReadInHour.objects.filter(desk=kerinci).count() == 80
    assert set(ReadInHour.objects.values_list("times", flat=True)) == {4, 2}


def test_a_story_gains_no_more_in_an_hour_than_a_crowd_explains(kerinci, monkeypatch):
    monkeypatch.setattr(keeping, "WITHOUT_QUESTION", 100)
    monkeypatch.setattr(keeping, "OF_THE_OTHERS", 5)
    pushed, other = make_issued(kerinci), make_issued(kerinci)

    read(pushed, 60)
    read(pushed, 60)
    read(pushed, 60)
    assert sums(article=pushed)["kerinci"] == 100
    # Where others are read as well, a crowd is there.
    read(other, 30)
    read(pushed, 400)

    assert sums(article=pushed)["kerinci"] == 250
    read(pushed, 400, at=NOW + HOUR)
    assert ReadInHour.objects.get(article=pushed, desk=kerinci, times__lt=250).times == 100


@pytest.mark.django_db(transaction=True)
def test_processes_that_write_at_once_lose_nothing_and_wait_for_no_one_for_ever():
    kerinci = make_desk("kerinci")
    articles = make_many_live(kerinci, 25)
    counts = {(kerinci.host, article.pk): 1 for article in articles}
    backwards = dict(reversed(counts.items()))

    def write(mine):
        return lambda: [record(mine, at=NOW) for _ in range(20)]

    people = [Person(write(mine)) for mine in (counts, backwards, counts, backwards)]
    for person in people:
        person.start()
    for person in people:
        person.join(PATIENCE)

    assert [person.error for person in people] == [None] * 4
    assert set(ReadInHour.objects.values_list("times", flat=True)) == {80}


# --- Old sums -------------------------------------------------------------------------------------


def test_hours_of_past_days_are_folded_into_the_days_of_the_network(kerinci):
    article = make_issued(kerinci, at=NOON - timedelta(days=9))
    midnight = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)  # The 3rd of March begins in Jakarta.
    for at, times in ((midnight - HOUR, 1), (midnight - 5 * HOUR, 2), (midnight, 4), (NOON, 8)):
        read(article, times, at=at)

    while fold(at=NOON):
        pass

    assert list(ReadInHour.objects.filter(desk=kerinci).values_list("times", flat=True)) == [4, 8]
    day = ReadOnDay.objects.get(desk=kerinci)
    assert (f"{day.day}", day.times) == ("2026-03-02", 3)


def test_folding_goes_by_batches_adds_up_and_is_safe_to_repeat(kerinci, monkeypatch):
    monkeypatch.setattr(keeping, "AT_ONCE", 4)
    article = make_issued(kerinci, at=NOON - timedelta(days=9))
    for hours in range(6):
        read(article, 1, at=NOON - timedelta(days=3) + hours * HOUR)

    batches = []
    while folded := fold(at=NOON):
        batches.append(folded)

    assert batches == [4, 4, 4, 4, 2]
    assert set(ReadOnDay.objects.values_list("times", flat=True)) == {6}
    assert not ReadInHour.objects.exists()


def test_a_day_goes_when_nobody_asks_for_it_any_more(kerinci):
    article = make_issued(kerinci, at=NOON - timedelta(days=60))
    read(article, at=NOON - timedelta(days=36))
    read(article, at=NOON - timedelta(days=35))

    while fold(at=NOON):
        pass

    assert {f"{day}" for day in ReadOnDay.objects.values_list("day", flat=True)} == {"2026-01-28"}


@pytest.mark.django_db(transaction=True)
def test_two_workers_fold_every_hour_once():
    make_network(time_zone="Asia/Jakarta")
    articles = make_many_live(make_desk("kerinci"), 30, at=NOON - timedelta(days=9))
    for hours in range(5):
        counts = {("kerinci.kabartepian.example", article.pk): 1 for article in articles}
        record(counts, at=NOON - timedelta(days=4) + hours * HOUR)

    def work():
        while fold(at=NOON):
            pass

    people = [Person(work), Person(work)]
    for person in people:
        person.start()
    for person in people:
        person.join(PATIENCE)

    assert [person.error for person in people] == [None, None]
    assert set(ReadOnDay.objects.values_list("times", flat=True)) == {5}
    assert not ReadInHour.objects.exists()


# --- What was read most ---------------------------------------------------------------------------


def test_the_most_read_of_a_day_and_of_a_week_are_told_apart(kerinci):
    old, steady, new = (make_issued(kerinci, at=NOON - timedelta(days=9)) for _ in range(3))
    read(old, 90, at=NOON - timedelta(days=6))
    read(steady, 30, at=NOON - timedelta(days=2))
    read(steady, 30, at=NOON - 2 * HOUR)
    read(new, 40, at=NOON)
    read(new, 99, at=NOON - timedelta(days=8))

    expected = ([new.pk, steady.pk], [old.pk, steady.pk, new.pk])
    assert most_read(kerinci, at=NOON, many=5) == expected
    while fold(at=NOON):
        pass
    # Folded or not, the sums say the same.
    assert most_read(kerinci, at=NOON, many=5) == expected
    assert most_read(kerinci, at=NOON, many=1) == ([new.pk], [old.pk])
    assert most_read(make_desk("ambon"), at=NOON, many=5) == ([], [])


def test_how_often_one_story_was_read_is_told_of_the_whole_network(kerinci):
    article = make_issued(kerinci, at=NOON - timedelta(days=9))
    assert times_read(article, at=NOON) == (0, 0)
    read(article, 3, at=NOON)
    read(article, 2, desk=make_network(), at=NOON - HOUR)
    read(article, 5, at=NOON - timedelta(days=2))
    read(article, 7, at=NOON - timedelta(days=7))

    assert times_read(article, at=NOON) == (5, 10)
    while fold(at=NOON):
        pass
    assert times_read(article, at=NOON) == (5, 10)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE readings_readinhour SET times = 0",
        "INSERT INTO readings_readinhour (article_id, desk_id, hour, times) "
        "SELECT article_id, desk_id, hour, 1 FROM readings_readinhour",
    ],
)
def test_the_database_has_one_sum_of_an_hour_and_none_of_nothing(kerinci, statement):
    read(make_issued(kerinci))

    refusal = pytest.raises(IntegrityError, match="read_in_hour")
    with refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
