"""Prints where the sites and the admin answer on this machine."""

from django.core.management.base import BaseCommand

from articles.demo.logins import ADMINISTRATOR, DOMAIN, LOGINS, PASSWORD
from newsroom.accounts.models import User
from newsroom.desks.models import Desk

# A network of more desks than this is listed as far as its second level.
WHOLE_TREE = 24


class Command(BaseCommand):
    """The last words of `make run`."""

    help = "Prints the local addresses of the sites and the admin, and the demo's logins."

    def add_arguments(self, parser):
        parser.add_argument("--port", default="8000", help="the port of the server")

    def handle(self, *args, port, **options):
        self.stdout.write("\n".join(["", "The newsroom is running.", ""] + self._sites(port)))
        logins = self._logins()
        if logins:
            self.stdout.write("\n".join(["", *logins]))
        self.stdout.write("\n  Ctrl-C stops everything that was started here.\n")
        self.stdout.flush()

    def _sites(self, port):
        """One line for each site, in the order of the tree."""
        desks = list(Desk.objects.active().by_name())
        daughters = {}
        for desk in desks:
            daughters.setdefault(desk.parent_id, []).append(desk)
        deep = len(desks) <= WHOLE_TREE
        rows = []

        def add(desk, depth):
            host = f"{desk.slug}.localhost" if depth else "localhost"
            rows.append((f"{'  ' * depth}{desk.name}", f"http://{host}:{port}/"))
            if deep or depth == 0:
                for daughter in daughters.get(desk.pk, []):
                    add(daughter, depth + 1)

        for root in daughters.get(None, []):
            add(root, 0)
        if not deep:
            rows.append(("", f"and {len(desks) - len(rows)} more: http://localhost:{port}/desks/"))
        rows.append(("Admin", f"http://localhost:{port}/admin/"))
        width = max(len(name) for name, _ in rows)
        return [f"  {name:<{width}}  {address}" for name, address in rows]

    def _logins(self):
        """One line for each demo login that is still there."""
        wanted = [(name, f"{role} at {desk}") for name, role, desk in LOGINS]
        wanted.append((ADMINISTRATOR, "network administrator"))
        there = set(
            User.objects.filter(
                username__in=[name for name, _ in wanted], email__endswith=f"@{DOMAIN}"
            ).values_list("username", flat=True)
        )
        lines = [f"    {name:<10} {role}" for name, role in wanted if name in there]
        return [f"  Demo logins, all with the password {PASSWORD}:", *lines] if lines else []
