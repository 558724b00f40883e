"""Whether the server lives and is ready: for whoever balances load."""

import os
import signal
import threading
from types import SimpleNamespace

import pytest
from django.db import connection, connections

from newsroom.serving import health
from newsroom.serving.health import Readiness

from .door import ask, broken, hello, site

pytestmark = pytest.mark.usefixtures("counted")


def test_whoever_balances_load_is_answered_on_every_host_without_a_database():
    status, headers, body = ask(site(broken), "/health/live", HTTP_HOST="nobody.example")

    assert (status, body) == (200, "ok\n")
    assert headers["Cache-Control"] == "no-store"
    assert ask(site(broken), "/health/live", method="HEAD")[::2] == (200, "")
    assert ask(site(hello), "/health/live", method="POST")[2] == "hello"


def test_not_ready_says_why_and_nothing_of_versions():
    status, _headers, body = ask(site(ready=lambda: health.BEHIND), "/health/ready")

    assert (status, body) == (503, "Migrations are missing in the database.\n")


@pytest.mark.django_db
def test_ready_with_a_database_whose_migrations_are_all_there(monkeypatch):
    assert health.database_lacks() == ""

    ahead = SimpleNamespace(
        disk_migrations=dict.fromkeys([("articles", "0001_initial"), ("articles", "9999_next")]),
        replacements={},
    )
    monkeypatch.setattr(health, "_loader", ahead)
    assert health.database_lacks() == health.BEHIND


def test_a_squashed_migration_counts_by_what_it_replaces(monkeypatch):
    squashed = SimpleNamespace(replaces=[("a", "1"), ("a", "2")])
    loader = SimpleNamespace(
        disk_migrations=dict.fromkeys([("a", "1"), ("a", "2"), ("a", "1-2")]),
        replacements={("a", "1-2"): squashed},
    )
    monkeypatch.setattr(health, "_loader", loader)

    assert health.missing({("a", "1"), ("a", "2")}) == []
    assert health.missing({("a", "1-2")}) == []
    assert health.missing({("a", "1")}) == [("a", "1-2"), ("a", "2")]


@pytest.mark.django_db
def test_not_ready_while_the_database_does_not_answer(monkeypatch):
    nowhere = connection.get_connection_params() | {"host": "127.0.0.1", "port": 1}
    monkeypatch.setattr(connections["default"], "get_connection_params", lambda: dict(nowhere))

    assert Readiness()() == health.AWAY


def test_however_many_ask_the_database_is_asked_once(monkeypatch):
    questions = []
    monkeypatch.setattr(health, "database_lacks", lambda: questions.append(1) or "")
    monkeypatch.setattr(health, "KEPT", 3600)
    ready = Readiness()
    asking = [threading.Thread(target=ready) for _ in range(20)]
    for each in asking:
        each.start()
    for each in asking:
        each.join()

    assert len(questions) == 1


def test_not_ready_from_the_signal_to_stop_on_and_the_server_still_gets_it(monkeypatch):
    monkeypatch.setattr(health, "database_lacks", lambda: "")
    heard = []
    before = signal.signal(signal.SIGTERM, lambda *_: heard.append(True))
    try:
        ready = Readiness()
        ready.notice_stopping()
        assert ready() == ""
        os.kill(os.getpid(), signal.SIGTERM)
        assert (ready(), heard) == (health.STOPPING, [True])
    finally:
        signal.signal(signal.SIGTERM, before)


def test_a_machine_that_is_drained_is_not_ready(monkeypatch, settings, tmp_path):
    monkeypatch.setattr(health, "database_lacks", lambda: "")
    settings.DATA_DIR = tmp_path
    assert Readiness()() == ""
    (tmp_path / "draining").touch()
    assert Readiness()() == health.STOPPING
