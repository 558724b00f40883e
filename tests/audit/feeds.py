"""What the W3C's feed validator would say of feeds, as far as no grammar says it.

That validator itself cannot be installed from anywhere (it is a site); these are its messages of
what is well-formed and valid, and wrong all the same, for RSS 2.0, Atom and JSON Feed 1.1.
"""

import json
import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree

from .scene import EMPTY

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
VERSION = "https://jsonfeed.org/version/1.1"
# Addresses inside a text lead nowhere once it is read elsewhere, unless they are whole.
LINK = re.compile(r"""\b(?:href|src|poster)=["'](?!https?://|mailto:|tel:|#)([^"']*)""")
# What readers of feeds take out, or warn of.
DANGEROUS = re.compile(
    r"<(script|style|iframe|object|embed|form|input|meta|base)\b|\bon\w+=|\bstyle=|javascript:",
    re.I,
)
MARKUP = re.compile(r"</?[a-z]+[^>]*>|&(?:amp|lt|gt|quot|#\d+);", re.I)


def faults(address, type_, text):
    """What is wrong with one file, where it is a feed: triples of rule, sentence and address."""
    kinds = {
        "application/rss+xml": _of_rss,
        "application/atom+xml": _of_atom,
        "application/feed+json": _of_json,
    }
    if type_ not in kinds:
        return
    own, said, entries = kinds[type_](text)
    for sentence in said:
        yield "feed", sentence, address
    if own != [address]:
        yield "feed", f"It says {own} of its own address.", address
    if not entries and EMPTY not in address:
        yield "feed", "It has no entry.", address
    if max(Counter(name for name, *_rest in entries).values(), default=1) > 1:
        yield "feed", "Two entries have one name.", address
    for name, title, html, dates in entries:
        for sentence in _of_entry(title, html, dates):
            yield "feed", f"{sentence} ({name})", address


def _of_entry(title, html, dates):
    if not title or MARKUP.search(title):
        yield f"A title is empty, or holds markup: “{title}”."
    found = LINK.search(html)
    if found:
        yield f"A text has an address that is not whole: {found[1]}."
    found = DANGEROUS.search(html)
    if found:
        yield f"A text has what readers of feeds refuse: {found[0]}."
    for date in dates:
        if date.tzinfo is None:
            yield f"{date} has no zone."
        elif not datetime(1990, 1, 1, tzinfo=UTC) < date < datetime.now(UTC) + timedelta(minutes=5):
            yield f"{date} is no date of a story."
    if dates != sorted(dates):
        yield "It was updated before it was published."


def _of_rss(text):
    channel = ElementTree.fromstring(text).find("channel")
    own = [each.get("href") for each in channel.iter(f"{ATOM}link") if each.get("rel") == "self"]
    entries = [
        (
            item.findtext("guid"),
            item.findtext("title"),
            f"{item.findtext(CONTENT) or ''} {item.findtext('description') or ''}",
            [parsedate_to_datetime(item.findtext("pubDate"))],
        )
        for item in channel.iter("item")
    ]
    return own, [], entries


def _of_atom(text):
    feed = ElementTree.fromstring(text)
    own = [each.get("href") for each in feed.findall(f"{ATOM}link") if each.get("rel") == "self"]
    entries, said = [], []
    for entry in feed.iter(f"{ATOM}entry"):
        dates = [entry.findtext(f"{ATOM}{name}") for name in ("published", "updated")]
        texts = [entry.findtext(f"{ATOM}{name}", "") for name in ("content", "summary")]
        entries.append(
            (
                entry.findtext(f"{ATOM}id"),
                entry.findtext(f"{ATOM}title"),
                " ".join(texts),
                [datetime.fromisoformat(each) for each in dates if each],
            )
        )
        if entry.find(f"{ATOM}author") is None and feed.find(f"{ATOM}author") is None:
            said.append("An entry has no author.")
        links = [
            each
            for each in entry.iter(f"{ATOM}link")
            if each.get("rel", "alternate") == "alternate"
        ]
        if len(links) != 1:
            said.append(f"An entry has {len(links)} addresses of its page.")
    newest = max((date for *_rest, dates in entries for date in dates), default=None)
    if newest and datetime.fromisoformat(feed.findtext(f"{ATOM}updated")) < newest:
        said.append("It is older than its newest entry.")
    return own, said, entries


def _of_json(text):
    feed, said = json.loads(text), []
    lacks = {"version", "title", "home_page_url", "feed_url", "items"} - feed.keys()
    if lacks or feed["version"] != VERSION:
        said.append(f"Its head is wrong ({', '.join(sorted(lacks))}).")
    strange = {name for name in feed if name in ("author", "date", "link", "entries")}
    if strange or feed.get("next_url") == feed.get("feed_url"):
        said.append(f"Its head has what JSON Feed 1.1 does not know: {strange}.")
    entries = []
    for item in feed["items"]:
        lacks = {"id", "url", "title", "date_published", "authors", "language"} - item.keys()
        if lacks or not {"content_html", "content_text"} & item.keys():
            said.append(f"An item lacks {', '.join(sorted(lacks)) or 'a text'}.")
        if not isinstance(item["id"], str) or not isinstance(item["authors"], list):
            said.append("An item's name is no text, or its authors are no list.")
        dates = [item.get(name) for name in ("date_published", "date_modified")]
        entries.append(
            (
                item["id"],
                item["title"],
                item.get("content_html", ""),
                [datetime.fromisoformat(each) for each in dates if each],
            )
        )
    return [feed["feed_url"]], said, entries
