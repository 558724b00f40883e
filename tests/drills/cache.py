"""The folder of the pages that are kept ready is torn, emptied, removed and full, in mid-run."""

import contextlib
import os
import random
import shutil
import time

from .counting import as_readers_have_it, close
from .disk import fill, small_disk
from .row import Row
from .seed import EDITORS

SIZE, APART = "24m", 5


def dead(house):
    """Readers get their pages, and none that is over."""
    row = Row("folder of kept pages torn, emptied, removed, full")
    folder = house.folder / "data" / "pages"
    shutil.rmtree(folder, ignore_errors=True)
    with small_disk(folder, SIZE), house.opened():
        site = house.site().start()
        with house.readers(site) as readers, house.editors(site, EDITORS // 4) as ledger:
            time.sleep(APART)
            files = [each for each in folder.rglob("*") if each.is_file()]
            for file in files:
                _tear(file)
            time.sleep(APART)
            for each in folder.iterdir():
                shutil.rmtree(each, ignore_errors=True)
            time.sleep(APART)
            filler = fill(folder)
            time.sleep(APART)
            filler.unlink()
            time.sleep(APART)
        # A second is what the newsroom promises.
        time.sleep(1)
        old, _double, found = as_readers_have_it(site, ledger)
        row = close(house, row, site, ledger, readers)
    row.lost += old
    row.notes = f"{len(files)} files torn. {'; '.join(found)} {row.notes}"
    return row


def _tear(file):
    """Half of it, or something else in the midst of it."""
    with contextlib.suppress(OSError):
        size = file.stat().st_size
        if random.random() < 0.5:
            os.truncate(file, size // 2)
        else:
            with open(file, "r+b") as torn:
                torn.seek(size // 2)
                torn.write(os.urandom(64))
