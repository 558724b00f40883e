"""Links to other stories in a real browser: found, put in, moved and taken out by the keyboard."""

import pytest

from articles import content

from .factories import make_article, make_desk, make_issued
from .staff import page_of, text_is_ready
from .writing import until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("network")]
BODY = "<p>Satu.</p><p>Dua.</p>"


@pytest.mark.parametrize("width", [1280, 390])
def test_a_story_is_linked_moved_and_taken_out_by_the_keyboard_alone(visit, width):
    other = make_issued(make_desk("ambon"), headline="Cakalang sedang murah")
    article = make_article(make_desk("kerinci"), body=BODY)
    page = visit(article.created_by, page_of(article), viewport={"width": width, "height": 900})

    page.locator("[data-stories] button").press("Enter")
    page.keyboard.type("cakalang")
    choice = page.locator(f"[data-story-chooser] [data-story='{other.pk}']")
    until(page, lambda page: choice.count(), 1)
    choice.press("Enter")
    node = page.locator(f".nr-story-node[data-story='{other.pk}']")
    until(page, lambda page: node.count(), 1)
    assert "Cakalang sedang murah" in node.inner_text()
    node.locator("button >> nth=1").press("Enter")
    with page.expect_navigation():
        page.locator(".nr-save button >> nth=0").press("Enter")
    page.wait_for_selector(".messagelist")

    article.refresh_from_db()
    link = f'<p data-story="{other.pk}"></p>'
    assert content.blocks(article.body) == ["<p>Satu.</p>", "<p>Dua.</p>", link]

    text_is_ready(page)
    page.locator(".nr-story-node button >> nth=2").press("Enter")
    until(page, lambda page: page.locator(".nr-story-node").count(), 0)
    with page.expect_navigation():
        page.locator(".nr-save button >> nth=0").press("Enter")
    page.wait_for_selector(".messagelist")
    article.refresh_from_db()
    assert link not in article.body
