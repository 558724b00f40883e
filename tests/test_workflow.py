"""What each step asks, refuses and records."""

from datetime import timedelta

import pytest

from articles import workflow
from articles.models import Article, Decision, Notice, Version
from newsroom.reporters.models import Reporter

from .factories import (
    NOW,
    make_article,
    make_desk,
    make_in_state,
    make_issued,
    make_reporter,
    make_user,
)
from .steps import LATER, SOON, perform, refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
# --- What a step asks ---------------------------------------------------------------------------


@pytest.mark.parametrize("note", [None, "", "  \n\t "])
@pytest.mark.parametrize(("name", "state"), [("return", "in_review"), ("spike", "draft")])
def test_an_editor_who_returns_or_spikes_says_why(name, state, note):
    article = make_in_state(state)

    assert refused(name, article, note=note) == "Write a note that says why."


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        ({"headline": "  "}, "Write a headline."),
        ({"body": ""}, "Write the body."),
        ({"body": "<p> </p><p><br></p>"}, "Write the body."),
        ({"section": None}, "Choose a section."),
    ],
)
def test_an_incomplete_draft_is_not_submitted(missing, sentence):
    article = make_article()
    Article.objects.filter(pk=article.pk).update(**missing)

    assert refused("submit", article) == sentence


def test_a_headline_and_a_text_of_which_nobody_sees_anything_are_none():
    # What chat programs put between words, and nothing else.
    article = make_article(headline="\u200b\u200e", body="<p>\ufeff\u00a0\u2060</p>")

    sentences = refused("submit", article)

    assert "Write a headline." in sentences
    assert "Write the body." in sentences


def test_a_draft_without_a_byline_is_not_submitted():
    article = make_article()
    article.bylines.all().delete()

    assert refused("submit", article) == "Add at least one byline."


def test_whatever_is_missing_is_said_at_once():
    article = make_article()
    Article.objects.filter(pk=article.pk).update(headline="", body="", section=None)

    assert refused("submit", article) == "Write a headline. Write the body. Choose a section."


def test_a_withdrawal_needs_a_ground_of_the_press_council_and_a_reason_for_readers():
    article = make_issued()

    assert refused("withdraw", article, ground="", reason=" ") == (
        "Choose the ground of the withdrawal. Write the reason that readers will see."
    )
    assert "bored" in refused("withdraw", article, ground="bored", reason="Bosan.")
    assert not Notice.objects.exists()
    assert Version.objects.live(SOON).exists()


def test_an_answer_that_a_step_does_not_ask_for_never_passes_for_now():
    article = make_in_state("approved")

    with pytest.raises(TypeError, match="issue does not ask for live_form"):
        perform("issue", article, live_form=LATER)

    assert not Version.objects.exists()


# --- Four eyes ----------------------------------------------------------------------------------


@pytest.mark.parametrize("part", ["created", "credited", "saved"])
def test_an_editor_does_not_approve_a_text_of_their_own(part):
    desk = make_desk()
    editor = make_user("editor", desk)
    article = make_article(
        desk,
        by=editor if part == "created" else None,
        reporters=[make_reporter(desk, user=editor)] if part == "credited" else None,
    )
    if part == "saved":
        article.written_by.add(editor)
    perform("submit", article, editor)

    assert refused("approve", article, editor, note="Bagus.") == (
        "Somebody who neither wrote it nor is credited on it has to approve it."
    )


def test_a_chief_approves_their_own_text_with_a_reason_that_is_kept():
    desk = make_desk()
    chief = make_user("chief", desk)
    article = perform("submit", make_article(desk, by=chief), chief).article

    assert refused("approve", article, chief, note=" ") == (
        "You wrote this text: as chief editor, note why you approve it yourself."
    )
    decision = perform("approve", article, chief, note=" Tengah malam, sendirian. ")
    assert decision.note == "Tengah malam, sendirian."


def test_whoever_rewrote_a_recalled_text_still_does_not_approve_it():
    article = make_article()
    rewriter, other = make_user("editor", article.desk), make_user("editor", article.desk)
    article.written_by.add(rewriter)
    for name in ("submit", "approve"):
        perform(name, article, other)
    perform("issue", article, other, live_from=LATER)
    perform("recall", article, rewriter)
    perform("return", article, rewriter, note="Masih ada yang keliru.")
    perform("submit", article, rewriter)

    assert "Somebody who neither wrote it" in refused("approve", article, rewriter)


