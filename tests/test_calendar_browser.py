"""The calendar by hand: dragging, the keyboard, ticking a line, and the budget on paper."""

from datetime import timedelta

import pytest

from articles.models import Article
from articles.planning.models import Assignment

from .factories import NOW, make_assignment, make_story_template, make_taker, make_user
from .staff import pass_of, text_is_ready

pytestmark = pytest.mark.django_db(transaction=True)
# In the middle of a week that begins after today, so that every neighbour of it is ahead.
MIDDLE = (NOW + timedelta(days=9 - NOW.weekday())).replace(hour=5, minute=0, second=0)


@pytest.fixture
def page(browser, live_server):
    """A page of Chromium, to which `enter` lets somebody in."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en")
    yield context.new_page()
    context.close()


def enter(page, live_server, user, path):
    page.context.add_cookies([pass_of(user, live_server.url)])
    page.goto(f"{live_server.url}{path}")
    text_is_ready(page)


def due():
    return Assignment.objects.get().due_at


def test_an_item_is_moved_by_keyboard_and_by_dragging_and_put_back_when_refused(
    page, live_server, kerinci
):
    editor = make_user("editor", kerinci, language="en")
    assignment = make_assignment(kerinci, idea="Harga cabai", due_at=MIDDLE)
    day = MIDDLE.astimezone(kerinci.zone).date()
    enter(page, live_server, editor, f"/admin/calendar/?desk=kerinci&day={day}")
    item = page.locator("[data-item]")
    says = page.locator("[data-says]")

    item.locator(".nr-entry-move").focus()
    page.keyboard.press("Alt+ArrowRight")

    says.get_by_text("is moved to").wait_for()
    assert due() == MIDDLE + timedelta(days=1)
    tomorrow = page.locator(f"[data-day='{day + timedelta(days=1)}']")
    assert tomorrow.locator("[data-item]").count() == 1
    assert item.locator(".nr-entry-move").evaluate("it => it === document.activeElement")
    with page.expect_response("**/calendar/move/"):
        item.drag_to(page.locator(f"[data-day='{day - timedelta(days=1)}'] h3"))
    says.get_by_text(f"{day - timedelta(days=1):%-d}").wait_for()
    assert due() == MIDDLE - timedelta(days=1)
    # Somebody else moves it meanwhile: the item goes back to where it was, and the page says why.
    Assignment.objects.filter(pk=assignment.pk).update(due_at=MIDDLE + timedelta(hours=1))
    with page.expect_response("**/calendar/move/"):
        item.drag_to(tomorrow.locator("h3"))
    says.get_by_text("Somebody").wait_for()
    assert tomorrow.locator("[data-item]").count() == 0
    assert due() == MIDDLE + timedelta(hours=1)


def test_a_line_is_ticked_without_leaving_what_is_typed(page, live_server, kerinci):
    rahmi = make_taker(kerinci)
    template = make_story_template(kerinci, checklist=[["Cek nama korban", True]])
    begun = make_assignment(kerinci, state="begun", reporter=rahmi, template=template)
    enter(page, live_server, rahmi.user, f"/admin/articles/article/{begun.article_id}/change/")
    page.fill("#id_kicker", "Belum disimpan")

    page.get_by_role("button", name="Cek nama korban").click()

    page.locator("[aria-pressed=true]").wait_for()
    assert page.input_value("#id_kicker") == "Belum disimpan"
    assert Article.objects.get().checklist.get().ticked_by == rahmi.user


@pytest.mark.parametrize(("number", "left_out"), [(3, 0), (40, 0), (75, 20)])
def test_the_budget_of_a_day_is_one_page_of_paper(page, live_server, kerinci, number, left_out):
    editor = make_user("editor", kerinci, language="en")
    for place in range(number):
        make_assignment(
            kerinci, state="proposed", idea=f"{place} " + "Harga cabai di pasar desa " * 5,
            brief="Tanya pengepul dan pedagang. " * 9, photos="2 foto, satu peta, satu tabel",
            due_at=MIDDLE,
        )  # fmt: skip
    day = MIDDLE.astimezone(kerinci.zone).date()
    enter(page, live_server, editor, f"/admin/budget/?desk=kerinci&day={day}")

    paper = page.pdf(prefer_css_page_size=True)

    assert paper.count(b"/Type /Page\n") == 1
    page.emulate_media(media="print")
    assert page.locator("tbody tr:visible").count() == number + 1 - left_out
    more = page.get_by_text("do not fit on this page")
    assert more.count() == bool(left_out) and (not left_out or more.is_visible())
