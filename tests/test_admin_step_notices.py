"""Notices to readers in the admin: asked for with a step, looked at, and published once."""

import re
from datetime import timedelta

import pytest

from articles import workflow
from articles.models import Article, Notice, Version

from .factories import NOW, make_in_state, make_issued, make_user
from .staff import client_of, editor_of, take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("network")]
TYPED = {
    "notice_kind": "correction",
    "notice_wrong": "Kami menulis satu meter.",
    "notice_text": "Turun setengah meter.",
    "notice_apology": "Kami meminta maaf.",
}


def question_of(article, user, step):
    return client_of(user).get(f"/admin/articles/article/{article.pk}/steps/{step}/").text


def test_an_editor_corrects_a_live_story_and_finds_the_notice_beside_it():
    article = make_issued()
    editor = editor_of(article)
    asked = question_of(article, editor, "notice")
    assert "Kami meminta maaf kepada pembaca atas kekeliruan ini." in asked

    page = take(article, editor, "notice", **TYPED).text

    notice = Notice.objects.get()
    assert (notice.kind, notice.wrong, notice.apology) == (
        "correction", "Kami menulis satu meter.", "Kami meminta maaf.",
    )  # fmt: skip
    assert "Published. Readers see the notice on every desk." in page
    assert "Turun setengah meter." in page.split("Notices</h2>")[1]


def test_a_notice_button_pressed_twice_gives_one_notice():
    article = make_issued()
    editor = editor_of(article)

    answers = [take(article, editor, "notice", **TYPED) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert Notice.objects.count() == 1


def test_a_second_notice_that_lacks_something_is_not_said_to_be_published():
    article = make_issued()
    editor = editor_of(article)
    take(article, editor, "notice", notice_kind="update", notice_text="Turun setengah meter.")

    page = take(article, editor, "notice", **TYPED | {"notice_apology": ""})

    assert page.status_code == 422
    assert "has an apology to readers" in page.text
    assert "Kami menulis satu meter.</textarea>" in page.text
    assert Notice.objects.get().kind == "update"


def test_a_notice_is_looked_at_before_it_is_published():
    article = make_issued()
    editor = editor_of(article)

    page = take(article, editor, "notice", **TYPED, _look="1")
    lacking = take(article, editor, "notice", **TYPED | {"notice_wrong": " "}, _look="1")

    assert not Notice.objects.exists()
    assert "As readers will see it" in page.text
    assert "<b>Ralat</b>" in page.text
    assert "Kami meminta maaf.</textarea>" in page.text
    assert lacking.status_code == 422
    assert "Write what was wrong in a correction, and only there." in lacking.text


def test_a_notice_that_lacks_something_comes_back_with_what_was_typed():
    article = make_issued()

    page = take(article, editor_of(article), "notice", **TYPED | {"notice_text": ""})

    assert page.status_code == 422
    assert "Write the text that readers will see." in page.text
    assert "Kami menulis satu meter.</textarea>" in page.text
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    ("part", "wrong", "sentence"),
    [
        ("kind", {"notice_kind": ""}, "Choose the kind of the notice."),
        ("wrong", {"notice_wrong": " "}, "Write what was wrong in a correction, and only there."),
        ("wrong", {"notice_kind": "update"}, "Write what was wrong in a correction"),
        ("text", {"notice_text": "\u200b"}, "Write the text that readers will see."),
        ("apology", {"notice_apology": ""}, "has an apology to readers"),
        ("who", {"notice_who": "Rosmini"}, "Write who asked for the correction or who replies"),
        ("who", {"notice_kind": "requested"}, "Write who asked for the correction"),
        ("reply", {"notice_reply": "own"}, "Only a right of reply or an update names an article"),
        ("reply", {"notice_kind": "update", "notice_wrong": "", "notice_reply": "1"}, "is live"),
    ],
)
@pytest.mark.parametrize("button", [{}, {"_look": "1"}])
def test_a_notice_that_is_refused_marks_what_it_is_about(part, wrong, sentence, button):
    article = make_issued()
    if wrong.get("notice_reply") == "own":
        wrong = {"notice_reply": article.pk}

    page = take(article, editor_of(article), "notice", **TYPED | wrong | button)

    assert (page.status_code, Notice.objects.count()) == (422, 0)
    name = f"id_notice_{part}"
    assert field_of(page, name) == {"invalid": "true", "described": f"{name}_error"}
    beside = re.search(rf'<ul class="errorlist" id="{name}_error"><li>(.*?)</li>', page.text)
    assert sentence in beside[1]
    assert page.text.count('aria-invalid="true"') == 1
    head = page.text.index("Nothing was published yet: look at what is marked below.")
    assert (
        head
        < page.text.index(f'<a href="#{name}">')
        < page.text.index('<form method="post" class="nr-panel')
    )


