"""What each step asks, refuses and records."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import F
from django.utils import translation

from articles import publishing, workflow
from articles.models import Article, Decision, Notice, Placement, Version
from articles.models.version import FOREVER
from newsroom.reporters.models import Membership

from .factories import (
    NOW,
    make_article,
    make_desk,
    make_in_state,
    make_issued,
    make_reporter,
    make_user,
    reissue,
)

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=2)
SOON = NOW + timedelta(minutes=1)
FAR = workflow.FARTHEST + timedelta(microseconds=1)


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def perform(name, article, by=None, at=SOON, **answers):
    by = by or make_user("editor", article.desk)
    return workflow.perform(name, article, by=by, at=at, **answers)


def refused(name, article, by=None, at=SOON, **answers):
    """The sentences of a refusal, after looking that nothing was changed."""
    before = list(Article.objects.filter(pk=article.pk).values())
    count = Decision.objects.count()
    with pytest.raises(ValidationError) as refusal:
        perform(name, article, by, at, **answers)
    assert list(Article.objects.filter(pk=article.pk).values()) == before
    assert Decision.objects.count() == count
    return " ".join(refusal.value.messages)


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


def test_whoever_wrote_what_went_out_may_approve_the_next_text_of_somebody_else():
    article = make_article()
    first = make_user("editor", article.desk)
    article.written_by.add(first)
    for name in ("submit", "approve", "issue"):
        perform(name, article)
    perform("reopen", article)
    perform("submit", article)

    assert perform("approve", article, first).to_state == "approved"


# --- When it is live ----------------------------------------------------------------------------


def test_an_approved_article_is_held_until_somebody_issues_it():
    make_in_state("approved")

    assert not Version.objects.exists()
    assert not Placement.objects.live(NOW + timedelta(days=365)).exists()


@pytest.mark.parametrize("name", ["issue", "reschedule"])
def test_a_moment_that_has_passed_is_refused(name):
    article = make_in_state("approved") if name == "issue" else make_issued(live_from=LATER)

    sentence = refused(name, article, live_from=SOON - timedelta(microseconds=1))

    assert "has passed. Choose a moment ahead" in sentence
    assert "WIB" in sentence


@pytest.mark.parametrize("name", ["issue", "reschedule"])
@pytest.mark.parametrize("moment", [FOREVER, FOREVER - timedelta(hours=7), SOON + FAR])
def test_a_moment_that_nobody_here_will_see_is_a_year_mistyped(name, moment):
    article = make_in_state("approved") if name == "issue" else make_issued(live_from=LATER)
    before = list(Version.objects.values())

    assert refused(name, article, live_from=moment) == (
        "This moment is more than ten years ahead: look at the year."
    )
    assert list(Version.objects.values()) == before


@pytest.mark.parametrize("live_from", [None, LATER - timedelta(microseconds=1)])
def test_an_embargo_bounds_now_and_any_moment(live_from):
    article = make_in_state("approved", embargo_until=LATER)

    assert "under embargo" in refused("issue", article, live_from=live_from)
    assert perform("issue", article, live_from=LATER).version.live_from == LATER


def test_an_embargo_that_came_after_the_schedule_holds_for_the_next_moment_chosen():
    article = make_issued(live_from=LATER)
    Article.objects.filter(pk=article.pk).update(embargo_until=LATER + timedelta(hours=1))

    assert "under embargo" in refused("reschedule", article, live_from=LATER + timedelta(minutes=1))


def test_an_embargo_that_was_issued_holds_though_the_text_forgot_it():
    article = make_issued(live_from=LATER, embargo_until=LATER)
    Article.objects.filter(pk=article.pk).update(embargo_until=None)

    assert "before the embargo lifts" in refused("reschedule", article, live_from=SOON)
    assert Version.objects.get().live_from == LATER


def test_a_later_change_of_roles_never_stops_a_schedule():
    article = make_in_state("approved")
    editor = make_user("editor", article.desk)
    perform("issue", article, editor, live_from=LATER)

    Membership.objects.filter(user=editor).delete()
    editor.is_active = False
    editor.save()

    assert Placement.objects.live(LATER).filter(desk=article.desk).exists()


def test_a_version_that_readers_have_is_neither_recalled_nor_rescheduled():
    article = make_issued(live_from=LATER)

    assert refused("recall", article, at=LATER) == (
        "There is no version ahead: it is already public."
    )
    assert "already public" in refused(
        "reschedule", article, at=LATER, live_from=LATER + timedelta(hours=1)
    )


@pytest.mark.parametrize("name", ["recall", "reschedule"])
def test_what_went_public_while_a_step_waited_stays_public(name):
    """The request began before the moment; the database's clock has passed it."""
    moment = NOW - timedelta(minutes=30)
    article = make_issued(at=NOW - timedelta(hours=1), live_from=moment)
    answers = {"live_from": LATER} if name == "reschedule" else {}

    sentence = refused(name, article, at=NOW - timedelta(minutes=31), **answers)

    assert sentence == "There is no version ahead: it is already public."
    version = Version.objects.get()
    assert (version.live_from, version.is_live(NOW)) == (moment, True)


