"""How often the page cache has what readers ask for while the newsroom publishes, and is it right.

`make kept [KEPT="--seconds 60 --number 5000 --rate 5000"]`

Every page is asked for once, as where readers have been. Then they ask for stories, fronts,
sections, topics and feeds, and search, as they do: a few things very often, the others seldom
(Zipf). Every ten seconds somebody publishes, corrects, withdraws, carries or arranges a front. A
second after each change every page that could show it is asked for twice, from the cache and around
it: a difference is a stale page.
"""

import argparse
import itertools
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.rig import get

from .__main__ import free_port, wait_for

EVERY = 10
# Seconds after which no page may be of before a change.
WITHIN = 1.0
LINES = 200_000
# Which share of a rate that is asked for has to be answered.
SUSTAINED = 0.98
# Which share of readers asks for what.
SHARES = {"stories": 71, "fronts": 13, "lists": 9, "feeds": 6, "searches": 1}
# What is looked up, the most wanted first.
QUESTIONS = ("banjir", "gempa", "harga+beras", "vaksin", "sidang+korupsi", "koperasi", "gempa+bmkg")


def main(arguments):
    """The whole measurement; the exit status says whether no stale page was found."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--number", type=int, default=5_000, help="of made-up articles")
    parser.add_argument(
        "--rate", type=int, help="requests a second; otherwise as many as are answered"
    )
    parser.add_argument("--keep", type=Path, help="keep the archive here, and use it again")
    options = parser.parse_args(arguments)
    if not shutil.which("wrk"):
        print("SKIPPED: wrk is needed to measure.", file=sys.stderr)
        return 0
    with tempfile.TemporaryDirectory(prefix="newsroom-kept-") as folder:
        folder = Path(folder)
        os.environ["NEWSROOM_DATA"] = str(options.keep or folder / "data")
        os.environ["PORT"] = str(free_port())
        os.environ.setdefault("NEWSROOM_LOCAL_HOSTS", "1")
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
        return measure(options, folder)


def measure(options, folder):
    """Prepare, publish and read at the same time, and print."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connections

    from newsroom.desks.models import Desk
    from newsroom.serving import counters

    from . import load

    settings.EMBEDDED.ensure()
    server = None
    try:
        call_command("migrate", verbosity=0, interactive=False)
        if not Desk.objects.exists():
            call_command("generate_archive", articles=options.number, desks=40, reporters=200)
        lines = asked(random.Random(7))
        server = subprocess.Popen(
            [sys.executable, "-m", "newsroom.run"],
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        port = int(settings.PORT)
        wait_for(port, {"first": [lines[0].split()]})
        target = load.Target("kept", port, (server.pid,))
        pace = {"connections": 64 if options.rate else 16, "rate": options.rate}
        print(f"Every page once: {open_for_readers(port, lines):.0f} s", flush=True)
        before = had(counters.read(settings.DATA_DIR / "counters")[0])
        publisher = Publisher(port, random.Random(3))
        publisher.start()
        found = load.ask(target, lines, seconds=options.seconds, folder=folder, **pace)
        publisher.ends.set()
        publisher.join()
        after = had(counters.read(settings.DATA_DIR / "counters")[0])
    finally:
        if server:
            server.terminate()
            server.wait()
        connections.close_all()
        settings.EMBEDDED.release()
    counted = {name: after[name] - before.get(name, 0) for name in after}
    kept = counted.get("hit", 0)
    made = counted.get("miss", 0) + counted.get("bypass", 0)
    print(
        f"{found.rate:.0f} requests a second, {kept / (kept + made):.2%} of {kept + made:.0f} "
        f"kept, {made:.0f} made; {len(set(lines))} addresses; {found.application:.3f} ms of "
        f"processors each, 95 of 100 within {found.p95:.1f} ms; {found.failed} of what was "
        "withdrawn, or failed"
    )
    if options.rate and found.rate < options.rate * SUSTAINED:
        print(f"NOT SUSTAINED: {options.rate} a second were asked for.")
    print(
        f"{publisher.changes} changes, {publisher.looked} pages looked at {WITHIN:.0f} s after "
        f"them: {len(publisher.stale)} stale {publisher.stale[:5]}"
    )
    return 1 if publisher.stale else 0


def open_for_readers(port, lines):
    """Ask for every page once, as a newsroom that is open was: the seconds that it took."""
    began = time.monotonic()

    def ask(line):
        host, path = line.split()
        get(port, host, path, timeout=120)

    with ThreadPoolExecutor(8) as readers:
        list(readers.map(ask, sorted(set(lines))))
    return time.monotonic() - began


def had(sums):
    """How many answers the page cache had, by what it had."""
    from newsroom.serving import metrics

    return {
        dict(labels)["had"]: numbers[0]
        for (name, labels, _bounds), numbers in sums.items()
        if name == metrics.CACHE
    }


def asked(chance):
    """What readers ask for: lines of a host and a path."""
    from django.utils import timezone
    from taggit.models import Tag

    from articles.models import Placement, Section
    from newsroom.desks.hosts import host_map

    newest = Placement.objects.live(timezone.now()).filter(
        kind=Placement.Kind.HOME, live_until__year=9999
    )
    newest = newest.select_related("version", "desk").newest_first()
    desks = list(host_map.desks().values())
    sections = [section.slug for section in Section.objects.all()]
    topics = list(Tag.objects.order_by("pk").values_list("slug", flat=True)[:50])
    kinds = {
        "stories": [f"{each.desk.host} {each.version.path}" for each in newest],
        "fronts": [f"{desk.host} /" for desk in desks],
        "lists": [
            *(f"{desk.host} /sections/{slug}/" for slug in sections for desk in desks),
            *(f"{host_map.root().host} /topics/{slug}/" for slug in topics),
        ],
        "feeds": [f"{desk.host} /{name}" for desk in desks for name in ("rss.xml", "feed.json")],
        "searches": [f"{desk.host} /search/?q={words}" for words in QUESTIONS for desk in desks],
    }
    found = []
    for kind, share in SHARES.items():
        places = range(1, len(kinds[kind]) + 1)
        weights = list(itertools.accumulate(1 / place for place in places))
        found += chance.choices(kinds[kind], cum_weights=weights, k=LINES * share // 100)
    chance.shuffle(found)
    return found


class Publisher(threading.Thread):
    """Changes something every few seconds, and looks whether readers have it a second later."""

    def __init__(self, port, chance):
        super().__init__(daemon=True)
        self.port, self.chance, self.ends = port, chance, threading.Event()
        self.changes = self.looked = 0
        self.stale = []
        from tests import factories

        # In an archive that is used again there are people of these names already.
        factories.numbers = itertools.count(time.time_ns())

    def run(self):
        """Until it `ends`."""
        while not self.ends.wait(EVERY):
            name, places = self.change()
            self.changes += 1
            time.sleep(WITHIN)
            for host, path in places:
                kept, made = self.read(host, path), self.read(host, path, Authorization="around")
                # A change that came in between is none of the cache's.
                if kept != made and kept != self.read(host, path, Authorization="around"):
                    self.stale.append((name, host, path))
                self.looked += 1

    def change(self):
        """(what was done, the pages that may show it as (host, path))."""
        from django.utils import timezone

        from articles import workflow
        from articles.models import Article, Placement
        from tests.factories import make_issued, make_user
        from tests.fronts import put

        at = timezone.now()
        homes = Placement.objects.live(at).filter(kind=Placement.Kind.HOME)
        homes = homes.select_related("desk", "version__section").newest_first()
        home = self.chance.choice(list(homes[:200]))
        desk, editor = home.desk, make_user("chief", home.desk)
        article = Article.objects.get(pk=home.article_id)
        name = self.chance.choice(["issue", "issue", "notice", "withdraw", "front"])
        if name == "issue":
            article = make_issued(desk, at=at, section=home.section)
        elif name == "notice":
            notice = {"kind": "clarification", "text": f"Yang dimaksud: {at}."}
            workflow.perform("notice", article, by=editor, at=at, notice=notice)
        elif name == "withdraw":
            answers = {"ground": "inaccurate", "reason": "Angkanya keliru."}
            workflow.perform("withdraw", article, by=editor, at=at, **answers)
        else:
            put(desk, editor, (1, article.pk), at=at)
        story = article.versions.get(number=1).path if name == "issue" else home.version.path
        paths = ["/", story, home.section.path, "/rss.xml", "/sitemap-news.xml", "/corrections/"]
        paths.append(f"/search/?q={QUESTIONS[0]}")
        return name, [(each.host, path) for each in [desk, *desk.ancestors()] for path in paths]

    def read(self, host, path, **headers):
        """What a reader gets."""
        question = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", headers={"Host": host} | headers
        )
        try:
            with urllib.request.urlopen(question, timeout=20) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
