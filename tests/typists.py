"""People who type numbered words in browsers of their own, and where their words are afterwards."""

import re
import time
from itertools import count

from django.db import connection

from articles import content
from articles.models import Article, Revision

from .factories import make_user
from .staff import LIST, pass_of
from .writing import EDITOR, kept, put_caret, until

WORD = re.compile(r"(?:ayu|budi)\d{3}")
PATIENCE = 20


class Typist:
    """A person with a browser of their own who types numbered words and remembers them."""

    def __init__(self, browser, base, article, name):
        self.base, self.address = base, f"{base}{LIST}{article.pk}/change/"
        self.user = make_user("editor", article.desk, username=name, first_name=name.title())
        self.context = browser.new_context(viewport={"width": 1280, "height": 900})
        self.context.set_default_timeout(PATIENCE * 1000)
        self.numbers, self.words = count(1), []
        self.sign_in()

    def sign_in(self):
        """Sign in in this browser, and open the article."""
        self.cookie = pass_of(self.user, self.base)
        self.context.add_cookies([self.cookie])
        return self.open()

    def open(self):
        """Open the article on a page of its own."""
        self.page = self.context.new_page()
        self.page.on("dialog", lambda dialog: dialog.accept())
        # Its clock can be put forward: nobody waits here for the next autosave.
        self.page.clock.install()
        self.page.goto(self.address)
        if "/login/" in self.page.url:
            # What the last page said on leaving was answered late, and ended the session anew.
            self.context.add_cookies([self.cookie])
            self.page.goto(self.address)
        self.page.wait_for_selector(EDITOR)
        return self

    def at(self, paragraph):
        """Put the caret at the end of a paragraph, where it stays."""
        put_caret(self.page, paragraph)
        return self

    def types(self, number=4):
        """Type as many new words where the caret is."""
        new = [f"{self.user.username}{next(self.numbers):03}" for _ in range(number)]
        self.page.keyboard.type("".join(f" {word}" for word in new))
        self.words += new

    def until(self, look, found):
        """Wait until the page shows it, a second at a time by the page's own clock."""
        until(self.page, look, found, ahead=1000)
        return self

    def is_in_trouble(self):
        """Wait until the line below the form says that something is not saved."""
        return self.until(
            lambda page: bool(page.query_selector("[data-saved][data-trouble]")), True
        )

    def is_told_of_both(self):
        """Wait for the way to both texts."""
        return self.until(lambda page: bool(page.query_selector("[data-saved] a")), True)

    def is_saved(self):
        """Wait until nothing that was typed is kept by this browser alone."""
        return self.until(kept, 0)

    def presses(self):
        """Press the button with the caret staying where it is, and wait for nothing."""
        self.page.evaluate("document.querySelector('.nr-save button').click()")

    def saves(self):
        """Press the button, and wait for the page that answers."""
        with self.page.expect_navigation():
            self.page.click(".nr-save button >> nth=0")
        self.page.wait_for_selector(".messagelist, .nr-clashes")

    def chooses(self, value):
        """Follow the line below the form to both texts, and choose for each place."""
        with self.page.expect_navigation():
            self.page.click("[data-saved] a")
        # It is asked once more where the other saves in the meantime.
        while self.page.query_selector(".nr-clashes"):
            for field in self.page.query_selector_all("fieldset.nr-clash"):
                field.query_selector(f"input[value={value}]").check()
            with self.page.expect_navigation():
                self.page.click(".nr-clashes .nr-button--primary")
        self.page.wait_for_selector(".messagelist")

    def takes_back(self):
        """Press the button that puts back what this browser kept."""
        self.page.wait_for_selector("[data-back]")
        self.page.click("[data-back]")

    def offered(self):
        """The words of what this browser offers on the page as it stands."""
        if not self.page.is_visible("[data-unsaved]"):
            return set()
        return words_of(self.page.evaluate("JSON.stringify(Object.values(localStorage))"))


def words_of(text):
    return set(WORD.findall(text))


def in_copy(article):
    """The words of the working copy, each as often as it stands there."""
    return WORD.findall(str(content.of_article(Article.objects.get(pk=article.pk))))


def kept_aside(article):
    """The words of texts that are kept aside: found under their names, or waiting for a choice."""
    aside = Revision.objects.filter(article=article, origin=Revision.Origin.ASIDE)
    return {word for revision in aside for word in words_of(str(revision.content))}


def lost(article, *typists):
    """The words that somebody typed and nobody finds again."""
    found = set(in_copy(article)) | kept_aside(article)
    for typist in typists:
        found |= typist.offered()
    return [word for typist in typists for word in typist.words if word not in found]


def all_saved(*typists):
    """Wait until nothing that was typed is kept by the browsers alone."""
    for typist in typists:
        # It is kept a moment after it was typed.
        typist.page.clock.fast_forward(500)
        typist.is_saved()


def waiting_for_a_lock():
    """The connections of saves that wait, once there is one."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with connection.cursor() as cursor:
            # Otherwise a transaction is shown what it saw first.
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(
                "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' "
                "AND datname = current_database()"
            )
            found = [pid for (pid,) in cursor.fetchall()]
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError("No save waits: it was not caught in the middle.")
