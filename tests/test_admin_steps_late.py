"""A step that is no longer to be taken: whoever comes to its page reads what was decided."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles import workflow

from .factories import NOW, make_article, make_desk, make_in_state, make_issued, make_user
from .staff import LIST, client_of, editor_of, page_of, take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("network")]


def test_who_goes_back_after_issuing_reads_that_they_did_so_and_when_it_goes_out():
    article = make_in_state("approved")
    editor = editor_of(article)
    moment = timezone.now() + timedelta(hours=2)
    local = timezone.localtime(moment, article.desk.zone)
    take(article, editor, "issue", when="later", live_from=f"{local:%Y-%m-%dT%H:%M}")

    again = client_of(editor).get(f"{LIST}{article.pk}/steps/issue/")

    assert again.status_code == 409
    said = again.text.split("The last step:")[1].split("</p>")[0]
    assert "<strong>Issue</strong> · you, " in said
    assert f"live from {local:%-d %B, %H:%M} {local.tzname()}" in said


@pytest.mark.parametrize(("role", "is_told"), [("editor", True), ("chief", False)])
def test_who_wrote_it_reads_on_its_page_why_there_is_no_button_to_approve(role, is_told):
    desk = make_desk()
    writer = make_user(role, desk, language="en")
    article = make_article(desk, by=writer)
    workflow.perform("submit", article, by=writer, at=NOW)

    page = client_of(writer).get(page_of(article)).text

    sentence = "Somebody who neither wrote it nor is credited on it has to approve it."
    assert (sentence in page) is is_told
    offered = "/steps/approve/" in page or 'name="_step" value="approve"' in page
    assert offered is not is_told
    assert sentence not in client_of(editor_of(article)).get(page_of(article)).text


def test_a_text_that_was_withdrawn_after_its_approval_says_what_it_needs_to_be_issued():
    article = make_issued(at=NOW)
    chief = make_user("chief", article.desk, language="en")
    for step in ("reopen", "submit", "approve"):
        workflow.perform(step, article, by=chief, at=NOW, note="Diperbarui.")
    said = {"ground": "inaccurate", "reason": "Sumbernya menarik keterangannya."}
    workflow.perform("withdraw", article, by=chief, at=NOW, **said)

    page = client_of(editor_of(article)).get(page_of(article)).text

    assert "have it approved once more" in page and 'value="issue"' not in page


def test_who_comes_second_reads_who_was_first():
    article = make_in_state("in_review")
    slow = editor_of(article)
    fast = make_user("editor", article.desk, language="en", first_name="Sari")
    take(article, fast, "return", note="Siapa saksinya?")

    told = take(article, slow, "return", note="Kutipannya dari mana?").text

    assert "<strong>Return to the reporter</strong> · Sari" in told


def test_whoever_acts_on_a_story_that_was_withdrawn_meanwhile_reads_who_withdrew_it():
    ambon = make_desk("ambon")
    article = make_issued(at=NOW)
    fast = make_user("editor", article.desk, language="en", first_name="Sari")
    slow = editor_of(article)
    carrier = make_user("editor", ambon, language="en")
    # She sees the article as well, and what became of it.
    carrier.memberships.create(desk=article.desk, role="editor")
    take(article, fast, "withdraw", ground="inaccurate", reason="Sumbernya keliru.")

    for step, typed in (
        ("withdraw", {"ground": "inaccurate", "reason": "Data keliru."}),
        ("notice", {"notice_kind": "update", "notice_text": "Data keliru."}),
    ):
        told = take(article, slow, step, **typed)
        assert told.status_code == 409
        assert "<strong>Withdraw</strong> · Sari" in told.text
        assert "Data keliru." in told.text

    told = take(article, carrier, "carry", desk=ambon.pk, headline="Judul kami")
    assert "nr-state--withdrawn" in told.text and "superseded" not in told.text
    told = take(article, slow, "reopen")
    assert "Reopened. Readers keep what they have until the next version is issued." in told.text


def test_whoever_may_not_take_a_step_at_all_is_not_told_of_the_last_one():
    article = make_issued(at=NOW)
    reporter = article.created_by
    reporter.language = "en"
    reporter.save()

    told = take(article, reporter, "withdraw", ground="inaccurate", reason="Data keliru.")

    assert told.status_code == 403
    assert "The last step" not in told.text
