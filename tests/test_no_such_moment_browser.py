"""31 February, typed into a field for a day and a time: browsers send nothing of it."""

from datetime import timedelta

import pytest

from articles.models import Article
from articles.planning.models import Assignment

from .factories import NOW, make_article, make_desk, make_issued, make_user
from .staff import pass_of, text_is_ready

pytestmark = pytest.mark.django_db(transaction=True)
SENTENCE = "There is no such day or time"


@pytest.fixture
def enter(browser, live_server):
    """Let an editor of `desk` in, at an address."""
    context = browser.new_context(locale="en-US")

    def in_at(desk, path):
        page = context.new_page()
        context.add_cookies([pass_of(make_user("editor", desk, language="en"), live_server.url)])
        page.goto(f"{live_server.url}{path}")
        text_is_ready(page)
        return page

    yield in_at
    context.close()


def type_31_february(page, field):
    field.focus()
    page.keyboard.type("02312031", delay=20)
    page.keyboard.press("Tab")
    page.keyboard.type("0600AM", delay=20)
    assert field.evaluate("it => it.validity.badInput && it.value === ''")


def test_a_story_moved_to_31_february_stays_and_the_form_says_what_is_wrong(enter):
    desk = make_desk("kerinci")
    article = make_issued(desk, live_from=NOW + timedelta(hours=5))
    page = enter(desk, f"/admin/calendar/move/?item=article-{article.pk}")
    type_31_february(page, page.locator("#id_to"))

    page.get_by_role("button", name="Move").click()

    page.get_by_text(SENTENCE).wait_for()
    assert page.evaluate("document.activeElement.id") == "id_to"
    page.fill("#id_to", (NOW + timedelta(days=3)).strftime("%Y-%m-%dT06:00"))
    assert page.get_by_text(SENTENCE).count() == 0
    with page.expect_navigation():
        page.get_by_role("button", name="Move").click()
    assert page.get_by_text("is moved to").count() == 1


def test_an_assignment_with_31_february_is_not_put_on_the_list_without_its_day(enter):
    page = enter(make_desk("kerinci"), "/admin/assignments/add/")
    page.fill("#id_idea", "Harga cabai")
    type_31_february(page, page.locator("#id_due_at"))

    page.get_by_role("button", name="Put it on the list").click()

    page.get_by_text(SENTENCE).wait_for()
    assert Assignment.objects.count() == 0
    page.locator("#id_due_at").evaluate("it => { it.value = '' }")
    with page.expect_navigation():
        page.get_by_role("button", name="Put it on the list").click()
    assert Assignment.objects.get().due_at is None


def test_a_text_is_not_saved_without_the_embargo_that_was_typed(enter):
    desk = make_desk("kerinci")
    until = (NOW + timedelta(days=5)).replace(second=0, microsecond=0)
    article = make_article(desk, headline="Di bawah embargo", embargo_until=until)
    page = enter(desk, f"/admin/articles/article/{article.pk}/change/")
    type_31_february(page, page.locator("#id_embargo_until"))
    page.fill("#id_headline", "Masih di bawah embargo")
    # Saved while it is typed, it is under the embargo of before.
    page.locator("[name=edit][value='2']").wait_for(state="attached")
    article.refresh_from_db()
    assert (article.headline, article.embargo_until) == ("Masih di bawah embargo", until)

    page.get_by_role("button", name="Save", exact=True).click()

    page.get_by_text(SENTENCE).wait_for()
    assert Article.objects.get().embargo_until == until
