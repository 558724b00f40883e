"""The newsroom's clock is the machine's, but for jumps."""

import logging
from datetime import timedelta

import pytest
from django.utils import timezone

from newsroom import clock
from newsroom.clock import BELIEVED_AFTER, Steady

from .factories import NOW, make_issued, make_network

HOUR = 3600.0


class Machine:
    """A machine's two clocks: one that is set, and one that counts."""

    def __init__(self):
        self.set, self.count = 1_800_000_000.0, 5_000.0
        self.interrupted_for = 0.0
        self.steady = Steady(wall=self.wall, counted=lambda: self.count)

    def wall(self):
        # Whoever looks is kept waiting right after this look.
        said, self.interrupted_for, waited = self.set, 0.0, self.interrupted_for
        self.passes(waited)
        return said

    def passes(self, seconds):
        self.set += seconds
        self.count += seconds

    def jump(self):
        return round(self.steady.jump(), 3)


@pytest.fixture
def machine():
    return Machine()


@pytest.mark.parametrize("hour", [HOUR, -HOUR])
def test_an_hour_that_the_clock_jumps_is_no_hour_of_the_newsroom(machine, hour, caplog):
    machine.passes(60)
    assert machine.jump() == 0

    machine.set += hour
    assert machine.jump() == hour
    machine.passes(30)
    assert machine.jump() == hour
    assert len(caplog.records) == 1
    assert caplog.records[0].levelno == logging.ERROR
    assert f"{hour:+.0f} seconds" in caplog.text

    machine.set -= hour
    assert machine.jump() == 0
    assert "is back" in caplog.text


def test_a_new_time_that_stands_for_ten_minutes_is_believed(machine):
    machine.set += HOUR
    assert machine.jump() == HOUR
    machine.passes(BELIEVED_AFTER - 1)
    assert machine.jump() == HOUR
    machine.passes(1)
    assert machine.jump() == 0
    machine.set += HOUR
    assert machine.jump() == HOUR


def test_another_jump_is_stood_for_anew(machine):
    machine.set += HOUR
    machine.jump()
    machine.passes(BELIEVED_AFTER - 1)
    machine.set += 60
    assert machine.jump() == HOUR + 60
    machine.passes(1)
    assert machine.jump() == HOUR + 60


def test_a_clock_that_is_kept_right_little_by_little_is_followed(machine, caplog):
    for _ in range(20):
        machine.passes(60)
        machine.set += 0.5
        assert machine.jump() == 0
    assert caplog.records == []


def test_whoever_is_interrupted_between_two_looks_notices_no_jump(machine):
    machine.interrupted_for = 30
    assert machine.jump() == 0


def test_what_reads_the_clock_is_told_the_moment_without_the_jump(monkeypatch):
    machine = Machine()
    machine.set += HOUR
    monkeypatch.setattr(clock, "steady", machine.steady)
    monkeypatch.setattr(timezone, "now", lambda: NOW)

    assert clock.now() == NOW - timedelta(hours=1)


def test_a_request_is_asked_at_the_newsrooms_moment(db, client, monkeypatch):
    article = make_issued(make_network(), live_from=timezone.now() + timedelta(minutes=30))
    path = article.versions.get().path
    machine = Machine()
    monkeypatch.setattr(clock, "steady", machine.steady)
    real = timezone.now

    def jumped():
        return real() + timedelta(hours=1)

    monkeypatch.setattr(timezone, "now", jumped)
    assert client.get(path, HTTP_HOST="localhost").status_code == 200
    machine.set += HOUR
    assert client.get(path, HTTP_HOST="localhost").status_code == 404