def test_a_refusal_of_the_database_itself_is_a_sentence(monkeypatch):
    article = make_issued(at=NOW - timedelta(hours=1))

    def lengthen(article, **ignored):
        Version.objects.filter(article=article).update(live_from=LATER)

    monkeypatch.setattr(publishing, "withdraw", lengthen)

    assert "at this very moment" in refused(
        "withdraw", article, ground="inaccurate", reason="Keliru."
    )


def test_a_fault_of_our_own_is_not_an_editors_mistake(monkeypatch):
    article = make_in_state("approved")

    def broken(article, **ignored):
        Article.objects.filter(pk=article.pk).update(state="unheard-of")

    monkeypatch.setattr(publishing, "issue", broken)

    with pytest.raises(IntegrityError):
        perform("issue", article)


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
    assert (notice.reason, notice.ground) == ("Anak di bawah umur.", "child")
    assert (notice.by, notice.published_at) == (editor, SOON)
    assert decision.note == "Anak di bawah umur."
    assert decision.version == Version.objects.get()


# --- Versions over time -------------------------------------------------------------------------


def test_a_story_recalled_before_it_was_public_dates_from_when_it_really_goes_out():
    article = perform("recall", make_issued(live_from=LATER)).article
    again = perform("issue", article, live_from=LATER + timedelta(hours=3)).version

    assert (again.number, again.first_live_from) == (2, LATER + timedelta(hours=3))


def test_a_story_issued_again_after_its_withdrawal_keeps_its_first_date_and_the_gap():
    article = make_issued(at=NOW - timedelta(hours=3))
    first = Version.objects.get()
    perform("withdraw", article, at=NOW, ground="inaccurate", reason="Angkanya keliru.")
    again = reissue(article, at=SOON, live_from=LATER, headline="Angka yang benar")

    second = Version.objects.get(number=2)
    assert second.first_live_from == first.live_from
    assert not Version.objects.live(LATER - timedelta(microseconds=1)).exists()
    perform("reschedule", again, live_from=LATER + timedelta(hours=1))
    assert not Version.objects.live(LATER).exists()
    perform("recall", again)
    assert not Version.objects.live(LATER + timedelta(days=9)).exists()


def test_what_was_approved_before_a_withdrawal_has_to_be_approved_once_more():
    article = make_issued(at=NOW - timedelta(hours=1))
    chief = make_user("chief", article.desk)
    for name, answers in (
        ("reopen", {}),
        ("submit", {}),
        ("approve", {"note": "Diperbarui."}),
        ("withdraw", {"ground": "child", "reason": "Anak di bawah umur."}),
    ):
        perform(name, article, chief, **answers)

    assert refused("issue", article) == (
        "It was withdrawn after it was approved: return it, and have it approved once more."
    )
    assert not Version.objects.live(SOON).exists()

    perform("return", article, note="Tanpa nama anak.")
    perform("submit", article, chief)
    perform("approve", article)
    assert perform("issue", article, at=LATER).version.is_live(LATER)


