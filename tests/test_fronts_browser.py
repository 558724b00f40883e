"""Arranging a front in a real browser: by keyboard, by dragging, and without any script."""

import time
from datetime import timedelta

import pytest

from articles.fronts.arranging import Entry, arrange
from articles.fronts.models import Change, Position

from .factories import NOW, make_many_live, make_user
from .staff import PHONE

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 30
FRONT = "/admin/fronts/kerinci/"
# A refused save is an answer that browsers note.
REFUSED = "409"


@pytest.fixture
def stories(kerinci):
    return make_many_live(kerinci, 18, at=NOW - timedelta(hours=1))


def on_board(page):
    """The articles that were put somewhere, by place."""
    found = page.eval_on_selector_all(
        "input[name^=article-]", "all => all.map(each => [each.name, each.value])"
    )
    return {int(name.removeprefix("article-")): int(value) for name, value in found}


def wait_for_board(page, expected):
    """Until the board holds `expected`."""
    end = time.monotonic() + PATIENCE
    while (found := on_board(page)) != expected:
        assert time.monotonic() < end, found
        page.wait_for_timeout(50)


def saved():
    return {row.place: row.article_id for row in Position.objects.standing()}


def test_a_front_is_arranged_by_keyboard_and_the_focus_stays_with_the_story(
    visit, kerinci, stories
):
    page = visit(make_user("editor", kerinci, language="en"), FRONT, provoked=REFUSED)
    number = stories[4].pk

    page.focus(f'[data-key="put-{number}"]')
    page.keyboard.press("Enter")
    wait_for_board(page, {5: number})
    page.focus(f'[data-key="up-{number}"]')
    for place in (4, 3, 2, 1):
        page.keyboard.press("Enter")
        wait_for_board(page, {place: number})
        assert stories[4].headline in page.inner_text("#nr-board-said")
    # At the lead there is no way up any more: the focus is on the same story's next button.
    assert page.evaluate("document.activeElement.dataset.key") == f"down-{number}"
    assert not Change.objects.exists()
    page.focus('[data-key="save"]')
    page.keyboard.press("Enter")
    page.wait_for_selector(".messagelist")
    assert saved() == {1: number}


def test_a_story_is_dragged_to_its_place(visit, kerinci, stories):
    page = visit(make_user("editor", kerinci), FRONT, provoked=REFUSED)
    number = stories[3].pk

    page.drag_and_drop(f'.nr-place[data-article="{number}"] .nr-place-headline',
                       '[data-place="1"] .nr-place-headline')  # fmt: skip
    wait_for_board(page, {1: number})
    page.drag_and_drop(f'.nr-place[data-article="{stories[0].pk}"] .nr-place-headline',
                       '[data-place="1"] .nr-place-headline')  # fmt: skip

    wait_for_board(page, {1: stories[0].pk, 2: number})


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_stale_save_on_a_phone_shows_both_and_loses_nothing(scripts, visit, kerinci, stories):
    page = visit(
        make_user("editor", kerinci, language="en"),
        FRONT,
        PHONE,
        provoked=REFUSED,
        java_script_enabled=scripts,
    )
    page.click(f'[data-key="put-{stories[1].pk}"]')
    page.wait_for_selector(".nr-front-save--changed")
    other = make_user("chief", kerinci)
    arrange(kerinci, [Entry(1, stories[9].pk)], by=other, at=NOW, seen=0)

    page.click('[data-key="save"]')
    page.wait_for_selector(".nr-theirs")

    assert stories[9].headline in page.inner_text(".nr-theirs")
    assert f'value="{stories[1].pk}"' in page.inner_html(".nr-front-form")
    if scripts:
        assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert saved() == {1: stories[9].pk}
    page.click('[data-key="save"]')
    page.wait_for_selector(".messagelist")
    assert saved() == {2: stories[1].pk}
