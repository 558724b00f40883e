"""Measures the newsroom's pages over the database as it is."""

import json
import logging
import sys
import time
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from articles.rehearsal import bench
from newsroom.desks.hosts import host_map
from newsroom.run import collect_static


class Command(BaseCommand):
    """Best over an archive of make_archive, on a machine that does nothing else meanwhile."""

    help = (
        "Asks for every page of the newsroom as a reporter, an editor, a chief editor and the "
        f"administrator, and prints what it took. Fails where a p95 is over {bench.BUDGET} ms."
    )

    def add_arguments(self, parser):
        parser.add_argument("--rounds", type=int, default=20)
        parser.add_argument("--only", default="", help="only pages with this in their name")
        parser.add_argument(
            "--processor",
            action="store_true",
            help="count the processor's time and not the clock's, on a machine that is not idle",
        )
        parser.add_argument("--keep", type=Path, help="write the measures to this file")
        parser.add_argument("--against", type=Path, help="compare with measures that were kept")

    def handle(self, *args, rounds, only, processor, keep, against, **options):
        if host_map.root() is None:
            raise CommandError("There is no network here to measure: make_archive makes one.")
        collect_static(settings)
        before = json.loads(against.read_text()) if against else None
        try:
            clock = bench.processor_time() if processor else time.perf_counter
        except OSError:
            raise CommandError(
                "The processor's time is told of a database on this machine."
            ) from None
        # Pages that somebody is refused are left out of the table, and need no line in the log.
        logging.getLogger("django.request").setLevel(logging.CRITICAL)
        measures = bench.measure(max(rounds, 1), only=only, clock=clock)
        for line in bench.table(measures, before):
            self.stdout.write(line)
        if keep:
            keep.write_text(bench.kept(measures))
        slow = [measure for measure in measures if measure.p95 > bench.BUDGET]
        self.stdout.write(
            f"{len(measures)} measures of {rounds} rounds; {len(slow)} with a p95 over "
            f"{bench.BUDGET} ms."
        )
        if slow:
            sys.exit(1)
