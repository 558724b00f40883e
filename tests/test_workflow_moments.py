"""From when a story is public, and what its versions say of that over time."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from articles import needs, publishing
from articles.models import Article, Placement, Version
from articles.models.version import FOREVER
from newsroom.reporters.models import Membership

from .factories import NOW, make_in_state, make_issued, make_user, reissue
from .steps import LATER, SOON, perform, refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
FAR = needs.FARTHEST + timedelta(microseconds=1)


# --- When it is live ----------------------------------------------------------------------------


def test_an_approved_article_is_held_until_somebody_issues_it():
    make_in_state("approved")

    assert not Version.objects.exists()
    assert not Placement.objects.live(NOW + timedelta(days=365)).exists()


@pytest.mark.parametrize("name", ["issue", "reschedule"])
def test_a_moment_that_has_passed_is_refused(name):
    article = make_in_state("approved") if name == "issue" else make_issued(live_from=LATER)

    sentence = refused(name, article, live_from=SOON - timedelta(microseconds=1))

    assert "has passed: choose a moment ahead." in sentence
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
        (
            "Jalan Jambi–Kerinci dan/atau Muara\u00a0Bungo",
            "jalan-jambi-kerinci-dan-atau-muara-bungo",
        ),
        (
            "Pilkada 2024—2029: R&D di Kerinci…kata warga",
            "pilkada-2024-2029-rd-di-kerinci-kata-warga",
        ),
        ("危机 🐟", None),
        ("…!?—", None),
        ("x" * 119 + " yz", "x" * 119),
    ],
)
def test_any_headline_gets_an_address(headline, slug):
    article = make_issued(headline=headline)

    assert Version.objects.get().slug == (slug or str(article.pk))