def test_whoever_wrote_an_update_that_a_withdrawal_cancelled_still_does_not_approve_it():
    article = make_issued()
    writer, other = make_user("editor", article.desk), make_user("editor", article.desk)
    perform("reopen", article, other)
    article.written_by.add(writer)
    for name in ("submit", "approve"):
        perform(name, article, other)
    perform("issue", article, other, live_from=LATER)
    perform("withdraw", article, other, ground="inaccurate", reason="Angkanya keliru.")
    for name in ("reopen", "submit"):
        perform(name, article, writer)

    assert "Somebody who neither wrote it" in refused("approve", article, writer)


def test_whoever_wrote_what_went_out_may_approve_the_next_text_of_somebody_else():
    article = make_article()
    first = make_user("editor", article.desk)
    article.written_by.add(first)
    for name in ("submit", "approve", "issue"):
        perform(name, article)
    perform("reopen", article)
    perform("submit", article)

    assert perform("approve", article, first).to_state == "approved"


# --- Again and again ----------------------------------------------------------------------------


def test_the_same_step_twice_is_taken_once_and_the_second_gets_a_sentence():
    article = make_in_state("approved")
    editor = make_user("editor", article.desk)
    perform("issue", article, editor)

    assert "This article is now “issued”: somebody may have been faster." in refused(
        "issue", article, editor
    )
    assert Version.objects.count() == 1


def test_a_step_over_an_older_text_is_refused():
    article = make_in_state("in_review")
    seen = article.edit
    Article.objects.filter(pk=article.pk).update(edit=seen + 1, headline="Diam-diam diganti")

    assert "The text was changed after you opened it." in refused("approve", article, edit=seen)
    assert perform("approve", article, edit=seen + 1).to_state == "approved"


def test_a_decision_says_which_step_who_when_why_and_from_where_to_where():
    article = make_in_state("in_review")
    editor = make_user("editor", article.desk)

    perform("return", article, editor, note="Tambah narasumber.")

    decision = Decision.objects.order_by("-pk").first()
    assert (decision.step, decision.by, decision.taken_at) == ("return", editor, SOON)
    assert (decision.from_state, decision.to_state) == ("in_review", "draft")
    assert (decision.note, decision.version, decision.live_from) == (
        "Tambah narasumber.",
        None,
        None,
    )


def test_decisions_on_a_version_name_it_and_the_moment_chosen():
    article = make_in_state("approved")
    issued = perform("issue", article, live_from=LATER)
    moved = perform("reschedule", article, live_from=LATER + timedelta(hours=1))
    recalled = perform("recall", article)

    version = Version.objects.get()
    assert [d.version for d in (issued, moved, recalled)] == [version] * 3
    assert (issued.live_from, moved.live_from) == (LATER, LATER + timedelta(hours=1))
    assert recalled.live_from is None


def test_the_reason_of_a_withdrawal_is_in_the_notice_and_in_the_decision():
    article = make_issued()
    editor = make_user("editor", article.desk)

    decision = perform("withdraw", article, editor, ground="child", reason=" Anak di bawah umur. ")

    notice = article.notices.get()
    assert (notice.text, notice.ground) == ("Anak di bawah umur.", "child")
    assert (notice.by, notice.published_at) == (editor, SOON)
    assert decision.note == "Anak di bawah umur."
    assert decision.version == Version.objects.get()


# --- Who acts, and on what ----------------------------------------------------------------------


def test_nobody_acts_once_their_user_is_inactive():
    article = make_in_state("approved")
    gone = make_user("chief", article.desk, is_active=False, is_superuser=True)

    assert workflow.available(article, by=gone, at=NOW) == []
    assert not Article.objects.visible_to(gone).exists()
    assert not workflow.may_edit_text(gone, article)


def test_an_article_is_never_listed_twice_whatever_its_bylines():
    desk = make_desk()
    user = make_user("editor", desk)
    people = [
        Reporter.objects.create(desk=desk, name="Sari", slug="sari", user=user),
        Reporter.objects.create(desk=desk, name="Budi", slug="budi"),
    ]
    article = make_article(desk, by=user, reporters=people)

    assert list(Article.objects.visible_to(user)) == [article]
