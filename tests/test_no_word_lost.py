"""Two real browsers, and everything that breaks while people type: every word is there afterwards.

Each test types words that are numbered and unlike any other, and counts them at the end: a word is
in the working copy, in a text kept aside under a name, or offered back by the browser. Lost: 0.
"""

import re
import time
from itertools import count

import pytest
from django.contrib.sessions.models import Session
from django.db import connection, transaction

from articles import content
from articles.models import Article, Revision

from .factories import make_article, make_desk, make_network, make_user
from .served import Served
from .test_admin_article import LIST, client_of
from .test_autosave import EDITOR, edit_of, kept, until

pytestmark = pytest.mark.django_db(transaction=True)
THREE = "<p>Pertama.</p><p>Kedua.</p><p>Ketiga.</p>"
WORD = re.compile(r"(?:ayu|budi)\d{3}")
PATIENCE = 20


@pytest.fixture(autouse=True)
def network():
    return make_network()


@pytest.fixture
def article():
    return make_article(make_desk("kerinci"), body=THREE)


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
        session = client_of(self.user).cookies["newsroom_session"].value
        self.cookie = {"name": "newsroom_session", "value": session, "url": f"{self.base}/"}
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
        self.page.click(f"{EDITOR} > :nth-child({paragraph})")
        self.page.keyboard.press("End")
        # The text editor hears of the new place a moment later.
        self.page.wait_for_timeout(100)
        return self

    def types(self, number=4):
        """Type as many new words where the caret is."""
        new = [f"{self.user.username}{next(self.numbers):03}" for _ in range(number)]
        self.page.keyboard.type("".join(f" {word}" for word in new))
        self.words += new

    def until(self, look, found):
        """Wait until the page shows it, a second at a time by the page's own clock."""
        until(self.page, lambda page: (page.clock.fast_forward(1000), look(page))[1], found, 30)
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
        self.page.click(".nr-save button >> nth=0")
        self.page.wait_for_selector(".messagelist, .nr-clashes")

    def chooses(self, value):
        """Follow the line below the form to both texts, and choose for each place."""
        self.page.click("[data-saved] a")
        self.page.wait_for_selector(".nr-clashes")
        for field in self.page.query_selector_all("fieldset.nr-clash"):
            field.query_selector(f"input[value={value}]").check()
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


@pytest.fixture
def come(browser, live_server, article):
    """Somebody comes, with the name given; their browsers are closed at the end."""
    typists = []
    own = live_server.url.replace("127.0.0.1", "localhost")

    def come(name, base=own):
        typists.append(Typist(browser, base, article, name))
        return typists[-1]

    yield come
    for typist in typists:
        typist.context.close()


@pytest.fixture
def served(browser):
    """A server of its own, which may be killed; `browser` has switched off Django's guard."""
    served = Served(connection.settings_dict["NAME"])
    served.start()
    yield served
    served.kill()


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


# --- Two at once --------------------------------------------------------------------------------


def test_two_who_type_at_once_in_different_paragraphs(article, come):
    ayu, budi = come("ayu").at(1), come("budi").at(3)

    for _burst in range(8):
        ayu.types()
        budi.types()
        for typist in (ayu, budi):
            typist.page.clock.fast_forward(1500)
    all_saved(ayu, budi)

    # All of it in the working copy, in the order in which it was typed, and nothing twice.
    assert in_copy(article) == ayu.words + budi.words
    assert lost(article, ayu, budi) == []


@pytest.mark.parametrize("choice", ["both", "mine", "theirs"])
def test_two_who_type_at_once_in_the_same_paragraph(article, come, choice):
    ayu, budi = come("ayu").at(2), come("budi").at(2)

    ayu.types()
    budi.types()
    # One of the two was first; the other types on while the contradiction is told.
    budi.page.clock.fast_forward(5000)
    ayu.until(lambda page: "2" in (edit_of(page), edit_of(budi.page)), True)
    first, second = (ayu, budi) if edit_of(ayu.page) == "2" else (budi, ayu)
    second.is_told_of_both()
    first.types()
    second.types()
    second.chooses(choice)
    second.at(1).types()
    all_saved(second)
    first.types()
    first.saves()
    if first.page.query_selector(".nr-clashes"):
        assert lost(article, second) == []
        for field in first.page.query_selector_all("fieldset.nr-clash"):
            field.query_selector(f"input[value={choice}]").check()
        first.page.click(".nr-clashes .nr-button--primary")
        first.page.wait_for_selector(".messagelist")

    assert lost(article, ayu, budi) == []
    unnamed = Revision.objects.filter(origin=Revision.Origin.ASIDE, name="")
    # What was typed on after a text was kept aside is in the next one, which has the name.
    named = Revision.objects.filter(origin=Revision.Origin.ASIDE).exclude(name="")
    found = {word for revision in named for word in words_of(str(revision.content))}
    for revision in unnamed:
        assert words_of(str(revision.content)) <= found | set(in_copy(article))


# --- The connection -----------------------------------------------------------------------------


def test_the_network_is_cut_in_the_middle_and_comes_back(article, come):
    ayu, budi = come("ayu").at(1), come("budi").at(3)

    ayu.types()
    budi.types()
    ayu.context.set_offline(True)
    ayu.types()
    ayu.is_in_trouble()
    budi.types()
    ayu.types()
    all_saved(budi)
    ayu.context.set_offline(False)
    ayu.types()
    all_saved(ayu)

    assert in_copy(article) == ayu.words + budi.words
    assert lost(article, ayu, budi) == []


