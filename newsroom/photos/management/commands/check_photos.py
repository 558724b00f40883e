"""Compares the files of photos with their rows, both ways."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from newsroom.photos.checking import check


class Command(BaseCommand):
    """Fails where something is wrong that it did not mend."""

    help = (
        "Names photos whose files are missing, and files that nobody refers to and are older than "
        "a day."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--mend",
            action="store_true",
            help="make lost public files again, delete what nobody refers to",
        )
        parser.add_argument(
            "--contents", action="store_true", help="read every file too: bit rot, half a copy"
        )

    def handle(self, *args, mend, contents, verbosity, **options):
        say = self.stdout.write if verbosity > 1 else lambda line: None
        with translation.override("en"):
            report = check(at=timezone.now(), mend=mend, contents=contents, say=say)
        for line in report.mended:
            self.stdout.write(line)
        for line in report.wrong:
            self.stderr.write(line)
        self.stdout.write(
            f"{report.files} files: {len(report.wrong)} wrong, {len(report.mended)} mended."
        )
        if report.wrong:
            raise CommandError("Not everything is in order, see above.")
