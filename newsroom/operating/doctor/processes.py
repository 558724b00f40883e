"""The processes of this machine: whether they run this code, with these settings."""

import os
from pathlib import Path

from django.conf import settings

from newsroom.environment import own
from newsroom.serving.counters import holders

from .findings import FINE, LOOK, examination

CODE = (".py", ".html", ".mo")
PROC = Path("/proc")
ADVICE = (
    "Run: systemctl restart newsroom-worker && systemctl reload newsroom (docs/operators.md, "
    "“Upgrades”), or stop what was left behind."
)


@examination("code")
def code(patient):
    # The kernel knows in whole seconds when it began itself.
    changed = code_changed_at() - 1
    old = {pid: what for pid, what in served().items() if begun_at(pid) < changed}
    if old:
        yield (
            LOOK,
            f"The code here was changed after {told(old)} began: what they loaded is of before.",
            ADVICE,
        )
    else:
        yield FINE, "What runs on this machine began with this code."


@examination("environment")
def environment(patient):
    ours = own(os.environ)
    differing, others = set(), {}
    for pid, what in served().items():
        theirs = environment_of(pid)
        if theirs is None:
            continue
        names = {name for name in ours.keys() | theirs.keys() if ours.get(name) != theirs.get(name)}
        if names:
            others[pid] = what
            differing |= names
    # `make run` and who calls the doctor beside it have each what their shell has.
    if others and settings.EMBEDDED is None:
        yield (
            LOOK,
            f"Other settings than the doctor was given have {told(others)}: "
            f"{', '.join(sorted(differing))}.",
            "Settings are read at a restart: systemctl restart newsroom newsroom-worker. Let the "
            "doctor have theirs: call it as newsroom doctor.",
        )
    else:
        yield FINE, "What runs on this machine has the settings that the doctor has."


def served():
    """The processes that serve and work here, and what they are: {number: what}."""
    found = holders(settings.DATA_DIR / "counters")
    return {pid: what for pid, what in sorted(found.items()) if what in ("web", "worker")}


def told(processes):
    """Processes in words."""
    return ", ".join(f"{what} {pid}" for pid, what in processes.items())


def code_changed_at():
    """When a file of the code that runs was last changed here, as the file system has it."""
    tops = [settings.BASE_DIR / name for name in ("newsroom", "articles", "templates")]
    return max(
        os.stat(os.path.join(folder, name)).st_mtime
        for top in tops
        for folder, _folders, names in os.walk(top)
        for name in names
        if name.endswith(CODE)
    )


def begun_at(pid):
    """When a process began, in seconds as files have them; infinite where nobody may know."""
    try:
        booted = (PROC / "stat").read_text().partition("\nbtime ")[2].split()[0]
        # Behind the name, which may hold blanks, the twentieth.
        ticks = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return float("inf")
    return int(booted) + int(ticks) / os.sysconf("SC_CLK_TCK")


def environment_of(pid):
    """What of a process' environment is the newsroom's; None where nobody may know."""
    try:
        said = (PROC / str(pid) / "environ").read_bytes().decode(errors="replace")
    except OSError:
        return None
    return own(dict(each.partition("=")[::2] for each in said.split("\0")))


EXAMINATIONS = (code, environment)
