"""All drills, or those that are named; prints what was lost, and the sum must be zero.

`python -m tests.drills [NAME …]`. Takes some minutes. Each drill is a process with a folder, a
database and ports of its own, and begins with a fresh newsroom; what it leaves is removed.
"""

import argparse
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.rig import ROOT, kill, last_words

from .alone import CANNOT, DRILLS, SEED
from .row import Row

ALONE = [sys.executable, "-m", "tests.drills.alone"]
# In the environment of all that a drill starts: its folder.
MARK = "NEWSROOM_DRILL"
# Seconds after which a drill hangs, on a machine with twenty others.
LONGEST = 1800


def main(arguments):
    """Hold the drills; the exit status is 1 where anything was lost, early, double or unserved."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(DRILLS))
    parser.add_argument("--keep", action="store_true", help="leave the folders with all logs")
    options = parser.parse_args(arguments)
    names = options.names or list(DRILLS)
    if unknown := set(names) - set(DRILLS):
        parser.error(f"no drill: {', '.join(sorted(unknown))}")
    os.environ["SECRET_KEY"] = secrets.token_urlsafe(50)
    folder = Path(tempfile.mkdtemp(prefix="drills-"))
    try:
        print("Making a newsroom", flush=True)
        seed = folder / SEED
        if started(SEED, seed, seed) != 0:
            return 1
        rows = [
            (name, hold(name, folder / f"{number}-{name}", seed, keep=options.keep))
            for number, name in enumerate(names)
        ]
    finally:
        if options.keep:
            print(f"All logs are in {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)
    print()
    for line in table(rows):
        print(line)
    return 0 if all(row is None or row.sum() == 0 for _name, row in rows) else 1


def hold(name, folder, seed, *, keep=False):
    """The Row of a drill, or None where this machine cannot hold it."""
    print(f"{name} …", flush=True)
    began = time.monotonic()
    status = started(name, folder, seed)
    try:
        row = None if status == CANNOT else Row.load(folder / "row.json")
    except (OSError, ValueError):
        # The other drills are held all the same.
        row = Row(f"the drill itself failed with {status}", lost=1)
    if row is not None:
        print(f"  {time.monotonic() - began:.0f} s. {row.notes}", flush=True)
        if row.sum():
            for line in last_words(folder):
                print(f"  {line}", flush=True)
    if not keep:
        shutil.rmtree(folder, ignore_errors=True)
    return row


def started(name, folder, seed):
    """Run one drill to its end, and sweep up after it: the status of its process, or “hangs”."""
    folder.mkdir()
    environment = os.environ | {MARK: str(folder)}
    process = subprocess.Popen([*ALONE, name, folder, seed], cwd=ROOT, env=environment)
    try:
        return process.wait(LONGEST)
    except subprocess.TimeoutExpired:
        return "hangs"
    finally:
        left = sweep(folder)
        process.wait()
        if left:
            print(f"  What it left running was ended: {len(left)}.", flush=True)


def sweep(folder):
    """End whatever a drill left running and take its disks away; returns what was ended."""
    mark, ended = os.fsencode(f"{MARK}={folder}"), set()
    while left := set(_marked(mark)) - ended:
        kill(*left)
        ended |= left
    for line in Path("/proc/mounts").read_text().splitlines():
        place = Path(line.split()[1])
        if folder in place.parents:
            subprocess.run(["umount", "-l", place], check=False)
    return ended


def _marked(mark):
    for each in Path("/proc").iterdir():
        if each.name.isdigit() and int(each.name) != os.getpid():
            try:
                if mark in (each / "environ").read_bytes().split(b"\0"):
                    yield int(each.name)
            except OSError:
                continue


def table(rows):
    """The rows as lines of a Markdown table."""
    heads = (
        "drill | harm | confirmed | lost | early | double | pages asked | asked again | not served"
    )
    yield f"| {heads} |"
    yield "|---|---|" + "---:|" * 7
    for name, row in rows:
        if row is None:
            yield f"| {name} | SKIPPED |" + " – |" * 7
            continue
        yield (
            f"| {name} | {row.harm} | {row.confirmed} | {row.lost} | {row.early} | {row.double} "
            f"| {row.asked} | {row.again} | {row.unserved} |"
        )
    yield ""
    total = sum(row.sum() for _name, row in rows if row is not None)
    yield f"Lost, early, double and not served together: {total}."


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
