"""What the commands that measure pages have in common."""

import json
import sys
import time
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from articles.rehearsal import bench
from newsroom.desks.hosts import host_map
from newsroom.run import collect_static


class Measuring(BaseCommand):
    """Best over an archive of generate_archive, on a machine that does nothing else meanwhile."""

    rounds = 20

    def add_arguments(self, parser):
        parser.add_argument("--rounds", type=int, default=self.rounds)
        parser.add_argument("--only", default="", help="only what has this in its name")
        parser.add_argument(
            "--processor",
            action="store_true",
            help="count the processor's time and not the clock's, on a machine that is not idle",
        )

    def clock(self, *, processor):
        """What tells the seconds; CommandError where nothing can be measured here."""
        if host_map.root() is None:
            raise CommandError("There is no network here to measure: generate_archive makes one.")
        collect_static(settings)
        try:
            return bench.processor_time() if processor else time.perf_counter
        except OSError:
            raise CommandError(
                "The processor's time is told of a database on this machine."
            ) from None

    def judge(self, measures, *, rounds, budget):
        """Say how many took longer than `budget` milliseconds; the exit status is 1 for any."""
        slow = [measure for measure in measures if measure.p95 > budget]
        self.stdout.write(
            f"{len(measures)} measures of {rounds} rounds; {len(slow)} with a p95 over {budget} ms."
        )
        if slow:
            sys.exit(1)


class Comparing(Measuring):
    """Its measures can be kept in a file, and compared with those of another time or archive."""

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("--keep", type=Path, help="write the measures to this file")
        parser.add_argument("--against", type=Path, help="compare with measures that were kept")

    @staticmethod
    def kept(path):
        """The measures kept at `path`; {} without one."""
        return json.loads(path.read_text()) if path else {}
