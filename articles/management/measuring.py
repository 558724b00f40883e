"""What the commands that measure pages have in common."""

import argparse
import sys
from contextlib import nullcontext, redirect_stdout

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from articles.rehearsal import beside, rounds
from newsroom.desks.hosts import host_map
from newsroom.run import collect_static


class Measuring(BaseCommand):
    """Best over an archive of generate_archive, on a machine that does nothing else meanwhile.

    A command of this kind says by its `pages()` what is measured: rounds.Page.
    """

    rounds = 20
    # Milliseconds that 95 of 100 answers are to keep within, where such a thing is asked.
    budget = None
    # Kinds of pages whose names begin so are shown as one as well, after all others.
    together = ""

    def add_arguments(self, parser):
        parser.add_argument("--rounds", type=int, default=self.rounds)
        parser.add_argument("--only", default="", help="only what has this in its name")
        parser.add_argument(
            "--processor",
            action="store_true",
            help="judge by the processors' time and not the clock's, on a machine that is not idle",
        )
        parser.add_argument(
            "--against",
            metavar="ARCHIVE",
            help="measure another archive in alternate rounds, and say how many times as long this "
            "one takes: its data folder (NEWSROOM_DATA), or its database (DATABASE_URL)",
        )
        parser.add_argument(beside.ANSWERING, action="store_true", help=argparse.SUPPRESS)

    def handle(self, *args, only, processor, against, answering, **options):
        with redirect_stdout(sys.stderr) if answering else nullcontext():
            here = self._here(only)
        try:
            if answering:
                beside.answer(here, sys.stdin, sys.stdout)
                return
            if processor and here.processor is None:
                raise CommandError("The processor's time is told of a database on this machine.")
            self.judge(
                self._measured(here, max(options["rounds"], 1), only, against),
                of="processor" if processor else "clock",
            )
        finally:
            here.close()

    def _here(self, only):
        if host_map.root() is None:
            raise CommandError("There is no network here to measure: generate_archive makes one.")
        collect_static(settings)
        return rounds.Here(self.pages(), only=only, processor=rounds.processor_time())

    def _measured(self, here, number, only, against):
        """All Measures, whose table is written a line at a time, as they come."""
        found = []

        def kept(measures):
            for each in measures:
                found.append(each)
                yield each

        name = self.__module__.rpartition(".")[2]
        other = beside.there(against, name, "--only", only) if against else nullcontext()
        with other as there:
            for line in rounds.table(
                kept(rounds.together(rounds.measure(here, number, there), self.together)),
                processor=here.processor is not None,
                there=there is not None,
                budget=self.budget,
            ):
                self.stdout.write(line)
        return found

    def judge(self, measures, *, of):
        """Say how many took longer than the budget, `of` clock or processor; status 1 for any."""
        slow = [measure for measure in measures if measure.p95(of) > self.budget]
        self.stdout.write(
            f"{len(measures)} measures; {len(slow)} with a p95 over {self.budget} ms ({of})."
        )
        if slow:
            sys.exit(1)
