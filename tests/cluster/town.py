"""A newsroom on several machines: a database, two replicas, two nodes, a cache in front."""

import contextlib
import http.client
import os
import sys
import threading
import time
from dataclasses import dataclass, field
from itertools import count, cycle

from tests.rig import ROOT, Readers, Site, free_port, get, kill, wait_until

from .machines import NAME, SECRET, Buckets, Cache, Etcd, Member, Program, all_follow

READERS_ROLE = "pembaca"
MAX_LAG = 2
# How much later than that a page may be asked for and answered on a busy machine.
SLACK = 1.5


@dataclass
class Row:
    """What was found, a row of the table: nothing is `lost` or `unserved`, or otherwise `wrong`."""

    deed: str
    confirmed: int = 0
    lost: int = 0
    asked: int = 0
    unserved: int = 0
    wrong: list = field(default_factory=list)
    told: str = ""

    def sum(self):
        """What must be zero."""
        return self.lost + self.unserved + len(self.wrong)


class Town:
    """All of it, below one folder."""

    def __init__(self, folder):
        self.folder = folder
        names = ("satu", "dua", "tiga")
        self.council = [Etcd(folder / f"etcd-{name}", name) for name in names]
        self.members = [Member(folder / name, name, self.council) for name in names]
        ports = free_port(), free_port()
        self.cache = Cache(folder / "varnish", *ports)
        self.ports, self.sites = ports, []
        self.buckets = Buckets(folder / "buckets", "buckets")
        # The process that tells Varnish what changed.
        self.purging = Program(folder / "purging", "purging")
        self.logins, self.pages, self.numbers = [], [], count(1000)

    @property
    def environment(self):
        """What the application's environment says, the same on every node."""
        ports = [member.port for member in self.members]
        hosts = ",".join(f"127.0.0.1:{port}" for port in ports)
        return {
            "DATABASE_URL": (
                f"postgres://redaksi:{SECRET}@{hosts}/{NAME}?target_session_attrs=read-write"
            ),
            "NEWSROOM_READERS_DATABASE_URL": ",".join(
                f"postgres://{READERS_ROLE}:{SECRET}@127.0.0.1:{port}/{NAME}" for port in ports
            ),
            "NEWSROOM_READERS_MAX_LAG": str(MAX_LAG),
            "NEWSROOM_LOCAL_HOSTS": "1",
            "NEWSROOM_MAIL_URL": "",
            "NEWSROOM_BEHIND_PROXY": "1",
            "NEWSROOM_SHARED_CACHES": f"http://127.0.0.1:{self.cache.purges}",
            **self.buckets.environment,
            "NEWSROOM_DATA": str(self.folder / "data"),
            "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        }

    def build_databases(self):
        """The primary first, then what follows it; and the newsroom's own role and database."""
        for each in self.council:
            each.start(self.council)
        first, *others = self.members
        first.start()
        wait_until(first.is_primary, f"Patroni makes no primary: see {first.folder}")
        for other in others:
            other.start()
        all_follow(self.members)
        first.ask(f"CREATE ROLE redaksi LOGIN CREATEROLE PASSWORD '{SECRET}'")
        first.ask(f"CREATE DATABASE {NAME} OWNER redaksi")

    def build_newsroom(self):
        """Tables, the readers' role, people and stories: Django runs in this process too."""
        from django.core.management import call_command
        from django.db import connections

        from tests.drills.seed import sow

        call_command("migrate", verbosity=0, interactive=False)
        call_command("readers_role")
        self.logins, self.pages = sow()
        self.logins_in_turn = cycle(self.logins)
        connections.close_all()
        all_follow(self.members)

    def open(self):
        """The buckets, both nodes and the cache in front of them."""
        self.buckets.start()
        for name, port in zip(("one", "two"), self.ports, strict=True):
            site = Site(self.folder / f"node-{name}", self.environment["DATABASE_URL"], port=port)
            site.environment |= {
                each: value
                for each, value in self.environment.items()
                if each.startswith("NEWSROOM_") and each != "NEWSROOM_DATA"
            }
            if name == "one":
                # Its database answers for every page; the other keeps them ready.
                site.environment["NEWSROOM_PAGE_CACHE_MB"] = "0"
            self.sites.append(site.start())
        self.cache.start()
        self.purging.run([sys.executable, "manage.py", "purge_caches"], cwd=ROOT)
        wait_until(lambda: self.serves(self.cache.port), "Varnish serves nothing.")

    def favour(self, replicas):
        """See to it that a process of the first node asks one of these before any other.

        Which that is follows from its number (newsroom/replicas/lag.py), and may be the primary for
        all of them. Whoever takes a place has another number.
        """
        site = self.sites[0]
        number = len(site.processes())

        def first(pid):
            return self.members[pid % len(self.members)]

        while not any(first(pid) in replicas for pid in site.processes()):
            kill(ended := min(site.processes()))
            wait_until(
                lambda ended=ended: len(site.processes() - {ended}) == number,
                "Nobody takes its place.",
            )
        wait_until(site.serves, "The node does not serve.")

    @staticmethod
    def serves(port):
        """Whether a reader gets the network's front there."""
        try:
            return get(port, "localhost", "/")[0] == 200
        except (OSError, http.client.HTTPException):
            return False

    def close(self):
        """Stop what runs."""
        runs = (self.purging, self.cache, *self.sites, self.buckets, *self.members, *self.council)
        for each in runs:
            with contextlib.suppress(OSError, AssertionError):
                each.stop()

    @contextlib.contextmanager
    def readers(self, row, *ports):
        """Readers while the block runs, counted in `row`: at `ports`, else at all that answer."""
        ports = ports or (*self.ports, self.cache.port)
        groups = [Readers(port, self.pages, number=2) for port in ports]
        with contextlib.ExitStack() as stack:
            for group in groups:
                stack.enter_context(group)
            yield groups
        row.asked += sum(group.asked for group in groups)
        row.unserved += sum(sum(group.unserved.values()) for group in groups)
        row.told += f"; longest answer {max(group.longest for group in groups):.1f} s"
        failures = sorted({name for group in groups for name in group.unserved})
        if failures:
            row.wrong.append(f"readers got {', '.join(failures)}")


class Onlooker(threading.Thread):
    """Asks one process for a page until `sees(status, body)`: `took` so long since `since`.

    On one connection, which stays with the process that took it.
    """

    PATIENCE = 20

    def __init__(self, port, host, path, sees, since):
        super().__init__(daemon=True)
        self.port, self.host, self.path = port, host, path
        self.sees, self.since, self.took = sees, since, None

    def run(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.PATIENCE)
        while time.monotonic() - self.since < self.PATIENCE:
            asked_at = time.monotonic()
            try:
                connection.request("GET", self.path, headers={"Host": self.host})
                answer = connection.getresponse()
                body = answer.read()
            except (OSError, http.client.HTTPException):
                connection.close()
                continue
            if self.sees(answer.status, body):
                self.took = asked_at - self.since
                break
            time.sleep(0.03)
        connection.close()


def set_environment(town):
    """Of this process, before Django reads it."""
    os.environ |= town.environment
