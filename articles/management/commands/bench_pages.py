"""Measures readers' pages over the database as it is."""

import sys

from django.utils import timezone

from articles.management.measuring import Comparing
from articles.rehearsal import bench, reading


class Command(Comparing):
    """Every kind of page, feed, sitemap and search, at the network and at its largest desk."""

    help = (
        "Asks for every kind of page that readers see, at the network and at its largest desk, "
        "and prints what it took. With --against it fails where a page took over "
        f"{reading.GROWTH} times as long as then, or as much longer as it holds more."
    )

    def handle(self, *args, rounds, only, processor, keep, against, **options):
        clock = self.clock(processor=processor)
        before = self.kept(against)
        # A page that a desk does not have is left out of the table.
        measures = reading.measure(max(rounds, 1), only=only, at=timezone.now(), clock=clock)
        for line in bench.table(measures, before):
            self.stdout.write(line)
        if keep:
            keep.write_text(bench.kept(measures))
        grown = reading.grown(measures, before)
        for each in grown:
            self.stdout.write(f"Grown: {each.page} | {each.person}")
        self.stdout.write(f"{len(measures)} measures of {rounds} rounds; {len(grown)} grown.")
        if grown:
            sys.exit(1)
