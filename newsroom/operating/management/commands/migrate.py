"""Django's migrate, in a newsroom that is at work: it keeps nobody waiting for long."""

import time

from django.core.management.commands.migrate import Command as Migrate
from django.db import OperationalError, connections
from psycopg2.errors import DeadlockDetected, LockNotAvailable

# Well below Postgres' deadlock_timeout (a second): where a migration and somebody who issues wait
# for each other, it is the migration that gives up, before Postgres breaks off either of them.
PATIENCE = "400ms"
TIMES, PAUSE = 100, 1.0
# What may be had later.
HELD = (LockNotAvailable, DeadlockDetected)


class Command(Migrate):
    """Gives up where somebody holds what a migration needs, and tries again."""

    help = f"{Migrate.help} Gives up for a moment where somebody is at work, and tries again."

    def handle(self, *args, **options):
        """All migrations, each of them as often as it takes."""
        self.own = connections[options["database"]]
        for left in reversed(range(TIMES)):
            try:
                super().handle(*args, **options)
                return
            except OperationalError as error:
                if not left or not isinstance(error.__cause__, HELD):
                    raise
                self.stderr.write("\nSomebody is at work on what it changes. It tries again.")
                time.sleep(PAUSE)
            finally:
                self._wait("DEFAULT")

    def migration_progress_callback(self, action, migration=None, fake=False):
        """Before each: no patience for locks, but where it builds an index beside everybody.

        That waits for who began before it, and nobody waits for it.
        """
        if action in ("apply_start", "unapply_start"):
            self._wait(f"'{PATIENCE}'" if migration.atomic else "DEFAULT")
        super().migration_progress_callback(action, migration, fake)

    def _wait(self, patience):
        if self.own.connection is not None and self.own.is_usable():
            with self.own.cursor() as cursor:
                cursor.execute(f"SET lock_timeout = {patience}")
