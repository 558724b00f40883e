"""The checkers: what they are, how they are installed, and the Nu HTML checker itself."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

from tests.chromium import COMMAND, PATH

HERE = Path(__file__).parent
CACHE = HERE.parent.parent / "var" / "audit"
AXE = CACHE / "node_modules/axe-core/axe.min.js"
NU = CACHE / "node_modules/vnu-jar/build/dist/vnu.jar"
LIGHTHOUSE = CACHE / "node_modules/lighthouse/cli/index.js"
TYPESCRIPT = CACHE / "node_modules/typescript/bin/tsc"
LIBXML2 = CACHE / "node_modules/xmllint-wasm/package.json"

# What the Nu checker says of markup that is Django's own, and why it stays: (words, reason).
ALLOWED = [
    (
        "“disabled” not allowed on element “div”.*id_password",
        "Django's own widget for a password that is not shown: it has no template of ours, and "
        "browsers ignore the attribute.",
    ),
    (
        "appears to be written in Indonesian.*lang=.en",
        "The audit turns one desk's pages into English; the demo has Indonesian stories alone, "
        "and a page of a story is mostly its text.",
    ),
    (
        "appears to be written in Malay.*lang=.id",
        "Both languages share most of their words: a page that is mostly names and headlines is "
        "taken for the other one.",
    ),
]


def missing():
    """What this machine lacks, as a sentence; empty where the audit can run."""
    for command in ("node", "npm", "java"):
        if not shutil.which(command):
            return f"make audit needs {command}: apt-get install nodejs npm default-jre-headless"
    return "" if PATH else f"make audit needs Chromium: {COMMAND}"


def install():
    """Install the pinned checkers into var/audit, unless they lie there already."""
    wanted = (HERE / "package.json").read_text()
    CACHE.mkdir(parents=True, exist_ok=True)
    here = CACHE / "package.json"
    installed = all(each.exists() for each in (here, AXE, NU, LIGHTHOUSE, TYPESCRIPT, LIBXML2))
    if installed and here.read_text() == wanted:
        return
    here.write_text(wanted)
    command = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
    subprocess.run(command, cwd=CACHE, check=True)


def faults_of_markup(pages, folder):
    """What the Nu checker finds in `pages` (name -> HTML): pairs of name and sentence."""
    names = {}
    for number, (name, html) in enumerate(pages.items()):
        path = folder / f"{number:04}.html"
        path.write_text(html, encoding="utf-8")
        names[path.name] = name
    run = subprocess.run(
        ["java", "-jar", NU, "--format", "json", "--skip-non-html", "--stdout", folder],
        capture_output=True,
        text=True,
        env=os.environ | {"JAVA_TOOL_OPTIONS": ""},
        check=False,
    )
    if not run.stdout.strip().startswith("{"):
        raise RuntimeError(f"The Nu checker did not answer: {run.stderr[:400]}")
    found = []
    for message in json.loads(run.stdout)["messages"]:
        said = re.sub(r"\s+", " ", message["message"])
        said = f"{said} [{' '.join(message.get('extract', '').split())[:160]}]"
        # An “info” is advice (a trailing slash), a warning of subtype is a fault.
        if message["type"] == "info" and message.get("subType") != "warning":
            continue
        if not any(re.search(words, said) for words, _reason in ALLOWED):
            found.append((names[message["url"].rsplit("/", 1)[-1]], said))
    return found
