"""kill -9 of the process that issues, and of the worker that delivers, in every step of theirs."""

import re
import threading
import time

from tests.rig import children, kill, wait_until

from .house import Row, all_delivered, lost_and_double, time_passes, wait_for_site
from .people import Editor, Ledger
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
                wait_for_site(site)
        row.lost, row.double, found = lost_and_double(ledger)
        late, unheard = all_delivered(house)
        row.lost += late
        site.stop()
        wire.close()
    row.confirmed = ledger.total()
    row.notes = f"{len(points)} points in {len(writes)} statements. " + "; ".join(found + unheard)
    return count_readers(row, readers)


def _kill_caught(wire, site):
    assert wire.is_caught.wait(60), f"Not caught: {wire.watch.begins[: wire.watch.number + 1]}"
    victim = wire.caught.pid(site.processes())
    wire.watch = None
    kill(victim)
    wire.let_go()


def delivering(house):
    """The worker, at each thing that it writes and while the other side takes in what it says."""
    row = Row("kill -9 of the worker, at each statement and in each call")
    with house.opened():
        wire = Wire(house.postgres.socket_file)
        site = house.site(wire.url).start()
        ledger, over = Ledger(), threading.Event()
        editor = Editor(house.logins[0], site.port, ledger, over, pause=0)
        kills = 0
        with house.readers(site) as readers:
            editor.write_one()
            for number, moment in [(n, m) for n in range(10) for m in ("before", "after")]:
                kills += _kill_worker(house, site, wire, editor, number, moment)
            for world in (house.hub, house.mail):
                caught = threading.Event()

                def hold(caught=caught):
                    if not caught.is_set():
                        caught.set()
                        time.sleep(1)

                world.before_answer = hold
                editor.write_one()
                time_passes(hours=1)
                if caught.wait(60):
                    kill(wait_until(site.worker, "No worker is there."))
                    kills += 1
                wait_until(site.worker, "No worker follows.")
        late, unheard = all_delivered(house)
        row.lost, row.double, found = lost_and_double(ledger)
        row.lost += late
        row.double += shown_twice()
        site.stop()
        wire.close()
    row.confirmed = ledger.total()
    row.notes = (
        f"{kills} kills, {sum(house.hub.got.values())} calls, {sum(house.mail.got.values())} mails "
        f"({len(house.mail.got)} different). " + "; ".join(found + unheard)
    )
    return count_readers(row, readers)


def _kill_worker(house, site, wire, editor, number, moment):
    """Kill the worker at its statement of this number after it took a row; 1 where that came."""
    editor.write_one()
    worker = wait_until(site.worker, "No worker follows.")

    def watch(connection, sql):
        if "leased" not in sql and not connection.notes.get("working"):
            return None
        if not connection.notes.setdefault(
            "working", connection.pid([worker, *children(worker)]) == worker
        ):
            return None
        if not WRITES.match(sql):
            return None
        count = connection.notes["count"] = connection.notes.get("count", -1) + 1
        return moment if count == number else None

    wire.watch = watch
    time_passes(hours=1)
    came = wire.is_caught.wait(12)
    wire.watch = None
    if came:
        kill(worker)
    wire.let_go()
    if came:
        wait_until(lambda: site.worker() not in (None, worker), "No worker follows.")
    return int(came)


def shown_twice():
    """How many things stand twice where people look: deliveries beside a story, notifications."""
    from django.db.models import Count

    from articles.outbox.models import Delivery
    from articles.talk.models import Notification

    shown = Delivery.objects.values("version", "desk", "channel", "occasion")
    told = Notification.objects.values("to", "kind", "article", "told_at")
    return sum(
        rows.annotate(times=Count("*")).filter(times__gt=1).count() for rows in (shown, told)
    )


def count_readers(row, readers):
    """`row` with how the readers fared."""
    row.asked, row.again = readers.asked, readers.again
    row.unserved = sum(readers.unserved.values())
    if readers.unserved:
        row.notes += f" Not served: {dict(readers.unserved.most_common(12))}."
    row.notes += f" {readers.stale} old pages, the slowest took {readers.longest:.1f} s."
    return row
