"""Loads the demo newsroom into an empty database."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from articles.demo.load import load
from newsroom.desks.models import Desk


class Command(BaseCommand):
    """Does nothing where desks exist already, so that it may run at every start."""

    help = "Loads the demo newsroom (desks, people, stories) if there is no desk yet."

    def handle(self, *args, **options):
        if Desk.objects.exists():
            if options["verbosity"] > 1:
                self.stdout.write("There are desks already: the demo is not loaded.")
            return
        self.stdout.write("Loading the demo newsroom:")
        load(at=timezone.now(), say=self._say)

    def _say(self, line):
        self.stdout.write(line)
        self.stdout.flush()