def test_a_withdrawal_that_waited_past_the_moment_of_an_update_changes_nothing_and_says_so():
    """The request began before the update's moment; by the database's clock it is public."""
    moment = NOW - timedelta(minutes=30)
    article = make_issued(at=NOW - timedelta(hours=2))
    article = reissue(article, at=NOW - timedelta(hours=1), live_from=moment, headline="Baru")

    assert "at this very moment" in refused(
        "withdraw", article, at=moment - timedelta(seconds=1), ground="child", reason="Anak."
    )
    assert [v.number for v in publishing.standing_versions(article)] == [2, 1]

    perform("withdraw", article, ground="child", reason="Anak.")
    assert [v.live_until for v in publishing.standing_versions(article)] == [SOON, moment]


def test_a_first_version_moved_to_another_moment_dates_from_there():
    article = make_issued(live_from=LATER)
    perform("reschedule", article, live_from=LATER - timedelta(minutes=30))

    version = Version.objects.get()
    assert version.first_live_from == version.live_from == LATER - timedelta(minutes=30)


def test_two_versions_of_the_same_instant_are_never_both_live():
    article = reissue(make_issued(), at=NOW, headline="Detik yang sama")

    assert [v.number for v in Version.objects.live(NOW)] == [2]
    assert [v.number for v in publishing.standing_versions(article)] == [2]


@pytest.mark.parametrize(
    ("headline", "slug"),
    [
        ("Danau Kerinci surut, nelayan menunggu", "danau-kerinci-surut-nelayan-menunggu"),
        ("Ça va? Über 100 %", "ca-va-uber-100"),
        ("危机 🐟", None),
        ("…!?—", None),
        ("x" * 119 + " yz", "x" * 119),
    ],
)
def test_any_headline_gets_an_address(headline, slug):
    article = make_issued(headline=headline)

    assert Version.objects.get().slug == (slug or str(article.pk))


# --- Carrying -----------------------------------------------------------------------------------


def test_nobody_carries_a_story_on_a_desk_that_they_do_not_edit():
    article, ambon = make_issued(), make_desk("ambon")

    assert refused("carry", article, make_user("editor", make_desk()), desk=ambon) == (
        "You are not an editor at the desk that would carry it."
    )
    assert "is the article's home" in refused("carry", article, desk=article.desk)
    assert refused("carry", article) == "Choose the desk that carries it."


def test_the_decision_to_carry_says_where_and_under_which_headline():
    article, ambon = make_issued(), make_desk("ambon", name="Ambon")
    editor = make_user("editor", ambon)

    plain = perform("carry", article, editor, desk=ambon)
    changed = perform("carry", article, editor, desk=ambon, headline=" Dari barat ", note="Ralat.")

    assert (plain.note, changed.note) == ("Ambon", "Ambon: Dari barat\nRalat.")


def test_a_headline_too_long_for_the_carrying_desk_is_refused_with_a_sentence():
    article, ambon = make_issued(), make_desk("ambon")
    editor = make_user("editor", ambon)

    assert "250" in refused("carry", article, editor, desk=ambon, headline="x" * 251)
    assert not Placement.objects.filter(desk=ambon).exists()


def test_a_story_with_an_update_ahead_is_carried_in_both():
    article = reissue(make_issued(), live_from=LATER, headline="Kabar baru")
    ambon = make_desk("ambon")

    perform("carry", article, make_user("editor", ambon), desk=ambon, headline=" Dari barat ")

    places = Placement.objects.filter(desk=ambon, live_until__gt=LATER).order_by("live_from")
    assert [(p.version.number, p.headline) for p in places] == [(2, "Dari barat")]
    assert Placement.objects.live(SOON).get(desk=ambon).version.number == 1


