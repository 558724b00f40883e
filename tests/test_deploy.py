"""The units for systemd, as systemd itself reads them."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DEPLOY = ROOT / "docs" / "deploy"
UNITS = sorted(
    path.name for path in DEPLOY.iterdir() if path.suffix in (".service", ".socket", ".timer")
)
SERVICES = [name for name in UNITS if name.endswith(".service")]
# Of ten, which would be no protection at all.
EXPOSED_AT_MOST = 2.5

needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="no systemd-analyze here"
)


@pytest.fixture
def units(tmp_path):
    """Copies of all units, which run programs that are there."""
    for name in UNITS:
        text = (DEPLOY / name).read_text()
        text = re.sub(r"/srv/newsroom/code/\.venv/bin/(\w+)", sys.executable, text)
        (tmp_path / name).write_text(text)
    return tmp_path


def analyze(*words, folder):
    return subprocess.run(
        ["systemd-analyze", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={"SYSTEMD_UNIT_PATH": f"{folder}:", "PATH": "/usr/bin:/bin"},
    )


@needs_systemd
def test_systemd_takes_every_unit_without_a_word(units):
    done = analyze("verify", *(f"./{name}" for name in UNITS), folder=units)

    ours = [line for line in done.stderr.splitlines() if "newsroom" in line]
    assert (done.returncode, ours) == (0, [])


@needs_systemd
@pytest.mark.parametrize("name", SERVICES)
def test_a_unit_may_do_no_more_than_it_needs(units, name):
    done = analyze(
        "security", "--offline=true", f"--threshold={EXPOSED_AT_MOST * 10:.0f}", f"./{name}",
        folder=units,
    )  # fmt: skip

    assert done.returncode == 0, done.stdout[-600:] + done.stderr


def test_what_the_units_run_is_there():
    from django.core.management import get_commands

    commands = set(get_commands())
    run = set()
    for name in SERVICES:
        run |= set(re.findall(r"manage\.py (\w+)", (DEPLOY / name).read_text()))
    wanted = {"alarm", "deliver", "backup", "check_backup", "doctor", "purge_caches"}
    assert run == wanted <= commands


def test_what_a_unit_may_not_ask_the_kernel_is_refused_and_kills_nobody():
    for name in SERVICES:
        assert "\nSystemCallErrorNumber=EPERM\n" in (DEPLOY / name).read_text(), name


def test_the_doctor_may_ask_the_kernel_who_keeps_the_clock():
    doctor = (DEPLOY / "newsroom-doctor.service").read_text()

    # ProtectClock= refuses the question together with the right to set it.
    assert "ProtectClock" not in doctor
    assert re.search("^SystemCallFilter=.*clock_adjtime", doctor, re.MULTILINE)


def test_a_shell_reads_the_example_as_systemd_does():
    script = 'set -eu; . ./newsroom.env; printf %s "$NEWSROOM_MAIL_FROM"'
    said = subprocess.check_output(["sh", "-c", script], cwd=DEPLOY, text=True)

    assert said == "Newsroom <redaksi@example.com>"


def test_the_command_of_a_deployment_runs_manage_py_as_whom_it_is_told(tmp_path):
    systemd = tmp_path / "systemd-run"
    systemd.write_text('#!/bin/sh\nfor each; do echo "$each"; done\n')
    systemd.chmod(0o755)
    environment = {"PATH": f"{tmp_path}:/usr/bin:/bin", "PGOPTIONS": "-c lock_timeout=3s"}

    def told(*words):
        command = [DEPLOY / "newsroom", *words]
        return subprocess.check_output(command, env=environment, text=True).splitlines()

    said = told("create_network", "--name", "Kabar Tepian")
    assert "--uid=newsroom" in said and "--setenv=PGOPTIONS=-c lock_timeout=3s" in said
    assert said[-4:] == [
        "/srv/newsroom/code/manage.py", "create_network", "--name", "Kabar Tepian"
    ]  # fmt: skip
    assert "--uid=www-data" in told("-u", "www-data", "purge_caches", "--all")


def test_each_variable_of_the_example_is_documented():
    named = set(re.findall(r"^([A-Z_]+)=", (DEPLOY / "newsroom.env").read_text(), re.MULTILINE))
    documented = (ROOT / "docs" / "operators.md").read_text()

    assert [name for name in sorted(named) if f"`{name}`" not in documented] == []
