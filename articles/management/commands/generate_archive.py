"""Makes a network of rehearsal size: as many articles, desks and people as are asked for."""

import os

import psycopg2
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from articles.models import Article
from articles.rehearsal import indexes
from articles.rehearsal.load import Refused, load, mend
from newsroom.desks.models import Desk

UNFINISHED = (
    "An archive was being made in this database and did not come to its end: indexes and keys may "
    "be missing. Either throw the database away and begin with an empty one, or keep the articles "
    "that are in: manage.py generate_archive --mend"
)


class Command(BaseCommand):
    """For measuring before a newsroom grows, never for a database that readers see."""

    help = (
        "Fills an empty database with a made-up archive: desks, people, articles with their "
        "versions, revisions, decisions and placements. The same seed and moment make the same "
        "archive. Needs a superuser of the database, which the embedded server's user is."
    )

    def add_arguments(self, parser):
        parser.add_argument("--articles", type=int, default=10_000)
        parser.add_argument("--desks", type=int, default=600)
        parser.add_argument("--reporters", type=int, default=5_000)
        parser.add_argument("--users", type=int, default=1_500, help="each with one role at a desk")
        parser.add_argument(
            "--photos", type=int, help="rows alone, without files; one for ten articles if not said"
        )
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--at", help="the moment the archive ends, ISO 8601; now if not said")
        parser.add_argument(
            "--workers",
            type=int,
            default=os.cpu_count() or 1,
            help="processes, as many as there are processors if not said; 0: this one alone",
        )
        parser.add_argument(
            "--into-this-network",
            action="store_true",
            help="add to a database that holds a network already; it cannot be taken out again",
        )
        parser.add_argument(
            "--mend",
            action="store_true",
            help="build the indexes and keys that are missing where it ended in the middle",
        )

    def handle(self, *args, **options):
        if options["mend"]:
            self._mend(options["workers"])
            return
        if indexes.unfinished():
            raise CommandError(UNFINISHED)
        if Desk.objects.exists() and not options["into_this_network"]:
            raise CommandError(
                "This database holds a network. What is made up here could never be taken out of "
                "it again: use an empty database (NEWSROOM_DATA or DATABASE_URL), or say "
                "--into-this-network."
            )
        numbers = [options[name] for name in ("articles", "desks", "reporters", "users")]
        if options["articles"] < 1 or options["desks"] < 2 or options["users"] < 50:
            raise CommandError("At least 1 article, 2 desks and 50 users, please.")
        at = parse_datetime(options["at"]) if options["at"] else timezone.now()
        if at is None or timezone.is_naive(at):
            raise CommandError("--at is a moment with its zone, for example 2026-01-31T12:00Z.")
        self.stdout.write("Making an archive of {} articles:".format(*numbers))
        try:
            load(
                number=options["articles"],
                desks=options["desks"],
                reporters=options["reporters"],
                users=options["users"],
                seed=options["seed"],
                at=at,
                photos=options["articles"] // 10
                if options["photos"] is None
                else options["photos"],
                workers=options["workers"],
                say=self._say,
            )
        except Refused as refused:
            raise CommandError(str(refused)) from None
        except (DatabaseError, psycopg2.Error) as error:
            raise CommandError(f"Postgres stopped it: {error}\n{UNFINISHED}") from error

    def _mend(self, workers):
        if not indexes.unfinished():
            raise CommandError("Nothing is missing here: no archive ended in the middle.")
        self.stdout.write("Building what is missing:")
        try:
            mend(workers=workers, say=self._say)
        except Refused as refused:
            raise CommandError(str(refused)) from None
        self._say(f"  {Article.objects.count()} articles are here, whole and found by everything.")

    def _say(self, line):
        self.stdout.write(line)
        self.stdout.flush()
