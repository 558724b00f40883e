"""The newsroom that is harmed: fresh for its drill, with the world outside and people in it."""

import contextlib
import shutil
import threading

from django.db import connections
from django.utils import timezone

from tests.rig import Postgres, Readers, Site

from . import seed
from .counting import asked_anew
from .outside import HubCall, MailCall, Outside
from .people import Editor, Ledger, Watch

PEOPLE = "people.json"


class House:
    """A newsroom in `folder`, copied from the folder `seed`; a hub and a mail server outside."""

    def __init__(self, folder, seed_folder, hub_port, mail_port):
        self.folder, self.seed = folder, seed_folder
        self.postgres = Postgres(folder / "postgres")
        self.hub, self.mail = Outside(hub_port, HubCall), Outside(mail_port, MailCall)
        self.watches = []

    def build(self):
        """The seed: database and people that each drill begins with."""
        from django.core.management import call_command

        self.postgres.start()
        call_command("migrate", verbosity=0, interactive=False)
        seed.save(self.seed / PEOPLE, *seed.sow())
        connections.close_all()
        self.postgres.stop()

    @contextlib.contextmanager
    def opened(self, *, at=None, log_at=None, **environment):
        """The newsroom with its database running and the world outside alive.

        `at` is another folder for the database, say on a disk of its own: `postgres` then links.
        `log_at` is one for the database's log of changes alone.
        """
        self.logins, self.pages = seed.load(self.seed / PEOPLE)
        place = self.folder / "postgres"
        if at is not None:
            at.mkdir()
            place.symlink_to(at, target_is_directory=True)
        without = shutil.ignore_patterns("socket")
        shutil.copytree(self.seed / "postgres", place, dirs_exist_ok=True, ignore=without)
        if log_at is not None:
            log = place / "data" / "pg_wal"
            shutil.move(log, log_at)
            log.symlink_to(log_at / log.name, target_is_directory=True)
        with contextlib.ExitStack() as stack:
            for outside in (self.hub, self.mail):
                stack.callback(outside.die)
                outside.start()
            self.postgres = Postgres(place, **environment)
            stack.callback(self.postgres.stop)
            stack.callback(connections.close_all)
            self.postgres.start()
            yield self

    def site(self, url=None, **options):
        """The application on this database; `url` is another way to it."""
        return Site(self.folder / "data", url or self.postgres.url, **options)

    @contextlib.contextmanager
    def readers(self, site, due=12):
        """Readers of the pages that are there from the beginning, as long as the block runs.

        Others wait for two stories, until all is counted: one is due `due` seconds from now, the
        other long after.
        """
        for seconds in (due, 2400):
            version = asked_anew(lambda seconds=seconds: seed.schedule(timezone.now(), seconds))
            self.watches.append(Watch(site.port, "kerinci.localhost", version))
        for watch in self.watches:
            watch.start()
        with Readers(site.port, self.pages) as readers:
            yield readers

    @contextlib.contextmanager
    def editors(self, site, number):
        """Editors who work as long as the block runs, and may finish what they are at."""
        ledger, over = Ledger(), threading.Event()
        editors = [Editor(each, site.port, ledger, over) for each in self.logins[:number]]
        for editor in editors:
            editor.start()
        try:
            yield ledger
        finally:
            over.set()
            for editor in editors:
                editor.join(60)
