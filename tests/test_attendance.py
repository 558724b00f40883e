"""Whether a worker is there is known also after a clock was ahead and was put back."""

from datetime import timedelta

import pytest

from articles.outbox.attending import Attendance
from articles.outbox.models import Worker
from newsroom.operating import gauges
from newsroom.operating.doctor.findings import FINE, WRONG

from .factories import NOW
from .healthy import find

pytestmark = pytest.mark.django_db
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def seen_since(at):
    """What metrics say of it: since how many seconds no worker said that it is there."""
    ((_labels, seconds),) = next(iter(gauges._work(at=at))).values
    return seconds


def test_a_worker_whose_clock_is_put_back_says_at_once_that_it_is_there():
    attendance = Attendance(at=NOW)
    attendance.say(at=NOW + HOUR)

    attendance.say(at=NOW)
    assert Worker.objects.get().seen_at == NOW
    attendance.say(at=NOW + timedelta(seconds=19))
    assert Worker.objects.get().seen_at == NOW
    attendance.say(at=NOW + timedelta(seconds=20))
    assert Worker.objects.get().seen_at == NOW + timedelta(seconds=20)


def test_a_worker_that_died_while_the_clock_was_ahead_is_not_taken_for_one_that_is_there(
    healthy,
):
    at = healthy.at
    Worker.objects.update(host="dead", seen_at=at + HOUR)

    finding = find(at, "worker")[-1]
    assert finding.level == WRONG
    assert "A worker on dead says" in finding.sentence and "still to come" in finding.sentence
    assert seen_since(at) == float("inf")

    # Another one is there, and forgets whoever cannot have been.
    Attendance(at=at).say(at=at)
    assert [each.host for each in Worker.objects.all()] != ["dead"]
    assert Worker.objects.count() == 1
    assert find(at, "worker")[-1].level == FINE
    assert seen_since(at) == 0


def test_another_machines_clock_may_be_ahead_a_little(healthy):
    Worker.objects.update(host="other", seen_at=healthy.at + MINUTE / 2)

    assert find(healthy.at, "worker")[-1].level == FINE
    assert seen_since(healthy.at) == 0
    Attendance(at=healthy.at).say(at=healthy.at)
    assert Worker.objects.count() == 2
