"""Runs the audit and prints what it found; the exit status is 1 where that is anything.

`python -m tests.audit [--only WORDS] [--pictures FOLDER] [--part people|machines|speed]`
"""

import argparse
import re
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

from tests.chromium import chromium

from . import eyes, machines, scene, speed, tools, walk

READERS = "reader"
# Who looks for faults: axe in the page, the Nu checker at its markup, and so on.
MACHINES = ("axe", "markup", "machines", "lighthouse")
DESKS = ("", "jambi", "kerinci", "maluku")
# What is looked at of a desk that has little.
LITTLE = (
    "", "sections/hukum/", "archive/", "search/?q=kabar", "most-read/", "corrections/", "saved/",
)  # fmt: skip
# Nothing asked, found, misspelt, near, narrowed to nothing, and refused: no page links to these.
SEARCHED = (
    "", "?q=kopi", "?q=kernici", "?q=kopi+danau+sampah", "?q=yang", "?q=kopi&from=kemarin",
    "?q=xyz&section=hukum&order=newest",
)  # fmt: skip


def main(arguments):
    """The whole audit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=Path, help="keep a picture of every page looked at")
    parser.add_argument("--only", default="", help="only pages with this in “person address”")
    parser.add_argument(
        "--part",
        choices=("people", "machines", "speed"),
        help="only pages as people see them, what machines read, or Lighthouse",
    )
    options = parser.parse_args(arguments)
    lacks = tools.missing()
    if lacks:
        print(f"SKIPPED: {lacks}", file=sys.stderr)
        return 0
    tools.install()
    # Told to end, it still ends what it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="newsroom-audit-") as folder:
        folder = Path(folder)
        with scene.running(folder) as port, chromium() as browser:
            found, counts, points = audit(port, browser, folder, options)
    print(table(counts, found, points, time.monotonic() - started))
    for (saw, rule, said), where in sorted(found.items()):
        print(f"\n{saw} {rule}: {said}")
        for each in where[:4]:
            print(f"    {each}")
        if len(where) > 4:
            print(f"    and {len(where) - 4} more")
    print("\nNo faults." if not found else f"\n{len(found)} faults.")
    return 1 if found else 0


def audit(port, browser, folder, options):
    """(faults -> the pages that have them, counts of what was looked at, Lighthouse's points)."""
    import django

    django.setup()
    from django.conf import settings
    from django.utils import timezone

    from articles.demo.logins import PASSWORD

    settings.EMBEDDED.ensure()
    try:
        scene.unusual(at=timezone.now())
        seeds, links = scene.prepare(at=timezone.now())
        base = f"http://localhost:{port}"
        people = ("admin", "chief", "editor", "reporter")
        if options.part not in (None, "people"):
            people = ()
        cookies = {name: eyes.signed_in(browser, base, name, PASSWORD) for name in people}
        pages = list(everybodys(port, base, seeds, links, cookies, settings))
    finally:
        from django.db import connections

        connections.close_all()
        settings.EMBEDDED.release()
    found, counts = {}, Counter()

    def fault(saw, rule, said, where):
        plain = said.replace(f":{port}", "")
        if saw == "markup":
            plain = re.sub(r"\b\d+\b|#[0-9a-f]{6}\b", "0", plain)
        where = where.replace(f":{port}", "")
        if (saw, rule, plain) not in found:
            print(f"{saw} {rule}: {plain}\n    {where}", file=sys.stderr, flush=True)
        found.setdefault((saw, rule, plain), []).append(where)

    for name in walk.not_reached(pages) if options.part is None else ():
        fault("walk", "not-reached", f"No page was got from {name}.", "nobody")
    print(f"{len(pages)} pages fetched", flush=True)
    for page in pages:
        counts["fetched"] += 1
        if page.status >= 500 and not page.made:
            fault("walk", "broken", f"It answered {page.status}.", page.name)
    hosts = hosts_of(base)
    outside = [page for page in pages if page.person == READERS]
    if options.part in (None, "machines"):
        reader = walk.Site(port, READERS)
        for rule, said, where in machines.faults(
            reader, hosts, outside, folder / "machines", counts
        ):
            fault("machines", rule, said, where)
    points = []
    if options.part in (None, "speed"):
        for where, lost, line in speed.measured(outside, hosts, folder):
            points.append(line)
            for audit_, said in lost.items():
                fault("lighthouse", audit_, said, where)
    if options.part in ("machines", "speed"):
        return found, counts, points
    pages = [page for page in pages if options.only in page.name]
    markup = {page.name: walk.without_secrets(page.html) for page in pages}
    (folder / "html").mkdir()
    for name, said in tools.faults_of_markup(markup, folder / "html"):
        fault("markup", "nu", said, name)
    counts["checked for valid HTML"] = len(markup)
    chosen = list(walk.worth_looking_at(pages))
    for person in (*cookies, READERS):
        mine = [page for page in chosen if page.person == person]
        counts[f"looked at as {person}"] = len(mine)
        print(f"{person}: {len(mine)} pages to look at", flush=True)
        for width in eyes.WIDTHS:
            looking = eyes.Eyes(browser, width, cookies.get(person))
            for page in mine:
                for saw, rule, said in looking.look(page, picture_of(options, page)):
                    fault(saw, rule, said, f"{width} px, {page.name}")
            looking.close()
    return found, counts, points


def hosts_of(base):
    """The hosts of readers' pages that are looked at: the network's and some desks'."""
    return [base, *(base.replace("//", f"//{slug}.") for slug in DESKS if slug)]


def everybodys(port, base, seeds, links, cookies, settings):
    """Every page that somebody gets: the four people in the newsroom, and readers outside."""
    for person, jar in cookies.items():
        header = "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in jar)
        yield from walk.walk(
            walk.Site(port, person, header),
            [f"{base}/admin/", *(f"{base}{path}" for path in seeds[person])]
            + [f"{base}/admin/nowhere/"],
            urlconf=settings.ROOT_URLCONF,
            within=lambda link: link.startswith(f"{base}/admin/"),
        )
    outside = walk.Site(port, READERS)
    yield from walk.walk(
        outside,
        [f"{base}/admin/login/", *(f"{base}{path}" for path in links.values())]
        + [f"{base}/preview/there-is-no-such-link/"],
        urlconf=settings.ROOT_URLCONF,
        within=lambda link: link.startswith(f"{base}/preview/"),
    )
    for host in hosts_of(base):
        yield from walk.walk(
            outside,
            [f"{host}/", f"{host}/nowhere/", f"{host}/articles/999999/none/", f"{host}/desks/"]
            + [
                f"{host}/archive/",
                f"{host}/offline/",
                *(f"{host}/search/{query}" for query in SEARCHED),
            ]
            + scene.withdrawn(host),
            urlconf=settings.PUBLIC_URLCONF,
            within=lambda link, host=host: (
                link.startswith(f"{host}/")
                and not urlsplit(link).path.startswith(("/admin", "/preview", "/static"))
            ),
            several=True,
        )
    for slug in (scene.EMPTY, scene.SINGLE):
        here = base.replace("//", f"//{slug}.")
        yield from walk.walk(
            outside,
            [f"{here}/{path}" for path in LITTLE],
            urlconf=settings.PUBLIC_URLCONF,
            within=lambda link: False,
        )
    yield from made(outside, base)
    for path, status, html in scene.two_steps():
        yield walk.made(READERS, f"{base}{path}", status, html)
    yield from walk.walk(
        outside,
        [f"{base.replace('//', '//no-such-desk.')}/"],
        urlconf=settings.PUBLIC_URLCONF,
        within=lambda link: False,
    )


def made(outside, base):
    """Readers' pages that no GET answers: errors, and what is said once a complaint was sent."""
    from django.template import loader
    from django.utils import translation

    with translation.override("id"):
        for name, status in (("400", 400), ("405", 405), ("500", 500), ("500", 503)):
            said = {"number": "3f9a-27c1", "status": status}
            if name == "405":
                status, _type, html, _leads = outside.send(f"{base}/search/", {})
            else:
                html = loader.render_to_string(f"public/{name}.html", said)
            yield walk.made(READERS, f"{base}/?answered={status}", status, html)
    form = f"{base}/corrections/ask/"
    token = re.search(r'name="token" value="([^"]+)"', outside.fetch(form)[2])[1]
    # Sooner than a person writes, the form is not taken.
    time.sleep(5)
    typed = {"kind": "correction", "wrong": "Bukan lima meter.", "who": "Rosmini"}
    status, _type, html, _leads = outside.send(form, typed | {"contact": "0812", "token": token})
    yield walk.made(READERS, f"{form}?sent", status, html)


def picture_of(options, page):
    """Where the picture of a page goes, by width and scheme; None where none is wanted."""
    if not options.pictures:
        return None
    options.pictures.mkdir(parents=True, exist_ok=True)
    name = re.sub(r"[^a-z0-9]+", "-", re.sub(r"^https?://", "", page.address.lower())).strip("-")
    name = re.sub(r"localhost-\d+", "", name)[:90]
    return lambda width, scheme: options.pictures / f"{page.person}{name}-{width}-{scheme}.png"


def table(counts, found, points, seconds):
    """One table of what was done, and of what each machine found."""
    lines = [f"{what:<36}{number:>6}" for what, number in counts.items()]
    if points:
        lines += ["", f"{'Lighthouse, mobile':<36}{''.join(f'{each:>16}' for each in speed.NAMES)}"]
        lines += points
    lines += ["", f"{'faults found by':<36}"]
    by = Counter(saw for saw, _rule, _said in found)
    lines += [f"{saw:<36}{by[saw]:>6}" for saw in sorted({*by, *MACHINES})]
    return "\n".join([*lines, "", f"{'seconds':<36}{seconds:>6.0f}"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
