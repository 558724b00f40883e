"""A reader's browser, as far as a test needs one: pages of a desk, and what is on them."""

import json
import re
from html import unescape

from django.test import Client


def read(desk, path="/", **extra):
    """What the desk's host answers to a GET of `path`."""
    return Client().get(path, headers={"host": desk.host}, **extra)


def page(desk, path="/", *, status=200):
    """The text of a page that is expected to answer with `status`."""
    response = read(desk, path)
    assert response.status_code == status, (path, response.status_code)
    return response.content.decode()


def words(html):
    """What a person reads of `html`, on one line."""
    body = re.sub(r"<head>.*?</head>", " ", html, flags=re.S)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", body))).strip()


def numbers(html):
    """The numbers of the articles that a page links to, in its order, each once."""
    return list(dict.fromkeys(int(n) for n in re.findall(r'href="/articles/(\d+)/', html)))


def link(html, rel):
    """The address of the page's link with `rel`, or None."""
    found = re.search(rf'rel="{rel}" href="([^"]*)"', html)
    return unescape(found[1]) if found else None


DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.S)


def linked(html):
    """What the page says of itself in JSON-LD: its nodes by type."""
    (data,) = DATA.findall(html)
    graph = json.loads(data)
    assert graph["@context"] == "https://schema.org"
    return {node["@type"]: node for node in graph["@graph"]}


def without_data(html):
    """The page without its JSON-LD, which no browser runs."""
    return DATA.sub("", html)


def card(html):
    """What other sites show of the page: the contents of each property."""
    found = {}
    for name, content in re.findall(r'<meta (?:property|name)="([^"]+)" content="([^"]*)">', html):
        found.setdefault(name, []).append(unescape(content))
    return found


def own_scripts(html):
    """The newsroom's own scripts on the page, as they are loaded: after everything else."""
    return re.findall(r'<script src="/static/public/[^"]+" defer[^>]*></script>', html)
