"""What holds the failure drills: one that goes wrong harms no other, and leaves nothing behind."""

import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from .drills import __main__ as drills
from .rig import Postgres, Readers, free_port

# Instead of a drill: what it finds is written down, or not, by its name.
STANDS_IN = """
import json, os, subprocess, sys
name, folder, seed = sys.argv[1:]
if name == "database":
    sys.exit(7)
if name == "photos":
    sys.exit(3)
if name == "issue":
    subprocess.Popen(["sleep", "60"], start_new_session=True)
with open(folder + "/row.json", "w") as file:
    json.dump({"harm": "harm of " + name, "confirmed": 5, "asked": 9}, file)
"""


@pytest.fixture(autouse=True)
def _stand_in(tmp_path, monkeypatch):
    (tmp_path / "alone.py").write_text(STANDS_IN)
    monkeypatch.setattr(drills, "ALONE", [sys.executable, str(tmp_path / "alone.py")])
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setenv("SECRET_KEY", "")


def test_drills_after_one_that_failed_are_held_all_the_same(tmp_path, capsys):
    assert drills.main(["issue", "database", "photos", "slow"]) == 1

    said = capsys.readouterr().out
    assert "| issue | harm of issue | 5 | 0 | 0 | 0 | 9 | 0 | 0 |" in said
    assert "| database | the drill itself failed with 7 | 0 | 1 |" in said
    assert "| photos | SKIPPED |" in said
    assert "| slow | harm of slow | 5 |" in said
    assert said.endswith("together: 1.\n")
    assert [each.name for each in tmp_path.iterdir()] == ["alone.py"]


def test_drills_in_which_nothing_was_lost_end_well(capsys):
    assert drills.main(["issue", "slow"]) == 0
    assert "What it left running was ended: 1." in capsys.readouterr().out


def test_a_drills_postgres_that_was_killed_is_started_again(tmp_path):
    server = Postgres(tmp_path / "postgres").start()
    try:
        server.kill()
        assert not server.answers()
        assert server.start().answers()
    finally:
        server.stop()


def test_only_what_a_drill_started_is_ended_with_it(tmp_path):
    def started(folder):
        environment = os.environ | {drills.MARK: str(folder)}
        return subprocess.Popen(["sleep", "60"], env=environment, start_new_session=True)

    ours, others = started(tmp_path / "1-slow"), started(tmp_path / "1-slower")
    try:
        assert drills.sweep(tmp_path / "1-slow") == {ours.pid}
        assert ours.wait() == -9
        assert others.poll() is None
    finally:
        others.kill()
        others.wait()


def test_a_free_port_is_none_that_somebody_who_connects_may_be_given():
    first, _last = Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()
    assert free_port() < int(first)


@pytest.mark.parametrize("body", [b"<html><body>Kabar</body></html>\n", b"<html><body>Kab", b""])
def test_a_page_of_which_the_end_is_missing_counts_as_not_served(body):
    class Server(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *words):
            pass

    server = HTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.handle_request, daemon=True).start()
    readers = Readers(server.server_port, [("localhost", "/")])

    readers.read("localhost", "/")

    server.server_close()
    assert readers.asked == 1
    assert dict(readers.unserved) == (
        {} if body.endswith(b"</html>\n") else {"half a page localhost/": 1}
    )
