"""What the doctor says of rules, processes and variables can be followed, and is true."""

import errno
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from newsroom.environment import unread
from newsroom.operating.doctor import WRONG, machine, processes

from .harmed import rule_went_with_its_extension, sql
from .healthy import find

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.django_db
def test_what_the_doctor_says_brings_back_each_rule_that_went_with_an_extension(healthy):
    rule_went_with_its_extension(healthy)
    lost = [each for each in find(healthy.at, "rules") if each.level == WRONG]
    assert "version_one_live_at_a_time" in " ".join(each.sentence for each in lost)
    assert len(lost) == 4

    sql(*(each.advice.removeprefix("Run: ") for each in lost))

    assert [each.level for each in find(healthy.at, "rules")] == ["fine"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("error", "advice"), [(errno.ENOSPC, "Make room"), (errno.EACCES, "Give the folder to")]
)
def test_a_data_folder_without_room_is_not_taken_for_somebody_elses(healthy, error, advice):
    def refuse(dir):
        raise OSError(error, os.strerror(error))

    healthy.patch(machine.tempfile, "TemporaryFile", refuse)
    (found,) = [each for each in find(healthy.at, "data") if each.level == WRONG]

    assert found.advice.startswith(advice)


def test_a_process_began_when_it_began_and_has_the_settings_that_it_was_given():
    before = time.time()
    with subprocess.Popen(
        ["sleep", "60"], env={"SECRET_KEY": "rahasia", "NEWSROOM_HTTPS": "1", "HOME": "/"}
    ) as process:
        try:
            assert before - 2 < processes.begun_at(process.pid) < time.time() + 2
            told = {"SECRET_KEY": "rahasia", "NEWSROOM_HTTPS": "1"}
            end = time.monotonic() + 5
            while processes.environment_of(process.pid) != told and time.monotonic() < end:
                time.sleep(0.01)
            assert processes.environment_of(process.pid) == told
        finally:
            process.kill()
    assert processes.environment_of(process.pid) is None
    assert processes.begun_at(process.pid) == float("inf")


def test_the_code_changed_when_its_newest_file_did():
    newest = processes.code_changed_at()

    assert newest >= os.stat(ROOT / "newsroom" / "settings.py").st_mtime
    assert newest <= time.time() + 1


def test_a_misspelt_variable_is_known_by_what_it_is_not(monkeypatch):
    for name in [each for each in os.environ if each.startswith("NEWSROOM_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("NEWSROOM_STAF_HOST", "redaksi.example")
    monkeypatch.setenv("NEWSROOM_HTTPS", "1")
    monkeypatch.setenv("NEWSROOM_S3_BUCKET", "photos")

    assert unread((ROOT / "newsroom" / "settings.py").read_text()) == {
        "NEWSROOM_STAF_HOST": "NEWSROOM_STAFF_HOST"
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("NEWSROOM_HTTPS", "maybe"),
        ("NEWSROOM_BEHIND_PROXY", "ja"),
        ("NEWSROOM_STAFF_HOST", "https://redaksi.example"),
        ("NEWSROOM_LOG_LEVEL", "verbose"),
        ("NEWSROOM_MAIL_FROM", "Newsroom"),
        ("NEWSROOM_ALARM_TO", "admin@example.com nobody"),
        ("NEWSROOM_SECURITY_CONTACT", "security@example.com"),
        ("PORT", "http"),
        ("SECRET_KEY", ""),
    ],
)
def test_a_variable_that_means_nothing_is_refused_in_one_sentence_that_names_it(name, value):
    done = manage("show_addresses", **{name: value})

    assert done.returncode == 1
    assert name in done.stderr
    assert len(done.stderr.splitlines()) == 1, done.stderr


@pytest.mark.parametrize("words", [("deliver", "--once"), ("migrate",), ("backup", "/nowhere")])
def test_a_command_says_in_one_sentence_that_the_database_does_not_answer(words):
    done = manage(*words)

    assert done.returncode == 1
    assert done.stderr.startswith("The database does not answer: ")
    assert "DATABASE_URL" in done.stderr
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert "Traceback" in manage(*words, "--traceback").stderr


def test_what_is_set_to_nothing_is_as_if_it_were_not_set_and_a_level_has_any_letters():
    done = subprocess.run(
        [sys.executable, "-c", "from newsroom import settings as s; print(s.HTTPS, s.LOGGING)"],
        env=environment(NEWSROOM_HTTPS="", NEWSROOM_OFFLINE="", NEWSROOM_LOG_LEVEL="info"),
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert done.stdout.startswith("True ") and "'level': 'INFO'" in done.stdout


def environment(**more):
    """Of a deployment whose database nobody asks."""
    own = {"PATH": os.environ["PATH"], "SECRET_KEY": "x" * 60}
    return own | {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"} | more


def manage(*words, **more):
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        env=environment(**more), cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
