"""Checks backups: that all of each is there, and with --contents that it is what it was."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from newsroom.operating.kept import Damaged, backups, check, chosen


class Command(BaseCommand):
    """Needs no database. Fails where something is wrong."""

    help = "Checks the newest backup in a folder: hashes of dump and list, sizes of all files."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("folder", nargs="?", default=settings.BACKUPS)
        parser.add_argument("--all", action="store_true", help="every backup, not only the newest")
        parser.add_argument(
            "--contents", action="store_true", help="read every file too: bit rot, half a copy"
        )

    def handle(self, *args, folder, contents, **options):
        if not folder:
            raise CommandError("Name a folder, or set NEWSROOM_BACKUPS.")
        try:
            found = [chosen(folder)]
        except Damaged as error:
            raise CommandError(str(error)) from error
        if options["all"]:
            found = backups(folder)
        wrong = 0
        for backup in found:
            lines = list(check(backup, contents=contents))
            self.stdout.write(
                f"{backup.name}: Postgres {backup.told['postgres']}, "
                f"{backup.told['files']} files, {'damaged' if lines else 'whole'}"
            )
            for line in lines:
                self.stderr.write(line)
            wrong += len(lines)
        if wrong:
            raise CommandError(f"{wrong} things are wrong.")
