"""Somebody who writes an article: in the domain, by what a browser sends, and in a browser."""

import time

import pytest

from articles import editing
from articles.models import Article
from articles.models.revision import Revision

from .factories import NOW
from .staff import EDITOR, LIST, pass_of, text_is_ready, typed

TWO = "<p>Satu.</p><p>Dua.</p>"
# How much a page's clock is put forward at each look, in milliseconds: five times as fast as the
# wall's, so that a slow answer of the newsroom is not yet taken for none.
SOON = 250
# Whether the caret is at the end of a paragraph.
CARET = f"""(number) => {{
    const {{ isCollapsed, anchorNode, anchorOffset }} = getSelection();
    const paragraph = document.querySelector(`{EDITOR} > :nth-child(${{number}})`);
    const isInside = isCollapsed && paragraph.contains(anchorNode);
    const isThere = isInside && anchorOffset === anchorNode.length;
    // The text editor hears of the new place a moment later, and writes where it believes to be.
    const {{ $from, empty }} = document.querySelector("{EDITOR}").editor.state.selection;
    return isThere && empty && $from.index(0) === number - 1 && $from.pos === $from.end();
}}"""


def send(client, article, by, **values):
    """What the browser sends while `by` types."""
    address = f"{LIST}{article.pk}/autosave/"
    return client.post(address, typed(article, user=by.pk, zone="Asia/Jakarta", **values))


def autosave(
    article, by, *, at=NOW, edit=None, base=None, origin=Revision.Origin.AUTOSAVE, **values
):
    """Save in the domain, as an autosave unless said otherwise."""
    article = Article.objects.get(pk=article.pk)
    stored = {name: getattr(article, name) for name in editing.FIELDS}
    return editing.save(
        article,
        by=by,
        at=at,
        edit=article.edit if edit is None else edit,
        values=stored | values,
        bylines=[(byline.reporter, byline.role) for byline in article.bylines.all()],
        topics=list(article.topics.names()),
        origin=origin,
        base=base,
    )


def put_caret(page, paragraph):
    """Put the caret at the end of a paragraph of the body, which may move while it is aimed at."""

    def is_there(page):
        page.click(f"{EDITOR} > :nth-child({paragraph})")
        page.keyboard.press("End")
        return page.evaluate(CARET, paragraph)

    until(page, is_there, True)


def write(page, words, *, paragraph=1):
    """Type at the end of a paragraph of the body."""
    put_caret(page, paragraph)
    page.keyboard.type(words)


def until(page, look, found, seconds=30, ahead=0):
    """Wait until the page shows it; the policy forbids Playwright's own way of waiting for this.

    Before each look the page's clock, where one was installed, goes `ahead` by as many
    milliseconds: nobody waits for the next time that the page asks the newsroom.
    """

    def is_shown():
        if ahead:
            page.clock.fast_forward(ahead)
        return look(page) == found

    end = time.monotonic() + seconds
    while not is_shown():
        assert time.monotonic() < end, (look(page), found, page.inner_text("[data-saved]"))
        page.wait_for_timeout(50)


def kept(page):
    """How many texts this browser keeps."""
    return page.evaluate("Object.keys(localStorage).filter(k => k.startsWith('newsroom:')).length")


def edit_of(page):
    """The number of the save that the form is written over."""
    return page.input_value("[name=edit]")


def body_of(page):
    """The paragraphs as they stand on the screen."""
    return "\n".join(page.inner_text(EDITOR).split("\n\n")).strip()


@pytest.fixture
def sign_in(browser, live_server):
    """Opens the newsroom for a user, in a browser of their own; returns its page.

    With `clock` that of the page can be put forward.
    """
    base = live_server.url.replace("127.0.0.1", "localhost")
    contexts = []

    def sign_in(user, address, viewport=None, *, clock=False):
        context = browser.new_context(viewport=viewport or {"width": 1280, "height": 900})
        contexts.append(context)
        context.set_default_timeout(12000)
        context.add_cookies([pass_of(user, base)])
        page = context.new_page()
        page.on("dialog", lambda dialog: dialog.accept())
        if clock:
            page.clock.install()
        page.goto(f"{base}{LIST}{address}")
        text_is_ready(page)
        return page

    yield sign_in
    for context in contexts:
        context.close()
