"""A newsroom that the doctor examines: of which nothing is wrong until a test harms it."""

import json
import socket
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from articles.outbox.attending import Attendance
from newsroom.operating import doctor, kept
from newsroom.operating.doctor import Patient, database, machine, processes, rules

from .factories import make_desk

SAFE = ("fsync", "full_page_writes", "synchronous_commit")


@pytest.fixture
def healthy(settings, monkeypatch, tmp_path):
    """A newsroom of which nothing is wrong: the tests' own server forgets with the power."""
    at = timezone.now()
    real = database.setting
    monkeypatch.setattr(database, "setting", lambda name: "on" if name in SAFE else real(name))
    monkeypatch.setattr(machine, "kernel_clock", lambda: 0)
    file = tmp_path / "file.css"
    file.write_text("body {}")
    monkeypatch.setattr(machine, "_found", lambda: [("file.css", file)])
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()
    (settings.STATIC_ROOT / "file.css").write_text("body {}")
    settings.BACKUPS = str(tmp_path / "backups")
    # No server runs beside these tests.
    settings.PROBE_ADDRESS = ""
    # The tests' own database is emptied, which triggers refuse where they are not switched off.
    off, all_off = set(rules.switched_off()), rules.switched_off
    monkeypatch.setattr(rules, "switched_off", lambda: sorted(set(all_off()) - off))
    # Whatever runs beside them, and whatever they are told, is not this newsroom's.
    monkeypatch.setattr(processes, "served", dict)
    settings.UNREAD = {}
    back_up(settings.BACKUPS, at - timedelta(hours=25))
    make_desk("kerinci")
    Attendance(at=at).say(at=at)
    return SimpleNamespace(settings=settings, patch=monkeypatch.setattr, at=at, folder=tmp_path)


def back_up(folder, at):
    """A manifest of a backup of that moment."""
    path = kept.Backup(kept.Path(folder), kept.name_of(at), {}).manifest
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({"newsroom_backup": kept.FORMAT, "at": at.isoformat()}))


def find(at, about=None):
    """What the doctor finds, of one examination where it is named."""
    wanted = [each for each in doctor.EXAMINATIONS if about in (None, each.about)]
    return [each for each in doctor.examine(Patient(at), wanted) if about in (None, each.about)]


def closed_port():
    """A port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
