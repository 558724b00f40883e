"""What comes out of the door, and when."""

from datetime import timedelta

import pytest

from articles import workflow
from articles.models import Placement, Version
from articles.pictures.models import VersionPicture
from newsroom.photos.models import Photo

from .factories import NOW, make_article, make_desk, make_issued, make_user, reissue
from .pictures import figure, gallery, lead, make_photo, make_renditions, save

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=2)


def test_an_issued_article_is_on_its_desk_and_on_every_desk_above():
    province = make_desk("jambi")
    kerinci = make_desk("kerinci", parent=province)

    article = make_issued(kerinci)

    places = dict(Placement.objects.live(NOW).values_list("desk__slug", "kind"))
    assert places == {"kerinci": "home", "jambi": "rolled_up", "nusantara": "rolled_up"}
    assert Version.objects.live(NOW).get().headline == article.headline


def test_a_scheduled_article_is_live_from_its_moment_on_and_not_before():
    make_issued(live_from=LATER)

    assert not Placement.objects.live(LATER - timedelta(microseconds=1)).exists()
    assert Placement.objects.live(LATER).exists()


def test_a_timed_update_takes_over_at_its_moment_and_leaves_no_gap():
    article = make_issued()
    reissue(article, at=NOW + timedelta(hours=1), live_from=LATER, headline="Kabar baru")

    before = Version.objects.live(LATER - timedelta(microseconds=1)).get()
    after = Version.objects.live(LATER).get()
    assert (before.number, after.number, after.headline) == (1, 2, "Kabar baru")
    assert after.first_live_from == NOW


def test_recalling_an_update_leaves_the_first_version_live():
    article = make_issued()
    article = reissue(article, at=NOW, live_from=LATER, headline="Kabar baru")

    editor = make_user("editor", article.desk)
    article = workflow.perform("recall", article, by=editor, at=NOW).article

    assert article.state == "approved"
    assert Version.objects.live(LATER + timedelta(days=1)).get().number == 1


@pytest.mark.parametrize("hours", [1, 5])
def test_rescheduling_an_update_earlier_or_later_leaves_no_gap(hours):
    article = reissue(make_issued(), live_from=LATER, headline="Kabar baru")
    moment = NOW + timedelta(hours=hours)

    editor = make_user("editor", article.desk)
    workflow.perform("reschedule", article, by=editor, at=NOW, live_from=moment)

    assert Version.objects.live(moment - timedelta(microseconds=1)).get().number == 1
    assert Version.objects.live(moment).get().number == 2
    assert set(Placement.objects.filter(version__number=2).values_list("live_from", flat=True)) == {
        moment
    }


def test_a_carried_story_stays_on_the_carrying_desk_when_the_next_version_goes_out():
    ambon, kerinci = make_desk("ambon"), make_desk("kerinci")
    article = make_issued(kerinci)
    workflow.perform(
        "carry", article, by=make_user("editor", ambon), at=NOW, desk=ambon, headline="Dari barat"
    )

    reissue(article, live_from=LATER, headline="Kabar baru")

    placement = Placement.objects.live(LATER).get(desk=ambon)
    assert (placement.kind, placement.headline) == ("carried", "Dari barat")
    assert placement.version.number == 2


def test_a_withdrawn_article_is_gone_from_every_desk_at_once_and_leaves_a_notice():
    kerinci = make_desk("kerinci")
    article = make_issued(kerinci)
    editor = make_user("editor", kerinci)

    workflow.perform(
        "withdraw", article, by=editor, at=LATER, ground="inaccurate", reason="Angkanya keliru."
    )

    assert Placement.objects.live(LATER - timedelta(microseconds=1)).count() == 2
    assert not Placement.objects.live(LATER).exists()
    assert article.notices.get().text == "Angkanya keliru."


def test_withdrawing_also_cancels_the_update_that_was_ahead():
    article = reissue(make_issued(), live_from=LATER, headline="Kabar baru")
    editor = make_user("editor", article.desk)

    workflow.perform(
        "withdraw", article, by=editor, at=NOW, ground="inaccurate", reason="Angkanya keliru."
    )

    assert not Version.objects.live(LATER + timedelta(days=1)).exists()


def test_an_embargo_holds_a_story_back_whoever_issues_it():
    article = make_issued(live_from=LATER, embargo_until=LATER)
    chief = make_user("chief", article.desk)

    with pytest.raises(workflow.NotAllowed, match="embargo|diembargo"):
        workflow.perform(
            "reschedule", article, by=chief, at=NOW, live_from=LATER - timedelta(seconds=1)
        )


def issued_with_pictures():
    """An issued article with three pictures, and its photos."""
    article = make_article(make_desk("kerinci"))
    photos = [make_photo(article.desk) for _ in range(3)]
    body = f"<p>Air turun.</p>{figure(photos[1], 'Di <em>tepi</em>')}"
    pictures = [lead(photos[0], "Perahu"), *gallery(photos[2])]
    save(article, article.created_by, body=body, pictures=pictures)
    editor = make_user("editor", article.desk)
    for step in ("submit", "approve", "issue"):
        article = workflow.perform(step, article.pk, by=editor, at=NOW).article
    return article, photos


def test_a_version_has_its_pictures_flat_and_ready_to_print():
    article, (first, second, third) = issued_with_pictures()

    rows = VersionPicture.objects.order_by("pk")
    assert list(rows.values_list("place", "position", "photo", "caption", "credit", "alt")) == [
        ("lead", 1, first.pk, "Perahu", first.credit, first.alt),
        ("text", 1, second.pk, "Di tepi", second.credit, second.alt),
        ("gallery", 2, third.pk, third.caption, third.credit, third.alt),
    ]
    files = rows[0].files
    assert set(files) == {"full", "16x9", "4x3", "1x1", "share"}
    assert [each[:3] for each in files["share"]] == [[1200, 630, "jpeg"]]
    for width, height, file_format, name in files["16x9"]:
        row = first.renditions.get(crop="16x9", format=file_format, width=width)
        assert (row.height, row.file) == (height, name)


def test_an_old_version_keeps_its_picture_when_caption_credit_and_crop_change():
    article, (first, _second, _third) = issued_with_pictures()
    before = VersionPicture.objects.leads().get()

    Photo.objects.update(generation=2, credit="Foto: Lain", focal_x=10)
    first.refresh_from_db()
    make_renditions(first)
    editor = make_user("editor", article.desk)
    article = workflow.perform("reopen", article, by=editor, at=NOW).article
    save(article, editor, pictures=[lead(first, "Perahu kandas")])
    chief = make_user("chief", article.desk)
    workflow.perform("submit", article.pk, by=chief, at=NOW)
    workflow.perform("approve", article.pk, by=chief, at=NOW, note="Foto diganti.")
    workflow.perform("issue", article.pk, by=chief, at=NOW + timedelta(hours=1))

    old, new = VersionPicture.objects.leads().order_by("version__number")
    assert (old.caption, old.credit, old.files) == (before.caption, before.credit, before.files)
    assert (new.caption, new.credit) == ("Perahu kandas", "Foto: Lain")
    assert not {each[3] for each in old.files["16x9"]} & {each[3] for each in new.files["16x9"]}
