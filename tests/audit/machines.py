"""What machines read of a desk: feeds, sitemaps, terms, the manifest, and pages' JSON-LD.

XML is held against the grammars beside this file by Jing, which the Nu checker brings, and sitemaps
against the schema of sitemaps.org too (as the package sitemap brings it) by libxml2; JSON-LD
against schema.org's own definitions as types (schema-dts) by the TypeScript compiler.
"""

import json
import re
import subprocess
from datetime import datetime
from html import unescape
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree

from . import feeds, files
from .tools import CACHE, HERE, NU, TYPESCRIPT

JING = "nu.validator.vendor.thaiopensource.relaxng.util.Driver"
GRAMMARS = {
    "application/rss+xml": "rss",
    "application/atom+xml": "atom",
    "application/rsl+xml": "rsl",
    "application/opensearchdescription+xml": "opensearch",
    "application/xml": "sitemap",
    "application/vnd.iptc.g2.newsmessage+xml": "newsml",
    "application/vnd.iptc.g2.newsitem+xml": "newsml",
}
SITEMAPS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
SCHEMA = "node_modules/sitemap/schema/sitemap.xsd"
# Prints what libxml2 says of every file, one sentence to a line.
BY_SCHEMA = """
import { readFileSync } from 'fs';
import { validateXML } from 'xmllint-wasm';
const [schema, ...files] = process.argv.slice(2);
const read = (name) => readFileSync(name, 'utf8');
const xml = files.map((name) => ({ fileName: name.split('/').pop(), contents: read(name) }));
const { errors } = await validateXML({ xml, schema: [read(schema)] });
for (const each of errors) if (each.loc) console.log(`${each.loc.fileName}: ${each.message}`);
"""
# Whatever each host has; feeds and the parts of its sitemap are found from here and its pages.
ADDRESSES = (
    "/sitemap.xml", "/license.xml", "/opensearch.xml", "/manifest.webmanifest",
    "/.well-known/tdmrep.json", "/robots.txt", "/llms.txt", "/offline/gone.json",
    "/ninjs.json", "/newsml.xml",
)  # fmt: skip
# What programs of other newsrooms get of one story.
STORY = ("ninjs.json", "newsml.xml")
FEED = re.compile(r'<link rel="alternate" type="application/(?:rss|atom|feed)\+[a-z]+"[^>]*>')
HREF = re.compile(r'href="([^"]+)"')
LINKED = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
PLACE = re.compile(r"^(.+?):(\d+):\d+: (?:fatal|error|warning): (.*)$", re.MULTILINE)
# What the checkers say of what stays as it is: (words, reason).
ALLOWED = [
    (
        "'\"query-input\"' does not exist",
        "schema.org's actions write what a person types so (“-input”), beside their vocabulary.",
    ),
]


def faults(site, hosts, pages, folder, counts):
    """What is wrong with it: triples of rule, sentence and address. `pages` were walked before."""
    folder.mkdir()
    found = list(_fetched(site, hosts, pages))
    counts["files for machines"] = len(found)
    for address, status, type_, _text in found:
        # A story that was withdrawn still has its name there.
        if status != 200 and not (status == 410 and address.endswith(STORY)):
            yield "status", f"It answered {status} ({type_}).", address
    found = [(address, type_, text) for address, _status, type_, text in found]
    yield from _by_grammar(found, folder)
    yield from _by_schema(found, folder)
    for address, type_, text in found:
        if "json" in type_:
            # That it is JSON at all.
            json.loads(text)
        yield from feeds.faults(address, type_, text)
        for rule, sentence in files.faults(address, text):
            yield rule, sentence, address
    for page in pages:
        for sentence in files.faults_of_card(page.address, page.html):
            yield "card", sentence, page.address
    said = dict(_said(pages))
    counts["pages with JSON-LD"] = len(said)
    yield from _of_vocabulary(said, folder)
    for address, graph in said.items():
        yield from _of_search_engines(address, graph)
    yield from _not_seen(said, {page.address: page.html for page in pages})


def _fetched(site, hosts, pages):
    """(address, status, type, text) of everything: what hosts have, and what that leads to."""
    waiting = [f"{host}{path}" for host in hosts for path in ADDRESSES]
    kinds = set()
    for page in pages:
        kind = (urlsplit(page.address).netloc, page.kind[0])
        links = [urljoin(page.address, HREF.search(link)[1]) for link in FEED.findall(page.html)]
        if page.status == 200 and kind not in kinds:
            kinds.add(kind)
            waiting += links
        if page.kind[0] == "article" and page.status in (200, 410):
            waiting += [urljoin(page.address, f"../{form}") for form in STORY]
    seen = set()
    while waiting:
        address = waiting.pop(0)
        if address in seen:
            continue
        seen.add(address)
        status, type_, text, leads = site.fetch(address)
        if leads and address.endswith(STORY):
            # It is carried here, and told by its home.
            waiting.append(leads)
            continue
        type_ = type_.partition(";")[0]
        yield address, status, type_, text
        if status == 200 and urlsplit(address).path == "/sitemap.xml":
            waiting += [each.text for each in ElementTree.fromstring(text).findall(".//{*}loc")]


