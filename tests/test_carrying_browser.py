"""The stories that a desk carries, in a real browser."""

import pytest

from articles import workflow

from .factories import NOW, make_desk, make_issued, make_user
from .staff import DESKTOP, PHONE

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/admin/articles/article/carry/?desk=ambon"


def box(page, selector):
    return page.locator(selector).bounding_box()


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE])
def test_the_buttons_of_a_carried_story_touch_nothing_and_stay_on_one_line(
    visit, kerinci, viewport
):
    ambon = make_desk("ambon")
    article = make_issued(kerinci, headline="Petani Ambon panen", at=NOW)
    editor = make_user("editor", ambon)
    workflow.perform("carry", article, by=editor, at=NOW, desk=ambon, headline="")
    page = visit(editor, PAGE, viewport)
    stop = box(page, "[value=uncarry]")

    page.click(".nr-own summary")

    field, change = box(page, f"#own-{article.pk}"), box(page, "[value=carry]")
    below = change["y"] - (field["y"] + field["height"])
    beside = change["x"] - (field["x"] + field["width"])
    assert max(below, beside) >= 4
    assert box(page, "[value=uncarry]")["height"] == stop["height"] < change["height"] * 1.2
