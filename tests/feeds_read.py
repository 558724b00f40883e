"""Feeds as programs read them."""

import json
from xml.etree import ElementTree

from .readers import page

NAMES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "media": "http://search.yahoo.com/mrss/",
}
FORMS = ["rss.xml", "atom.xml", "feed.json"]


def rss(desk, path="/rss.xml"):
    return ElementTree.fromstring(page(desk, path)).find("channel")


def atom(desk, path="/atom.xml"):
    return ElementTree.fromstring(page(desk, path))


def jsonfeed(desk, path="/feed.json"):
    return json.loads(page(desk, path))


def headlines(desk):
    """What each format says, which is the same."""
    found = [each["title"] for each in jsonfeed(desk)["items"]]
    assert [each.text for each in rss(desk).findall("item/title")] == found
    assert [each.text for each in atom(desk).findall("atom:entry/atom:title", NAMES)] == found
    return found