def _by_grammar(found, folder):
    """What Jing says of every file of XML."""
    for type_, name in GRAMMARS.items():
        files = {}
        for number, (address, its, text) in enumerate(found):
            if its == type_:
                path = folder / f"{name}-{number}.xml"
                path.write_text(text, encoding="utf-8")
                files[path.name] = address
        if not files:
            yield "none", f"There is nothing of the type {type_}.", "nobody"
            continue
        grammar = HERE / "grammars" / f"{name}.rnc"
        command = ["java", "-cp", NU, JING, "-c", grammar, *(folder / each for each in files)]
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        said = PLACE.findall(run.stdout)
        if run.returncode and not said:
            raise RuntimeError(f"Jing did not answer: {run.stdout[:300]}{run.stderr[:300]}")
        for path, _line, sentence in said:
            yield name, sentence, files.get(path.rsplit("/", 1)[-1], path)


def _by_schema(found, folder):
    """What the schema of sitemaps.org says of sitemaps, without what is Google's in them."""
    at = {}
    for number, (address, type_, text) in enumerate(found):
        if type_ != "application/xml":
            continue
        root = ElementTree.fromstring(text)
        # An empty file of news is what Google asks for on a quiet day.
        if root.tag != f"{SITEMAPS}urlset" or (not len(root) and address.endswith("-news.xml")):
            continue
        for url in root:
            for each in [each for each in url if not each.tag.startswith(SITEMAPS)]:
                url.remove(each)
        path = folder / f"urlset-{number}.xml"
        ElementTree.ElementTree(root).write(path, encoding="utf-8")
        at[path.name] = address
    script = CACHE / "by-schema.mjs"
    script.write_text(BY_SCHEMA, encoding="utf-8")
    command = ["node", script, CACHE / SCHEMA, *(folder / name for name in at)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode:
        raise RuntimeError(f"libxml2 did not answer: {run.stderr[:300]}")
    for line in run.stdout.splitlines():
        name, _colon, sentence = line.partition(": ")
        yield "sitemaps.org", sentence, at[name]


def _said(pages):
    """(address, graph) of one page of each kind at each host that says something of itself."""
    kinds = set()
    for page in pages:
        kind = (urlsplit(page.address).netloc, page.kind[0])
        found = LINKED.search(page.html)
        if found and kind not in kinds:
            kinds.add(kind)
            yield page.address, json.loads(found[1])


def _of_vocabulary(said, folder):
    """What the compiler says of graphs that are not of schema.org's types."""
    lines = ['import type { Graph } from "schema-dts";']
    for number, graph in enumerate(said.values()):
        lines.append(f"export const page{number}: Graph = {json.dumps(graph)};")
    (folder / "graphs.ts").write_text("\n".join(lines), encoding="utf-8")
    modules = folder / "node_modules"
    modules.symlink_to(CACHE / "node_modules")
    command = ["node", TYPESCRIPT, "--noEmit", "--strict", "--skipLibCheck", "--target", "es2022",
               "--module", "esnext", "--moduleResolution", "bundler", "graphs.ts"]  # fmt: skip
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    found = re.findall(r"^graphs\.ts\((\d+),\d+\): error (.*)$", run.stdout, re.MULTILINE)
    if run.returncode and not found:
        raise RuntimeError(f"The compiler did not answer: {run.stdout[:300]}{run.stderr[:300]}")
    addresses = list(said)
    for line, sentence in found:
        if not any(words in sentence for words, _reason in ALLOWED):
            yield "schema.org", sentence[:300], addresses[int(line) - 2]


def _of_search_engines(address, graph):
    """What Google asks of a story's data, and of the way to a page, beside the vocabulary."""
    for thing in graph["@graph"]:
        if thing["@type"].endswith("Article"):
            for name in ("headline", "image", "datePublished", "dateModified", "author"):
                if not thing.get(name):
                    yield "search", f"A story has no {name}.", address
            for name in ("datePublished", "dateModified"):
                if datetime.fromisoformat(thing[name]).tzinfo is None:
                    yield "search", f"{name} has no zone.", address
            images = [each["url"] if isinstance(each, dict) else each for each in thing["image"]]
            if not all(urlsplit(each).scheme for each in images):
                yield "search", f"An image has no whole address: {images}.", address
            for author in thing["author"]:
                if author == {"@id": thing["publisher"]["@id"]}:
                    # The newsroom itself, which stands there in full.
                    continue
                if author.get("@type") not in ("Person", "Organization") or not author.get("url"):
                    yield "search", f"{author.get('name')} is no person with an address.", address
        if thing["@type"] == "BreadcrumbList":
            items = thing["itemListElement"]
            places = [each["position"] for each in items]
            if places != list(range(1, len(items) + 1)) or len(items) < 2:
                yield "search", f"A way to the page has the places {places}.", address
            if not all(each.get("name") and each.get("item") for each in items[:-1]):
                yield "search", "A step of the way has no name or address.", address


def _not_seen(said, html):
    """Headlines, names and notices in JSON-LD that nobody reads on the page itself."""
    for address, graph in said.items():
        words = re.sub(r"<script.*?</script>|<[^>]+>", " ", html[address], flags=re.DOTALL)
        words = _plain(words)
        for thing in graph["@graph"]:
            for name in ("headline", "dateline", "articleSection"):
                if thing.get(name) and _plain(thing[name]) not in words:
                    yield "said", f"{name} “{thing[name][:60]}” is not on the page.", address
            for person in [*thing.get("author", []), *thing.get("contributor", [])]:
                if _plain(person.get("name", "")) not in words:
                    yield "said", f"“{person['name']}” is not on the page.", address


def _plain(text):
    """Words as they are read: without entities, case and blanks."""
    return " ".join(unescape(text).split()).casefold()
