"""Small files that machines read of a desk, and pages' cards: what their standards ask of them.

robots.txt (RFC 9309), llms.txt, TDMRep, the web app manifest, ninjs 3.0, and Open Graph.
"""

import json
import re
from datetime import datetime
from html import unescape
from urllib.parse import urljoin, urlsplit

from tests.ninjs import faults as faults_of_ninjs

LINE = re.compile(
    r"(User-agent: \S.*|(Dis)?[Aa]llow: (/\S*)?|(Sitemap|License): https?://\S+|#.*)?\Z"
)
LINK = re.compile(r"- \[.+\]\(https?://\S+\)(: .+)?\Z")
META = re.compile(r'<meta (?:property|name)="((?:og|article|twitter):[a-z_:]+)" content="([^"]*)"')
CANONICAL = re.compile(r'<link rel="canonical" href="([^"]+)"')
# A card that lacks one of these shows no picture, or nothing.
CARD = ("og:title", "og:type", "og:image", "og:url", "og:site_name", "og:locale")
DISPLAYS = ("fullscreen", "standalone", "minimal-ui", "browser")


def faults(address, text):
    """What is wrong with one file: pairs of rule and sentence."""
    path = urlsplit(address).path
    for end, sentences in KINDS.items():
        if path.endswith(end):
            yield from ((end.strip("/."), sentence) for sentence in sentences(text))


def _of_robots(text):
    group = False
    for line in text.splitlines():
        if not LINE.match(line):
            yield f"It has a line that nobody understands: “{line}”."
        if "llow:" in line and not group:
            yield f"A rule stands before every group: “{line}”."
        group = group or line.startswith("User-agent:")
    if len(text.encode()) > 500 * 1024:
        yield "Crawlers need read no more than 500 KiB."
    if "Sitemap: " not in text:
        yield "It names no sitemap."


def _of_guide(text):
    lines = [line for line in text.splitlines() if line]
    if not lines[0].startswith("# ") or sum(line.startswith("# ") for line in lines) != 1:
        yield "It does not begin with its one heading."
    if not lines[1].startswith("> "):
        yield "No summary follows the heading."
    below = False
    for line in lines:
        below = below or line.startswith("## ")
        if below and not line.startswith("## ") and not LINK.match(line):
            yield f"A list has what is no link: “{line}”."


def _of_reservation(text):
    said = json.loads(text)
    if not isinstance(said, list) or not said:
        yield "It is no list of places."
        return
    for each in said:
        if each.keys() - {"location", "tdm-reservation", "tdm-policy"}:
            yield f"It has fields that nobody knows: {', '.join(each)}."
        if not each.get("location", "").startswith("/") or each.get("tdm-reservation") not in (
            0,
            1,
        ):
            yield f"It says nothing of a place: {each}."
        if urlsplit(each.get("tdm-policy", "https:")).scheme not in ("http", "https"):
            yield f"Its policy has no address: {each}."


def _of_manifest(text):
    said = json.loads(text)
    lacks = {"id", "name", "short_name", "start_url", "scope", "display", "icons"} - said.keys()
    if lacks:
        yield f"It lacks {', '.join(sorted(lacks))}."
        return
    if said["display"] not in DISPLAYS or not said["start_url"].startswith(said["scope"]):
        yield f"{said['display']}, or {said['start_url']} outside {said['scope']}."
    if len(said["short_name"]) > 12:
        yield f"“{said['short_name']}” does not fit below an icon."
    sizes = {(icon["sizes"], icon.get("purpose", "any")) for icon in said["icons"]}
    for wanted in (("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")):
        if wanted not in sizes:
            yield f"It has no icon of {' '.join(wanted)}."


def _of_ninjs(text):
    return [f"{name} is missing or wrong." for name in faults_of_ninjs(json.loads(text))]


KINDS = {
    "/robots.txt": _of_robots,
    "/llms.txt": _of_guide,
    "/tdmrep.json": _of_reservation,
    ".webmanifest": _of_manifest,
    "/ninjs.json": _of_ninjs,
}


def faults_of_card(address, html):
    """What is wrong with what other sites show of a page; a page may have no card."""
    said = [(name, unescape(value)) for name, value in META.findall(html)]
    card = dict(said)
    if not card:
        return
    for name in CARD:
        if not card.get(name):
            yield f"It says no {name}."
    for name in ("og:image", "og:url"):
        if not urlsplit(card.get(name, "")).scheme:
            yield f"{name} is no whole address: {card.get(name)}."
    canonical = CANONICAL.search(html)
    if canonical and urljoin(address, unescape(canonical[1])) != card.get("og:url"):
        yield f"og:url is {card.get('og:url')}, and the page's own address {canonical[1]}."
    if not re.fullmatch("[a-z]{2}_[A-Z]{2}", card.get("og:locale", "")):
        yield f"og:locale is {card.get('og:locale')}."
    for name in ("og:image:width", "og:image:height"):
        if not card.get(name, "").isdigit():
            yield f"{name} is {card.get(name)}."
    if not card.get("og:image:alt"):
        yield "Its picture has no description."
    if card.get("og:type") != "article":
        return
    for name, value in said:
        if name.endswith("_time") and datetime.fromisoformat(value).tzinfo is None:
            yield f"{name} has no zone: {value}."
        if name == "article:author" and not urlsplit(value).scheme:
            yield f"{name} is no address: {value}."
    if not {"article:published_time", "article:section"} <= card.keys():
        yield "A story says no section, or not when it was published."
