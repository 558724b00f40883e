"""Deletes public files of photos that nothing shows any more."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from articles.pictures.pruning import prune


class Command(BaseCommand):
    """Safe to stop and to repeat; never deletes what a version has, or what a photo shows today."""

    help = (
        "Deletes the public files of photos from before a change of rights, crop or sizes that no "
        "version was issued with, once they are replaced for a day."
    )

    def handle(self, *args, verbosity, **options):
        say = self.stdout.write if verbosity > 1 else lambda line: None
        found = prune(at=timezone.now(), say=say)
        self.stdout.write(
            f"{found.files} files of {found.photos} photos deleted, "
            f"{found.size / 1_000_000:.1f} MB."
        )
