"""Makes the public files of photos again where the sizes changed."""

import os

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from newsroom.photos.changing import outdated, renew
from newsroom.photos.models import Photo
from newsroom.photos.refused import Refused
from newsroom.photos.side_by_side import side_by_side


class Command(BaseCommand):
    """Stopped half-way it goes on where it was: a photo with today's sizes is not touched."""

    help = (
        "Makes the public files of every photo whose sizes are not those of today. Files of before "
        "stay for the versions that were issued with them."
    )

    def add_arguments(self, parser):
        parser.add_argument("--all", action="store_true", help="of every photo, whatever it has")
        parser.add_argument(
            "--after", type=int, default=0, metavar="NUMBER", help="only photos above this number"
        )
        parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)

    def handle(self, *args, after, workers, **options):
        made = failed = 0

        def wanted():
            for photos in Photo.objects.standing_up().in_batches(after):
                yield from photos if options["all"] else outdated(photos)

        def again(photo):
            with translation.override("en"):
                return renew(photo)

        for photo, outcome in side_by_side(again, wanted(), max(1, workers)):
            if isinstance(outcome, (Refused, OSError)):
                failed += 1
                self.stderr.write(f"Photo {photo.pk}: {outcome}")
            elif isinstance(outcome, Exception):
                raise outcome
            else:
                made += 1
                if made % 100 == 0:
                    self.stdout.write(f"{made} made, the last is photo {photo.pk}")
        self.stdout.write(f"{made} made, {failed} failed.")
        if failed:
            raise CommandError("Not every photo has its files, see above.")
