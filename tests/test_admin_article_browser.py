"""Writing and deciding in a real browser: the text editor, the policy, the phone."""

import pytest
from django.utils import translation

from articles.admin.article_form import EDITOR_WORDS
from articles.models import Article, Version

from .factories import (
    make_desk,
    make_in_state,
    make_network,
    make_reporter,
    make_section,
    make_user,
)
from .staff import DESKTOP, LIST, PHONE, page_of, text_is_ready

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("network")]


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_reporter_types_formats_saves_and_submits(visit, viewport):
    desk = make_desk("kerinci")
    reporter = make_user("reporter", desk)
    person = make_reporter(desk, user=reporter)
    section = make_section()
    page = visit(reporter, f"{LIST}add/", viewport)

    page.fill("#id_headline", "Danau surut lagi")
    assert page.inner_text(".nr-counter") == "16 / 250"
    page.select_option("#id_section", str(section.pk))
    page.click("label[for=id_body]")
    page.keyboard.type("Air turun ")
    page.keyboard.press("Control+b")
    page.keyboard.type("setengah meter")
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    # The editor's buttons, undo among them, stand in one line.
    assert page.locator(".prose-menubar").first.bounding_box()["height"] < 60
    page.click("button:text-is('Simpan')")
    page.wait_for_url("**/change/")
    text_is_ready(page)
    page.click("button[value=submit]")
    page.wait_for_selector(".nr-state--in_review")

    article = Article.objects.get()
    assert article.body == "<p>Air turun <strong>setengah meter</strong></p>"
    assert article.state == "in_review"
    assert article.bylines.get().reporter == person


def test_the_text_editor_has_a_name_and_everything_is_reached_by_the_keyboard(visit):
    article = make_in_state("in_review")
    page = visit(make_user("editor", article.desk), page_of(article))

    # How many words there are is no part of its name.
    name = page.inner_text("label[for=id_body]").partition("\n")[0]
    editor = page.get_by_role("textbox", name=name, exact=True)
    assert "Danau Kerinci" in editor.inner_text()
    page.focus("#id_kicker")
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.value ?? document.activeElement.id"))
    assert {"approve", "return"} <= reached


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_text_editor_speaks_the_language_of_whoever_writes(visit, language):
    article = make_in_state("draft")
    writer = make_user("editor", article.desk, language=language)
    page = visit(writer, page_of(article))

    page.locator(".prose-menubar__selected").click()
    said = {
        button.get_attribute("title") for button in page.locator(".prose-menubar [title]").all()
    }
    options = page.locator(".prose-menubar__option").all_inner_texts()

    with translation.override(language):
        words = {str(word) for word in EDITOR_WORDS.values()}
    assert {*said, *options} <= words
    assert ("Tebal" in said) == (language == "id")


def test_on_a_phone_the_masthead_is_whole_and_the_page_one_is_on_is_in_view(visit):
    chief = make_user("chief", make_network(), first_name="Ratna", last_name="Kusumawardani")
    page = visit(chief, "/admin/required/", PHONE)

    assert page.evaluate("""() => {
        const name = document.getElementById("site-name");
        return name.scrollWidth <= name.clientWidth;
    }""")
    here = page.locator("#nr-navigation [aria-current]").bounding_box()
    assert here["x"] >= 0
    assert here["x"] + here["width"] <= 390


def test_an_editor_reads_approves_and_issues_without_leaving_the_keyboard(visit):
    article = make_in_state("approved")
    page = visit(make_user("editor", article.desk), f"{LIST}{article.pk}/steps/issue/", PHONE)

    assert page.is_checked("input[value=now]")
    page.fill("#id_live_from", "2030-01-01T06:00")
    assert page.is_checked("input[value=later]")
    page.fill("#id_live_from", "")
    page.check("input[value=now]")
    page.focus(".nr-step button")
    page.keyboard.press("Enter")
    page.wait_for_selector(".nr-state--live")

    assert Version.objects.get().article == article


@pytest.mark.parametrize("missing", ["material-icons.css", "newsroom/article.css"])
def test_on_a_slow_line_the_page_is_never_wider_than_the_phone(visit, missing):
    article = make_in_state("draft", headline="Air danau surut setengah meter sejak awal bulan")
    page = visit(make_user("editor", article.desk), page_of(article), PHONE)
    page.route(f"**/{missing}", lambda route: route.fulfill(status=204))
    page.reload()
    text_is_ready(page)

    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_leaving_typed_text_behind_is_asked_about(visit):
    article = make_in_state("draft")
    page = visit(make_user("editor", article.desk), page_of(article))
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))

    page.click(".prose-editor [contenteditable]")
    page.keyboard.type("Baru. ")
    page.click("#site-name a")
    page.wait_for_url("**/admin/")

    assert asked == ["beforeunload"]
