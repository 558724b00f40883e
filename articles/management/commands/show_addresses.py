"""Prints where the sites and the admin answer on this machine."""

from django.core.management.base import BaseCommand

from articles.demo.load import ADMINISTRATOR, LOGINS, PASSWORD
from newsroom.accounts.models import User
from newsroom.desks.models import Desk

SHOWN = 6


class Command(BaseCommand):
    help = "Prints the local addresses of the sites and the admin, and the demo's logins."

    def add_arguments(self, parser):
        parser.add_argument("--port", default="8000", help="the port of the server")

    def handle(self, *args, port, **options):
        desks = list(Desk.objects.active().filter(parent__isnull=False).by_name())
        base = f"localhost:{port}"
        lines = ["", "The newsroom is running.", "", f"  Network   http://{base}/"]
        lines += [f"  {d.name:<9} http://{d.slug}.{base}/" for d in desks[:SHOWN]]
        if len(desks) > SHOWN:
            lines.append(f"            and {len(desks) - SHOWN} more: see the region menu")
        lines.append(f"  Admin     http://{base}/admin/")
        demo = list(
            User.objects.filter(
                username__in=[name for name, _, _ in LOGINS] + [ADMINISTRATOR],
                email__endswith="@kabartepian.example",
            ).values_list("username", flat=True)
        )
        if demo:
            lines += ["", f"  Demo logins, all with the password {PASSWORD}:"]
            lines += [
                f"    {name:<9} {role} at {desk}" for name, role, desk in LOGINS if name in demo
            ]
            if ADMINISTRATOR in demo:
                lines.append(f"    {ADMINISTRATOR:<9} network administrator")
        lines += ["", "  Ctrl-C stops everything that was started here.", ""]
        self.stdout.write("\n".join(lines))
