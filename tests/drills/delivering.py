"""kill -9 of the worker that delivers, in every step of it."""

import re
import threading
import time

from tests.rig import children, kill, wait_until

from .counting import all_delivered, close, time_passes
from .issuing import WRITES, shape
from .people import Editor, Ledger
from .row import Row
from .wire import Wire

COLUMN = re.compile(r'"(\w+)" = ')
# Seconds in which a worker that has something to do gets to a statement.
COMES = 30


class Works:
    """Hears what the worker writes from its first lease on, and catches one thing of it.

    `wanted` is the name of a statement; what was heard is in `heard`, in its order.
    """

    def __init__(self, worker, wanted=None, moment=None):
        self.worker, self.wanted, self.moment = worker, wanted, moment
        self.heard = []

    def __call__(self, connection, sql):
        notes = connection.notes
        if sql.startswith("BEGIN"):
            notes["last"] = ""
        if "leased" not in sql and not notes.get("working"):
            return None
        if "working" not in notes:
            notes["working"] = connection.pid([self.worker, *children(self.worker)]) == self.worker
        if not notes["working"] or not WRITES.match(sql):
            return None
        name = named(sql, notes.get("last", ""))
        if name is None:
            return None
        notes["last"] = name
        self.heard.append(name)
        return self.moment if name == self.wanted else None


def named(sql, last):
    """A statement without its values: what it changes, or of a transaction's end what it keeps.

    None for the end of one in which nothing was written.
    """
    if sql.startswith("COMMIT"):
        return f"COMMIT of {last}" if last else None
    if sql.startswith("UPDATE"):
        return f"{shape(sql)} {' '.join(COLUMN.findall(sql.partition(' WHERE ')[0]))}"
    return shape(sql)


def delivering(house):
    """The worker, at each thing that it writes and while the other side takes in what it says."""
    row = Row("kill -9 of the worker, at each statement and in each call")
    with house.opened():
        wire = Wire(house.postgres.socket_file)
        site = house.site(wire.url).start()
        ledger, over = Ledger(), threading.Event()
        editor = Editor(house.logins[0], site.port, ledger, over, pause=0)
        with house.readers(site) as readers:
            statements = _heard(house, site, wire, editor)
            points = [(name, moment) for name in statements for moment in ("before", "after")]
            missed = [each for each in points if not _killed(site, wire, editor, *each)]
            for world in (house.hub, house.mail):
                _kill_in_call(site, world, editor)
        row = close(house, row, site, ledger, readers)
        wire.close()
    if missed:
        row.lost += 1
        row.notes += f" WRONG: the worker never came to {missed}."
    row.notes = (
        f"{len(points) + 2} kills, {sum(house.hub.got.values())} calls, "
        f"{sum(house.mail.got.values())} mails ({len(house.mail.got)} different). {row.notes}"
    )
    return row


def _heard(house, site, wire, editor):
    """What the worker writes while it tells of a story, each thing once."""
    works = wire.watch = Works(wait_until(site.worker, "No worker is there."))
    editor.write_one()
    all_delivered(house)
    wire.watch = None
    return list(dict.fromkeys(works.heard))


def _killed(site, wire, editor, name, moment):
    """Kill the worker at this statement; whether it came there."""
    editor.write_one()
    worker = wait_until(site.worker, "No worker follows.")
    wire.watch = Works(worker, name, moment)
    end = time.monotonic() + COMES
    while not wire.is_caught.wait(1) and time.monotonic() < end:
        time_passes(hours=1)
    wire.watch = None
    came = wire.is_caught.is_set()
    if came:
        kill(worker)
    wire.let_go()
    if came:
        wait_until(lambda: site.worker() not in (None, worker), "No worker follows.")
    return came


def _kill_in_call(site, world, editor):
    """Kill the worker once the other side has taken in what it said, and before it hears so."""
    caught, killed = threading.Event(), threading.Event()

    def hold():
        if not caught.is_set():
            caught.set()
            killed.wait(COMES)

    world.before_answer = hold
    editor.write_one()
    wait_until(lambda: time_passes(hours=1) or caught.wait(1), "Nobody outside is told.")
    worker = wait_until(site.worker, "No worker is there.")
    kill(worker)
    killed.set()
    wait_until(lambda: site.worker() not in (None, worker), "No worker follows.")
