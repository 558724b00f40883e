"""A reader's browser, as far as a test needs one: pages of a desk, and what is on them."""

import json
import re
from contextlib import contextmanager
from html import unescape

from django.db import connection
from django.test import Client
from psycopg2.extensions import TRANSACTION_STATUS_INERROR

from articles.public.readable import readable
from newsroom.replicas import role


def read(desk, path="/", **extra):
    """What the desk's host answers to a GET of `path`, with the rights that readers have."""
    with as_readers():
        return Client().get(path, headers={"host": desk.host}, **extra)


# The role that was made: a user who may not make one runs the tests without.
_made = []


def role_name():
    """The readers' role of this test database: roles belong to the whole server."""
    return f"readers_of_{connection.settings_dict['NAME']}"


def make_role():
    """Make the role, as `manage.py readers_role` does, where the tests' user may."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        if cursor.fetchone() != (True,):
            return
        # One that a run left behind which was killed.
        cursor.execute("SELECT count(*) FROM pg_roles WHERE rolname = %s", [role_name()])
        if cursor.fetchone() != (0,):
            drop_role()
        cursor.execute(f'CREATE ROLE "{role_name()}"')
        _made.append(role_name())
        for statement in role.grants(role_name(), list(readable())):
            cursor.execute(statement)


def drop_role():
    """Leave no role behind on a server that is not the tests' own."""
    with connection.cursor() as cursor:
        cursor.execute(f'DROP OWNED BY "{role_name()}"')
        cursor.execute(f'DROP ROLE "{role_name()}"')


@contextmanager
def as_readers():
    """The tests' connection has the rights of the readers' role. No query more is counted."""
    if not _made:
        yield
        return
    _say(f'SET ROLE "{role_name()}"')
    try:
        yield
    finally:
        # A transaction that failed takes its role back itself, and says nothing any more.
        said = connection.connection.info.transaction_status if connection.connection else None
        if said not in (None, TRANSACTION_STATUS_INERROR):
            _say("RESET ROLE")


def has_role():
    """Whether readers' pages are tried with the rights of the role."""
    return bool(_made)


def _say(statement):
    connection.ensure_connection()
    with connection.connection.cursor() as cursor:
        cursor.execute(statement)


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
