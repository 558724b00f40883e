"""Deciding in the admin: each button, what it asks, and what it says."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from articles import workflow
from articles.admin.steps import LEADS_TO
from articles.models import Notice, Placement, Version

from .factories import (
    NOW,
    make_article,
    make_desk,
    make_in_state,
    make_issued,
    make_network,
    make_user,
    reissue,
)
from .staff import client_of, editor_of, page_of, take, typed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("network")]


def buttons(page, article):
    """The steps that a page offers."""
    return {
        name
        for name in workflow.STEPS
        if f"/steps/{name}/" in page or f'name="_step" value="{name}"' in page
    }


@pytest.mark.parametrize(
    ("role", "state", "offered"),
    [
        ("reporter", "draft", set()),
        ("editor", "draft", {"submit", "spike"}),
        ("editor", "in_review", {"approve", "return", "spike"}),
        ("editor", "approved", {"issue", "return", "spike"}),
        ("reporter", "in_review", set()),
        ("editor", "spiked", {"revive"}),
    ],
)
def test_only_buttons_that_may_be_pressed_are_drawn(role, state, offered):
    article = make_in_state(state)
    user = make_user(role, article.desk)

    page = client_of(user).get(page_of(article)).text

    assert buttons(page, article) == offered


def test_a_live_article_offers_what_may_be_done_with_it():
    article = make_issued()
    root_editor = make_user("editor", make_network())

    page = client_of(root_editor).get(page_of(article)).text

    assert buttons(page, article) == {"reopen", "carry", "notice", "withdraw"}


def test_an_editor_returns_with_a_note_and_never_without():
    article = make_in_state("in_review")
    editor = editor_of(article)

    without = take(article, editor, "return", note="  ")
    article.refresh_from_db()
    assert (without.status_code, article.state) == (422, "in_review")

    page = take(article, editor, "return", note="Tanya juga kepala desa.")
    article.refresh_from_db()
    assert article.state == "draft"
    assert "Returned to the reporter with your note." in page.text
    assert "Tanya juga kepala desa." in page.text


def test_an_editor_approves_and_issues_now():
    article = make_in_state("in_review")
    editor = editor_of(article)

    take(article, editor, "approve")
    page = take(article, editor, "issue", when="now", live_from="")

    assert "Issued. Live from" in page.text
    assert Version.objects.get(article=article).live_from > NOW


def test_an_editor_issues_at_a_moment_in_the_desks_zone():
    ambon = make_desk("ambon", time_zone="Asia/Jayapura")
    article = make_in_state("approved", ambon)
    editor = editor_of(article)
    tomorrow = (NOW + timedelta(days=1)).astimezone(ZoneInfo("Asia/Jayapura"))

    page = client_of(editor).get(f"/admin/articles/article/{article.pk}/steps/issue/").text
    assert "Live from (WIT)" in page
    said = take(article, editor, "issue", when="later", live_from=f"{tomorrow:%Y-%m-%dT06:00}")

    version = Version.objects.get(article=article)
    local = version.live_from.astimezone(ZoneInfo("Asia/Jayapura"))
    assert (local.date(), local.hour, local.minute) == (tomorrow.date(), 6, 0)
    assert "06:00 WIT." in said.text


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"when": "later", "live_from": ""}, "Choose the moment"),
        ({"when": "later", "live_from": "2001-01-01T06:00"}, "has passed"),
        ({"when": "later", "live_from": "yesterday"}, "There is no such day or time."),
        ({"when": "later", "live_from": "9999-99-99T00:00"}, "There is no such day or time."),
        ({"when": "now", "live_from": "2030-01-01T06:00"}, "choose one of them"),
        ({"when": "someday", "live_from": ""}, "Select a valid choice."),
        ({}, "This field is required."),
    ],
)
def test_an_impossible_moment_is_refused_with_a_sentence(answers, sentence):
    article = make_in_state("approved")

    page = take(article, editor_of(article), "issue", **answers)

    assert page.status_code in (409, 422)
    assert sentence in page.text
    assert not Version.objects.exists()


def test_what_is_scheduled_is_rescheduled_and_recalled():
    article = make_issued(live_from=NOW + timedelta(days=1))
    editor = editor_of(article)
    page = client_of(editor).get(page_of(article)).text
    assert buttons(page, article) == {"reschedule", "recall"}
    later = (NOW + timedelta(days=2)).astimezone(article.desk.zone)

    take(article, editor, "reschedule", live_from=f"{later:%Y-%m-%dT%H:%M}")
    moved = Version.objects.get(article=article).live_from
    assert moved == (NOW + timedelta(days=2)).replace(second=0)

    take(article, editor, "recall")
    article.refresh_from_db()
    assert article.state == "approved"


def test_withdrawing_needs_a_ground_and_a_public_reason():
    article = make_issued()
    editor = editor_of(article)

    for lacking in ({"ground": "inaccurate"}, {"reason": "Keliru."}, {"ground": "wish"}):
        assert take(article, editor, "withdraw", **lacking).status_code == 422
    assert not Notice.objects.exists()

    take(article, editor, "withdraw", ground="inaccurate", reason="Angkanya keliru.")
    assert Notice.objects.get().text == "Angkanya keliru."


def test_a_spiked_article_is_revived_as_a_draft():
    article = make_article()
    editor = editor_of(article)

    take(article, editor, "spike", note="Sudah basi.")
    article.refresh_from_db()
    assert article.state == "spiked"
    take(article, editor, "revive")
    article.refresh_from_db()
    assert article.state == "draft"


def test_an_editor_of_two_desks_carries_a_story_under_its_own_headline():
    kerinci, ambon = make_desk("kerinci"), make_desk("ambon")
    article = make_issued(kerinci)
    user = make_user("editor", kerinci)
    user.memberships.create(desk=ambon, role="editor")

    take(article, user, "carry", desk=ambon.pk, headline="Dari barat")

    placement = Placement.objects.get(desk=ambon)
    assert (placement.kind, placement.headline) == ("carried", "Dari barat")


def test_a_live_story_is_changed_without_readers_seeing_it_before_it_is_issued_again():
    article = make_issued(headline="Judul lama")
    chief = make_user("chief", article.desk)

    take(article, chief, "reopen")
    article.refresh_from_db()
    article.headline = "Judul baru"
    article.save()
    assert Version.objects.live(NOW).get().headline == "Judul lama"


def test_nobody_approves_a_text_that_was_changed_after_they_opened_it():
    article = make_in_state("in_review")

    page = take(article, editor_of(article), "approve", edit=0)

    assert page.status_code == 409
    assert "The text was changed after you opened it." in page.text
    article.refresh_from_db()
    assert article.state == "in_review"


def test_pressing_twice_does_it_once_and_says_the_same():
    article = make_in_state("in_review")
    editor = editor_of(article)
    take(article, editor, "approve")

    again = take(article, editor, "approve")

    assert again.status_code == 200
    assert "Approved. It waits until an editor issues it." in again.text
    assert article.decisions.filter(step="approve").count() == 1


def test_a_step_that_is_answered_otherwise_the_second_time_is_no_second_press():
    article = make_in_state("in_review")
    editor = editor_of(article)
    take(article, editor, "return", note="Siapa saksinya?")

    again = take(article, editor, "return", note="Kutipannya dari mana?")

    assert again.status_code == 409
    assert "Kutipannya dari mana?" in again.text
    assert article.decisions.get(step="return").note == "Siapa saksinya?"


def test_a_moment_that_is_refused_is_not_said_to_be_taken_because_another_just_was():
    article = make_issued(live_from=NOW + timedelta(days=1))
    editor = editor_of(article)
    two_days_on = NOW.astimezone(ZoneInfo(article.desk.time_zone)) + timedelta(days=2)
    take(article, editor, "reschedule", live_from=f"{two_days_on:%Y-%m-%dT%H:%M}")

    page = take(article, editor, "reschedule", live_from="2020-01-01T06:00")

    assert page.status_code == 409
    # The field takes no empty answer, so none is offered.
    assert "2020-01-01 06:00 WIB has passed: choose a moment ahead." in page.text


def test_whoever_comes_second_is_told_that_somebody_was_faster():
    article = make_in_state("in_review")
    slow = editor_of(article)
    take(article, editor_of(article), "return", note="Siapa saksinya?")

    told = take(article, slow, "return", note="Kutipannya dari mana?")

    assert told.status_code == 409
    assert "somebody may have been faster" in told.text
    assert "Kutipannya dari mana?" in told.text
    assert article.decisions.filter(step="return").count() == 1


def test_a_button_leads_to_a_question_about_the_very_text_that_was_read():
    article = make_in_state("in_review")
    reader = editor_of(article)
    page = client_of(make_user("reporter", make_desk("lain"))).get(page_of(article))
    assert page.status_code == 404
    chief = make_user("chief", article.desk, language="en")
    client_of(chief).post(page_of(article), typed(article, headline="Diubah diam-diam"))

    page = client_of(reader).get(
        f"/admin/articles/article/{article.pk}/steps/approve/?edit={article.edit}"
    )

    assert page.status_code == 409
    assert "The text was changed after you opened it." in page.text
    assert "<form method" not in page.text.partition('id="content"')[2]


def test_every_question_says_what_the_step_leads_to():
    assert set(LEADS_TO) == set(workflow.STEPS)
    article = make_issued()

    page = client_of(editor_of(article)).get(
        f"/admin/articles/article/{article.pk}/steps/withdraw/"
    )

    assert "Readers lose the text at once, on every desk" in page.text


def test_an_editor_of_another_desk_finds_a_live_story_and_carries_it():
    kerinci, ambon = make_desk("kerinci"), make_desk("ambon")
    article = make_issued(kerinci, headline="Danau surut")
    chief = make_user("chief", kerinci)
    workflow.perform("reopen", article, by=chief, at=NOW)
    article.refresh_from_db()
    client_of(chief).post(page_of(article), typed(article, headline="Rahasia yang belum terbit"))
    client = client_of(make_user("editor", ambon, language="en"))

    found = client.get("/admin/articles/article/carry/?q=danau").text
    assert "Danau surut" in found
    address = f"/admin/articles/article/{article.pk}/steps/carry/"
    question = client.get(address).text
    assert "Danau surut" in question
    said = client.post(
        address, {"edit": 2, "desk": ambon.pk, "headline": "Dari barat"}, follow=True
    )

    assert Placement.objects.get(desk=ambon).headline == "Dari barat"
    assert f"On the pages of {ambon.name}: “Dari barat”." in said.text
    for page in (found, question, said.text):
        assert "Rahasia" not in page
    assert client.get(page_of(article)).status_code == 404


def test_what_is_not_live_is_not_offered_to_other_desks():
    waiting = make_issued(live_from=NOW + timedelta(days=1), headline="Rahasia besok")
    client = client_of(make_user("editor", make_desk("ambon")))

    assert "Rahasia" not in client.get("/admin/articles/article/carry/").text
    assert client.get(f"/admin/articles/article/{waiting.pk}/steps/carry/").status_code == 404


def test_reporters_carry_nothing():
    client = client_of(make_user("reporter", make_desk(), language="en"))

    refused = client.get("/admin/articles/article/carry/")

    assert refused.status_code == 403
    assert "Editors carry stories." in refused.text
    article = make_issued()
    assert client.get(f"/admin/articles/article/{article.pk}/steps/carry/").status_code == 404


def test_whoever_wrote_it_does_not_approve_it():
    desk = make_desk()
    editor = make_user("editor", desk, language="en")
    article = make_article(desk, by=editor)
    workflow.perform("submit", article, by=editor, at=NOW)

    page = take(article, editor, "approve")

    assert page.status_code == 409
    assert "Somebody who neither wrote it nor is credited on it" in page.text


def test_a_chief_approves_their_own_only_with_a_reason():
    desk = make_desk()
    chief = make_user("chief", desk, language="en")
    article = make_article(desk, by=chief)
    workflow.perform("submit", article, by=chief, at=NOW)

    assert take(article, chief, "approve", note="").status_code == 409
    take(article, chief, "approve", note="Tidak ada editor lain malam ini.")

    article.refresh_from_db()
    assert article.state == "approved"
    assert article.decisions.get(step="approve").note == "Tidak ada editor lain malam ini."


def test_a_step_that_is_not_this_persons_to_take_is_refused_and_changes_nothing():
    article = make_in_state("in_review")
    reporter = make_user("reporter", article.desk, language="en")

    asked = client_of(reporter).get(f"/admin/articles/article/{article.pk}/steps/approve/")
    taken = take(article, reporter, "approve")

    for page in (asked, taken):
        assert page.status_code == 403
        assert "Your role at this desk does not allow this step." in page.text
    article.refresh_from_db()
    assert article.state == "in_review"


def test_a_step_that_does_not_exist_is_not_found():
    article = make_article()

    assert take(article, editor_of(article), "publish").status_code == 404


def test_the_history_says_who_decided_what_when_and_why_in_the_desks_zone():
    ambon = make_desk("ambon", time_zone="Asia/Jayapura")
    article = reissue(make_issued(ambon), at=NOW + timedelta(seconds=1), headline="Baru")
    editor = editor_of(article)

    page = client_of(editor).get(page_of(article)).text

    for words in ("Reopen for changes", "Diperbarui.", "WIT", "superseded", "Version 2"):
        assert words in page


def test_a_step_that_asks_for_a_moment_shows_the_one_that_holds():
    ahead = (NOW + timedelta(days=3)).replace(second=0, microsecond=0)
    held = make_in_state("approved", embargo_until=ahead + timedelta(seconds=20))
    scheduled = make_issued(held.desk, live_from=ahead)
    client = client_of(make_user("editor", held.desk, language="en"))
    local = timezone.localtime(ahead, held.desk.zone)

    asked = client.get(f"/admin/articles/article/{held.pk}/steps/issue/").text
    moved = client.get(f"/admin/articles/article/{scheduled.pk}/steps/reschedule/").text

    # A minute that began before the embargo's end would be refused.
    assert f'value="{local + timedelta(minutes=1):%Y-%m-%dT%H:%M}"' in asked
    assert "It is under embargo until" in asked
    assert re.search('value="later"[^>]*checked', asked)
    assert f'value="{local:%Y-%m-%dT%H:%M}"' in moved
    assert f"As things stand it goes out at {local:%Y-%m-%d %H:%M}" in moved
