"""Notes in a real browser: on selected words, by keyboard and on a phone, beside unsaved text."""

import pytest

from articles.talk.models import Mention, Thread

from .factories import make_article, make_desk, make_note, make_user
from .staff import LIST, PHONE, page_of
from .writing import until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("network")]

SELECT = """(words) => {
    const walker = document.createTreeWalker(document.querySelector(".prose-editor [contenteditable]"), 4);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const start = node.data.indexOf(words);
        if (start >= 0) {
            node.parentElement.scrollIntoView({ block: "center" });
            getSelection().setBaseAndExtent(node, start, node, start + words.length);
        }
    }
}"""  # noqa: E501


def test_a_note_is_begun_from_selected_words_and_loses_nothing_that_is_typed_elsewhere(
    visit,
):
    desk = make_desk("kerinci")
    make_user("editor", desk, username="sari", first_name="Sari", last_name="Utami")
    article = make_article(desk, by=make_user("reporter", desk))
    old = make_note(article, text="Cek nama.", part="headline", quote="Kabar")
    page = visit(article.created_by, page_of(article), PHONE)
    page.fill("#id_kicker", "Belum disimpan")
    page.click(f"#thread-{old.thread_id} .nr-thread-reply summary")
    page.fill(f"#reply-{old.thread_id}", "Setengah balasan")

    page.evaluate(SELECT, "Nelayan menunggu")
    page.click(".nr-notes-pick")
    assert page.input_value("#note-quote") == "Nelayan menunggu"
    page.keyboard.type("Tolong @sa")
    page.wait_for_selector("[role=option]")
    page.keyboard.press("Enter")
    assert page.input_value("#note-text") == "Tolong @sari "
    page.click("[data-new] button.nr-button--primary")
    page.wait_for_selector(".nr-notes-news:not(:empty)")

    thread = Thread.objects.order_by("-pk").first()
    assert (thread.part, thread.quote, thread.after) == ("body", "Nelayan menunggu", " hujan.")
    assert Mention.objects.get().user.username == "sari"
    assert page.evaluate("document.activeElement.id") == f"note-{thread.notes.get().pk}"
    assert page.evaluate("[...CSS.highlights.get('newsroom-notes')].map(String)") == [
        "Nelayan menunggu"
    ]
    # What was typed elsewhere on the page is where it was.
    assert page.input_value("#id_kicker") == "Belum disimpan"
    assert page.input_value(f"#reply-{old.thread_id}") == "Setengah balasan"
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.click(f"#thread-{old.thread_id} [data-show] button")
    assert page.evaluate("document.activeElement.id") == "id_headline"
    # Nothing is on its way any more when the test ends.
    page.wait_for_selector("[data-saved]:not(:empty)")


def test_a_note_that_was_not_sent_is_there_again_after_the_article_is_saved(visit):
    article = make_article()
    old = make_note(article, text="Cek nama.")
    page = visit(article.created_by, page_of(article))
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.click("[data-new] summary")
    page.fill("#note-text", "Tanyakan kepada camat.")
    page.click(f"#thread-{old.thread_id} .nr-thread-reply summary")
    page.fill(f"#reply-{old.thread_id}", "Sudah dicek.")

    with page.expect_navigation():
        page.click(".nr-save button >> nth=0")
    page.wait_for_selector(".nr-notes-news:not(:empty)")

    assert asked == []
    assert page.input_value("#note-text") == "Tanyakan kepada camat."
    assert page.input_value(f"#reply-{old.thread_id}") == "Sudah dicek."
    page.click("[data-new] button.nr-button--primary")
    until(page, lambda page: Thread.objects.count(), 2)
    page.wait_for_selector(".nr-thread >> nth=1")
    page.reload()
    page.wait_for_selector(".nr-notes-news:not(:empty)")
    assert page.input_value("#note-text") == ""
    assert page.input_value(f"#reply-{old.thread_id}") == "Sudah dicek."


def test_a_confidential_note_is_kept_nowhere_and_not_left_without_a_question(visit):
    article = make_article()
    page = visit(article.created_by, f"{LIST}{article.pk}/notes/")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.click(".nr-notes-only summary")
    page.fill("#note-only", "sari")
    page.fill("#note-text", "Sumbernya bidan desa.")

    page.reload()
    page.wait_for_selector("#note-text", state="attached")

    assert asked == ["beforeunload"]
    assert page.input_value("#note-text") == ""
    assert "bidan" not in page.evaluate("JSON.stringify(localStorage)")


def test_a_note_that_does_not_reach_the_newsroom_stays_where_it_was_typed(visit):
    article = make_article()
    page = visit(article.created_by, f"{LIST}{article.pk}/notes/")
    page.evaluate("() => { [reach, fetch] = [fetch, () => Promise.reject(new TypeError())]; }")

    page.fill("#note-text", "Jangan hilang.")
    page.click("[data-new] button.nr-button--primary")
    page.wait_for_selector(".nr-notes-news[data-trouble]:not(:empty)")

    assert page.input_value("#note-text") == "Jangan hilang."
    page.evaluate("() => { fetch = reach; }")
    page.click("[data-new] button.nr-button--primary")
    page.wait_for_selector(".nr-said")
    assert Thread.objects.count() == 1
