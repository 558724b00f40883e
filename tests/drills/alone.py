"""One drill, in a process and a folder of its own, or the seed of all: what `tests.drills` starts.

`python -m tests.drills.alone NAME FOLDER SEED`. What was found is in FOLDER/row.json.
"""

import importlib
import os
import sys
from itertools import count
from pathlib import Path

from .row import Impossible

SEED = "seed"
DRILLS = {
    "issue": ("issuing", "issuing"),
    "deliver": ("delivering", "delivering"),
    "database": ("database", "killed"),
    "flapping": ("database", "flapping"),
    "network": ("database", "cut"),
    "outside": ("outbox", "dead_outside"),
    "disk": ("disk", "database"),
    "log": ("disk", "log"),
    "photos": ("disk", "photos"),
    "slow": ("slow", "readers"),
    "upgrade": ("upgrade", "migrated"),
    "cache": ("cache", "dead"),
    "clock": ("clock", "stepped"),
}
# Status with which the process ends where this machine cannot hold the drill.
CANNOT = 3


def main(name, folder, seed):
    """Hold it; returns the status with which the process ends."""
    house = prepare(Path(folder), Path(seed))
    if name == SEED:
        house.build()
        return 0
    from tests import factories

    # The names with the first numbers are the seed's.
    factories.numbers = count(10_000)
    module, function = DRILLS[name]
    drill = getattr(importlib.import_module(f"{__package__}.{module}"), function)
    try:
        row = drill(house)
    except Impossible as reason:
        print(f"  SKIPPED: {reason}", flush=True)
        return CANNOT
    if not row.confirmed or not row.asked:
        row.lost += 1
        row.notes = f"Nothing was done meanwhile, which proves nothing. {row.notes}"
    row.save(house.folder / "row.json")
    return 0


def prepare(folder, seed):
    """The newsroom of this drill, and Django's settings for it."""
    from tests.rig import Postgres, free_port

    hub, mail = free_port(), free_port()
    os.environ |= {
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

    return House(folder, seed, hub, mail)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
