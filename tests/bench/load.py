"""Many readers at once: wrk against a server, and what its processes took for each answer."""

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

SCRIPT = Path(__file__).with_name("wrk.lua")
THREADS = 2
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Target:
    """A server, and the roots of the processes that answer and that look things up."""

    name: str
    port: int
    application: tuple = ()
    database: tuple = ()
    host: str = "127.0.0.1"


@dataclass(frozen=True)
class Load:
    """What a server did: requests a second, milliseconds, and those of processors for each."""

    rate: float
    p95: float
    application: float
    database: float
    failed: int


def ask(target, lines, *, seconds, connections, folder, rate=None):
    """Ask `target` for the `lines` (host and path) for that long: a Load.

    As often as it answers, or `rate` times a second.
    """
    told = folder / "paths.txt"
    told.write_text("\n".join(lines) + "\n")
    before = [_spent(roots) for roots in (target.application, target.database)]
    command = ["wrk", f"-t{THREADS}", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s"]
    done = subprocess.run(
        [*command, "-s", SCRIPT, f"http://{target.host}:{target.port}"],
        env=os.environ | {"BENCH_PATHS": str(told), "BENCH_RATE": str((rate or 0) / THREADS)},
        capture_output=True,
        text=True,
        timeout=seconds + 60,
    )
    after = [_spent(roots) for roots in (target.application, target.database)]
    found = re.search(r"^BENCH (\d+) (\d+) ([\d.]+) (\d+)$", done.stdout, re.M)
    if not found:
        raise SystemExit(f"wrk failed: {done.stdout}{done.stderr}")
    answers, microseconds = int(found[1]), int(found[2])
    spent = [(b - a) * 1000 / max(answers, 1) for a, b in zip(before, after, strict=True)]
    return Load(answers * 1e6 / microseconds, float(found[3]), *spent, int(found[4]))


def _spent(roots):
    """Seconds of processors that these processes, and those that they started, took so far."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rsplit(")", 1)[1].split()[1])
        except OSError:
            continue  # It ended meanwhile.
    tree, more = set(), set(roots) & set(parents)
    while more:
        tree |= more
        more = {pid for pid, parent in parents.items() if parent in tree} - tree
    total = 0
    for pid in tree:
        try:
            told = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
            total += sum(int(ticks) for ticks in told[11:15])
        except OSError:
            continue
    return total / TICKS
