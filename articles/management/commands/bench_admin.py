"""Measures the newsroom's pages over the database as it is."""

from articles.management.measuring import Comparing
from articles.rehearsal import bench


class Command(Comparing):
    """Every page, as every kind of person."""

    help = (
        "Asks for every page of the newsroom as a reporter, an editor, a chief editor and the "
        f"administrator, and prints what it took. Fails where a p95 is over {bench.BUDGET} ms."
    )

    def handle(self, *args, rounds, only, processor, keep, against, **options):
        clock = self.clock(processor=processor)
        before = self.kept(against)
        measures = bench.measure(max(rounds, 1), only=only, clock=clock)
        for line in bench.table(measures, before):
            self.stdout.write(line)
        if keep:
            keep.write_text(bench.kept(measures))
        self.judge(measures, rounds=rounds, budget=bench.BUDGET)
