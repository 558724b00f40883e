"""Changing what is known of photos: nobody's change is lost, all of it is written down."""

import io
from datetime import timedelta
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from PIL import Image

from newsroom.photos import editing, storing, taking_down
from newsroom.photos.intake import take_in
from newsroom.photos.models import Change, Photo

from .at_once import at_once
from .factories import NOW, make_desk, make_user
from .photos import as_file, encoded, give_files, make_photo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def reporter(kerinci):
    return make_user("reporter", kerinci)


def edit(photo, by, desks=None, seen=None, **values):
    return editing.edit(photo, by=by, at=NOW, edit=seen or photo.edit, values=values, desks=desks)


def test_a_change_is_written_down_with_what_was_there_before(kerinci, reporter):
    photo = make_photo(kerinci, keywords=["danau"])
    ambon = make_desk("ambon")

    end = NOW + timedelta(days=3)
    now = edit(photo, reporter, headline="Danau", keywords=["danau", "ikan"], usable_until=end,
               shared=False, desks=[ambon, kerinci])  # fmt: skip

    assert (now.headline, now.edit) == ("Danau", 2)
    assert set(now.allowed.values_list("desk__slug", flat=True)) == {"ambon", "kerinci"}
    change = Change.objects.get()
    assert (change.by, change.at, change.edit) == (reporter, NOW, 2)
    assert change.fields == {
        "headline": ["Danau Kerinci di pagi hari", "Danau"],
        "keywords": ["danau", "danau, ikan"],
        "usable_until": ["9999-12-31T00:00:00+00:00", end.isoformat()],
        "desks": ["", "Ambon, Kerinci"],
    }
    assert edit(now, reporter, headline="Danau", desks=[kerinci, ambon]).edit == 2
    assert Change.objects.count() == 1


def test_new_rights_come_into_the_public_files_and_a_new_focal_point_into_the_crops(
    kerinci, reporter
):
    picture = Image.new("RGB", (1600, 800), (20, 40, 190))
    picture.paste((200, 30, 40), (0, 0, 300, 800))
    photo = take_in(as_file(encoded(picture)), desk=kerinci, by=reporter, at=NOW).photo

    photo = edit(photo, reporter, creator="Ani Danau", focal_x=60, focal_y=500)

    assert (photo.generation, photo.focal, photo.focal_by) == (2, (60, 500), "person")
    square = photo.renditions.current().get(crop="1x1", format="webp", width=320)
    with storing.renditions().open(square.file) as file:
        data = file.read()
    assert b"Ani Danau" in data
    assert Image.open(io.BytesIO(data)).convert("RGB").getpixel((20, 160))[0] > 150
    suggested = editing.suggest_focal(photo, by=reporter, at=NOW, edit=photo.edit)
    assert (suggested.focal_by, suggested.edit) == ("suggested", 3)


def test_whoever_saw_an_older_one_saves_nothing_over_it(kerinci, reporter):
    photo = make_photo(kerinci)
    edit(photo, reporter, headline="Yang pertama")

    with pytest.raises(editing.Overtaken) as overtaken:
        edit(photo, reporter, headline="Yang kedua", seen=1)

    assert [each.headline for each in overtaken.value.photos] == ["Yang pertama"]
    photo.refresh_from_db()
    assert (photo.headline, photo.edit) == ("Yang pertama", 2)


def test_many_are_changed_at_once_or_none_of_them(kerinci, reporter):
    photos = [make_photo(kerinci, keywords=["Danau"], alt="") for _ in range(3)]
    for photo in photos:
        give_files(photo)
    seen = {photo.pk: photo.edit for photo in photos}
    edit(photos[1], reporter, headline="Lain")

    def save(seen, **values):
        return editing.edit_many(
            seen, by=reporter, at=NOW, values={"credit": "Foto: Budi"} | values,
            desks=[kerinci], add_keywords=["danau", "Ikan"],
        )  # fmt: skip

    with pytest.raises(editing.Overtaken, match=str(photos[1].pk)):
        save(seen)
    with pytest.raises(ValidationError, match="IPTC"):
        save(seen | {photos[1].pk: 2}, digital_source_type="https://example.com/")
    assert set(Photo.objects.values_list("credit", flat=True)) == {"Foto: Ani"}
    assert Change.objects.count() == 1

    save(seen | {photos[1].pk: 2})

    for photo in Photo.objects.all():
        assert (photo.credit, photo.keywords) == ("Foto: Budi", ["Danau", "Ikan"])
        assert [row.desk for row in photo.allowed.all()] == [kerinci]
    assert Change.objects.count() == 4


def test_another_desks_photo_is_changed_by_nobody_and_goes_to_no_desk_of_others(kerinci, reporter):
    ambon = make_desk("ambon")
    own, other = make_photo(kerinci), make_photo(ambon, shared=True)
    for change in (
        lambda: edit(other, reporter, headline="Punya kami"),
        lambda: editing.edit_many(
            {own.pk: 1, other.pk: 1}, by=reporter, at=NOW, values={"headline": "Punya kami"}
        ),
        lambda: edit(own, reporter, desk=ambon),
        lambda: editing.suggest_focal(other, by=reporter, at=NOW, edit=1),
    ):
        with pytest.raises(PermissionDenied):
            change()
    assert not Change.objects.exists()
    assert not Photo.objects.filter(headline="Punya kami").exists()
    editor = make_user("editor", kerinci)
    taking_down.take_down(
        own, by=editor, at=NOW, ground="other", reason="Salah orang.", original="keep"
    )
    with pytest.raises(PermissionDenied):
        edit(own, reporter, headline="Masih")


def test_what_no_person_may_change_is_refused(kerinci, reporter):
    photo = make_photo(kerinci)
    with pytest.raises(ValueError, match="taken_down_at"):
        edit(photo, reporter, taken_down_at=NOW)
    with pytest.raises(ValidationError, match="missing from the storage"):
        edit(photo, reporter, focal_x=10)


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_save_at_once_one_is_told_so():
    desk = make_desk("kerinci")
    users = [make_user("reporter", desk) for _ in range(2)]
    photo = make_photo(desk)

    def save(user):
        return edit(photo, user, headline=f"Dari {user}").edit

    outcomes = at_once(*(partial(save, user) for user in users))

    assert {type(each) for each in outcomes} == {int, editing.Overtaken}
    assert 2 in outcomes
    assert Change.objects.count() == 1
