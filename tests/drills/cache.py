"""The folder of the pages that are kept ready is torn, emptied, removed and full, in mid-run."""

import contextlib
import os
import random
import shutil
import time

from tests.rig import get

from .database import close
from .disk import fill, small_disk
from .house import EDITORS, Row

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
        old = _old(site, ledger)
        row = close(house, row, site, ledger, readers)
    row.lost += len(old)
    row.notes = f"{len(files)} files torn. {'; '.join(old[:3])} {row.notes}"
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


def _old(site, ledger):
    """What was issued and is not on the front of its desk a second later."""
    time.sleep(1)
    _status, _headers, page = get(site.port, "kerinci.localhost", "/rss.xml")
    newest = [each for each, step in ledger.steps if step == "issue"][-5:]
    headlines = {number: headline for headline, number in ledger.begun.items()}
    return [
        f"“{headlines[each]}” is not in the feed"
        for each in newest
        if headlines[each].encode() not in page
    ]
