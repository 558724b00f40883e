"""Brings a printed article in: finds its desk and reporters, and walks it through the workflow.

Each article comes in whole or not at all, with the desk and the reporters that were created for
it; and once only, whoever else brings it in at the same moment.
"""

import html
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles import workflow
from articles.models.article import Article, Byline
from articles.models.section import Section
from newsroom.accounts.models import User
from newsroom.desks.hosts import host_map
from newsroom.desks.models import Desk
from newsroom.reporters.models import Membership
from newsroom.reporters.reach import reach_of

from .clock import ZONES
from .directory import Directory, closest, create_desk, create_reporter
from .printed import plain
from .refused import Refused

# How often an article is tried that collides with somebody else's work.
ATTEMPTS = 5


@dataclass(frozen=True)
class Wishes:
    """What whoever imports wants; `desk` takes everything, instead of the printed hosts' desks."""

    issue: bool = False
    section: Section | None = None
    by: User | None = None
    desk: Desk | None = None
    create_desks: bool = False
    under: Desk | None = None
    time_zone: str = ""
    create_reporters: bool = False
    dry_run: bool = False


@dataclass(frozen=True)
class Arrival:
    """What became of one printed article.

    `live_from` is the moment at which it went or will go public, None for a draft.
    """

    number: int
    state: str
    desk: Desk
    headline: str
    new: bool
    live_from: datetime | None = None
    path: str = ""


class Importer:
    """Brings in one article after the other, all under the same wishes, at the moment `at`."""

    def __init__(self, wishes, *, at, directory=None):
        self.wishes = wishes
        self.at = at
        self.directory = directory or Directory()
        self._chiefs = {}
        # What a dry run would have brought in by now, since nothing of it is in the database.
        self._rehearsed = set()

    def bring_in(self, printed, *, file):
        """Bring `printed` in; `file` is its name, for the record. Returns the Arrival.

        Raises Refused, and then nothing of it is kept.
        """
        attempt = 1
        while True:
            try:
                return self._try(printed, file)
            except ValidationError as error:
                raise Refused(" ".join(error.messages)) from error
            except IntegrityError as error:
                # Somebody else was faster with this article, its desk or a reporter: look again.
                self._forget()
                if attempt == ATTEMPTS:
                    raise Refused(
                        "Others change the same desks or reporters at this moment. Run it again."
                    ) from error
            attempt += 1

    def _try(self, printed, file):
        self._created = kept = False
        try:
            with transaction.atomic():
                arrival = self._arrive(printed, file)
                transaction.set_rollback(self.wishes.dry_run)
            kept = not self.wishes.dry_run
        finally:
            if self._created:
                host_map.forget()
                if not kept:
                    self._forget()
        if self.wishes.dry_run and arrival.new:
            if printed.key in self._rehearsed:
                return replace(arrival, new=False)
            self._rehearsed.add(printed.key)
        return arrival

    def _forget(self):
        """Forget what is known of the tables: it may never have been kept."""
        self.directory.forget()
        self._chiefs.clear()

    def _arrive(self, printed, file):
        here = Article.objects.filter(import_key=printed.key).select_related("desk").first()
        if here is not None:
            return Arrival(here.pk, here.state, here.desk, here.headline, new=False)
        desk = self._desk(printed)
        by = self._by(desk)
        moment = _moment(printed, desk)
        reporters = self._reporters(printed, desk)
        begun = min(moment, self.at) if self.wishes.issue else self.at
        article = Article(
            desk=desk,
            section=self.wishes.section,
            headline=printed.headline,
            dateline=printed.dateline,
            body="".join(f"<p>{html.escape(p, quote=False)}</p>" for p in printed.paragraphs),
            source=source_of(printed, desk, None if self.wishes.issue else moment),
            import_key=printed.key,
            created_by=by,
            created_at=begun,
            changed_at=begun,
        )
        article.clean_fields(exclude=["desk", "section", "created_by"])
        article.save(force_insert=True)
        article.written_by.add(by)
        Byline.objects.bulk_create(
            Byline(article=article, reporter=reporter, position=position)
            for position, reporter in enumerate(reporters, start=1)
        )
        if not self.wishes.issue:
            return Arrival(article.pk, article.state, desk, article.headline, new=True)
        return self._issue(article, by, begun, moment, file)

    def _issue(self, article, by, begun, moment, file):
        """Take the steps that the printed article took; what is printed ahead is scheduled."""
        with translation.override(article.desk.language):
            note = _("Imported from %(file)s.") % {"file": file}
        workflow.perform("submit", article, by=by, at=begun, tells=False)
        workflow.perform("approve", article, by=by, at=begun, tells=False, note=note)
        decision = workflow.perform(
            "issue", article, by=by, at=begun, tells=False, live_from=moment
        )
        return Arrival(
            article.pk,
            decision.article.state,
            article.desk,
            article.headline,
            new=True,
            live_from=moment,
            path=decision.version.path,
        )

    def _desk(self, printed):
        """The desk that the article goes to, created where that is wished."""
        if self.wishes.desk is not None:
            desk = self.wishes.desk
        else:
            desk = self.directory.desk_at(printed.host) or self._created_desk(printed)
        if self.wishes.issue and not desk.active:
            raise Refused(
                f"{desk.name} is not active: its host answers nobody. Activate the desk first, "
                "or import without --issue."
            )
        return desk

    def _created_desk(self, printed):
        if not self.wishes.create_desks:
            known = closest(printed.host, self.directory.hosts())
            raise Refused(
                f"No desk answers at {printed.host}. Known: {known or 'none yet'}. Create it with "
                "--create-desks, or put everything on one desk with --desk SLUG."
            )
        parent = self.wishes.under or self.directory.root()
        if parent is None:
            raise Refused("There is no network yet: make it with create_network first.")
        self._created = True
        create_desk(printed, parent=parent, time_zone=self.wishes.time_zone)
        self._chiefs.clear()
        if self.wishes.by is not None:
            # What a user may do is asked once for each user object; now there is a desk more.
            self.wishes.by.__dict__.pop("_reach", None)
        return self.directory.desk_at(printed.host)

    def _reporters(self, printed, desk):
        """The credited reporters in the printed order, created where that is wished."""
        found = {name: self.directory.reporter_near(name, desk) for name in printed.reporters}
        # In one order for everybody, so that two imports never wait for each other.
        for name in sorted(name for name, reporter in found.items() if reporter is None):
            if not self.wishes.create_reporters:
                raise Refused(self._unknown_reporter(name, desk))
            self._created = True
            found[name] = create_reporter(name, desk=desk)
            self.directory.add_reporter(found[name])
        return found.values()

    def _unknown_reporter(self, name, desk):
        elsewhere = [
            f"{reporter.name} of {self.directory.desks[reporter.desk_id].name}"
            for reporter in self.directory.namesakes(name)
        ]
        known = closest(name, self.directory.names_near(desk)) or "none yet"
        also = f" Elsewhere in the network: {', '.join(elsewhere)}." if elsewhere else ""
        return (
            f"No reporter near {desk.name} is called “{name}”. Known: {known}.{also} "
            "Create them with --create-reporters, or in the admin."
        )

    def _by(self, desk):
        """Who brings the article in: whoever was named, else the nearest chief editor."""
        by = self.wishes.by
        if by is None:
            return self._nearest_chief(desk)
        role = "chief" if self.wishes.issue else "reporter"
        if not reach_of(by).has(role, desk.pk):
            if self.wishes.issue:
                raise Refused(
                    f"{by.username} is not chief editor at {desk.name} or above it; --issue needs "
                    "one, because nobody else may approve what they brought in themselves."
                )
            raise Refused(f"{by.username} has no role at {desk.name} or above it.")
        return by

    def _nearest_chief(self, desk):
        if desk.pk not in self._chiefs:
            places = [desk.pk, *(above.pk for above in desk.ancestors())]
            memberships = (
                Membership.objects.filter(role="chief", desk__in=places, user__is_active=True)
                .select_related("user")
                .order_by("user_id")
            )
            self._chiefs[desk.pk] = min(
                memberships, key=lambda m: places.index(m.desk_id), default=None
            )
        membership = self._chiefs[desk.pk]
        if membership is None:
            raise Refused(
                f"{desk.name} has no chief editor, nor has a desk above it. Make somebody its "
                "chief editor, or name who imports with --by USERNAME."
            )
        return membership.user


