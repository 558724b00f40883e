"""Brings printed articles in from text files; docs/importing.md describes their form."""

from collections import Counter
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from articles.interchange import files
from articles.interchange.directory import Directory, closest
from articles.interchange.importer import Importer, Wishes
from articles.interchange.printed import parse
from articles.interchange.refused import Refused
from articles.models import Section
from newsroom.accounts.models import User
from newsroom.desks.hosts import address
from newsroom.desks.models import validate_time_zone
from newsroom.run import port_served

SHOWN = 5
PROGRESS = 500


class Command(BaseCommand):
    """Each file by itself: a bad one is reported, and the others come in."""

    help = "Brings printed articles in from text files, as drafts or as they were published."

    def add_arguments(self, parser):
        parser.add_argument(
            "paths", nargs="+", metavar="FILE_OR_FOLDER", help="a folder: its .txt files, all below"
        )
        parser.add_argument(
            "--issue", action="store_true", help="public from the printed time on; else a draft"
        )
        parser.add_argument("--section", metavar="SLUG", help="needed with --issue")
        parser.add_argument(
            "--by", metavar="USERNAME", help="who brings them in; else the nearest chief editor"
        )
        parser.add_argument("--desk", metavar="SLUG", help="everything to this desk")
        parser.add_argument(
            "--create-desks", action="store_true", help="create the desks of unknown hosts"
        )
        parser.add_argument("--under", metavar="SLUG", help="the desk above those created")
        parser.add_argument("--time-zone", default="", help="of those created: an IANA name")
        parser.add_argument(
            "--create-reporters", action="store_true", help="create the reporters of unknown names"
        )
        parser.add_argument("--dry-run", action="store_true", help="read and check, change nothing")

    def handle(self, *args, paths, **options):
        # One language for all that a command says; the texts themselves are not touched by it.
        with translation.override("en"):
            try:
                self._import([Path(path) for path in paths], options)
            except KeyboardInterrupt:
                self._wipe()
                raise CommandError(
                    "Stopped. What came in stays; run it again for the rest.", returncode=130
                ) from None

    def _import(self, paths, options):
        for path in paths:
            if not path.exists():
                raise CommandError(f"There is no file or folder {_shown(path)}.")
        at = timezone.now()
        directory = Directory()
        importer = Importer(_wishes(options, directory), at=at, directory=directory)
        counts, shown = Counter(), {True: [], False: []}
        for path in paths:
            before = counts.total()
            for file in files.find(path):
                try:
                    arrival = importer.bring_in(parse(files.read(file)), file=_shown(file.name))
                except Refused as refused:
                    counts["failed"] += 1
                    self._wipe()
                    self.stderr.write(f"{_shown(file)}: {refused}")
                else:
                    counts["new" if arrival.new else "here"] += 1
                    if len(shown[arrival.new]) < SHOWN:
                        shown[arrival.new].append(arrival)
                self._progress(counts)
            if counts.total() == before:
                counts["failed"] += 1
                self.stderr.write(f"{_shown(path)}: The folder holds no {files.SUFFIX} file.")
        self._wipe()
        self._summary(counts, shown[True] or shown[False], at, options["dry_run"])
        if counts["failed"]:
            raise CommandError(f"Not everything came in: {counts['failed']} failed, see above.")

    def _progress(self, counts):
        """On a terminal one line that is written again and again, in a log one now and then."""
        on_terminal = self.stdout.isatty()
        if counts.total() % (20 if on_terminal else PROGRESS) == 0:
            self.stdout.write(
                f"\r{_sum(counts)}" if on_terminal else _sum(counts),
                ending="" if on_terminal else "\n",
            )
            self.stdout.flush()

    def _wipe(self):
        if self.stdout.isatty():
            self.stdout.write("\r\x1b[K", ending="")
            self.stdout.flush()

    def _summary(self, counts, arrivals, at, dry_run):
        self.stdout.write(_sum(counts))
        if dry_run:
            self.stdout.write("This was a dry run: nothing was changed.")
            return
        for arrival in arrivals:
            self.stdout.write(f"  {arrival.headline}")
            self.stdout.write(f"    {_standing(arrival, at)}")
        if (more := (counts["new"] or counts["here"]) - len(arrivals)) > 0:
            self.stdout.write(f"  and {more} more")


def _shown(path):
    """A path that can be printed and stored, whatever bytes its name has."""
    return str(path).encode("utf-8", "backslashreplace").decode()


def _sum(counts):
    return f"{counts['new']} new, {counts['here']} already here, {counts['failed']} failed."


def _standing(arrival, at):
    """Where and from when an article is to be found."""
    if not arrival.new:
        return f"already here: article {arrival.number} of {arrival.desk}, {arrival.state}"
    if arrival.live_from is None:
        return f"draft: article {arrival.number} of {arrival.desk}"
    place = _address(arrival.desk, arrival.path)
    if arrival.live_from > at:
        local = timezone.localtime(arrival.live_from, arrival.desk.zone)
        return f"scheduled for {local:%Y-%m-%d %H:%M %Z}, then at {place}"
    return f"live at {place}"


def _address(desk, path):
    """Where readers reach it; on a machine of one's own by the local name, while it is served."""
    if not settings.LOCAL_HOSTS:
        return address(desk, path)
    port = port_served(settings)
    if port is None:
        return f"{path} on the host of {desk}"
    name = "localhost" if desk.parent_id is None else f"{desk.slug}.localhost"
    return f"http://{name}:{port}{path}"


def _wishes(options, directory):
    """The options as wishes. Raises CommandError where they contradict or name nobody."""
    if options["desk"] and (options["create_desks"] or options["under"]):
        raise CommandError("--desk puts everything on one desk: no desk is created beside it.")
    if (options["under"] or options["time_zone"]) and not options["create_desks"]:
        raise CommandError("--under and --time-zone say how desks are created: add --create-desks.")
    if options["issue"] and not options["section"]:
        raise CommandError(f"--issue needs --section SLUG. Known: {_sections('')}.")
    try:
        if options["time_zone"]:
            validate_time_zone(options["time_zone"])
        return Wishes(
            issue=options["issue"],
            section=_section(options["section"]),
            by=_user(options["by"]),
            desk=directory.desk_of(options["desk"]) if options["desk"] else None,
            create_desks=options["create_desks"],
            under=directory.desk_of(options["under"]) if options["under"] else None,
            time_zone=options["time_zone"],
            create_reporters=options["create_reporters"],
            dry_run=options["dry_run"],
        )
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from error
    except Refused as refused:
        raise CommandError(str(refused)) from refused


def _sections(slug):
    known = closest(slug, Section.objects.order_by("position", "pk").values_list("slug", flat=True))
    return known or "none yet, make one in the admin"


def _section(slug):
    if not slug:
        return None
    section = Section.objects.filter(slug=slug).first()
    if section is None:
        raise CommandError(f"There is no section “{slug}”. Known: {_sections(slug)}.")
    return section


def _user(username):
    if not username:
        return None
    user = User.objects.filter(username=username).first()
    if user is None:
        raise CommandError(f"There is no user “{username}”.")
    if not user.is_active:
        raise CommandError(f"The user “{username}” is not active.")
    return user
