"""Counts that the processes of a machine add up together."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from newsroom.serving.counters import (
    ENTRY,
    HEAD,
    MAGIC,
    Counters,
    Series,
    entries,
    holders,
    read,
)

from .door import counts

ROOT = Path(__file__).resolve().parent.parent
ANOTHER = """
import sys
from newsroom.serving.counters import Counters
own = Counters(sys.argv[1])
own.role = "worker"
own.count("photos", (("outcome", "new"),), 3)
own.series("seconds", (), (1.0, 2.0)).observe(1.5)
own.say("hearing", (), 1)
print("counted", flush=True)
input()
"""
# Not a fork of the tests themselves, which have threads.
FORKING = """
import os, sys
from newsroom.serving.counters import Counters
own = Counters(sys.argv[1])
own.count("photos")
read, write = os.pipe()
if not os.fork():
    own.count("photos")
    os.write(write, b"counted")
    sys.stdin.read()
    os._exit(0)
os.read(read, 7)
"""


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "counters"


@pytest.fixture
def another(folder):
    """Another process that counted, and still runs."""
    process = subprocess.Popen(
        [sys.executable, "-c", ANOTHER, folder],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "counted\n"
    yield process
    process.kill()
    process.communicate()


def test_what_two_processes_count_adds_up(folder, another):
    own = Counters(folder)
    own.count("photos", (("outcome", "new"),))
    own.count("photos", (("outcome", "refused"),))

    assert counts(folder, "photos", outcome="new") == [4]
    assert counts(folder, "photos", outcome="refused") == [1]
    assert read(folder)[1] == {"worker": 1, "command": 1}
    assert holders(folder) == {another.pid: "worker", os.getpid(): "command"}


def test_counts_of_a_process_that_was_killed_stay_and_the_next_goes_on_in_its_lane(folder, another):
    os.kill(another.pid, signal.SIGKILL)
    another.wait()
    assert counts(folder, "photos") == [3]
    assert read(folder)[1] == {}

    own = Counters(folder)
    own.count("photos", (("outcome", "new"),))
    own.series("seconds", (), (1.0, 2.0)).observe(9)

    assert counts(folder, "photos") == [4]
    # Up to 1, up to 2, more, and their sum.
    assert counts(folder, "seconds") == [0, 1, 1, 10.5]
    assert len(list(folder.iterdir())) == 1


def test_what_another_user_left_is_passed_over_and_hides_no_count(folder, monkeypatch):
    folder.mkdir()
    (folder / "000").write_bytes(b"")
    closed, opened = str(folder / "000"), open

    def refused(of):
        def opening(path, *words):
            if str(path) == closed:
                raise PermissionError(13, "Permission denied", closed)
            return of(path, *words)

        return opening

    monkeypatch.setattr(os, "open", refused(os.open))
    monkeypatch.setattr("builtins.open", refused(opened))
    own = Counters(folder)
    own.begin("web")
    own.count("photos")

    sums, processes = read(folder)
    assert sums == {("photos", (), ()): (1.0,)}
    assert processes == {"web": 1}
    assert holders(folder) == {os.getpid(): "web"}


def test_what_a_process_says_of_itself_holds_while_it_is_there(folder, another):
    own = Counters(folder)
    own.say("hearing", (), 1)
    own.say("hearing", (), 1)
    assert counts(folder, "hearing") == [2]

    own.say("hearing", (), 0)
    another.kill()
    another.wait()
    assert counts(folder, "hearing") == [0]

    # Whoever takes the place of the one that was killed says it anew.
    follower = Counters(folder)
    follower.count("photos")
    assert counts(folder, "hearing") == [0]
    follower.say("hearing", (), 1)
    assert counts(folder, "hearing") == [1]


def test_a_child_counts_in_a_lane_of_its_own_and_frees_the_parents(folder):
    command = [sys.executable, "-c", FORKING, folder]
    parent = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE)
    assert parent.wait() == 0

    assert counts(folder, "photos") == [2]
    assert len(list(folder.iterdir())) == 2
    # The child lives on, until there is nothing more to read, and holds its own alone.
    assert read(folder)[1] == {"command": 1}
    parent.stdin.close()


def test_without_room_on_the_disk_a_process_counts_for_itself(folder, monkeypatch, caplog):
    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "posix_fallocate", full)
    own = Counters(folder)
    own.count("photos")
    own.count("photos")

    assert "No space left" in caplog.text
    assert [numbers for _key, _at, numbers in entries(own._map, own._used)] == [(2.0,)]


def test_what_finds_no_room_in_a_lane_harms_no_other_count(folder, monkeypatch, caplog):
    monkeypatch.setattr("newsroom.serving.counters.ROOM", 200)
    own = Counters(folder)
    own.count("photos")
    for number in range(20):
        own.count("made-up", (("number", number),))

    assert counts(folder, "photos") == [1]
    assert "more different counts" in caplog.text


def test_a_damaged_lane_begins_anew(folder):
    folder.mkdir()
    (folder / "000").write_bytes(b"what is this" * 1000)
    own = Counters(folder)
    own.count("photos")

    assert isinstance(own.series("photos"), Series)
    assert counts(folder, "photos") == [1]


@pytest.mark.parametrize("place", [len(MAGIC), HEAD.size, HEAD.size + ENTRY.size, 4096])
@pytest.mark.parametrize("junk", [b"\0", b"\xff"])
def test_of_a_lane_that_lost_a_part_with_the_power_nothing_is_taken_over(folder, place, junk):
    lost = Counters(folder)
    for number in range(200):
        lost.count("photos", (("number", number),))
    lost._leave()
    lane = bytearray((folder / "000").read_bytes())
    lane[place : place + 4096] = junk * 4096
    (folder / "000").write_bytes(lane)

    # Who only looks sees the others.
    other = Counters(folder)
    assert read(folder) == ({}, {})
    other.count("photos")
    assert counts(folder, "photos") == [1]
