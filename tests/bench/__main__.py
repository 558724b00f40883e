"""What a reader's page costs without any page cache; prints a table.

`python -m tests.bench [--articles FILE] [--against FILE] [--keep FOLDER] [--rounds N] …`

Over an archive of 10,000 articles: that of `generate_archive`, or those of FILE, one JSON object a
line (tests/bench/archive.py). Every page is asked for in turn with the same bytes as a file from
nginx, and with the pages of another site, where a file tells of one: {"name", "base", "articles":
[{"path"}], "pages": {"home", "tag", "feed", "search_common"}, "pidfiles": {"app", "db"}}.
"""

import argparse
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

PAGES = ("article", "front", "topic", "search", "feed")
THEIRS = {"front": "home", "topic": "tag", "search": "search_common", "feed": "feed"}
CONNECTIONS = 16
NUMBER = 10_000
# Seconds before the first round: every page is asked for once at least, by every process.
WARM = 10


def main(arguments):
    """The whole measurement; the exit status says whether every page was answered."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=Path, help="generated articles, one JSON object a line")
    parser.add_argument("--against", type=Path, help="a file that tells of another site")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=5, help="of each page in each round")
    parser.add_argument("--only", default=",".join(PAGES), help="some of the pages")
    parser.add_argument("--keep", type=Path, help="keep the archive here, and use it again")
    options = parser.parse_args(arguments)
    lacks = [name for name in ("wrk", "nginx") if not shutil.which(name)]
    if lacks:
        print(f"SKIPPED: {' and '.join(lacks)} is needed to measure.", file=sys.stderr)
        return 0
    with tempfile.TemporaryDirectory(prefix="newsroom-bench-") as folder:
        folder = Path(folder)
        os.environ["NEWSROOM_DATA"] = str(options.keep or folder / "data")
        os.environ["PORT"] = str(free_port())
        os.environ.setdefault("NEWSROOM_LOCAL_HOSTS", "1")
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
        return measure(options, folder)


def free_port():
    """A port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def measure(options, folder):
    """Prepare the archive and the servers, ask, and print."""
    import django

    django.setup()
    from django.conf import settings
    from django.db import connections

    settings.EMBEDDED.ensure()
    try:
        prepare(options, settings)
        from newsroom.wsgi import application

        from . import shares

        asked = addresses(shares, application)
        asked = {name: lines for name, lines in asked.items() if name in options.only.split(",")}
        alone = {
            name: shares.measured(application, lines[:50], rounds=200 // len(lines[:50]))
            for name, lines in asked.items()
        }
        bodies = {
            name: [(host, path, shares.answer(application, host, path)[1]) for host, path in lines]
            for name, lines in asked.items()
        }
        connections.close_all()
        loads = loaded(options, folder, settings, asked, bodies)
    finally:
        connections.close_all()
        settings.EMBEDDED.release()
    for line in table(alone, loads):
        print(line)
    return 1 if any(load.failed for load in loads.values()) else 0


def prepare(options, settings):
    """Migrate, and bring an archive in where there is none."""
    from django.core.management import call_command

    from newsroom.desks.models import Desk
    from newsroom.run import collect_static

    from . import archive

    call_command("migrate", verbosity=0, interactive=False)
    collect_static(settings)
    if Desk.objects.exists():
        return
    if options.articles:
        print("Bringing the articles in", flush=True)
        archive.bring_in(options.articles)
    else:
        call_command(
            "generate_archive", articles=NUMBER, desks=21, reporters=200, users=100, workers=0
        )


def addresses(shares, application):
    """What is asked for, by page: lists of (host, path)."""
    from random import Random

    from django.db.models import Count
    from django.utils import timezone

    from articles.models import Placement, Version, VersionTopic
    from newsroom.desks.hosts import host_map

    root = host_map.root().host
    live = Version.objects.live(timezone.now()).order_by("pk").values_list("pk", flat=True)
    some = Random(5).sample(list(live), min(200, len(live)))
    homes = Placement.objects.filter(version__in=some, kind=Placement.Kind.HOME)
    stories = homes.select_related("version", "desk").order_by("pk")
    topics = VersionTopic.objects.values_list("tag__slug").annotate(number=Count("*"))
    topic = max(topics, key=lambda each: each[1])[0]
    found = {
        "article": [(each.desk.host, each.version.path) for each in stories],
        "front": [(root, "/")],
        "topic": [(root, f"/topics/{topic}/")],
        "search": [(root, "/search/?q=ekonomi")],
        "feed": [(root, "/rss.xml")],
    }
    return {
        name: lines
        for name, lines in found.items()
        if shares.answer(application, *lines[0])[0] == 200
    }


def loaded(options, folder, settings, asked, bodies):
    """The middle Load of the rounds, by (who, page): ours, nginx's and the other site's in turn."""
    from .load import Target, ask

    server = subprocess.Popen(
        [sys.executable, "-m", "newsroom.run"], stdout=subprocess.DEVNULL, start_new_session=True
    )
    web = None
    try:
        port = int(settings.PORT)
        wait_for(port, asked)
        root = int((settings.EMBEDDED.data / "postmaster.pid").read_text().split()[0])
        targets = [(Target("ours", port, (server.pid,), (root,)), asked)]
        web, web_port = nginx(folder, bodies)
        targets.append((Target("nginx", web_port, (web.pid,)), asked))
        if options.against:
            targets.append(other(json.loads(options.against.read_text())))
        found = {}
        for round_ in range(options.rounds + 1):
            for name in asked:
                for target, pages in targets:
                    if name not in pages:
                        continue
                    lines = [f"{host} {path}" for host, path in pages[name]]
                    load = ask(
                        target, lines, folder=folder, connections=CONNECTIONS,
                        seconds=options.seconds if round_ else WARM,
                    )  # fmt: skip
                    if round_:  # The first one warms up.
                        found.setdefault((target.name, name), []).append(load)
        return {who: middle(loads) for who, loads in found.items()}
    finally:
        for process in (web, server):
            if process:
                process.terminate()
                process.wait()


def wait_for(port, asked):
    """Wait until the server answers."""
    host, path = next(iter(asked.values()))[0]
    end = time.monotonic() + 120
    while time.monotonic() < end:
        try:
            question = urllib.request.Request(
                f"http://127.0.0.1:{port}{path}", headers={"Host": host}
            )
            urllib.request.urlopen(question, timeout=20).close()
            return
        except OSError:
            time.sleep(0.5)
    raise SystemExit("The newsroom did not start.")


def nginx(folder, bodies):
    """nginx with the pages as files: (its process, its port)."""
    files = folder / "files"
    for pages in bodies.values():
        for host, path, body in pages:
            path = path.partition("?")[0]
            file = files / host / path.lstrip("/")
            file = file / "index.html" if path.endswith("/") else file
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(body)
    port = free_port()
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "\n".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    (folder / "nginx.conf").write_text(
        f"""{"user root;" if os.geteuid() == 0 else ""}
daemon off; worker_processes 2; pid {folder}/nginx.pid; error_log {folder}/nginx.log;
events {{ worker_connections 1024; }}
http {{
    access_log off; sendfile on; open_file_cache max=2000; default_type text/html;
    {temporary}
    server {{ listen 127.0.0.1:{port}; root {files}/$host; index index.html; }}
}}
"""
    )
    process = subprocess.Popen(["nginx", "-c", folder / "nginx.conf", "-p", folder])
    time.sleep(1)
    if process.poll() is not None:
        raise SystemExit(f"nginx did not start: {folder / 'nginx.log'}")
    return process, port


def other(told):
    """The other site as (Target, what is asked of it)."""
    from .load import Target

    at = urlsplit(told["base"])
    asked = {"article": [(at.netloc, each["path"]) for each in told["articles"]]}
    for name, theirs in THEIRS.items():
        if theirs in told["pages"]:
            asked[name] = [(at.netloc, told["pages"][theirs])]
    roots = [
        tuple(int(Path(file).read_text().split()[0]) for file in told["pidfiles"][kind])
        for kind in ("app", "db")
    ]
    return Target(told["name"], at.port, *roots), asked


def middle(loads):
    """The Load whose rate is the median."""
    rate = median(load.rate for load in loads)
    return min(loads, key=lambda load: abs(load.rate - rate))


def table(alone, loads):
    """The figures as lines of a Markdown table, and how the other site compares."""
    yield (
        "| page | requests/s | p95 ms | queries | bytes | ms alone | template | database "
        "| CPU ms: application | database | nginx, requests/s |"
    )
    yield "|---|" + "---:|" * 10
    for name, share in alone.items():
        load, file = loads["ours", name], loads["nginx", name]
        yield (
            f"| {name} | {load.rate:.0f} | {load.p95:.0f} | {share.queries} | {share.size} "
            f"| {share.milliseconds:.1f} | {share.template:.0%} | {share.database:.0%} "
            f"| {load.application:.2f} | {load.database:.2f} | {file.rate:.0f} |"
        )
    others = sorted({who for who, _page in loads} - {"ours", "nginx"})
    for who in others:
        yield ""
        yield f"| page | {who}, requests/s | CPU ms: application | database | ours × | CPU × |"
        yield "|---|" + "---:|" * 5
        for name in alone:
            if (who, name) not in loads:
                continue
            theirs, ours = loads[who, name], loads["ours", name]
            spent = theirs.application + theirs.database
            mine = ours.application + ours.database
            yield (
                f"| {name} | {theirs.rate:.0f} | {theirs.application:.2f} | {theirs.database:.2f} "
                f"| {ours.rate / theirs.rate:.1f} | {spent / mine:.1f} |"
            )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
