"""The newsroom that is harmed: made once, fresh for each drill, and counted afterwards."""

import contextlib
import shutil
import threading
import time
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from django.db import OperationalError, connection, connections, transaction
from django.utils import timezone

from tests.rig import Postgres, Readers, Site, wait_until

from .outside import HubCall, MailCall, Outside
from .people import Editor, Ledger, Login

EDITORS = 20
STORIES = 30


class Impossible(Exception):
    """This machine cannot hold the drill; the message says what it lacks."""


@dataclass
class Row:
    """What a drill found: one row of the table."""

    harm: str
    confirmed: int = 0
    lost: int = 0
    early: int = 0
    double: int = 0
    asked: int = 0
    unserved: int = 0
    again: int = 0
    notes: str = ""

    def sum(self):
        """What must be zero."""
        return self.lost + self.early + self.double + self.unserved


class House:
    """A newsroom in `folder`: database, people, and the world outside at ports of its own."""

    def __init__(self, folder, hub_port, mail_port):
        self.folder, self.seed = folder, folder / "seed"
        self.postgres = Postgres(folder / "postgres")
        self.hub, self.mail = Outside(hub_port, HubCall), Outside(mail_port, MailCall)
        self.logins, self.pages = [], []

    def build(self):
        """The database that each drill begins with."""
        from django.core.management import call_command

        self.postgres.start()
        call_command("migrate", verbosity=0, interactive=False)
        self._people_and_stories()
        connections.close_all()
        self.postgres.stop()
        (self.folder / "postgres").rename(self.seed)

    @contextlib.contextmanager
    def opened(self, *, at=None, settings=(), **environment):
        """A fresh newsroom with its database running and the world outside alive.

        `at` is another folder for the database, say on a disk of its own: `postgres` then links.
        """
        place = self.folder / "postgres"
        if at is not None:
            at.mkdir()
            place.symlink_to(at, target_is_directory=True)
        shutil.copytree(
            self.seed, place, dirs_exist_ok=True, ignore=shutil.ignore_patterns("socket")
        )
        self.postgres = Postgres(place, settings=settings, **environment)
        self.hub.got.clear(), self.mail.got.clear()
        self.hub.start(), self.mail.start()
        self.postgres.start()
        try:
            yield self
        finally:
            self.hub.die(), self.mail.die()
            connections.close_all()
            self.postgres.stop()
            if place.is_symlink():
                place.unlink()
            else:
                shutil.rmtree(place, ignore_errors=True)

    def site(self, url=None, **options):
        """The application on this database; `url` is another way to it."""
        return Site(self.folder / "data", url or self.postgres.url, **options)

    def readers(self, site, **options):
        """Readers of the pages that are there from the beginning."""
        return Readers(site.port, self.pages, **options)

    @contextlib.contextmanager
    def editors(self, site, number, ledger=None, **options):
        """Editors who work as long as the block runs, and may finish what they are at."""
        ledger, over = ledger or Ledger(), threading.Event()
        editors = [
            Editor(each, site.port, ledger, over, **options) for each in self.logins[:number]
        ]
        for editor in editors:
            editor.start()
        yield ledger
        over.set()
        for editor in editors:
            editor.join(60)

    def _people_and_stories(self):
        from tests.factories import (
            make_desk,
            make_many_live,
            make_network,
            make_reporter,
            make_section,
            make_user,
        )
        from tests.staff import client_of

        make_network()
        province = make_desk("jambi", time_zone="Asia/Jakarta")
        desk = make_desk("kerinci", parent=province, time_zone="Asia/Jakarta")
        section = make_section()
        # Whoever writes for others to approve, and is told of it.
        rahmi = make_user("reporter", desk, username="rahmi")
        reporter = make_reporter(desk, user=rahmi, name="Rahmi Anggraini")
        for number in range(EDITORS):
            user = make_user("chief", desk, username=f"chief{number}", language="en")
            session = client_of(user).cookies["newsroom_session"].value
            login = Login(user.username, session, user.pk, desk.pk, section.pk, reporter.pk)
            self.logins.append(login)
        make_many_live(desk, STORIES, section=section)
        from articles.models import Version

        stories = Version.objects.order_by("pk")[:10]
        self.pages = [("kerinci.localhost", story.path) for story in stories]
        self.pages += [(f"{name}localhost", "/") for name in ("kerinci.", "jambi.", "")]
        self.pages += [("kerinci.localhost", f"/sections/{section.slug}/")]
        self.pages += [("kerinci.localhost", "/rss.xml"), ("localhost", "/sitemap.xml")]


