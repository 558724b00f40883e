"""Measures the readers' search over the database as it is."""

import sys
import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from articles.rehearsal import bench, searching
from newsroom.desks.hosts import host_map
from newsroom.run import collect_static


class Command(BaseCommand):
    """Best over an archive of make_archive, on a machine that does nothing else meanwhile."""

    help = (
        "Asks the readers' search for common, middling and rare words, phrases and narrowed "
        "questions at the network and at two desks, and prints what the first page took. Fails "
        f"where a p95 is over {searching.BUDGET} ms."
    )

    def add_arguments(self, parser):
        parser.add_argument("--rounds", type=int, default=40)
        parser.add_argument("--only", default="", help="only questions with this in their name")
        parser.add_argument(
            "--processor",
            action="store_true",
            help="count the processor's time and not the clock's, on a machine that is not idle",
        )

    def handle(self, *args, rounds, only, processor, **options):
        if host_map.root() is None:
            raise CommandError("There is no network here to measure: make_archive makes one.")
        collect_static(settings)
        try:
            clock = bench.processor_time() if processor else time.perf_counter
        except OSError:
            raise CommandError(
                "The processor's time is told of a database on this machine."
            ) from None
        measures = searching.measure(max(rounds, 1), only=only, clock=clock)
        for line in searching.table(measures):
            self.stdout.write(line)
        slow = [measure for measure in measures if measure.p95 > searching.BUDGET]
        self.stdout.write(
            f"{len(measures)} measures of {rounds} rounds; {len(slow)} with a p95 over "
            f"{searching.BUDGET} ms."
        )
        if slow:
            sys.exit(1)
