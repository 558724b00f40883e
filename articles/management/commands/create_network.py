"""Makes the first desk: the network itself."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.text import slugify

from newsroom.desks.models import Desk


class Command(BaseCommand):
    """For a newsroom that starts without the demo; the other desks are made in the admin."""

    help = "Makes the network's own desk in an empty database."

    def add_arguments(self, parser):
        parser.add_argument("--name", required=True, help="for example Nusantara")
        parser.add_argument("--masthead", required=True, help="the title at the head of every page")
        parser.add_argument("--host", required=True, help="for example www.example.com")
        parser.add_argument("--time-zone", default="Asia/Jakarta", help="an IANA name")
        parser.add_argument("--language", default="id", choices=["id", "en"])

    def handle(self, *args, name, masthead, host, time_zone, language, **options):
        # One language for all that a command says.
        with translation.override("en"):
            network = Desk.objects.filter(parent=None).first()
            if network is not None:
                raise CommandError(
                    f"There is a network already: {network.name}, at {network.host}. "
                    "Make the desks below it in the admin."
                )
            desk = Desk(
                name=name,
                # A name without a Latin letter makes none, and nobody reads the network's.
                slug=slugify(name) or "network",
                masthead=masthead,
                host=host.lower(),
                time_zone=time_zone,
                language=language,
            )
            try:
                desk.full_clean()
            except ValidationError as error:
                raise CommandError(_in_words(error)) from error
            desk.save()
        self.stdout.write(f"{masthead} answers at {desk.host}.")


def _in_words(error):
    """What is wrong with which option."""
    return " ".join(
        f"--{field.replace('_', '-')}: {' '.join(sentences)}"
        for field, sentences in error.message_dict.items()
    )
