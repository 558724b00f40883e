"""Notices to readers in the admin: asked for with a step, looked at, and published once."""

from datetime import timedelta

import pytest

from articles import workflow
from articles.models import Notice, Version

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

    assert page.status_code == 409
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

    assert page.status_code == 409
    assert "Write the text that readers will see." in page.text
    assert "Kami menulis satu meter.</textarea>" in page.text
    assert not Notice.objects.exists()


def test_the_next_version_goes_out_with_a_notice_where_the_editor_wants_one():
    article = make_issued(at=NOW - timedelta(hours=1))
    chief = make_user("chief", article.desk, language="en")
    for step, answers in (("reopen", {}), ("submit", {}), ("approve", {"note": "Diperbaiki."})):
        article = workflow.perform(step, article, by=chief, at=NOW, **answers).article
    assert "With a notice to readers" in question_of(article, chief, "issue")

    take(article, chief, "issue", when="now", **TYPED)

    assert Notice.objects.get().version == Version.objects.latest("number")


def test_the_apology_that_is_written_beforehand_hinders_nothing_else():
    article = make_issued(at=NOW - timedelta(hours=1))
    chief = make_user("chief", article.desk, language="en")
    for step, answers in (("reopen", {}), ("submit", {}), ("approve", {"note": "Diperbaiki."})):
        article = workflow.perform(step, article, by=chief, at=NOW, **answers).article
    asked = {"notice_apology": "Kami meminta maaf."}

    take(article, chief, "issue", when="now", notice_kind="", **asked)
    assert Version.objects.count() == 2
    take(article, chief, "notice", notice_kind="update", notice_text="Ditambah.", **asked)

    assert (Notice.objects.get().kind, Notice.objects.get().apology) == ("update", "")


def test_the_apology_written_beforehand_still_stands_there_after_another_kind_was_refused():
    article = make_issued()

    # A browser sends no field that is switched off, as it is for an update.
    refused = take(article, editor_of(article), "notice", notice_kind="update", notice_text="")

    assert refused.status_code == 409
    assert "Kami meminta maaf kepada pembaca atas kekeliruan ini." in refused.text


def test_the_first_version_is_issued_without_a_question_for_a_notice():
    article = make_in_state("approved")

    assert "With a notice to readers" not in question_of(article, editor_of(article), "issue")
