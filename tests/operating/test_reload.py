"""New code and a restart while readers ask, as docs/deploy/newsroom.service does both."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from functools import partial

import psycopg2
import pytest

from newsroom.embedded import Cluster
from tests.rig import ROOT, Readers, children, get, wait_until

UNIT = ROOT / "docs" / "deploy" / "newsroom.service"
# Stands before the newsroom: says which code it is, and takes its time where it is asked to.
CODE = """
import time
from newsroom.wsgi import application as newsroom

def application(environ, start_response):
    if environ["PATH_INFO"] == "/slow":
        time.sleep(3)
        start_response("200 OK", [("Content-Length", "4")])
        return [b"slow"]
    def start(status, headers, *more):
        return start_response(status, [*headers, ("X-Code", "{code}")], *more)
    return newsroom(environ, start)

application.at_hand = newsroom.at_hand
"""


class Unit:
    """What systemd does with the unit and its socket."""

    def __init__(self, folder, database_url):
        self.folder = folder
        self.listening = socket.create_server(("127.0.0.1", 0), backlog=2048)
        self.port = self.listening.getsockname()[1]
        self.environment = os.environ | {
            "NEWSROOM_DATA": str(folder / "data"),
            "DATABASE_URL": database_url,
            "NEWSROOM_LOCAL_HOSTS": "1",
            "SECRET_KEY": "rahasia" * 10,
            "PYTHONPATH": f"{folder}:{ROOT}",
            "LISTEN_FDS": "1",
        }
        self.process = None

    @contextlib.contextmanager
    def database(self):
        """A cursor of its own."""
        connection = psycopg2.connect(self.environment["DATABASE_URL"])
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                yield cursor
        finally:
            connection.close()

    def manage(self, *words):
        """Run one of the newsroom's commands."""
        command = [sys.executable, "manage.py", *words]
        subprocess.run(command, cwd=ROOT, env=self.environment, check=True, capture_output=True)

    def write(self, code):
        """Put other code in place."""
        (self.folder / "served.py").write_text(CODE.replace("{code}", code))

    def start(self):
        """ExecStart, with the socket as its third file."""
        told = re.search(r"^ExecStart=\S+/gunicorn newsroom\.wsgi:(.*)$", UNIT.read_text(), re.M)[1]
        command = f'LISTEN_PID=$$ exec "{sys.executable}" -m gunicorn served:{told}'
        self.process = subprocess.Popen(
            ["sh", "-c", command],
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            preexec_fn=lambda: os.dup2(self.listening.fileno(), 3),
            pass_fds=(3,),
            start_new_session=True,
        )
        wait_until(lambda: self.code() is not None, "It does not start.")

    def code(self):
        """Which code answers."""
        with contextlib.suppress(OSError):
            return get(self.port, "localhost", "/", timeout=30)[1]["X-Code"]

    def reload(self):
        """ExecReload; returns what it said where it refused."""
        told = re.search(r"^ExecReload=\S+/python (.*)\$MAINPID$", UNIT.read_text(), re.M)[1]
        command = [sys.executable, *told.split(), str(self.process.pid)]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False
        )
        return done.stderr if done.returncode else ""

    def signal(self, number):
        """Tell the first process."""
        os.kill(self.process.pid, number)


@pytest.fixture(scope="module")
def unit(tmp_path_factory):
    """The newsroom with its demo, served as the unit says."""
    folder = tmp_path_factory.mktemp("unit")
    with contextlib.ExitStack() as stack:
        cluster = Cluster(folder / "postgres", durable=False).ensure()
        stack.callback(cluster.release)
        unit = Unit(folder, cluster.url)
        stack.callback(unit.listening.close)
        unit.manage("migrate", "--verbosity=0")
        unit.manage("collectstatic", "--noinput", "--verbosity=0")
        unit.manage("load_demo")
        unit.write("first")
        unit.start()
        yield unit
        with contextlib.suppress(ProcessLookupError):
            os.killpg(unit.process.pid, signal.SIGKILL)
        unit.process.wait()


PAGES = [
    ("localhost", "/"),
    ("kerinci.localhost", "/"),
    ("kerinci.localhost", "/desks/"),
    ("nobody.example", "/health/live"),
]


def test_new_code_answers_after_a_reload_and_no_request_is_lost(unit):
    with Readers(unit.port, PAGES, number=6, pause=0.005) as readers:
        time.sleep(1)
        for number in range(1, 4):
            before = children(unit.process.pid)
            unit.write(f"code {'x' * number}")
            assert unit.reload() == ""
            assert not before & children(unit.process.pid)
            assert unit.code() == f"code {'x' * number}"
        time.sleep(1)

    print(f"{readers.asked} asked, {readers.again} asked again, longest {readers.longest:.2f} s")
    assert readers.asked > 100
    assert (dict(readers.unserved), readers.again) == ({}, 0)


def test_new_code_that_does_not_load_or_lacks_its_migrations_leaves_the_old_alone(unit):
    before, code = children(unit.process.pid), unit.code()
    broken = unit.environment | {"NEWSROOM_LOG_FORMAT": "poem"}
    unit.environment, whole = broken, unit.environment
    try:
        assert "NEWSROOM_LOG_FORMAT" in unit.reload()
    finally:
        unit.environment = whole
    with unit.database() as cursor:
        cursor.execute(
            "DELETE FROM django_migrations WHERE name = '0002_workers' RETURNING app, name, applied"
        )
        row = cursor.fetchone()
        try:
            assert "Migrations are missing" in unit.reload()
        finally:
            cursor.execute(
                "INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, %s)", row
            )

    assert (children(unit.process.pid), unit.code()) == (before, code)


def test_whoever_asks_during_a_restart_waits_and_is_answered(unit, monkeypatch):
    # However long it takes to start on a machine that does other things.
    monkeypatch.setattr("tests.rig.get", partial(get, timeout=60))
    with Readers(unit.port, PAGES, number=6, pause=0.005) as readers:
        time.sleep(1)
        unit.signal(signal.SIGTERM)
        unit.process.wait(timeout=40)
        unit.start()
        time.sleep(1)

    print(f"{readers.asked} asked, {readers.again} asked again, longest {readers.longest:.2f} s")
    assert (dict(readers.unserved), readers.again) == ({}, 0)


def test_what_is_being_answered_is_answered_to_its_end(unit):
    said = []

    def ask():
        said.append(get(unit.port, "localhost", "/slow", timeout=20)[2])

    asking = threading.Thread(target=ask)
    asking.start()
    time.sleep(1)
    unit.signal(signal.SIGTERM)
    unit.process.wait(timeout=40)
    asking.join(timeout=20)
    unit.start()

    assert said == [b"slow"]
