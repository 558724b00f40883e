"""Fixtures for every test."""

import os
import time

import pytest

from . import copied
from .chromium import COMMAND, PATH, WINDOWLESS, chromium

# Modules whose fixtures several files of tests ask for.
pytest_plugins = (
    "tests.door", "tests.healthy", "tests.patient", "tests.printed", "tests.staff", "tests.watched",
    "tests.writing",
)  # fmt: skip


def pytest_addoption(parser):
    """What takes too long for every run."""
    parser.addoption(
        "--every-hostile-picture", action="store_true", help="send all of Pillow's test pictures"
    )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Fixtures may ask whether their test failed: what a browser showed is worth knowing then."""
    report = yield
    if report.when == "call":
        item.failed = report.failed
    return report


@pytest.fixture(scope="session", autouse=True)
def _hosts_of_desks(django_test_environment):
    """Django's test set-up freezes ALLOWED_HOSTS; the desks decide, as in production."""
    from django.conf import settings

    from newsroom.desks.hosts import DeskHosts

    settings.ALLOWED_HOSTS = DeskHosts()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    """A worker's database is a copy of the one that was migrated for all of them."""
    from django.db import connection

    connection.settings_dict["TEST"]["TEMPLATE"] = copied.name()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Between transactional tests Django empties every table, which the database refuses.

    test_database_rules.py has the refusal back, and tries it.
    """
    from django.db import connection

    from .emptying import allow_emptying, empty_quickly
    from .readers import drop_role, has_role, make_role

    with django_db_blocker.unblock():
        allow_emptying(connection)
        make_role()
        empty_quickly()
    yield
    # A browser's last request may still hold a connection, and the database could not be dropped.
    # Nor is it certain that the last test left this one alive: a new one is.
    connection.close()
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        if has_role():
            drop_role()


@pytest.fixture(autouse=True)
def _fresh_host_map():
    """No test sees the desks, the sections, the strips or the readings of another."""
    from articles.freshness.agenda import agenda
    from articles.public.frame import section_map
    from articles.public.most_read import rankings
    from articles.public.reservation import reservation_map
    from articles.public.strips import strip_map
    from newsroom.desks.hosts import host_map

    kept = (agenda, host_map, section_map, reservation_map, strip_map, rankings)
    for each in kept:
        each.forget()
    yield
    for each in kept:
        each.forget()


@pytest.fixture
def in_english():
    """Sentences are English."""
    from django.utils import translation

    with translation.override("en"):
        yield


@pytest.fixture
def network(db):
    """The root desk."""
    from .factories import make_network

    return make_network()


@pytest.fixture
def kerinci(db):
    """The desk that most tests are about, below the network."""
    from .factories import make_desk

    return make_desk("kerinci")


@pytest.fixture
def archive(db):
    """A small archive of `generate_archive`."""
    from .archives import make_archive

    make_archive()


@pytest.fixture
def desks_read_once(monkeypatch):
    """The map of hosts is not read again while queries are counted, however slow the machine."""
    monkeypatch.setattr("newsroom.desks.rereading.MAX_AGE", 3600)


@pytest.fixture
def live_server(live_server):
    """The server for browsers; a test ends when the last request that it caused is answered.

    A page that is closed still says good-bye: without this the answer would meet the next test.
    """
    server = live_server.thread.httpd
    open_connections, answer = [], server.process_request_thread

    def answer_to_the_end(*connection):
        open_connections.append(connection)
        try:
            answer(*connection)
        finally:
            open_connections.remove(connection)

    server.process_request_thread = answer_to_the_end
    yield live_server
    end = time.monotonic() + 5
    while open_connections and time.monotonic() < end:
        time.sleep(0.01)
    server.process_request_thread = answer


@pytest.fixture(scope="session")
def browser():
    """A real Chromium for the whole run; tests that need it are skipped loudly without one."""
    if not PATH:
        pytest.skip("no Chromium")
    # Playwright keeps an event loop in this thread, which Django would take for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with chromium(WINDOWLESS) as running:
        yield running


# Files that take long, the longest first: begun at the end, one would be waited for alone.
LONG = ("run", "isolation", "isolation_forged", "line", "database_rules", "workflow_matrix",
        "access", "why_photo", "embedded", "migrations", "why_matrix",
        "generate_archive")  # fmt: skip


def pytest_collection_modifyitems(items):
    """Long files first. Whatever asks for the browser carries its mark."""
    places = {f"test_{name}": place for place, name in enumerate(LONG)}
    items.sort(key=lambda item: places.get(item.path.stem, len(LONG)))
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


def pytest_collection_finish():
    """Garbage is looked for as seldom as in a server: migrating to and fro leaves much of it."""
    from newsroom.serving.garbage import settle

    settle()


def pytest_terminal_summary(terminalreporter):
    """Say loudly what a run without a browser did not try."""
    if not PATH:
        terminalreporter.write_line(
            f"NO BROWSER: the tests in a real Chromium were SKIPPED. To run them: {COMMAND}",
            red=True,
            bold=True,
        )
