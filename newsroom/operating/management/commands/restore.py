"""Restores a backup into an empty database, and compares all of it with what was backed up."""

from pathlib import Path

from django.conf import settings
from django.core.files.storage import storages
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from newsroom.operating.kept import Damaged, chosen
from newsroom.operating.programs import Missing, parameters_of
from newsroom.operating.restoring import NotRestored, restore
from newsroom.photos.storing import LocalFolder


class Command(BaseCommand):
    """Changes nothing unless the database is empty."""

    help = "Restores the newest backup (or --backup NAME) of a folder into an empty database."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("folder", nargs="?", default=settings.BACKUPS)
        parser.add_argument("--backup", default="", metavar="NAME", help="instead of the newest")
        parser.add_argument(
            "--to", metavar="DATABASE_URL", help="an empty database instead of this newsroom's own"
        )
        parser.add_argument(
            "--data", metavar="FOLDER", help="where photos go, instead of to this newsroom's own"
        )
        parser.add_argument("--jobs", type=int, default=2, help="connections at once (2)")

    def handle(self, *args, folder, backup, to, data, jobs, **options):
        if not folder:
            raise CommandError("Name a folder, or set NEWSROOM_BACKUPS.")
        where = {kind: storages[kind] for kind in ("originals", "renditions")}
        if data:
            where = {
                "originals": LocalFolder(
                    location=Path(data) / "photos/originals", file_permissions_mode=0o600
                ),
                "renditions": LocalFolder(location=Path(data) / "photos/renditions"),
            }
        try:
            report = restore(
                chosen(folder, backup),
                to=to or parameters_of(connection),
                storages=where,
                jobs=jobs,
                say=self.stdout.write,
            )
        except (Damaged, NotRestored, Missing, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"Restored {report.tables} tables with {report.rows} rows and {report.files} files."
        )
        for line in report.wrong:
            self.stderr.write(line)
        if report.wrong:
            raise CommandError(f"{len(report.wrong)} things are not as they were backed up.")
        self.stdout.write("Every table and every file has the hash that it had.")
