"""The database goes, or the way to it, while twenty editors save and issue."""

import threading
import time

from django.db import connection

from articles.freshness.listening import NAME as LISTENING
from tests.rig import Readers, wait_until

from .counting import asked_anew, close
from .row import Row
from .seed import EDITORS
from .wire import Wire

KILLS, APART, DOWN = 3, 8, 3
# Seconds of a Postgres that goes again as soon as it is back.
UP, FLAPS = 2, 30
# Seconds in which a process that is connected has taken in that it is, on a busy machine.
AWAKE = 2


def killed(house):
    """kill -9 of all of Postgres; somebody starts it again, as systemd would."""
    row = Row(f"kill -9 of Postgres, {KILLS} times, while {EDITORS} editors save and issue")
    with house.opened():
        site = house.site().start()
        with house.readers(site) as readers, house.editors(site, EDITORS) as ledger:
            for _ in range(KILLS):
                come_to_rest(site, readers)
                house.postgres.kill()
                time.sleep(DOWN)
                house.postgres.start()
            time.sleep(APART)
        return close(house, row, site, ledger, readers)


def flapping(house):
    """kill -9 of Postgres again and again, with no time for the newsroom to come to rest between.

    Besides, somebody asks for pages that nobody has asked for since the newsroom was started.
    """
    row = Row(f"Postgres up for {UP} s and down for {DOWN} s in turn, for {FLAPS} s")
    with house.opened():
        site = house.site().start()
        with house.readers(site) as readers, house.editors(site, EDITORS // 4) as ledger:
            come_to_rest(site, readers)
            stranger, over = Readers(site.port, asked_anew(_unread)), threading.Event()
            asking = threading.Thread(target=_ask_once_each, args=[stranger, over], daemon=True)
            asking.start()
            end = time.monotonic() + FLAPS
            while time.monotonic() < end:
                house.postgres.kill()
                time.sleep(DOWN)
                house.postgres.start()
                time.sleep(UP)
            over.set()
            asking.join()
            time.sleep(APART)
        row = close(house, row, site, ledger, readers)
    served = sum(stranger.read_pages.values())
    row.notes = (
        f"Of {stranger.asked} pages that nobody had asked for {served} came, "
        f"the slowest after {stranger.longest:.1f} s. {row.notes}"
    )
    return row


def _unread():
    """Pages of stories that the readers of drills do not ask for."""
    from articles.models import Version

    return [("kerinci.localhost", each.path) for each in Version.objects.order_by("pk")[10:30]]


def _ask_once_each(stranger, over):
    for host, path in stranger.pages:
        stranger.read(host, path)
        if over.wait(0.5):
            return


def cut(house):
    """The network between application and database breaks, and hangs, in the midst of commits."""
    row = Row(f"network cut to the database while {EDITORS} editors save and issue")
    with house.opened():
        wire = Wire(house.postgres.socket_file)
        site = house.site(wire.url).start()
        answers_lost = [0]

        def lose_answers(connection, sql):
            """Now and then a commit is made, and its answer lost."""
            if sql.startswith("COMMIT") and time.monotonic() > lose_answers.next:
                lose_answers.next = time.monotonic() + 0.5
                return "after"
            return None

        lose_answers.next = 0
        with house.readers(site) as readers, house.editors(site, EDITORS) as ledger:
            come_to_rest(site, readers)
            # The connection breaks after the commit and before its answer.
            wire.watch = lose_answers
            end = time.monotonic() + 10
            while time.monotonic() < end:
                if wire.is_caught.wait(0.2):
                    wire.let_go()
                    answers_lost[0] += 1
            wire.watch = None
            wire.let_go()
            come_to_rest(site, readers)
            # Nobody answers at the other end.
            wire.cut()
            time.sleep(DOWN)
            wire.mend()
            come_to_rest(site, readers)
            # Nothing comes through, and nobody says so; then it breaks.
            wire.hold()
            time.sleep(DOWN)
            wire.break_connections()
            wire.release()
            time.sleep(APART / 2)
        row = close(house, row, site, ledger, readers)
        wire.close()
    row.notes = f"{answers_lost[0]} commits whose answer was lost. {row.notes}"
    return row


def come_to_rest(site, readers):
    """Until each process hears what changes, and after that every page was read.

    What a process made before, it may not show when the database is away: it cannot know whether
    it was withdrawn meanwhile.
    """

    def all_hear():
        return asked_anew(listeners) >= len(site.processes())

    wait_until(all_hear, "A process of the newsroom does not hear what changes.")
    time.sleep(AWAKE)
    readers.until_all_read()


def listeners():
    """How many processes of the newsroom hear what changes."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE application_name = %s", [LISTENING]
        )
        return cursor.fetchone()[0]