def test_an_answer_is_lost_on_its_way_after_the_server_saved(article, come):
    ayu, budi = come("ayu").at(1), come("budi").at(3)
    lost_answers = []

    def lose(route):
        route.fetch()
        lost_answers.append(route.request.url)
        route.abort()

    ayu.page.route("**/autosave/", lose, times=1)
    ayu.types()
    budi.types()
    ayu.is_in_trouble()
    ayu.types()
    all_saved(ayu, budi)

    assert len(lost_answers) == 1
    assert in_copy(article) == ayu.words + budi.words


# --- The sign-in --------------------------------------------------------------------------------


def test_the_sign_in_expires_and_the_text_is_offered_beside_the_servers(article, come):
    ayu, budi = come("ayu").at(1), come("budi").at(3)

    Session.objects.all().delete()
    ayu.types()
    ayu.is_in_trouble()
    ayu.types()
    ayu.page.close()
    budi.page.close()
    budi.sign_in()
    budi.at(3).types()
    all_saved(budi)
    ayu.sign_in()

    # The server's text is in the form, the browser's is offered beside it.
    assert set(budi.words) <= words_of(ayu.page.inner_text(EDITOR))
    assert ayu.offered() == set(ayu.words)
    assert lost(article, ayu, budi) == []
    ayu.takes_back()
    ayu.saves()
    assert in_copy(article) == ayu.words + budi.words


# --- The page -----------------------------------------------------------------------------------


def test_the_page_is_closed_in_the_middle_of_a_word_and_opened_again(article, come):
    ayu = come("ayu").at(2)

    ayu.types(12)
    ayu.page.close()
    ayu.open()

    assert ayu.offered() | set(in_copy(article)) == set(ayu.words)
    assert lost(article, ayu) == []
    ayu.takes_back()
    ayu.at(3).types()
    ayu.saves()
    assert in_copy(article) == ayu.words


def test_words_typed_while_the_button_s_answer_is_on_its_way(article, come):
    """The page that comes then shows what was sent: the rest is offered back."""
    ayu = come("ayu").at(2)

    waiting = []

    ayu.types()
    ayu.page.route("**/change/", lambda route: waiting.append(route), times=1)
    ayu.presses()
    while not waiting:
        ayu.page.wait_for_timeout(20)
    ayu.types()
    waiting[0].continue_()
    ayu.page.wait_for_selector("[data-back]")

    assert set(in_copy(article)) == set(ayu.words[:4])
    assert ayu.offered() >= set(ayu.words[4:])
    assert lost(article, ayu) == []
    ayu.takes_back()
    ayu.saves()
    assert in_copy(article) == ayu.words
    ayu.page.close()
    assert ayu.open().offered() == set()


def test_the_page_that_answers_the_button_is_stopped_and_the_typing_goes_on(article, come):
    ayu = come("ayu").at(2)

    def stop(route):
        """The server saves and says so by a cookie; the page that would follow never comes."""
        answer = route.fetch(max_redirects=0)
        route.fulfill(status=204, headers={"Set-Cookie": answer.headers["set-cookie"]})

    ayu.types()
    ayu.page.route("**/change/", stop, times=1)
    ayu.presses()
    ayu.page.wait_for_timeout(300)
    for _burst in range(2):
        ayu.types()
        ayu.page.clock.fast_forward(25000)
        ayu.is_saved()

    assert in_copy(article) == ayu.words


def test_text_put_back_takes_nothing_of_what_was_typed_meanwhile(article, come):
    ayu = come("ayu").at(2)

    ayu.types()
    ayu.page.close()
    ayu.open().at(3).types()
    ayu.takes_back()

    assert words_of(ayu.page.inner_text(EDITOR)) == set(ayu.words[:4])
    assert lost(article, ayu) == []
    assert set(ayu.words[4:]) <= words_of(ayu.page.inner_text("[data-unsaved]"))


# --- The servers --------------------------------------------------------------------------------


def test_the_server_is_killed_in_the_middle_of_two_saves_and_started_again(article, come, served):
    ayu, budi = come("ayu", served.url).at(1), come("budi", served.url).at(3)

    with transaction.atomic():
        Article.objects.select_for_update().get(pk=article.pk)
        ayu.types()
        budi.types()
        waiting_for_a_lock()
        ayu.types()
        served.kill()
    ayu.is_in_trouble()
    ayu.types()
    budi.types()
    assert in_copy(article) == []
    served.start()
    all_saved(ayu, budi)

    assert in_copy(article) == ayu.words + budi.words
    assert lost(article, ayu, budi) == []


def test_the_connection_to_postgres_ends_in_the_middle_of_a_save(article, come):
    ayu = come("ayu").at(1)

    with transaction.atomic():
        Article.objects.select_for_update().get(pk=article.pk)
        ayu.types()
        with connection.cursor() as cursor:
            for pid in waiting_for_a_lock():
                cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    ayu.is_in_trouble()
    ayu.types()
    all_saved(ayu)

    assert in_copy(article) == ayu.words
