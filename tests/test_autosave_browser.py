"""Saving while somebody types, in a browser that loses everything else."""

import time

import pytest
from django.utils import timezone

from articles import workflow
from articles.models import Article
from articles.models.body import MOST_BLOCKS

from .factories import make_article, make_desk, make_user
from .staff import text_is_ready
from .writing import EDITOR, SOON, TWO, body_of, edit_of, kept, until, write

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("network")]
IN_SIGHT = """() => {
    const { top, bottom } = document.querySelector("[data-back]").getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight;
}"""


def test_what_is_typed_is_on_the_server_within_five_seconds(sign_in):
    article = make_article(body=TWO)
    page = sign_in(article.created_by, f"{article.pk}/change/")

    write(page, " Air turun.")
    begun = time.monotonic()
    with page.expect_request("**/autosave/"):
        pass
    assert time.monotonic() - begun < 5
    until(page, edit_of, "2")

    article.refresh_from_db()
    assert article.body == "<p>Satu. Air turun.</p><p>Dua.</p>"
    assert page.inner_text("[data-saved]")
    assert kept(page) == 0
    page.reload()
    assert page.is_hidden("[data-unsaved]")


def test_who_presses_save_while_typing_is_still_told_that_nobody_answers(sign_in):
    page = sign_in(make_user("reporter", make_desk("kerinci"), language="en"), "add/")
    page.wait_for_selector(EDITOR)
    page.context.set_offline(True)

    # In one go: what was typed is to be noted a moment after the button was pressed.
    page.evaluate("""() => {
        const headline = document.getElementById("id_headline");
        headline.value = "Banjir";
        headline.dispatchEvent(new Event("input", { bubbles: true }));
        document.querySelector(".nr-save button").click();
    }""")
    page.wait_for_selector("[data-saved][data-trouble]")
    page.wait_for_timeout(400)

    assert "The newsroom does not answer" in page.inner_text("[data-saved]")


def test_text_typed_where_somebody_else_answers_is_offered_back_word_for_word(sign_in):
    article = make_article(body=TWO)
    page = sign_in(article.created_by, f"{article.pk}/change/")
    sent = []

    def answer(route):
        """What a hotel's network says to everything, though the browser believes to be online."""
        sent.append((route.request.method, route.request.is_navigation_request()))
        route.fulfill(status=200, content_type="text/html", body="<h1>Selamat datang di hotel</h1>")

    page.route("**/admin/**", answer)
    page.fill("#id_standfirst", "Setengah meter\nsejak Senin.")
    write(page, " Air turun setengah meter.", paragraph=2)
    page.click(".nr-save button >> nth=0")
    page.wait_for_selector("[data-saved][data-trouble]")
    assert page.url.endswith("/change/") and ("GET", False) in sent
    assert not any(leaves for _method, leaves in sent), "the form was sent into nowhere"
    assert page.evaluate("navigator.onLine")
    page.unroute("**/admin/**")
    Article.objects.filter(pk=article.pk).update(kicker="Danau")
    page.reload()
    text_is_ready(page)
    page.wait_for_selector("[data-back]")
    until(page, lambda page: page.evaluate(IN_SIGHT), True)
    assert body_of(page) == "Satu.\nDua."
    page.click("[data-back]")

    assert body_of(page).split() == ["Satu.", "Dua.", "Air", "turun", "setengah", "meter."]
    assert page.input_value("#id_standfirst") == "Setengah meter\nsejak Senin."
    assert page.is_hidden("[data-unsaved]")
    page.click(".nr-save button >> nth=0")
    page.wait_for_url("**/change/")
    page.wait_for_selector(".messagelist")
    article.refresh_from_db()
    assert article.body == "<p>Satu.</p><p>Dua. Air turun setengah meter.</p>"
    assert kept(page) == 0


def test_a_new_article_in_a_tab_that_was_closed_is_offered_back_until_it_is_saved(sign_in):
    desk = make_desk("kerinci")
    page = sign_in(make_user("reporter", desk), "add/")
    page.fill("#id_headline", "Danau surut")
    page.click(EDITOR)
    page.keyboard.type("Nelayan menunggu.")
    until(page, kept, 1)
    again = page.context.new_page()
    again.goto(page.url.partition("/articles/")[0] + "/")
    page.close()
    again.click("text=Danau surut")
    text_is_ready(again)

    again.click("[data-back]")
    assert again.input_value("#id_headline") == "Danau surut"
    assert body_of(again) == "Nelayan menunggu."
    again.keyboard.press("Control+s")
    again.wait_for_url("**/change/")

    assert Article.objects.get().body == "<p>Nelayan menunggu.</p>"
    assert kept(again) == 0
    again.goto(again.url.partition("/articles/")[0] + "/")
    assert again.is_hidden("[data-kept-here]")