def test_carrying_twice_changes_the_headline_and_makes_no_second_placement():
    article, ambon = make_issued(), make_desk("ambon")
    editor = make_user("editor", ambon)
    for headline in ("Dari barat", "Dari Kerinci"):
        perform("carry", article, editor, desk=ambon, headline=headline)

    placement = Placement.objects.live(SOON).get(desk=ambon)
    assert (placement.kind, placement.headline) == ("carried", "Dari Kerinci")


def test_a_desk_above_that_chose_its_headline_carries_the_story_when_it_is_no_longer_above():
    jambi, sumatra = make_desk("jambi"), make_desk("sumatra")
    kerinci = make_desk("kerinci", parent=jambi)
    article = make_issued(kerinci)
    perform("carry", article, make_user("editor", jambi), desk=jambi, headline="Dari Kerinci")

    kerinci.parent = sumatra
    kerinci.save()
    reissue(Article.objects.get(pk=article.pk), at=SOON, headline="Kabar baru")

    places = dict(Placement.objects.live(SOON).values_list("desk__slug", "kind"))
    assert places == {
        "kerinci": "home",
        "sumatra": "rolled_up",
        "nusantara": "rolled_up",
        "jambi": "carried",
    }


def test_a_desk_stops_carrying_a_story_and_every_other_desk_keeps_it():
    article, ambon, kerinci = make_issued(), make_desk("ambon"), make_desk("kerinci")
    editor = make_user("editor", ambon)
    perform("carry", article, editor, desk=ambon, headline="Dari barat")
    perform("carry", article, make_user("editor", kerinci), desk=kerinci)
    before = set(Placement.objects.live(SOON).values_list("desk__slug", flat=True))

    decision = perform("uncarry", article, editor, at=SOON, desk=ambon)

    after = set(Placement.objects.live(SOON).values_list("desk__slug", flat=True))
    assert before - after == {"ambon"}
    assert (decision.step, decision.note) == ("uncarry", ambon.name)
    assert refused("uncarry", article, editor, at=SOON, desk=ambon) == (
        "None of your desks carries this article."
    )


def test_an_update_that_was_ahead_and_every_later_one_stay_off_the_desk_that_stopped_carrying():
    article = reissue(make_issued(), live_from=LATER, headline="Kabar baru")
    ambon = make_desk("ambon")
    editor = make_user("editor", ambon)
    perform("carry", article, editor, desk=ambon)

    perform("uncarry", article, editor, at=SOON, desk=ambon)
    reissue(Article.objects.get(pk=article.pk), at=LATER, headline="Kabar ketiga")

    assert not Placement.objects.filter(desk=ambon, live_until__gt=SOON).filter(
        live_until__gt=F("live_from")
    )


def test_a_story_is_carried_again_after_a_desk_had_stopped():
    article, ambon = make_issued(), make_desk("ambon")
    editor = make_user("editor", ambon)
    perform("carry", article, editor, desk=ambon, headline="Dari barat")
    perform("uncarry", article, editor, at=SOON, desk=ambon)

    perform("carry", article, editor, at=SOON, desk=ambon, headline="Sekali lagi")

    assert Placement.objects.live(SOON).get(desk=ambon).headline == "Sekali lagi"
    ended = Placement.objects.exclude(carried_until=None).get()
    assert (ended.headline, ended.live_until) == ("Dari barat", SOON)


def test_only_an_editor_of_the_carrying_desk_stops_it_and_never_at_the_home_or_above():
    article, ambon = make_issued(), make_desk("ambon")
    perform("carry", article, make_user("editor", ambon), desk=ambon)

    assert "None of your desks" in refused("uncarry", article, desk=ambon)
    both = make_user("editor", ambon)
    Membership.objects.create(user=both, desk=article.desk, role="editor")
    assert "does not carry" in refused("uncarry", article, both, desk=article.desk)
