"""Copies the running server's files: with the archive since, any later moment can be restored."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from newsroom.operating.backing_up import Busy
from newsroom.operating.moments import make_base
from newsroom.operating.programs import Missing, parameters_of


class Command(BaseCommand):
    """May run while everybody works."""

    help = "Makes a base backup of the whole database server, for restore_moment."

    def add_arguments(self, parser):
        parser.add_argument("folder", nargs="?", help="NEWSROOM_BACKUPS/bases")

    def handle(self, *args, folder, **options):
        if not folder and not settings.BACKUPS:
            raise CommandError("Name a folder, or set NEWSROOM_BACKUPS.")
        try:
            base = make_base(
                folder or f"{settings.BACKUPS}/bases",
                parameters_of(connection),
                at=timezone.now(),
                clock=timezone.now,
            )
        except (Busy, Missing, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{base}: verified. Any later moment can be restored from it.")
