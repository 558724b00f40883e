"""What is done to a newsroom on several machines, and what editors and readers have of it."""

import os
import threading
import time
from contextlib import suppress
from pathlib import Path

from django.db import OperationalError, connection

from tests.drills.counting import lost_and_double
from tests.drills.people import Editor, Ledger, Unanswered
from tests.drills.seed import EDITORS
from tests.rig import get, wait_until

from .machines import TTL, all_follow, primary_of
from .town import MAX_LAG, READERS_ROLE, SLACK, Onlooker, Row

ASKED, SAVED = 300, 30
# What readers' pages ask, and whoever looks at the databases does not.
PAGES = """
SELECT count(*) FROM pg_stat_activity
WHERE usename = %s AND query NOT LIKE '%%pg_is_in_recovery%%'
AND query_start > now() - interval '3 s'
"""


def line(town):
    """From the draft to the reader, all of it over HTTP through the cache; who answers readers."""
    row = Row("a story's whole line through Varnish, on two nodes")
    primary, replicas = all_follow(town.members)
    town.favour(replicas)
    with town.readers(row):
        told = [issue_one(town, row) for _ in range(3)]
        time.sleep(1)
        asked = {each.name: pages_asked(each) for each in town.members}
        lent = [each for each in replicas if asked[each.name]]
    row.told = (
        f"seen at a node after {max(each[0] for each in told):.1f} s, through Varnish after "
        f"{max(each[1] for each in told):.1f} s; asked {asked}{row.told}"
    )
    if not lent:
        row.wrong.append("no replica answered a reader")
    return settle(row)


def cost(town):
    """What a page takes of the processors of a node, of a replica and of the primary."""
    row = Row("milliseconds of processor time for a page that no cache has, and for a save")
    primary, replicas = all_follow(town.members)
    town.favour(replicas)
    groups = {
        "node": town.sites[0].processes,
        "replicas": lambda: [pid for each in replicas for pid in each.processes()],
        "primary": primary.processes,
    }
    told = []
    for name, paths in kinds_of_pages(town).items():
        # The first time each thread prepares its questions.
        for _ in range(2):
            before = {group: used_by(pids()) for group, pids in groups.items()}
            asked = 0
            while asked < ASKED:
                for host, path in paths:
                    get(town.ports[0], host, path)
                    asked += 1
            used = since(before, groups, asked)
        told.append(f"{name}: {used}")
        row.asked += asked
    before = {group: used_by(pids()) for group, pids in groups.items()}
    ledger = Ledger()
    editor = Editor(next(town.logins_in_turn), town.ports[0], ledger, threading.Event(), pause=0)
    editor.number = next(town.numbers)
    article, edit = editor.begin()
    for _ in range(SAVED):
        edit = editor.type_on(article, edit)
    told.append(f"a save: {since(before, groups, SAVED)}")
    row.told = "; ".join(told)
    return settle(row)


def stopped(town):
    """A machine with a replica is gone, then the other one too; both come back."""
    row = Row("both replicas lost, one after the other")
    primary, (first, second) = all_follow(town.members)
    town.favour([first, second])
    with town.readers(row):
        time.sleep(2)
        first.lose()
        # The second within two seconds would leave the primary waiting for it (Patroni 3.0).
        wait_until(second.is_synchronous, "Patroni gives the other replica no part.")
        second.lose()
        wait_until(lambda: not primary.waits_for(), "Patroni waits for what is lost.")
        issue_one(town, row)
        time.sleep(4)
        for each in (first, second):
            each.start()
        all_follow(town.members)
        comes_back(row, [first, second])
    return settle(row)


def lagging(town):
    """Replicas stop replaying what is written: nobody is shown what is older than the bound."""
    row = Row(f"one replica, then both stop replaying right before an issue (bound {MAX_LAG} s)")
    _primary, replicas = all_follow(town.members)
    town.favour(replicas)
    late = []
    with town.readers(row):
        for each in replicas:
            late += issue_one(town, row, before=lambda each=each: pause(each))
        for each in replicas:
            each.ask("SELECT pg_wal_replay_resume()")
        comes_back(row, replicas)
    row.told = f"seen after {max(late):.1f} s at most{row.told}"
    if max(late) > MAX_LAG + SLACK:
        row.wrong.append(f"a page was {max(late):.1f} s old")
    return settle(row)


def frozen(town):
    """A replica says nothing any more and breaks no connection: whoever waits is cut off."""
    row = Row("a replica hangs with its connections open")
    _primary, (first, _second) = all_follow(town.members)
    town.favour([first])
    with town.readers(row) as groups:
        time.sleep(2)
        first.freeze()
        time.sleep(8)
        first.thaw()
        time.sleep(2)
        longest = max(group.longest for group in groups)
    if longest > 8:
        row.wrong.append("a reader waited until it went on")
    return settle(row)


def cacheless(town):
    """Varnish is gone with all that it kept, and comes back empty: it hears again what changes."""
    row = Row("Varnish lost (kill -9), and back; then a story is issued")
    with town.readers(row, *town.ports):
        town.cache.lose()
        time.sleep(2)
        town.cache.start()
        wait_until(lambda: town.serves(town.cache.port), "Varnish serves nothing.")
        at_node, through = issue_one(town, row)
    row.told = (
        f"seen at a node after {at_node:.1f} s, through Varnish after {through:.1f} s{row.told}"
    )
    if through > MAX_LAG + SLACK:
        row.wrong.append(f"Varnish showed a page that was {through:.1f} s old")
    return settle(row)


