"""`python -m tests.cluster [NAME …]`: a newsroom on several machines, and what becomes of it.

Postgres with two replicas under Patroni and three etcd, two nodes, photos in buckets, Varnish in
front, all on loopback ports. Prints what was lost; the sum must be zero.
"""

import argparse
import importlib
import os
import secrets
import shutil
import sys
import tempfile
import time
from pathlib import Path

DEEDS = {
    "line": "deeds",
    "photos": "photos",
    "cost": "deeds",
    "stopped": "deeds",
    "lagging": "deeds",
    "frozen": "deeds",
    "cacheless": "deeds",
    "failover": "deeds",
}


def main(arguments):
    """The exit status is 1 where anything was lost, and 2 where this machine lacks a program."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(DEEDS))
    parser.add_argument("--keep", action="store_true", help="leave the folder with all logs")
    options = parser.parse_args(arguments)
    names = options.names or list(DEEDS)
    if unknown := set(names) - set(DEEDS):
        parser.error(f"there is no {', '.join(sorted(unknown))}")
    from tests.rig import last_words

    from .machines import lacking, lacking_packages

    if missing := lacking():
        print(f"Not installed here: {', '.join(missing)}. On Debian: "
              "apt-get install postgresql patroni etcd-server varnish varnish-modules")  # fmt: skip
        return 2
    if missing := lacking_packages():
        print(f"No server for buckets, without {', '.join(missing)}: "
              "pip install --require-hashes -r requirements-s3-dev.txt")  # fmt: skip
        return 2
    folder = Path(tempfile.mkdtemp(prefix="newsroom-cluster-"))
    try:
        rows = run(folder, names)
    except BaseException:
        print(*last_words(folder), sep="\n")
        raise
    finally:
        if not options.keep:
            shutil.rmtree(folder, ignore_errors=True)
    total = sum(row.sum() for row in rows)
    print(f"Sum: {total}")
    return 1 if total else 0


def run(folder, names):
    """Build it, do the deeds, and take it apart."""
    from .town import Row, Town, set_environment

    town = Town(folder)
    os.environ |= {"SECRET_KEY": secrets.token_urlsafe(50), "PYTHONUNBUFFERED": "1"}
    set_environment(town)
    try:
        print(f"Three servers, each with etcd and Patroni, in {folder}", flush=True)
        town.build_databases()
        import django

        django.setup()
        town.build_newsroom()
        print("Two nodes, and Varnish in front", flush=True)
        town.open()
        rows = []
        for name in names:
            began = time.monotonic()
            print(f"{name} …", end=" ", flush=True)
            try:
                deeds = importlib.import_module(f"{__package__}.{DEEDS[name]}")
                rows.append(getattr(deeds, name)(town))
            except Exception as error:  # noqa: BLE001
                # The others are done all the same.
                rows.append(Row(name, wrong=[f"{type(error).__name__}: {error}"]))
            print(f"{time.monotonic() - began:.0f} s", *lines_of(rows[-1]), sep="\n", flush=True)
        return rows
    finally:
        town.close()


def lines_of(row):
    """What was found, as text."""
    wrong = f"; WRONG: {'; '.join(map(str, row.wrong))}" if row.wrong else ""
    yield (
        f"  {row.deed}: {row.confirmed} confirmed, {row.lost} lost; {row.asked} pages asked for, "
        f"{row.unserved} not answered{wrong}"
    )
    yield f"  {row.told.removeprefix('; ')}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
