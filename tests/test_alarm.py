"""Who runs a newsroom is told by mail that a unit failed, and what is wrong."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import OperationalError, connections
from django.utils import timezone

from newsroom.operating.alarm import AGAIN, alarm

from .factories import make_user
from .healthy import closed_port

pytestmark = pytest.mark.django_db
BACKUP = "newsroom-backup.service"


@pytest.fixture
def house(healthy, tmp_path):
    """A newsroom that mails, with an administrator."""
    healthy.settings.DATA_DIR = tmp_path / "data"
    healthy.settings.DATA_DIR.mkdir()
    healthy.settings.MAILS, healthy.settings.ALARM_TO = True, []
    make_user(is_superuser=True, username="admin")
    make_user(is_superuser=True, is_active=False)
    return healthy


def test_administrators_are_told_what_failed_and_what_the_doctor_finds(house):
    house.settings.BACKUPS = str(house.folder / "nothing")
    house.settings.DEFAULT_FROM_EMAIL = "Newsroom <redaksi@kabar.example>"
    call_command("alarm", BACKUP)

    (letter,) = mail.outbox
    assert letter.to == ["admin@example.com"]
    assert letter.subject.startswith(f"{BACKUP} failed on ")
    assert letter.message()["Message-ID"].endswith("@kabar.example>")
    assert f"journalctl -u {BACKUP}" in letter.body
    assert "backups: There is no backup in" in letter.body and "manage.py backup" in letter.body


def test_what_goes_on_failing_is_told_once_in_a_while_and_another_thing_at_once(house):
    at = timezone.now()
    assert [
        alarm(BACKUP, at=at),
        alarm(BACKUP, at=at + AGAIN / 2),
        alarm("newsroom-doctor.service", at=at + AGAIN / 2),
        alarm(BACKUP, at=at + AGAIN + timedelta(seconds=1)),
    ] == [1, 0, 1, 1]
    assert "finds nothing else wrong" in mail.outbox[0].body


def test_what_was_told_while_the_clock_was_ahead_keeps_nothing_back_once_it_is_right(house):
    at = timezone.now()
    assert [
        alarm(BACKUP, at=at + timedelta(days=400)),
        alarm(BACKUP, at=at),
        alarm(BACKUP, at=at + AGAIN / 2),
    ] == [1, 1, 0]


def test_while_the_database_is_away_those_in_the_settings_are_told(house, monkeypatch):
    def refuse(*args, **kwargs):
        raise OperationalError("connection refused")

    monkeypatch.setattr(connections["default"], "cursor", refuse)
    with pytest.raises(CommandError, match="NEWSROOM_ALARM_TO"):
        call_command("alarm", BACKUP)

    house.settings.ALARM_TO = ["night@example.com"]
    call_command("alarm", BACKUP)
    assert mail.outbox[0].to == ["night@example.com"]
    assert "database: " in mail.outbox[0].body


def test_an_alarm_that_reached_nobody_fails_and_is_tried_the_next_time(house):
    sending = house.settings.EMAIL_BACKEND
    house.settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    house.settings.EMAIL_HOST, house.settings.EMAIL_PORT = "127.0.0.1", closed_port()
    with pytest.raises(CommandError, match="Nobody could be told"):
        call_command("alarm", BACKUP)

    house.settings.EMAIL_BACKEND = sending
    call_command("alarm", BACKUP)
    assert len(mail.outbox) == 1
