"""Two real browsers, and everything that breaks while people type: every word is there afterwards.

Each test types words that are numbered and unlike any other, and counts them at the end: a word is
in the working copy, in a text kept aside under a name, or offered back by the browser. Lost: 0.
"""

import pytest
from django.contrib.sessions.models import Session
from django.db import connection, transaction

from articles.models import Article, Revision

from .factories import make_article, make_desk
from .served import Served
from .typists import Typist, all_saved, in_copy, lost, waiting_for_a_lock, words_of
from .writing import EDITOR, edit_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("network")]
THREE = "<p>Pertama.</p><p>Kedua.</p><p>Ketiga.</p>"


@pytest.fixture
def article():
    return make_article(make_desk("kerinci"), body=THREE)


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


def test_an_answer_is_lost_and_somebody_else_writes_on_before_the_same_is_sent_again(article, come):
    ayu, held = come("ayu").at(1), []

    def hold(route):
        """The first save reaches the server, whose answer is cut off; then nothing does."""
        if not held:
            route.fetch()
        held.append(route.request.url)
        route.abort()

    ayu.page.route("**/autosave/", hold)
    ayu.types()
    ayu.is_in_trouble()
    budi = come("budi").at(1)
    budi.types()
    all_saved(budi)
    ayu.at(3).types()
    ayu.page.unroute("**/autosave/")
    all_saved(ayu)

    assert in_copy(article) == ayu.words[:4] + budi.words + ayu.words[4:]
    assert lost(article, ayu, budi) == []


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
    # On a slow machine the rest would be saved while it is typed.
    ayu.page.route("**/autosave/", lambda route: route.abort())
    ayu.presses()
    while not waiting:
        ayu.page.wait_for_timeout(20)
    ayu.types()
    waiting[0].continue_()
    ayu.page.wait_for_selector("[data-back]")
    ayu.page.unroute("**/autosave/")

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
