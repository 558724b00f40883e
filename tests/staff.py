"""People of the newsroom at their screens: signed in, looking at its pages, sending its forms."""

import re

import pytest
from django.conf import settings
from django.test import Client

from newsroom.desks.hosts import host_map

from .factories import make_network, make_user

LIST = "/admin/articles/article/"
# An address that is not this machine's (RFC 5737).
FAR_AWAY = "203.0.113.9"
EDITOR = ".prose-editor [contenteditable]"
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


def client_of(user):
    """The browser of `user`; None is nobody who signed in."""
    client = Client(HTTP_HOST="localhost")
    if user:
        client.force_login(user)
    return client


@pytest.fixture
def visitor():
    """A browser in which nobody is signed in."""
    return client_of(None)


def pass_of(user, base):
    """The cookie by which a real browser at `base` is signed in as `user`, without the form."""
    session = client_of(user).cookies[settings.SESSION_COOKIE_NAME].value
    return {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": f"{base}/"}


def ask(user, address, **query):
    """What the newsroom answers `user` at an address of its own."""
    return client_of(user).get(f"/admin/{address}", query)


def page_of(article):
    """Where an article is written."""
    return f"{LIST}{article.pk}/change/"


def editor_of(article, **values):
    """An editor of the article's desk, in English."""
    return make_user("editor", article.desk, language="en", **values)


def take(article, user, step, **answers):
    """Press the button on the step's page."""
    data = {"edit": article.edit} | answers
    return client_of(user).post(f"{LIST}{article.pk}/steps/{step}/", data, follow=True)


def press(page, selector):
    """Press what leads to another page, and wait until that page is there."""
    with page.expect_navigation():
        page.click(selector)


def typed(article=None, **values):
    """What the form sends, with some of it changed."""
    data = {
        "edit": article.edit if article else 0,
        "desk": article.desk_id if article else "",
        "kind": "news",
        "section": article.section_id if article else "",
        "headline": article.headline if article else "",
        "body": article.body if article else "",
        "topics": ", ".join(article.topics.names()) if article else "",
        "shared": "on",
        "bylines-TOTAL_FORMS": "0",
        "bylines-INITIAL_FORMS": "0",
    }
    if article:
        rows = list(article.bylines.order_by("position"))
        data["bylines-TOTAL_FORMS"] = str(len(rows))
        for number, byline in enumerate(rows):
            data[f"bylines-{number}-reporter"] = byline.reporter_id
            data[f"bylines-{number}-role"] = byline.role
            data[f"bylines-{number}-position"] = byline.position
    return data | values


def found(user, query=None, **typed):
    """Headlines that the list shows, in its order."""
    text = client_of(user).get(LIST, query or typed).text
    rows = re.findall(r'<th scope="row"><a [^>]*>(.*?)</a>', text, re.S)
    return [re.sub(r'<span class="nr-kicker">.*?</span> |</?mark>', "", row) for row in rows]


@pytest.fixture
def administrator():
    """Somebody who keeps the network: its desks, people and sections."""
    make_network()
    return make_user(is_superuser=True, language="en")


@pytest.fixture
def keeping(administrator):
    """A browser in which a network administrator is signed in."""
    return client_of(administrator)


def text_is_ready(page):
    """Wait, where there is a text to write, until one can write in it: it comes after the page."""
    if page.query_selector("#id_body"):
        page.wait_for_selector(EDITOR)


@pytest.fixture
def visit(request, browser, live_server):
    """Opens a page of the newsroom for a user; in the end the browser had nothing to complain of.

    `provoked` is a part of the complaints that the test itself gives cause for.
    """
    base = live_server.url.replace("127.0.0.1", "localhost")
    complaints, opened = [], []

    def visit(user, path, viewport=DESKTOP, *, provoked=None, **options):
        def hear(complaint):
            if provoked is None or provoked not in complaint:
                complaints.append(complaint)

        page = browser.new_page(viewport=viewport, **options)
        opened.append(page)
        # The last test's pages may have asked when this one's desks were not there yet.
        host_map.forget()
        page.context.add_cookies([pass_of(user, base)])
        page.on("console", lambda message: hear(message.text))
        page.on("pageerror", lambda error: hear(str(error)))
        page.goto(f"{base}{path}")
        if options.get("java_script_enabled", True):
            text_is_ready(page)
        return page

    yield visit
    for page in opened:
        if getattr(request.node, "failed", False) and not page.is_closed():
            print(page.url, page.inner_text("body"), sep="\n")
        page.close()
    assert complaints == []
