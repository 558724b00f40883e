"""Tells the shared caches in front what changed."""

import signal
import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, InterfaceError, connections

from articles.freshness.agenda import Agenda
from articles.freshness.keys import AGENDA, ALL
from articles.freshness.listening import listener
from articles.purging.addresses import cache_at
from articles.purging.attention import Attention
from articles.purging.telling import Telling
from newsroom import clock
from newsroom.clock import TOLERATED

# Seconds between two looks at what changes by the clock.
PAUSE = 0.05


class Command(BaseCommand):
    """Any number may run: one beside each nginx, whose files it changes; of Varnish one will do."""

    help = (
        "Tells the shared caches of NEWSROOM_SHARED_CACHES what changed and what changes by the "
        "clock, until it is stopped; with --all once that anything may have changed."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--all", action="store_true", help="let them ask for everything again, and end"
        )

    def handle(self, *args, **options):
        caches = [cache_at(address) for address in settings.SHARED_CACHES]
        if not caches:
            raise CommandError("Set NEWSROOM_SHARED_CACHES: it names no cache to tell.")
        if options["all"]:
            for cache in caches:
                try:
                    cache.outdate({ALL})
                except PermissionError as error:
                    raise CommandError(
                        f"{cache.address} cannot be told: {error}\nRun it as nginx runs, whose "
                        "files these are: newsroom -u www-data purge_caches --all"
                    ) from None
                except OSError as error:
                    raise CommandError(f"{cache.address} cannot be told: {error}") from None
            return
        stopped = []
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, lambda *_: stopped.append(True))
        attention = Attention(listener)
        telling = [Telling(cache, hears=attention.is_paid) for cache in caches]
        serve(telling, attention, is_stopped=lambda: bool(stopped), clock=clock.now)


def serve(telling, attention, *, is_stopped, clock):
    """Tell each what is heard, and what changes by the clock, until it is stopped."""
    agenda = Agenda()

    def hear(keys):
        if keys is None or not keys.isdisjoint({ALL, AGENDA}):
            agenda.forget()
        for each in telling:
            each.tell(keys)

    listener.tell(hear)
    listener.start()
    for each in telling:
        each.start()
    looked_at = clock()
    while not is_stopped():
        now = clock()
        if (looked_at - now).total_seconds() > TOLERATED:
            # What caches keep of the moments that never were shows what is still to come.
            hear(None)
            looked_at = now
        try:
            coming = agenda.between(looked_at, now)
        except (DatabaseError, InterfaceError):
            connections.close_all()  # What passed meanwhile is told when it answers again.
        else:
            looked_at = now
            if coming:
                for each in telling:
                    each.tell(coming)
            attention.looked()
        time.sleep(PAUSE)
    for each in telling:
        each.stop()
    for each in telling:
        each.join()
