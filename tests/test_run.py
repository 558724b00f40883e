"""`make run` as a stranger meets it: started, read, stopped and started again."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import Mock

import pytest

from newsroom import run
from newsroom.embedded import Cluster

from .rig import children, command_of, kill, wait_until

ROOT = Path(__file__).resolve().parent.parent


def _environment(data, port, **more):
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DATABASE_URL", "SECRET_KEY", "DJANGO_SETTINGS_MODULE"}
        and not name.startswith("NEWSROOM_")
    }
    return kept | {"NEWSROOM_DATA": str(data), "PORT": str(port), "PYTHONUNBUFFERED": "1"} | more


def _start(environment):
    return subprocess.Popen(
        [sys.executable, "-m", "newsroom.run"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def _until(process, words):
    """The lines up to the one with `words`."""
    lines = []
    for line in process.stdout:
        lines.append(line)
        if words in line:
            return "".join(lines)
    raise AssertionError("ended early:\n" + "".join(lines))


def _stop(process, how=signal.SIGINT):
    """Ctrl-C, as a terminal sends it: to the whole group."""
    os.killpg(process.pid, how)
    out, _ = process.communicate(timeout=60)
    return out


def _get(port, host, path="/"):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", path, headers={"Host": f"{host}:{port}"})
    response = connection.getresponse()
    body = response.read().decode()
    connection.close()
    return response, body


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _commands_naming(path):
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                line = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if os.fsencode(path) in line:
                found.append(line)
    return found


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    """A newsroom that was run once, and stopped: (port, environment, what the terminal said)."""
    port = _free_port()
    environment = _environment(tmp_path_factory.mktemp("run") / "data", port)
    process = _start(environment)
    try:
        said = _until(process, "Ctrl-C stops everything")
    finally:
        _stop(process)
    return port, environment, said


@pytest.fixture
def running(loaded):
    """The newsroom, run again: (process, port, environment, what the terminal said at first)."""
    port, environment, said = loaded
    process = _start(environment)
    try:
        _until(process, "Ctrl-C stops everything")
        yield process, port, environment, said
    finally:
        if process.poll() is None:
            _stop(process)


def test_a_stranger_runs_reads_stops_and_runs_again(running):
    process, port, environment, said = running
    for words in (
        "Migrating the database",
        "articles",
        f"http://localhost:{port}/",
        f"http://kerinci.localhost:{port}/",
        f"http://localhost:{port}/admin/",
        "network administrator",
    ):
        assert words in said

    front, page = _get(port, "localhost")
    assert front.status == 200
    assert "Kabar Tepian" in page
    desk, page = _get(port, "kerinci.localhost")
    assert desk.status == 200
    assert "Kabar Tepian Kerinci" in page
    assert "unsafe-" not in desk.headers["Content-Security-Policy"]
    assert desk.headers.get("Set-Cookie") is None
    assert _get(port, "example.com")[0].status == 404

    # A command beside it uses the same data.
    counted = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c",
         "from newsroom.desks.models import Desk; print(Desk.objects.count())"],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert int(counted.stdout.split()[-1]) >= 14

    busy = subprocess.run(
        [sys.executable, "-m", "newsroom.run"],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert busy.returncode == 1
    assert f"Port {port} is busy" in busy.stderr
    assert "PORT=8123 make run" in busy.stderr

    _stop(process)
    assert process.returncode == 0
    assert _commands_naming(environment["NEWSROOM_DATA"]) == []

    again = _start(environment)
    said = _until(again, "Ctrl-C stops everything")
    assert "Loading the demo" not in said
    assert _get(port, "kerinci.localhost")[0].status == 200
    _stop(again, signal.SIGTERM)
    assert _commands_naming(environment["NEWSROOM_DATA"]) == []

    # And a command while nothing runs starts the database for itself and stops it again.
    subprocess.run(
        [sys.executable, "manage.py", "check", "--database", "default"],
        cwd=ROOT, env=environment, capture_output=True, check=True,
    )  # fmt: skip
    assert _commands_naming(environment["NEWSROOM_DATA"]) == []


def test_a_killed_worker_and_a_killed_database_are_followed_by_others(running):
    process, port, environment, _ = running
    state = Path(environment["NEWSROOM_DATA"]) / "postgres" / "data" / "postmaster.pid"
    first = int(state.read_text().split()[0])
    worker = next(pid for pid in children(process.pid) if "deliver" in command_of(pid))
    kill(worker, first, *children(first))

    def database():
        words = (state.read_text().split() if state.exists() else []) or ["0"]  # Being written.
        return int(words[0]) != first and words[-1] == "ready"

    def next_worker():
        found = [pid for pid in children(process.pid) if "deliver" in command_of(pid)]
        return found not in ([], [worker])

    wait_until(database, "No database follows.")
    assert _get(port, "kerinci.localhost")[0].status == 200
    wait_until(next_worker, "No worker follows.")


def test_killed_with_everything_it_started_it_starts_again_with_its_data(running):
    process, port, environment, _ = running
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    for line in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if os.fsencode(environment["NEWSROOM_DATA"]) in line.read_bytes():
                os.kill(int(line.parent.name), signal.SIGKILL)
        except OSError:
            continue

    for _ in range(50):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                break
        time.sleep(0.1)
    again = _start(environment)
    try:
        assert "Loading the demo" not in _until(again, "Ctrl-C stops everything")
        assert _get(port, "kerinci.localhost")[0].status == 200
    finally:
        _stop(again)


def test_what_cannot_be_started_now_is_said_and_the_site_goes_on(tmp_path, monkeypatch, capsys):
    """A disk without room for Postgres, and a machine without room for a process."""
    full = Mock(side_effect=OSError(28, "No space left on device"))
    beside = run.Beside(SimpleNamespace(EMBEDDED=Mock(keep=full), BASE_DIR=tmp_path))
    monkeypatch.setattr(run.subprocess, "Popen", Mock(side_effect=BlockingIOError(11, "No room")))

    beside.keep()
    beside.keep()
    beside.stop()

    said = capsys.readouterr().out
    assert said.count("No space left on device") == 2
    assert said.count("The worker cannot be started: [Errno 11] No room") == 1


def test_static_files_of_which_half_were_collected_are_collected_anew(tmp_path, monkeypatch):
    settings = SimpleNamespace(DATA_DIR=tmp_path, STATIC_ROOT=tmp_path / "static")
    settings.STATIC_ROOT.mkdir()
    done = []

    def collect(*args, **options):
        done.append(args)
        if len(done) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr("django.core.management.call_command", collect)
    found = [("a.css", SimpleNamespace(path=lambda name: __file__))]
    finder = SimpleNamespace(list=lambda ignored: found)
    monkeypatch.setattr("django.contrib.staticfiles.finders.get_finders", lambda: [finder])
    run.collect_static(settings)
    run.collect_static(settings)
    assert len(done) == 1

    # Another code's are begun, and then the first one's are wanted again.
    found.append(found[0])
    with pytest.raises(KeyboardInterrupt):
        run.collect_static(settings)
    found.pop()
    run.collect_static(settings)
    assert len(done) == 3


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"PORT": "many"}, "choose a number from 1 to 65535"),
        ({"DATABASE_URL": "postgres://nobody@127.0.0.1:1/x"}, "look at DATABASE_URL"),
        ({"DATABASE_URL": "mysql://root@localhost/x"}, "DATABASE_URL"),
        ({"NEWSROOM_POSTGRES": "oracle"}, "NEWSROOM_POSTGRES"),
        ({"NEWSROOM_WORKERS": "lots"}, "NEWSROOM_WORKERS"),
    ],
)
def test_what_cannot_run_is_told_in_one_sentence(tmp_path, variables, sentence):
    done = subprocess.run(
        [sys.executable, "-m", "newsroom.run"],
        cwd=ROOT,
        env=_environment(tmp_path / "data", _free_port()) | variables,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_a_named_database_is_used_and_nothing_is_started(loaded, tmp_path):
    """The server of the newsroom that was run before stands for any other."""
    _port, before, _said = loaded
    other = Cluster(Path(before["NEWSROOM_DATA"]) / "postgres").ensure()
    port = _free_port()
    data = tmp_path / "data"
    process = _start(_environment(data, port, DATABASE_URL=other.url))
    try:
        said = _until(process, "Ctrl-C stops everything")
        assert "Starting Postgres" not in said and "Loading the demo" not in said
        assert not (data / "postgres").exists()
        assert "Kabar Tepian" in _get(port, "localhost")[1]
    finally:
        _stop(process)
        other.release()
