"""One story on other desks: who carries it, under which headline, and who stops."""

import pytest
from django.db.models import F

from articles import workflow
from articles.models import Article, Placement
from newsroom.accounts.models import User
from newsroom.reporters.models import Membership

from .factories import NOW, make_desk, make_issued, make_network, make_user, reissue
from .steps import LATER, SOON, perform, refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def test_nobody_carries_a_story_on_a_desk_that_they_do_not_edit():
    article, ambon = make_issued(), make_desk("ambon")

    assert refused("carry", article, make_user("editor", make_desk()), desk=ambon) == (
        "You are not an editor at the desk that would carry it."
    )
    chief = make_user("chief", make_network())
    assert "is the article's home" in refused("carry", article, chief, desk=article.desk)
    assert refused("carry", article, chief) == "Choose the desk that carries it."


def test_carrying_is_offered_only_to_editors_of_another_desk():
    article = make_issued()
    editor = make_user("editor", article.desk)

    def offered(user):
        user = User.objects.get(pk=user.pk)
        return "carry" in [each.name for each in workflow.available(article, by=user, at=NOW)]

    assert refused("carry", article, editor, desk=article.desk) == (
        "You edit no other desk that could carry it."
    )
    assert not offered(editor)
    Membership.objects.create(user=editor, desk=make_desk("ambon"), role="editor")
    assert offered(editor)


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


def test_a_scheduled_story_is_carried_beforehand_and_comes_on_every_desk_at_its_moment():
    kerinci, ambon = make_desk("kerinci"), make_desk("ambon")
    article = make_issued(kerinci, live_from=LATER)
    stranger = make_user("editor", ambon)
    chief = make_user("chief", kerinci)
    Membership.objects.create(user=chief, desk=ambon, role="editor")

    assert refused("carry", article, stranger, desk=ambon) == "No version of this article is live."
    perform("carry", article, chief, desk=ambon, headline="Dari barat")
    assert not Placement.objects.live(SOON).exists()
    sooner = SOON + (LATER - SOON) / 2
    perform("reschedule", article, chief, live_from=sooner)

    places = Placement.objects.live(sooner).values_list("desk__slug", "headline", "live_from")
    assert set(places) >= {("kerinci", "", sooner), ("ambon", "Dari barat", sooner)}
    perform("uncarry", article, chief, desk=ambon)
    assert not Placement.objects.live(LATER).filter(desk=ambon).exists()


def test_what_was_carried_ahead_is_carried_after_a_recall_unless_the_desk_stopped():
    kerinci, ambon, ternate = make_desk("kerinci"), make_desk("ambon"), make_desk("ternate")
    article = make_issued(kerinci, live_from=LATER)
    chief = make_user("chief", kerinci)
    for desk in (ambon, ternate):
        Membership.objects.create(user=chief, desk=desk, role="editor")
    for desk in (ambon, ternate):
        perform("carry", article, chief, desk=desk, headline=f"Dari {desk.name}")

    perform("recall", article, chief)
    assert not Placement.objects.live(LATER).exists()
    perform("uncarry", article, chief, at=LATER, desk=ternate)
    perform("issue", article, chief, at=LATER)

    places = dict(Placement.objects.live(LATER).values_list("desk__slug", "headline"))
    assert places == {"kerinci": "", "nusantara": "", "ambon": "Dari Ambon"}


def test_a_headline_that_a_desk_chose_since_a_recall_is_the_one_that_holds():
    article, ambon = make_issued(), make_desk("ambon")
    editor = make_user("editor", ambon)
    perform("carry", article, editor, desk=ambon, headline="Lama")
    article = reissue(Article.objects.get(pk=article.pk), live_from=LATER, headline="Kabar baru")

    perform("recall", article)
    perform("carry", article, editor, desk=ambon, headline="Pilihan terakhir")
    perform("issue", article, at=LATER)

    assert Placement.objects.live(LATER).get(desk=ambon).headline == "Pilihan terakhir"


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