def failover(town):
    """The primary's machine is gone, etcd and all, while twenty editors save and issue."""
    row = Row(f"primary and its etcd lost (kill -9) while {EDITORS} editors save and issue")
    primary, _replicas = all_follow(town.members)
    ledger, over = Ledger(), threading.Event()
    editors = [Editor(each, town.cache.port, ledger, over) for each in town.logins[:EDITORS]]
    with town.readers(row):
        for editor in editors:
            editor.start()
        time.sleep(8)
        before, lost_at = ledger.total(), time.monotonic()
        council = town.council[town.members.index(primary)]
        council.lose()
        primary.lose()
        new = primary_of([each for each in town.members if each is not primary], TTL * 3)
        took = time.monotonic() - lost_at
        at_takeover = ledger.total()
        wait_until(lambda: ledger.total() > at_takeover, "Nobody can save at the new primary.")
        worked = time.monotonic() - lost_at
        time.sleep(8)
        over.set()
        for editor in editors:
            editor.join(60)
        council.start(town.council)
        primary.start()
        all_follow(town.members)
    row.confirmed = ledger.total()
    row.lost, double, sentences = lost_and_double(ledger)
    row.wrong += [f"twice: {double}"] * bool(double) + sentences
    row.told = (
        f"{before} confirmed before; {new.name} is primary after {took:.0f} s (TTL {TTL}), the "
        f"first save after {worked:.0f} s; the lost one follows again{row.told}"
    )
    if took > TTL + 10:
        row.wrong.append("the new primary took longer than the TTL")
    return row


# --- What several of them do --------------------------------------------------------------------


def issue_one(town, row, before=None):
    """A story from its first word to its readers: seconds until it is seen (at a node, Varnish).

    `before` is done right before it is issued.
    """
    ledger, over = Ledger(), threading.Event()
    enough = threading.Timer(60, over.set)
    enough.daemon = True
    enough.start()
    editor = Editor(next(town.logins_in_turn), town.cache.port, ledger, over, pause=0)
    editor.number = next(town.numbers)
    try:
        article, edit = editor.begin()
        edit = editor.type_on(article, edit)
        editor.take(article, "submit", edit)
        editor.take(article, "approve", edit, note="Saya baca sendiri.")
        if before:
            before()
        editor.issue(article, edit)
    except Unanswered:
        row.wrong.append("an editor was not answered for a minute")
        return [Onlooker.PATIENCE]
    issued = time.monotonic()
    row.confirmed += ledger.total()
    seen = []
    for ports in (town.ports, (town.cache.port,)):
        # Each node has several processes, and each of them its favourite.
        looks = [
            Onlooker(port, "kerinci.localhost", "/", shows(editor.headline), issued)
            for port in ports
            for _ in range(4)
        ]
        for each in looks:
            each.start()
        for each in looks:
            each.join()
        if any(each.took is None for each in looks):
            row.wrong.append(f"“{editor.headline}” is not seen")
        seen.append(max(each.took or each.PATIENCE for each in looks))
    lost, double, sentences = lost_and_double(ledger)
    row.lost += lost
    row.wrong += sentences + ["twice"] * double
    return seen


def shows(words):
    """What an onlooker waits for: a page with these words."""
    return lambda status, body: status == 200 and words.encode() in body


def kinds_of_pages(town):
    """The pages that readers of this newsroom ask for, by their kind."""
    return {
        "story": [page for page in town.pages if page[1].startswith("/articles/")],
        "front": [page for page in town.pages if page[1] == "/"],
        "section": [page for page in town.pages if page[1].startswith("/sections/")],
    }


def used_by(pids):
    """Ticks of processor time that each of these processes has used so far."""
    used = {}
    for pid in pids:
        with suppress(OSError):
            words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            used[pid] = int(words[11]) + int(words[12])
    return used


def since(before, groups, times):
    """Milliseconds that each group has used since `before`, for each of `times`, in words."""
    found = []
    for group, pids in groups.items():
        ticks = sum(now - before[group].get(pid, 0) for pid, now in used_by(pids()).items())
        found.append(f"{group} {1000 * ticks / os.sysconf('SC_CLK_TCK') / times:.1f}")
    return ", ".join(found)


def pause(member):
    """Let a replica write down what comes, and replay none of it."""
    member.ask("SELECT pg_wal_replay_pause()")
    state = "SELECT pg_get_wal_replay_pause_state() <> 'not paused'"
    wait_until(lambda: member.ask(state), f"{member.name} goes on replaying.")


def pages_asked(member):
    """How many connections of readers' pages a server has answered lately."""
    return member.ask(PAGES, [READERS_ROLE])


def comes_back(row, replicas):
    """Wait until readers are answered by a replica again, without a restart of anything."""
    try:
        wait_until(lambda: any(map(pages_asked, replicas)), "", 20)
    except AssertionError:
        row.wrong.append("no replica is asked again")


def settle(row):
    """The connection of this process may be one to a server that is gone."""
    with suppress(OperationalError):
        connection.close()
    return row