def test_text_of_an_article_that_was_submitted_meanwhile_is_found_where_the_first_page_leads(
    sign_in,
):
    article = make_article(body=TWO)
    page = sign_in(article.created_by, f"{article.pk}/change/")
    workflow.perform("submit", article, by=make_user("editor", article.desk), at=timezone.now())
    write(page, " Air turun.")
    until(page, kept, 1)
    page.wait_for_selector("[data-saved][data-trouble]")

    page.goto(page.url.partition("/articles/")[0] + "/")
    page.click(f"[data-kept-here] >> text={article.headline}")
    text = page.locator("[data-kept-reading] textarea")
    assert not text.is_visible()
    page.click("[data-kept-reading] summary")
    assert f"{article.headline}\n\nSatu. Air turun.\nDua." in text.input_value()

    page.click("[data-kept-reading] button")
    assert page.is_hidden("[data-kept-reading]")
    assert kept(page) == 0


def test_two_people_typing_in_different_paragraphs_keep_both_and_save_both(sign_in):
    article = make_article(body=TWO)
    editor = make_user("editor", article.desk)
    one = sign_in(article.created_by, f"{article.pk}/change/", clock=True)
    two = sign_in(editor, f"{article.pk}/change/", clock=True)

    for turn in ("Air.", "Lagi."):
        before = {page: edit_of(page) for page in (one, two)}
        write(one, f" {turn}")
        write(two, f" {turn}", paragraph=2)
        for page, edit in before.items():

            def is_saved(page, edit=edit):
                return edit_of(page) != edit and not kept(page)

            until(page, is_saved, True, ahead=SOON)
    two.click(".nr-save button >> nth=0")
    two.wait_for_selector(".messagelist")

    article.refresh_from_db()
    assert article.body == "<p>Satu. Air. Lagi.</p><p>Dua. Air. Lagi.</p>"
    assert body_of(two) == "Satu. Air. Lagi.\nDua. Air. Lagi."


def test_an_expired_sign_in_keeps_the_text_and_goes_on_after_the_next(sign_in):
    article = make_article(body=TWO)
    page = sign_in(article.created_by, f"{article.pk}/change/", clock=True)
    page.context.clear_cookies(name="newsroom_session")

    write(page, " Air turun.")
    until(page, lambda page: page.is_visible("[data-saved][data-trouble]"), True, ahead=SOON)
    assert kept(page) == 1
    window = page.context.new_page()
    window.goto(page.url.split("/admin/")[0] + "/admin/")
    window.fill("#id_username", article.created_by.username)
    window.fill("#id_password", "rahasia")
    window.click("[type=submit]")
    write(page, " Lagi.")
    until(page, edit_of, "2", ahead=SOON)

    article.refresh_from_db()
    assert article.body == "<p>Satu. Air turun. Lagi.</p><p>Dua.</p>"
    assert not page.query_selector("[data-saved][data-trouble]")


@pytest.mark.parametrize("keeps", [True, False])
def test_a_text_that_is_too_long_is_kept_in_the_browser_or_it_says_that_it_is_not(sign_in, keeps):
    article = make_article(body=TWO)
    page = sign_in(article.created_by, f"{article.pk}/change/")
    if not keeps:
        page.evaluate("() => { Storage.prototype.setItem = () => { throw new Error(); }; }")

    page.evaluate(
        "([field, text]) => document.querySelector(field).editor.commands.setContent(text)",
        [EDITOR, "<p>Danau surut.</p>" * (MOST_BLOCKS + 1)],
    )

    until(page, lambda page: "5.001" in page.inner_text("[data-saved]"), True)
    said = page.inner_text("[data-saved]")
    assert said.startswith("Belum tersimpan" if keeps else "Tidak tersimpan"), said
    assert kept(page) == keeps
    article.refresh_from_db()
    assert article.body == TWO
