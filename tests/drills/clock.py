"""Somebody sets the machine's clock: an hour ahead, an hour back, and right again."""

import shutil
import subprocess
import time
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from .database import close
from .house import Impossible, Row, asked_anew
from .people import Watch

EDITORS, STANDS = 5, 10
# One story is due while the clock is wrong, the other long after.
SOON, LATER = timedelta(seconds=25), timedelta(minutes=40)


def stepped(house):
    """The clock of application, worker and Postgres jumps, while stories are ahead."""
    row = Row("clock an hour ahead, an hour back, and right again")
    said = house.folder / "clock"
    environment = {"LD_PRELOAD": str(_library(house.folder)), "DRILL_CLOCK": str(said)}
    said.write_text("0")
    with house.opened(**environment):
        site = house.site(**environment).start()
        soon, later = (asked_anew(lambda ahead=ahead: _scheduled(ahead)) for ahead in (SOON, LATER))
        watches = [
            Watch(site.port, "kerinci.localhost", version.path, version.live_from, patience=45)
            for version in (soon, later)
        ]
        for watch in watches:
            watch.start()
        with house.readers(site) as readers, house.editors(site, EDITORS) as ledger:
            for seconds in (0, 3600, -3600, 0):
                said.write_text(str(seconds))
                time.sleep(STANDS)
        for watch in watches:
            watch.join()
        told = asked_anew(lambda: later.deliveries.exclude(sent_at=None).count())
        row.early = sum(watch.early for watch in watches) + told
        late = (watches[0].first - soon.live_from).total_seconds() if watches[0].first else None
        row = close(house, row, site, ledger, readers)
    if late is None:
        row.lost += 1
        row.notes += " The story that was due did not come."
    else:
        row.notes += f" The story that was due came after {late:.2f} s."
    return row


def _scheduled(ahead):
    from articles.models import Version
    from newsroom.desks.models import Desk
    from tests.factories import make_issued

    at = timezone.now()
    desk = Desk.objects.get(slug="kerinci")
    article = make_issued(desk, live_from=at + ahead, at=at)
    return Version.objects.get(article=article)


def _library(folder):
    """The clock that can be set for single processes, compiled."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if not compiler:
        raise Impossible("a C compiler is needed to set the clock of single processes")
    library = folder / "stepped.so"
    source = Path(__file__).with_name("stepped.c")
    subprocess.run([compiler, "-O2", "-shared", "-fPIC", "-o", library, source, "-ldl"], check=True)
    return library