def asked_anew(question):
    """What `question()` finds by a connection that is whole."""
    connection.close()
    try:
        return question()
    except OperationalError:
        connection.close()
        return question()


def lost_and_double(ledger):
    """(lost, double, sentences) of what was confirmed to editors, as the database has it."""
    return asked_anew(lambda: _lost_and_double(ledger))


@transaction.atomic
def _lost_and_double(ledger):
    from articles.models import Article, Decision, Placement, Version

    lost, double = [], []
    headlines = Counter(
        Article.objects.filter(headline__in=ledger.tried).values_list("headline", flat=True)
    )
    lost += [f"article “{each}”" for each in ledger.begun if not headlines[each]]
    double += [f"article “{each}”" for each, times in headlines.items() if times > 1]
    bodies = dict(Article.objects.values_list("pk", "body"))
    for article, word in ledger.words:
        times = bodies.get(article, "").count(f"<p>{word}</p>")
        lost += [f"word {word}"] * (times == 0)
        double += [f"word {word}"] * (times > 1)
    decisions = Counter(Decision.objects.values_list("article", "step"))
    lost += [f"step {each}" for each in ledger.steps if not decisions[each]]
    # Each article here walks the line once.
    double += [f"step {each}" for each, times in decisions.items() if times > 1]
    issued = {article for article, step in decisions if step == "issue"}
    ours = issued & set(ledger.begun.values())
    versions = Counter(Version.objects.filter(article__in=ours).values_list("article", flat=True))
    lost += [f"version of {each}" for each in ours if not versions[each]]
    double += [f"version of {each}" for each, times in versions.items() if times > 1]
    # Nothing half: a version stands at its home and on the two desks above, and is told of.
    places = Counter(
        Placement.objects.filter(version__article__in=ours).values_list("version", flat=True)
    )
    lost += [f"placements of version {each}" for each, number in places.items() if number != 3]
    half = Article.objects.filter(state="issued", versions=None).count()
    half += Version.objects.exclude(pk__in=Placement.objects.values("version")).count()
    # What was let through without its decision, or whose decision let nothing through.
    half += sum(versions[each] != decisions[each, "issue"] for each in set(versions) | ours)
    lost += ["half of an issue"] * half
    return len(lost), len(double), [*lost, *double][:5]


def time_passes(**span):
    """Leases run out and what was put off is due, as if so much time had passed."""
    from articles.outbox.models import Delivery
    from articles.talk.models import Mail, Notification

    past = timezone.now() - timedelta(seconds=1)

    def pass_by():
        for model in (Delivery, Mail):
            rows = model.objects.waiting()
            rows.filter(next_at__lt=timezone.now() + timedelta(**span)).update(next_at=past)
            rows.exclude(leased_until=None).update(leased_until=past)
        Notification.objects.exclude(mail_at=None).update(mail_at=past)

    asked_anew(pass_by)


def all_delivered(house, seconds=90):
    """(lost, sentences): what nobody outside heard of, once the worker had its time."""
    from articles.outbox.calling import feeds_of
    from articles.outbox.models import Delivery
    from articles.talk.models import Mail, Notification

    # Of what is still ahead nobody is told.
    public = Delivery.objects.exclude(version__live_from__gt=timezone.now())

    def waits():
        left = public.waiting().count() + Mail.objects.waiting().count()
        return left + Notification.objects.exclude(mail_at=None).count()

    end = time.monotonic() + seconds
    while asked_anew(waits) and time.monotonic() < end:
        time_passes(hours=1)
        time.sleep(1)

    def unheard():
        found = [f"{each} waits" for each in [waits()] if each]
        calls = Counter(
            frozenset(feeds_of(delivery.version, delivery.desk))
            for delivery in public.select_related("version__section", "desk")
        )
        # Stories of one desk and section change the same feeds: each makes a call of its own.
        for feeds, number in calls.items():
            if house.hub.got[feeds] < number:
                found.append(f"{number - house.hub.got[feeds]} calls about {sorted(feeds)[0]}")
        for mail in Mail.objects.all():
            if mail.sent_at and not any(str(mail.key) in sent for sent in house.mail.got):
                found.append(f"mail {mail.pk}")
        found += [f"delivery {each} dropped" for each in Delivery.objects.exclude(dropped_at=None)]
        return found

    found = asked_anew(unheard)
    return len(found), found[:5]


def wait_for_site(site):
    """Until every process of it answers again."""
    wait_until(lambda: site._serves("localhost"), "The newsroom does not come back.")
