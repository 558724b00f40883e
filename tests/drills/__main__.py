"""All drills, or those that are named; prints what was lost, and the sum must be zero.

`python -m tests.drills [NAME …]`. Takes some minutes. Each drill begins with a fresh newsroom.
"""

import argparse
import importlib
import os
import secrets
import sys
import tempfile
import time
import traceback
from pathlib import Path

DRILLS = {
    "issue": ("issuing", "issuing"),
    "deliver": ("issuing", "delivering"),
    "database": ("database", "killed"),
    "network": ("database", "cut"),
    "outside": ("outbox", "dead_outside"),
    "disk": ("disk", "database"),
    "photos": ("disk", "photos"),
    "slow": ("slow", "readers"),
    "upgrade": ("upgrade", "migrated"),
    "cache": ("cache", "dead"),
    "clock": ("clock", "stepped"),
}


def main(arguments):
    """Run the drills; the exit status is 1 where anything was lost, early, double or unserved."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(DRILLS))
    names = parser.parse_args(arguments).names or list(DRILLS)
    if unknown := set(names) - set(DRILLS):
        parser.error(f"no drill: {', '.join(sorted(unknown))}")
    with tempfile.TemporaryDirectory(prefix="drills-", ignore_cleanup_errors=True) as folder:
        house = prepare(Path(folder))
        rows = []
        for name in names:
            module, function = DRILLS[name]
            drill = getattr(importlib.import_module(f"{__package__}.{module}"), function)
            rows.append(run(name, drill, house))
    print()
    for line in table(rows):
        print(line)
    return 0 if all(row is None or row.sum() == 0 for _name, row in rows) else 1


def prepare(folder):
    """The newsroom that every drill begins with."""
    from tests.rig import Postgres, free_port

    hub, mail = free_port(), free_port()
    os.environ |= {
        "SECRET_KEY": secrets.token_urlsafe(50),
        "DATABASE_URL": Postgres(folder / "postgres").url,
        "NEWSROOM_DATA": str(folder / "data"),
        "NEWSROOM_LOCAL_HOSTS": "1",
        "NEWSROOM_MAIL_URL": f"smtp://127.0.0.1:{mail}",
        "NEWSROOM_WEBSUB_HUB": f"http://127.0.0.1:{hub}/",
        # Each site has a port of its own, and what is told of its pages is no mail to be counted.
        "NEWSROOM_PROBE_ADDRESS": "off",
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "PYTHONUNBUFFERED": "1",
    }
    import django

    django.setup()
    from .house import House

    print("Making a newsroom", flush=True)
    house = House(folder, hub, mail)
    house.build()
    return house


def run(name, drill, house):
    """(name, Row), or (name, None) where this machine cannot hold the drill."""
    from .house import Impossible, Row

    print(f"{name} …", flush=True)
    began = time.monotonic()
    try:
        row = drill(house)
    except Impossible as reason:
        print(f"  SKIPPED: {reason}", flush=True)
        return name, None
    except Exception:  # noqa: BLE001
        # The other drills are held all the same.
        traceback.print_exc()
        row = Row(f"{name}: the drill itself failed", lost=1)
    print(f"  {time.monotonic() - began:.0f} s. {row.notes}", flush=True)
    return name, row


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
