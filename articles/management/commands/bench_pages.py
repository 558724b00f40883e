"""Measures readers' pages over the database as it is, and over another one in alternate rounds."""

import sys

from django.utils import timezone

from articles.management.measuring import Measuring
from articles.rehearsal import reading


class Command(Measuring):
    """Every kind of page, feed, sitemap and search, at the network and at its largest desk."""

    help = (
        "Asks for every kind of page that readers see, at the network and at its largest desk, "
        "and prints what it took. With --against, a smaller archive, it fails where a page takes "
        f"over {reading.GROWTH} times as long as there, or as much longer as it holds more."
    )

    together = "search:"

    def pages(self):
        """Every kind of page at both places."""
        return reading.pages_of_all(at=timezone.now())

    def judge(self, measures, *, of):
        """Say what has grown, `of` clock or processor; the exit status is 1 for any."""
        grown = reading.grown(measures, of)
        for each in grown:
            self.stdout.write(f"Grown: {each.page} | {each.who}")
        self.stdout.write(f"{len(measures)} measures; {len(grown)} grown ({of}).")
        if grown:
            sys.exit(1)
