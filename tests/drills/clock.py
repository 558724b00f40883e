"""Somebody sets the machine's clock: an hour ahead, an hour back, and right again."""

import shutil
import subprocess
import time
from pathlib import Path

from .counting import close
from .row import Impossible, Row

EDITORS, STANDS = 5, 10
# A story is due while the clock is an hour behind; another, forty minutes ahead, is long after.
DUE = 25


def stepped(house):
    """The clock of application, worker and Postgres jumps, while stories are ahead."""
    row = Row("clock an hour ahead, an hour back, and right again")
    said = house.folder / "clock"
    environment = {"LD_PRELOAD": str(_library(house.folder)), "DRILL_CLOCK": str(said)}
    said.write_text("0")
    with house.opened(**environment):
        site = house.site(**environment).start()
        with house.readers(site, DUE) as readers, house.editors(site, EDITORS) as ledger:
            for seconds in (0, 3600, -3600, 0):
                said.write_text(str(seconds))
                time.sleep(STANDS)
        return close(house, row, site, ledger, readers)


def _library(folder):
    """The clock that can be set for single processes, compiled."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if not compiler:
        raise Impossible("a C compiler is needed to set the clock of single processes")
    library = folder / "stepped.so"
    source = Path(__file__).with_name("stepped.c")
    subprocess.run([compiler, "-O2", "-shared", "-fPIC", "-o", library, source, "-ldl"], check=True)
    return library
