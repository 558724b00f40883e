"""Measures the newsroom's pages over the database as it is."""

import json
import logging
from pathlib import Path

from articles.management.measuring import Measuring
from articles.rehearsal import bench


class Command(Measuring):
    """Every page, as every kind of person."""

    help = (
        "Asks for every page of the newsroom as a reporter, an editor, a chief editor and the "
        f"administrator, and prints what it took. Fails where a p95 is over {bench.BUDGET} ms."
    )

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("--keep", type=Path, help="write the measures to this file")
        parser.add_argument("--against", type=Path, help="compare with measures that were kept")

    def handle(self, *args, rounds, only, processor, keep, against, **options):
        clock = self.clock(processor=processor)
        before = json.loads(against.read_text()) if against else None
        # Pages that somebody is refused are left out of the table, and need no line in the log.
        logging.getLogger("django.request").setLevel(logging.CRITICAL)
        measures = bench.measure(max(rounds, 1), only=only, clock=clock)
        for line in bench.table(measures, before):
            self.stdout.write(line)
        if keep:
            keep.write_text(bench.kept(measures))
        self.judge(measures, rounds=rounds, budget=bench.BUDGET)
