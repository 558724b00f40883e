"""Makes the readers' role in Postgres, or brings it up to the code."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import ProgrammingError, connection, transaction

from articles.public.readable import readable
from newsroom.replicas import role
from newsroom.replicas.addresses import PREFIX


class Command(BaseCommand):
    """Run after every `migrate`; as often as you like."""

    help = (
        "Lets the user of NEWSROOM_READERS_DATABASE_URL read what readers' pages read, and "
        "nothing else."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--print", action="store_true", help="print the statements instead, for psql"
        )

    def handle(self, *args, **options):
        readers = settings.DATABASES.get(f"{PREFIX}1")
        if readers is None:
            raise CommandError("Set NEWSROOM_READERS_DATABASE_URL: it names the role.")
        name, tables = readers["USER"], list(readable())
        if not name or name == _ourselves():
            raise CommandError(
                "NEWSROOM_READERS_DATABASE_URL names no role of its own: put another user than "
                "that of DATABASE_URL into it."
            )
        made = role.making(name, readers["PASSWORD"])
        statements = [*([made] if made else []), *role.grants(name, tables)]
        if options["print"]:
            self._print(statements)
            return
        with transaction.atomic(), connection.cursor() as cursor:
            try:
                for statement in statements:
                    cursor.execute(statement)
            except ProgrammingError as error:
                raise CommandError(
                    f"{str(error).strip()}\nLet an administrator of the database run what "
                    "“readers_role --print” prints."
                ) from error
            excess = role.excess(name, tables)
            if excess:
                raise CommandError(
                    f"Nothing was changed: the role {name} could do more than read what readers' "
                    f"pages read. Take this away from it or from PUBLIC: {', '.join(excess)}."
                )
        self.stdout.write(f"{name} reads {len(tables)} tables and nothing else.")

    def _print(self, statements):
        with connection.cursor() as cursor:
            for statement in statements:
                self.stdout.write(f"{statement.as_string(cursor.connection)};")


def _ourselves():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return cursor.fetchone()[0]
