"""Refuses migrations that readers or editors would notice; for continuous integration."""

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from newsroom.operating.upgrading import examine, release


class Command(BaseCommand):
    """Runs no migration."""

    help = (
        "Fails where a new migration locks what is read or written, or where the code of before "
        "cannot live with it. One that cannot do without says why in its attribute `pause`."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--release",
            action="store_true",
            help="at a release: write down that all migrations of now are released",
        )

    def handle(self, *args, **options):
        if options["release"]:
            release(MigrationLoader(connection))
        dangers, pauses = examine(connection)
        for name, reason in pauses.items():
            self.stdout.write(f"{name} needs a pause: {reason}")
        for danger in dangers:
            self.stderr.write(f"{danger.migration}: {danger.statement}\n    {danger.why}")
        if dangers:
            raise CommandError(f"{len(dangers)} steps would be noticed.")
        self.stdout.write("The newsroom would notice no other migration.")
