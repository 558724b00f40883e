"""What a reader's page costs: one report, of ours, of the same bytes as files, and of a peer.

`make bench BENCH="[--number N | --articles FILE] [--against FILE|URL] [--keep FOLDER] …"`

Over an archive of `generate_archive`, or over the articles of FILE, one JSON object a line
(tests/bench/archive.py). Every page is asked for in turn, round after round, as the newsroom makes
it without any page cache, from its page cache, as a file from nginx, and of another site
(tests/bench/peer.py): only figures of one run are compared, and those of rounds that followed each
other.
"""

import argparse
import logging
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from .pages import PAGES

CONNECTIONS = 16
# Megabytes of the page cache, where it is measured.
CACHE = 256
NUMBER = 10_000


def main(arguments):
    """The whole measurement; the exit status says whether every page was answered."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=Path, help="generated articles, one JSON object a line")
    parser.add_argument("--number", type=int, default=NUMBER, help="or as many made-up ones")
    parser.add_argument("--against", help="another site: its address, or a file that tells of it")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=5, help="of each page in each round")
    parser.add_argument("--warm", type=int, default=10, help="seconds of each before the first")
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
        os.environ["NEWSROOM_PAGE_CACHE_MB"] = "0"
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

        from . import pages, report, shares

        asked = pages.addresses(lambda *line: shares.answer(application, *line)[0] == 200)
        asked = {name: lines for name, lines in asked.items() if name in options.only.split(",")}
        alone = {
            name: shares.measured(application, lines[:50], rounds=200 // len(lines[:50]))
            for name, lines in asked.items()
        }
        bodies = {
            name: [(host, path, shares.answer(application, host, path)[1]) for host, path in lines]
            for name, lines in asked.items()
        }
        with connections["default"].cursor() as cursor:
            described = list(report.machine(cursor))
        connections.close_all()
        loads = loaded(options, folder, settings, asked, bodies)
    finally:
        # Who listens here for what changes need not say that the database is gone.
        logging.disable(logging.WARNING)
        connections.close_all()
        settings.EMBEDDED.release()
    for line in [*described, "", *report.table(alone, loads)]:
        print(line)
    return 1 if any(load.failed for rounds in loads.values() for load in rounds) else 0


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
            "generate_archive", articles=options.number, desks=21, reporters=200, users=100
        )


def loaded(options, folder, settings, asked, bodies):
    """The Loads of the rounds by (who, page): ours, nginx's and the other site's in turn."""
    from .load import Target, ask
    from .peer import peer
    from .report import CACHED, FILES, OURS

    started = []
    try:
        root = int((settings.EMBEDDED.data / "postmaster.pid").read_text().split()[0])
        targets = []
        for name, megabytes in ((OURS, 0), (CACHED, CACHE)):
            server, port = newsroom(megabytes)
            started.append(server)
            wait_for(port, asked)
            targets.append((Target(name, port, (server.pid,), (root,)), asked))
        web, port = nginx(folder, bodies)
        started.append(web)
        targets.append((Target(FILES, port, (web.pid,)), asked))
        if options.against:
            targets.append(peer(options.against))
        found = {}
        for round_ in range(options.rounds + 1):
            for name in asked:
                for target, pages in targets:
                    if name not in pages:
                        continue
                    lines = [f"{host} {path}" for host, path in pages[name]]
                    load = ask(
                        target, lines, folder=folder, connections=CONNECTIONS,
                        seconds=options.seconds if round_ else options.warm,
                    )  # fmt: skip
                    if round_:  # The first one warms up: each process knows its questions then.
                        found.setdefault((target.name, name), []).append(load)
        return found
    finally:
        for process in reversed(started):
            process.terminate()
            process.wait()


def newsroom(megabytes):
    """The newsroom with a page cache of that size: (its process, its port)."""
    port = free_port()
    environment = os.environ | {"PORT": str(port), "NEWSROOM_PAGE_CACHE_MB": str(megabytes)}
    command = [sys.executable, "-m", "newsroom.run"]
    quiet = {"stdout": subprocess.DEVNULL, "start_new_session": True}
    return subprocess.Popen(command, env=environment, **quiet), port


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


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
