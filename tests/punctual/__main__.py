"""A thousand stories due at one moment on five hundred desks, readers hammering: who is late?

`python -m tests.punctual [--stories N] [--desks N]`. A real server and a real Postgres of its own,
and the newsroom's own worker, whose ledger is printed beside what the readers were given. The exit
status is 1 where anything was early, a second late, or never seen.
"""

import argparse
import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

READERS = Path(__file__).with_name("readers.lua")
LIMIT = 1.0
# Before the moment everybody reads for so many seconds already, and after it as many again.
AROUND = 12
OLD_AT_EACH_DESK = 1


def main(arguments):
    """Prepare, read, and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--stories", type=int, default=1000)
    parser.add_argument("--desks", type=int, default=500)
    parser.add_argument("--connections", type=int, default=16)
    options = parser.parse_args(arguments)
    if not shutil.which("wrk"):
        print("SKIPPED: wrk is needed to have readers.", file=sys.stderr)
        return 0
    from tests.rig import Postgres, Site, free_port

    with tempfile.TemporaryDirectory(prefix="punctual-", ignore_cleanup_errors=True) as folder:
        folder, port = Path(folder), free_port()
        postgres = Postgres(folder / "postgres")
        os.environ |= {
            "SECRET_KEY": secrets.token_urlsafe(50),
            "DATABASE_URL": postgres.url,
            "NEWSROOM_DATA": str(folder / "data"),
            "PORT": str(port),
            "NEWSROOM_LOCAL_HOSTS": "1",
            "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        }
        postgres.start()
        site = Site(folder / "data", postgres.url, port=port)
        try:
            import django

            django.setup()
            return measure(options, site, folder)
        finally:
            from django.db import connections

            connections.close_all()
            site.stop()
            postgres.stop()


def measure(options, site, folder):
    """What the readers were given, and what the ledger says; the exit status."""
    from django.core.management import call_command

    from tests.rig import get

    print(f"Making {options.desks} desks and {options.stories} stories", flush=True)
    call_command("migrate", verbosity=0, interactive=False)
    desks = make_desks(options.desks)
    old = make_stories(desks, options.desks * OLD_AT_EACH_DESK)
    out_long_ago(old)
    new = make_stories(desks, options.stories)
    site.start(host=desks[0].host)
    # No newsroom begins on election night: each page was read before.
    known = [(desk.host, "/") for desk in desks]
    known += [(article.desk.host, f"/articles/{article.pk}/serentak/") for article in old]
    print(f"Reading {len(known)} pages", flush=True)
    with ThreadPoolExecutor(4) as readers:
        statuses = {answer[0] for answer in readers.map(lambda page: get(site.port, *page), known)}
    assert statuses == {200}, f"Readers are not served: {statuses}"
    due = schedule(new)
    pages = [f"{desk.host} /" for desk in desks]
    pages += [f"{article.desk.host} /articles/{article.pk}/serentak/" for article in new]
    print(f"{due:%H:%M:%S} UTC, {len(pages)} pages, {options.connections} readers", flush=True)
    told = read(pages, due, options, site.port, folder)
    say_of_readers(options, told)
    return report(options, told, entries(due))


def make_desks(number):
    """The network and `number` desks below it, in provinces of twenty-five."""
    from newsroom.desks.models import Desk

    def desk(name, parent):
        return Desk.objects.create(
            slug=name, name=name.title(), masthead=f"Kabar {name}", parent=parent,
            host=f"{name}.kabar.example",
        )  # fmt: skip

    network, found = desk("jaringan", None), []
    for place in range(number):
        if place % 25 == 0:
            province = desk(f"provinsi-{place // 25}", network)
        found.append(desk(f"desk-{place}", province))
    return found


def make_stories(desks, number):
    """Approved stories, in turn at each desk."""
    from django.utils import timezone

    from articles.models import Article, Byline, Section
    from newsroom.accounts.models import User
    from newsroom.reporters.models import Reporter

    at = timezone.now()
    section, _ = Section.objects.get_or_create(slug="ekonomi", defaults={"name": "Ekonomi"})
    by, _ = User.objects.get_or_create(username="penulis")
    reporter, _ = Reporter.objects.get_or_create(
        slug="penulis", defaults={"name": "Penulis", "desk": desks[0].parent.parent}
    )
    paragraph = "<p>Harga beras di pasar naik sejak awal pekan, kata para pedagang.</p>"
    articles = Article.objects.bulk_create(
        Article(
            desk=desks[place % len(desks)], headline="Serentak", body=paragraph * 12,
            section=section, state="approved", created_by=by, created_at=at, changed_at=at,
        )
        for place in range(number)
    )  # fmt: skip
    Byline.objects.bulk_create(
        Byline(article=article, reporter=reporter, position=1) for article in articles
    )
    return articles


def editor_of_all():
    """Somebody who may issue everywhere."""
    from newsroom.accounts.models import User
    from newsroom.desks.models import Desk
    from newsroom.reporters.models import Membership

    user, _ = User.objects.get_or_create(username="redaktur")
    Membership.objects.get_or_create(
        user=user, desk=Desk.objects.get(parent=None), defaults={"role": "editor"}
    )
    return user


def out_long_ago(articles):
    """Issue these as of yesterday."""
    issue(articles, at=_now() - timedelta(days=1), live_from=None)


def schedule(articles):
    """Issue these for one moment, as soon as readers can be there before; returns it."""
    began = _now()
    # Issuing is measured on the way: the moment is set when the last is through.
    sample, rest = articles[:20], articles[20:]
    due = began + timedelta(days=1)
    issue(sample, at=began, live_from=due)
    each = (_now() - began) / len(sample)
    due = _now() + each * len(articles) * 2 + timedelta(seconds=AROUND + 20)
    due = due.replace(microsecond=0)
    issue(rest, at=_now(), live_from=due)
    move(sample, due)
    return due


def issue(articles, *, at, live_from):
    """Through the door, one after the other."""
    from articles import workflow

    by = editor_of_all()
    for article in articles:
        workflow.perform("issue", article, by=by, at=at, tells=False, live_from=live_from)


def move(articles, due):
    """Reschedule these to the moment of the others."""
    from articles import workflow

    by = editor_of_all()
    for article in articles:
        workflow.perform("reschedule", article, by=by, at=_now(), live_from=due)


def read(pages, due, options, port, folder):
    """Readers ask for the pages in turn, from before the moment until after it."""
    begin = due.timestamp() - AROUND
    if begin < time.time():
        raise SystemExit("Issuing took too long: the moment has passed.")
    time.sleep(begin - time.time())
    return ask(pages, due, options, port, folder, seconds=2 * AROUND)


def ask(pages, due, options, port, folder, *, seconds):
    """What readers of these pages were given for so long, of stories that are due then."""
    told = folder / "pages.txt"
    told.write_text("\n".join(pages) + "\n")
    command = ["wrk", "-t2", f"-c{options.connections}", f"-d{seconds}s", "--timeout", "30s"]
    done = subprocess.run(
        [*command, "-s", READERS, f"http://127.0.0.1:{port}"],
        env=os.environ | {"PUNCTUAL_PAGES": str(told), "PUNCTUAL_AT": f"{due.timestamp():.6f}"},
        capture_output=True,
        text=True,
        timeout=seconds + 60,
    )
    found = re.search(r"^READERS (.*)$", done.stdout, re.M)
    if not found:
        raise SystemExit(f"wrk failed: {done.stdout[-2000:]}{done.stderr}")
    names = ("requests", "microseconds", "p95", "missing", "last", "early", "broken")
    readers = dict(zip(names, map(float, found[1].split()), strict=True))
    first = {}
    for number, moment in re.findall(r"^FIRST (\d+) (-?[\d.]+)$", done.stdout, re.M):
        first[number] = min(float(moment), first.get(number, float("inf")))
    return readers | {"first": first}


def entries(due):
    """The ledger of that moment, when it is complete."""
    from articles.punctuality.models import Change, Entry
    from tests.rig import wait_until

    wait_until(
        lambda: not Change.objects.open().filter(planned_at=due).exists(),
        "The worker does not come to the end.",
        seconds=1900,
    )
    return list(Entry.objects.filter(planned_at=due).select_related("desk"))


def say_of_readers(options, told):
    """Print what they were given."""
    rate = told["requests"] / told["microseconds"] * 1e6
    print(f"Readers: {told['requests']:.0f} answers, {rate:.0f} a second, 95 of 100 within "
          f"{told['p95']:.0f} ms, {told['broken']:.0f} broken")  # fmt: skip
    print(f"  early: {told['early']:.0f}")
    print(f"  not there though due: {told['missing']:.0f} answers, the last "
          f"{told['last'] * 1000:.0f} ms after the moment")  # fmt: skip
    print(f"  stories that they had: {len(told['first'])} of {options.stories}", flush=True)


def report(options, told, ledger):
    """Print what the ledger says; 1 where something was early, late or never seen."""
    homes = [entry for entry in ledger if entry.desk.slug.startswith("desk-")]
    late = sorted(entry.lateness_ms for entry in homes if entry.lateness_ms is not None)
    outcomes = {}
    for entry in ledger:
        outcomes[entry.outcome] = outcomes.get(entry.outcome, 0) + 1
    stale = max((entry.stale_ms for entry in ledger), default=0)
    print(f"Ledger: {len(ledger)} lines, {outcomes}")
    if late:
        print(f"  first byte at home: median {late[len(late) // 2]} ms, 95 of 100 within "
              f"{late[len(late) * 95 // 100]} ms, last {late[-1]} ms")  # fmt: skip
    print(f"  an old page was last seen {stale} ms after the moment")
    wrong = (
        told["early"]
        or told["last"] > LIMIT
        or stale > LIMIT * 1000
        or set(outcomes) != {"seen"}
        or len(homes) != options.stories
        or not told["first"]
    )
    print("NOT punctual" if wrong else "Punctual: none early, none a second late")
    return 1 if wrong else 0


def _now():
    from django.utils import timezone

    return timezone.now()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
