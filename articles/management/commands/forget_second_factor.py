"""Takes the second factor from a user who lost their phone, where no administrator gets in."""

from django.core.management.base import BaseCommand, CommandError

from articles.talk import two_steps
from newsroom import clock
from newsroom.accounts.models import User


class Command(BaseCommand):
    """The user is told by mail, and in the newsroom."""

    help = "Takes the second factor from a user: from then on the password is enough to sign in."

    def add_arguments(self, parser):
        parser.add_argument("username")

    def handle(self, *args, username, **options):
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is no user {username!r}.")
        if not two_steps.take_away(user, by=None, at=clock.now()):
            raise CommandError(f"{username} has no second factor.")
        self.stdout.write(f"{username} signs in with the password alone, and is told so.")
