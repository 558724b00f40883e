"""Backs the newsroom up: the database of one moment and the photos that it names."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from newsroom.operating.backing_up import Busy, back_up, forget, missing_still
from newsroom.operating.kept import Damaged
from newsroom.operating.programs import Missing


class Command(BaseCommand):
    """May run while everybody works; fails where a photo's file is missing."""

    help = "Backs up the database and the photos into a folder; photos that are there stay."

    def add_arguments(self, parser):
        parser.add_argument(
            "folder",
            nargs="?",
            default=settings.BACKUPS,
            help="where to; another disk, best on another machine (NEWSROOM_BACKUPS)",
        )
        parser.add_argument(
            "--keep", type=int, metavar="N", help="delete all but the newest N backups afterwards"
        )
        parser.add_argument(
            "--originals-only",
            action="store_true",
            help="leave out public files, which make_renditions --all makes again",
        )

    def handle(self, *args, folder, keep, originals_only, verbosity, **options):
        if not folder:
            raise CommandError("Name a folder, or set NEWSROOM_BACKUPS.")
        if keep is not None and keep < 1:
            raise CommandError("--keep is 1 or more.")
        say = self.stdout.write if verbosity > 1 else lambda line: None
        try:
            backup = back_up(folder, at=timezone.now(), public_files=not originals_only, say=say)
            still = missing_still(backup)
            if keep and not still:
                gone, files = forget(folder, keep=keep)
                say(f"Deleted {gone} older backups and {files} files that no other names.")
        except (Busy, Missing, OSError) as error:
            raise CommandError(str(error)) from error
        except Damaged as error:
            raise CommandError(f"{backup.name} is there and whole. {error}") from error
        told = backup.told
        self.stdout.write(
            f"{backup.name}: {len(told['tables'])} tables, "
            f"{sum(rows for rows, _hash in told['tables'].values())} rows, {told['files']} files "
            f"({told['bytes'] / 1e6:.0f} MB) in {folder}"
        )
        for name in still:
            self.stderr.write(f"Missing or damaged: {name}")
        if still:
            raise CommandError("The backup has no copy of these photos: run check_photos.")
