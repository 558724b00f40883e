"""kill -9 of the process that issues, in every step of it."""

import re
import threading

from tests.rig import kill, wait_until

from .counting import close
from .people import Editor, Ledger
from .row import Row
from .wire import Wire

WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|COMMIT|SAVEPOINT|RELEASE)", re.I)
ISSUES = "articles_version"


class Nth:
    """Catches the nth statement that writes, of the transactions in which a story is issued.

    Before anything of `ISSUES` was written nobody knows that a transaction will be one: what it
    said so far is remembered by its connection, and tried by the number that it had in a run
    without harm.
    """

    def __init__(self, number, moment, begins):
        self.number, self.moment, self.begins = number, moment, begins

    def __call__(self, connection, sql):
        if sql.startswith("BEGIN"):
            connection.notes["said"] = []
            return None
        said = connection.notes.setdefault("said", [])
        if not WRITES.match(sql):
            return None
        said.append(shape(sql))
        if len(said) - 1 == self.number and said == self.begins[: len(said)]:
            return self.moment
        return None


def shape(sql):
    """A statement without its values: its verb and its table, or of a savepoint its verb."""
    if not sql.startswith(("INSERT", "UPDATE", "DELETE")):
        return sql.split()[0]
    return " ".join(sql.replace('"', "").split("(")[0].split()[:3])


def listen(wire):
    """Remember what every transaction wrote; the list is filled while somebody works."""
    heard = []

    def watch(connection, sql):
        if sql.startswith("BEGIN"):
            connection.notes["said"] = []
        elif WRITES.match(sql):
            said = connection.notes.setdefault("said", [])
            said.append(shape(sql))
            if sql.startswith("COMMIT"):
                heard.append(list(said))

    wire.watch = watch
    return heard


def issuing(house):
    """The process that issues, before and after each thing that it writes."""
    row = Row("kill -9 of the process that issues, at each statement")
    with house.opened():
        wire = Wire(house.postgres.socket_file)
        site = house.site(wire.url).start()
        ledger, over = Ledger(), threading.Event()
        editor = Editor(house.logins[0], site.port, ledger, over, pause=0)
        heard = listen(wire)
        editor.write_one()
        (writes,) = [said for said in heard if any(ISSUES in each for each in said)]
        wire.watch = None
        points = [(number, "after") for number in range(len(writes))]
        # What is not sent is what comes after the answer before it, but for the first and the last.
        points += [(0, "before"), (len(writes) - 1, "before")]
        with house.readers(site) as readers:
            for number, moment in points:
                article, edit = editor.begin()
                editor.take(article, "submit", edit)
                editor.take(article, "approve", edit, note="Saya baca sendiri.")
                wire.watch = Nth(number, moment, writes)
                killer = threading.Thread(target=_kill_caught, args=[wire, site])
                killer.start()
                editor.issue(article, edit)
                killer.join()
                wait_until(site.serves, "The newsroom does not come back.")
        row = close(house, row, site, ledger, readers)
        wire.close()
    row.notes = f"{len(points)} points in {len(writes)} statements. {row.notes}"
    return row


def _kill_caught(wire, site):
    assert wire.is_caught.wait(60), f"Not caught: {wire.watch.begins[: wire.watch.number + 1]}"
    victim = wire.caught.pid(site.processes())
    wire.watch = None
    kill(victim)
    wire.let_go()
