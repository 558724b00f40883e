"""Mails that something of this deployment failed: what units call where one of them does."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from newsroom.operating.alarm import NobodyToTell, alarm


class Command(BaseCommand):
    """Needs neither a worker nor, with NEWSROOM_ALARM_TO, the database."""

    help = (
        "Mails that WHAT failed to NEWSROOM_ALARM_TO, or else to the administrators, with what the "
        "doctor finds wrong; of the same again after six hours."
    )
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument(
            "what", metavar="WHAT", help="the name of a unit: newsroom-backup.service"
        )

    def handle(self, *args, what, **options):
        try:
            told = alarm(what, at=timezone.now())
        except (NobodyToTell, OSError) as error:
            raise CommandError(f"Nobody could be told that {what} failed. {error}") from error
        self.stdout.write(f"{told} told." if told else "This was told a while ago.")
