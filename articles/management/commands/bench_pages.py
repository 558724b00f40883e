"""Measures readers' pages over the database as it is."""

import json
import logging
import sys
from pathlib import Path

from django.utils import timezone

from articles.management.measuring import Measuring
from articles.rehearsal import bench, reading


class Command(Measuring):
    """Every kind of page, feed, sitemap and search, at the network and at its largest desk."""

    help = (
        "Asks for every kind of page that readers see, at the network and at its largest desk, "
        "and prints what it took. With --against it fails where a page of the same size took over "
        f"{reading.GROWTH} times as long as then."
    )

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("--keep", type=Path, help="write the measures to this file")
        parser.add_argument("--against", type=Path, help="compare with measures that were kept")

    def handle(self, *args, rounds, only, processor, keep, against, **options):
        clock = self.clock(processor=processor)
        before = json.loads(against.read_text()) if against else {}
        # A page that a desk does not have is left out of the table, and needs no line in the log.
        logging.getLogger("django.request").setLevel(logging.CRITICAL)
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
