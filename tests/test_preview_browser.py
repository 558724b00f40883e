"""Previews in a real browser: the frame is let in, has its desk's colours, and fits a phone."""

from datetime import UTC, datetime, timedelta

import pytest

from newsroom.desks.hosts import DeskHosts

from .factories import make_desk, make_in_state, make_issued, make_network, make_user
from .staff import DESKTOP, LIST, PHONE

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def network(live_server, settings):
    # Starting the server froze the hosts: the desks decide, as in production.
    settings.ALLOWED_HOSTS = DeskHosts()
    return make_network()


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_frame_shows_the_readers_page_in_the_colours_of_its_desk(visit, viewport):
    article = make_in_state("in_review", make_desk("kerinci", accent="#2f5d8a"))
    page = visit(make_user("editor", article.desk), f"{LIST}{article.pk}/preview/", viewport)

    frame = page.frame_locator(".nr-preview-frame")
    frame.get_by_role("heading", name=article.headline).wait_for()
    accent = frame.locator(":root").evaluate(
        "root => getComputedStyle(root).getPropertyValue('--accent')"
    )
    assert accent.strip() == "#2f5d8a"
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]


def test_the_phones_frame_is_as_wide_as_a_phone(visit):
    article = make_in_state("in_review")
    page = visit(make_user("editor", article.desk), f"{LIST}{article.pk}/preview/")

    page.click(".nr-preview-sizes a >> nth=1")
    frame = page.frame_locator(".nr-preview-frame")
    frame.get_by_role("heading", name=article.headline).wait_for()
    assert frame.locator(":root").evaluate("root => innerWidth") == 390


def test_a_story_that_is_still_ahead_is_opened_in_the_preview(visit):
    desk = make_desk("kerinci")
    later = datetime.now(UTC) + timedelta(days=1)
    make_issued(desk, headline="Danau surut", live_from=later)
    local = f"{(later + timedelta(hours=1)).astimezone(desk.zone):%Y-%m-%dT%H:%M}"
    page = visit(make_user("editor", desk), f"/admin/preview/?at={local}&size=phone", PHONE)

    frame = page.frame_locator(".nr-preview-frame")
    frame.get_by_role("link", name="Danau surut").click()
    page.wait_for_url("**page=path**")
    frame.get_by_role("heading", name="Danau surut", level=1).wait_for()
    assert page.locator(".nr-preview--phone").count() == 1
    frame.locator(".masthead a").click()
    page.wait_for_url("**page=front**")


def test_a_link_is_made_in_the_newsroom_and_read_by_somebody_without_an_account(visit, browser):
    article = make_in_state("draft", make_desk("kerinci", language="en"), headline="Danau surut")
    editor = make_user("editor", article.desk, language="en")
    page = visit(editor, f"{LIST}{article.pk}/links/", PHONE)
    page.fill("#id_label", "Pak Budi")
    page.get_by_role("button", name="Make the link").click()
    address = page.get_by_label("Address").input_value()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390

    holder = browser.new_context(viewport=PHONE)
    source = holder.new_page()
    asked = []
    source.on("request", lambda request: asked.append(request.all_headers().get("referer")))
    source.goto(address)
    source.get_by_role("link", name="Read the text").click()
    source.get_by_role("heading", name="Danau surut", level=1).wait_for()

    assert "Pak Budi" in source.locator(".preview-bar").inner_text()
    assert source.evaluate("document.documentElement.scrollWidth") <= 390
    assert holder.cookies() == []
    assert not [each for each in asked if each]
    holder.close()
