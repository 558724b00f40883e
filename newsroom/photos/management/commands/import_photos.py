"""Takes the photos of a folder into the library of a desk."""

import os
from collections import Counter
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from newsroom.accounts.models import User
from newsroom.desks.models import Desk
from newsroom.photos.decoding import PATIENT
from newsroom.photos.intake import take_in
from newsroom.photos.models import Photo
from newsroom.photos.refused import Refused
from newsroom.photos.side_by_side import side_by_side


class Command(BaseCommand):
    """Each file by itself: a bad one is named, and the others come in. Run twice it adds none."""

    help = "Takes every file of a folder, all below included, into the library of a desk."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path)
        parser.add_argument("--desk", required=True, metavar="SLUG")
        parser.add_argument("--by", required=True, metavar="USERNAME", help="who brings them in")
        parser.add_argument("--shared", action="store_true", help="other desks may use them too")
        parser.add_argument("--credit", default="", help="in the place of what the files say")
        parser.add_argument("--source", default="", help="in the place of what the files say")
        parser.add_argument("--origin", choices=Photo.Origin.values, default="")
        parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)

    def handle(self, *args, folder, desk, by, **options):
        if not folder.is_dir():
            raise CommandError(f"There is no folder {folder}.")
        desk_found = Desk.objects.filter(slug=desk).first()
        if desk_found is None:
            raise CommandError(f"There is no desk “{desk}”.")
        user = User.objects.filter(username=by, is_active=True).first()
        if user is None:
            raise CommandError(f"There is no active user “{by}”.")
        said = {name: options[name] for name in ("shared", "credit", "source", "origin")}
        said = {name: value for name, value in said.items() if value}
        at = timezone.now()

        def bring(path):
            # One language for all that a command says.
            with translation.override("en"), open(path, "rb") as file:
                return take_in(file, desk=desk_found, by=user, at=at, limits=PATIENT, **said)

        try:
            self._bring_all(bring, folder, max(1, options["workers"]))
        except KeyboardInterrupt:
            raise CommandError(
                "Stopped. What came in stays; run it again for the rest.", returncode=130
            ) from None

    def _bring_all(self, bring, folder, workers):
        counts = Counter()
        for path, outcome in side_by_side(bring, files(folder), workers):
            shown = str(path).encode("utf-8", "backslashreplace").decode()
            if isinstance(outcome, (Refused, OSError)):
                counts["refused"] += 1
                self.stderr.write(f"{shown}: {outcome}")
            elif isinstance(outcome, Exception):
                raise outcome
            else:
                counts["new" if outcome.new else "here"] += 1
                self.stdout.write(f"{shown}: photo {outcome.photo.pk}, {_standing(outcome)}")
        self.stdout.write(
            f"{counts['new']} new, {counts['here']} already here, {counts['refused']} refused."
        )
        if counts["refused"]:
            raise CommandError("Not everything came in, see above.")


def _standing(arrival):
    if not arrival.new:
        return "already here"
    alike = arrival.alike.first()
    return "new" if alike is None else f"new, looks like photo {alike.pk}"


def files(folder):
    """Every file below `folder` in the order of names, but what systems hide."""
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.is_file() and not hidden:
            yield path
