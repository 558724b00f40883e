"""Measures the readers' search over the database as it is."""

from django.utils import timezone

from articles.management.measuring import Measuring
from articles.rehearsal import searching


class Command(Measuring):
    """Questions of many kinds, at the network and at two desks."""

    help = (
        "Asks the readers' search for common, middling and rare words, phrases and narrowed "
        "questions at the network and at two desks, and prints what the first page took. Fails "
        f"where a p95 is over {searching.BUDGET} ms."
    )
    rounds = 40
    budget = searching.BUDGET

    def pages(self):
        """Every kind of question at every place."""
        return searching.pages_of_all(at=timezone.now())