def field_of(page, name):
    """What a browser is told of a field: that it is wrong, and what says so."""
    tag = re.search(rf'<(?:input|textarea|select)[^>]*\bid="{name}"[^>]*>', page.text)[0]
    described = re.search(r'aria-describedby="([^"]*)"', tag)[1].split()
    return {"invalid": re.search(r'aria-invalid="(\w+)"', tag)[1], "described": described[-1]}


def reissuing():
    """An article whose second version waits to be issued, and the chief editor who may."""
    article = make_issued(at=NOW - timedelta(hours=1))
    chief = make_user("chief", article.desk, language="en")
    for step, answers in (("reopen", {}), ("submit", {}), ("approve", {"note": "Diperbaiki."})):
        article = workflow.perform(step, article, by=chief, at=NOW, **answers).article
    return article, chief


@pytest.mark.parametrize(
    ("part", "wrong"),
    [
        ("wrong", {"notice_wrong": ""}),
        ("reply", {"notice_reply": "none"}),
        ("kind", {"notice_kind": ""}),
        ("kind", {"notice_kind": "", "notice_wrong": "", "notice_text": "", "_look": "1"}),
    ],
)
def test_a_version_whose_notice_is_refused_stays_back_and_the_notice_stands_open(part, wrong):
    article, chief = reissuing()

    page = take(article, chief, "issue", when="now", **TYPED | wrong)

    assert (page.status_code, Version.objects.count()) == (422, 1)
    assert '<details class="nr-notice" data-notice open>' in page.text
    assert field_of(page, f"id_notice_{part}")["invalid"] == "true"


def test_what_a_version_lacks_is_all_marked_at_once():
    article, chief = reissuing()
    Article.objects.filter(pk=article.pk).update(care=["harm"])

    page = take(article, chief, "issue", when="later", **TYPED | {"notice_wrong": ""})

    head = page.text.split("Nothing was published yet")[1].split("</div>")[0]
    assert re.findall(r'<a href="#(.*?)">', head) == [
        "id_live_from", "id_assured_harm_other_side", "id_notice_wrong",
    ]  # fmt: skip


def test_a_version_without_a_notice_is_asked_about_with_the_notice_closed():
    article, chief = reissuing()

    assert '<details class="nr-notice" data-notice>' in question_of(article, chief, "issue")


def test_a_withdrawal_for_a_reason_that_nobody_sees_marks_the_reason():
    article = make_issued()

    page = take(article, editor_of(article), "withdraw", ground="decency", reason="\u200b\u2060")

    assert (page.status_code, Notice.objects.count()) == (422, 0)
    assert field_of(page, "id_reason") == {"invalid": "true", "described": "id_reason_error"}


def test_the_next_version_goes_out_with_a_notice_where_the_editor_wants_one():
    article, chief = reissuing()
    assert "With a notice to readers" in question_of(article, chief, "issue")

    take(article, chief, "issue", when="now", **TYPED)

    assert Notice.objects.get().version == Version.objects.latest("number")


def test_the_apology_that_is_written_beforehand_hinders_nothing_else():
    article, chief = reissuing()
    asked = {"notice_apology": "Kami meminta maaf."}

    take(article, chief, "issue", when="now", notice_kind="", **asked)
    assert Version.objects.count() == 2
    take(article, chief, "notice", notice_kind="update", notice_text="Ditambah.", **asked)

    assert (Notice.objects.get().kind, Notice.objects.get().apology) == ("update", "")


def test_the_apology_written_beforehand_still_stands_there_after_another_kind_was_refused():
    article = make_issued()

    # A browser sends no field that is switched off, as it is for an update.
    refused = take(article, editor_of(article), "notice", notice_kind="update", notice_text="")

    assert refused.status_code == 422
    assert "Kami meminta maaf kepada pembaca atas kekeliruan ini." in refused.text


def test_the_first_version_is_issued_without_a_question_for_a_notice():
    article = make_in_state("approved")

    assert "With a notice to readers" not in question_of(article, editor_of(article), "issue")
