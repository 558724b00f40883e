"""Restores the database as it was at a moment, into a data folder of its own."""

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from newsroom.embedded import Unavailable
from newsroom.operating.moments import NoSuchMoment, restore


class Command(BaseCommand):
    """Leaves the newsroom that runs alone."""

    help = (
        "Restores a base backup and the archive up to a moment into an empty folder, with a "
        "server of its own in it: look at it with NEWSROOM_DATA=FOLDER make run."
    )
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--at", required=True, help="2026-11-25T14:03:00+07:00")
        parser.add_argument("--into", required=True, metavar="FOLDER", help="an empty data folder")
        parser.add_argument("--bases", metavar="FOLDER", help="NEWSROOM_BACKUPS/bases")
        parser.add_argument("--archive", default=settings.ARCHIVE, metavar="FOLDER")

    def handle(self, *args, at, into, bases, archive, **options):
        bases = bases or (settings.BACKUPS and f"{settings.BACKUPS}/bases")
        if not bases or not archive:
            raise CommandError(
                "Name --bases and --archive, or set NEWSROOM_BACKUPS and NEWSROOM_WAL_ARCHIVE."
            )
        try:
            moment = datetime.fromisoformat(at)
        except ValueError:
            raise CommandError("--at is a moment such as 2026-11-25T14:03:00+07:00.") from None
        if moment.tzinfo is None:
            raise CommandError("--at needs its zone: 2026-11-25T14:03:00+07:00.")
        try:
            restore(bases, archive, moment, Path(into), source=settings.POSTGRES).release()
        except (NoSuchMoment, Unavailable, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{into} holds the database as it was at {at}. Copy the photos beside.")
