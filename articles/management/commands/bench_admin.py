"""Measures the newsroom's pages over the database as it is."""

from articles.management.measuring import Measuring
from articles.rehearsal import bench


class Command(Measuring):
    """Every page, as every kind of person."""

    help = (
        "Asks for every page of the newsroom as a reporter, an editor, a chief editor and the "
        f"administrator, and prints what it took. Fails where a p95 is over {bench.BUDGET} ms."
    )
    budget = bench.BUDGET

    def pages(self):
        """Every page of every kind of person."""
        return bench.pages_of_all()
