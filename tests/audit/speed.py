"""What Lighthouse says of readers' pages, as on a middling phone on a slow connection."""

import json
import os
import subprocess

from tests.chromium import PATH

from .tools import LIGHTHOUSE

# What each is called in the table.
CATEGORIES = {
    "performance": "performance",
    "accessibility": "accessibility",
    "best-practices": "best practices",
    "seo": "SEO",
}
NAMES = tuple(CATEGORIES.values())
FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-background-networking"
# A busy machine is not the page's fault: the best of so many runs counts.
RUNS = 3
# What costs a page points on purpose: (what it is, audits, reason).
ALLOWED = [
    (
        "results of a search",
        {"is-crawlable", "meta-description"},
        "search engines ask not to be shown them: noindex",
    ),
]


def measured(pages, hosts, folder):
    """(address, what cost points without a reason, a line of the table) of every page."""
    for what, address in _chosen(pages, hosts):
        points, lost = scores(address, folder)
        reasons = [
            (audits, reason) for allowed, audits, reason in ALLOWED if what.startswith(allowed)
        ]
        excused = set().union(*(audits for audits, _reason in reasons))
        line = f"{what:<36}{''.join(f'{points[name]:>16}' for name in CATEGORIES)}"
        if excused & lost.keys():
            line += "  " + "; ".join(reason for _audits, reason in reasons)
        print(line, flush=True)
        yield address, {name: said for name, said in lost.items() if name not in excused}, line


def _chosen(pages, hosts):
    """(what it is, address) of an article, a front and the search at each of `hosts`."""
    for host in hosts:
        mine = [page for page in pages if page.address.startswith(f"{host}/")]
        at = host.partition("//")[2].partition(":")[0]
        for page in mine:
            if page.kind[0] == "article" and page.status == 200:
                yield f"article, {at}", page.address
                break
        yield f"front, {at}", f"{host}/"
        yield f"search, {at}", f"{host}/search/"
    yield "results of a search", f"{hosts[0]}/search/?q=kopi"


def scores(address, folder):
    """({category: points}, {audit: title} of what cost some) of the best of up to RUNS runs."""
    best, lost = {}, {}
    for run in range(RUNS):
        try:
            report = _report(address, folder)
        except RuntimeError:
            # A browser that is late to start says so; the next one may not be.
            if run == RUNS - 1 and not best:
                raise
            continue
        points = {name: round(report["categories"][name]["score"] * 100) for name in CATEGORIES}
        if sum(points.values()) > sum(best.values()):
            best, lost = points, _lost(report)
        if best["performance"] == 100:
            break
    return best, lost


def _report(address, folder):
    path = folder / "lighthouse.json"
    command = ["node", LIGHTHOUSE, address, "--quiet", "--output=json", f"--output-path={path}",
               f"--chrome-flags={FLAGS}", f"--only-categories={','.join(CATEGORIES)}"]  # fmt: skip
    run = subprocess.run(
        command,
        env=os.environ | {"CHROME_PATH": PATH},
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    if run.returncode:
        raise RuntimeError(f"Lighthouse did not answer: {run.stderr[-400:]}")
    return json.loads(path.read_text(encoding="utf-8"))


def _lost(report):
    """What cost points: {audit: title}."""
    return {
        part["id"]: report["audits"][part["id"]]["title"]
        for category in report["categories"].values()
        for part in category["auditRefs"]
        if part["weight"] and (report["audits"][part["id"]]["score"] or 0) < 1
        and report["audits"][part["id"]]["scoreDisplayMode"] not in ("notApplicable", "manual")
    }  # fmt: skip
