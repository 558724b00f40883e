"""Measures what photos cost on this machine."""

import tempfile
from pathlib import Path

from django.conf import settings
from django.core.files.storage import storages
from django.core.management.base import BaseCommand, CommandError
from django.test.utils import override_settings, setup_databases, teardown_databases

from newsroom.environment import photo_storages
from newsroom.photos import bench

SUFFIXES = {".jpg", ".jpeg", ".png", ".webp"}


class Command(BaseCommand):
    """Leaves nothing behind: rows go into a database of its own, files into a folder of its own."""

    help = (
        "Prints bytes and time of WebP and AVIF against JPEG at the same similarity, the memory "
        f"that one upload takes, and what {bench.AT_ONCE} uploads at one moment take."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "folder", nargs="?", type=Path, help="photographs of your own, best without compression"
        )
        parser.add_argument("--only", choices=["formats", "memory", "many"])
        parser.add_argument("--number", type=int, default=bench.AT_ONCE, help="of those at once")

    def handle(self, *args, folder, only, number, **options):
        if folder and not folder.is_dir():
            raise CommandError(f"There is no folder {folder}.")
        with tempfile.TemporaryDirectory(dir=settings.DATA_DIR) as scratch:
            if only in (None, "formats"):
                self._say("At the same similarity (SSIM) as JPEG", self._formats(folder, scratch))
            if only in (None, "memory"):
                files = bench.drawn(scratch, bench.MEMORY)
                self._say("One photo in its process", bench.one_at_a_time(files))
            if only in (None, "many"):
                self._say("Many at one moment", self._many(scratch, number))

    def _say(self, title, lines):
        self.stdout.write(title)
        for line in lines:
            self.stdout.write(f"  {line}")
            self.stdout.flush()

    def _formats(self, folder, scratch):
        if folder:
            paths = sorted(p for p in folder.rglob("*") if p.suffix.lower() in SUFFIXES)
            yield f"{len(paths)} photographs in {folder}"
        else:
            drawn = [(f"specimen-{n}.png", 1920, 1280, "RGB", {}) for n in range(6)]
            paths = bench.drawn(scratch, drawn)
            yield "Drawn pictures, no photographs: name a folder to measure your own."
        yield from bench.formats(paths)

    def _many(self, scratch, number):
        """Over a database and a folder that are gone afterwards."""
        old = setup_databases(verbosity=0, interactive=False)
        try:
            here = photo_storages(Path(scratch), {})
            with override_settings(STORAGES=settings.STORAGES | here):
                assert str(storages["originals"].location).startswith(scratch)
                yield from bench.many_at_once(scratch, number).lines()
        finally:
            teardown_databases(old, verbosity=0)