def _moment(printed, desk):
    """The printed time as a moment: in the printed zone, else in the desk's."""
    zone = ZoneInfo(ZONES[printed.zone_name]) if printed.zone_name else desk.zone
    moment = printed.printed_at.replace(tzinfo=zone)
    clock = f"{printed.printed_at:%Y-%m-%d %H:%M}"
    cure = "Print it in another zone, such as UTC."
    if moment.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != printed.printed_at:
        raise Refused(f"{clock} does not exist in {zone.key}: clocks went forward. {cure}")
    if moment.utcoffset() != moment.replace(fold=1).utcoffset():
        raise Refused(f"{clock} exists twice in {zone.key}: clocks went back. {cure}")
    return moment


def source_of(printed, desk, printed_at):
    """Where it was printed, as far as the desk's own pages do not say so.

    A draft has no time yet at which it goes public: the printed one is kept here.
    """
    own_host = printed.host in (desk.host.lower(), f"{desk.slug}.localhost") or (
        desk.parent_id is None and printed.host == "localhost"
    )
    parts = []
    if not own_host:
        parts.append(f"{printed.masthead} ({printed.host})")
    elif plain(printed.masthead) != plain(desk.masthead) or printed_at is not None:
        parts.append(printed.masthead)
    if printed_at is not None:
        with translation.override(desk.language):
            local = timezone.localtime(printed_at, desk.zone)
            parts.append(f"{date_format(local, 'j F Y, H:i')} {local.tzname()}")
    return ", ".join(parts)
