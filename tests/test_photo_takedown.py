"""A photo is taken down in one step: no file is left, it is said when each was gone, for good."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from newsroom.photos import storing, taking_down
from newsroom.photos.intake import take_in
from newsroom.photos.models import GoneFile, Photo, Takedown
from newsroom.photos.refused import Refused

from .at_once import at_once
from .factories import NOW, make_desk, make_user
from .photos import as_file, encoded, give_files, make_photo, make_picture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def editor(kerinci):
    return make_user("editor", kerinci)


def down(photo, by, **values):
    values = {"ground": "consent", "reason": "Keluarga meminta.", "original": "keep"} | values
    return taking_down.take_down(photo, by=by, at=NOW, **values)


def clear(takedown, at=LATER):
    return taking_down.clear(takedown, clock=lambda: at)


def test_every_public_file_goes_and_its_address_says_gone(kerinci, editor):
    data = encoded(make_picture())
    photo = take_in(as_file(data), desk=kerinci, by=editor, at=NOW).photo
    files = list(photo.renditions.values_list("file", flat=True))
    reader = Client(HTTP_HOST="kerinci.localhost")
    assert reader.get(storing.public_url(files[0])).status_code == 200

    takedown = down(photo, editor)
    # By the clock, before the first file is deleted.
    answer = reader.get(storing.public_url(files[0]))
    assert (answer.status_code, answer["Cache-Control"]) == (410, "no-store")
    assert clear(takedown)

    assert not any(storing.renditions().exists(name) for name in files)
    assert storing.originals().exists(storing.original_name(photo.original))
    gone = {row.name: (row.address, row.gone_at) for row in takedown.gone.all()}
    assert gone == {name: (storing.public_url(name), LATER) for name in files}
    takedown.refresh_from_db()
    assert (takedown.cleared_at, takedown.trouble) == (LATER, "")
    for name in files:
        assert reader.get(storing.public_url(name)).status_code == 410


def test_the_original_is_erased_where_that_was_chosen(kerinci, editor):
    photo = take_in(as_file(encoded(make_picture())), desk=kerinci, by=editor, at=NOW).photo

    takedown = down(photo, editor, original="erase")
    clear(takedown)

    name = storing.original_name(photo.original)
    assert not storing.originals().exists(name)
    assert takedown.gone.get(name=name).address == ""


def test_the_same_file_is_refused_afterwards_with_the_reason(kerinci, editor):
    data = encoded(make_picture())
    photo = take_in(as_file(data), desk=kerinci, by=editor, at=NOW).photo
    clear(down(photo, editor, original="erase"))

    with pytest.raises(Refused, match="taken down on .* did not consent.*Keluarga meminta"):
        take_in(as_file(data), desk=make_desk("ambon"), by=editor, at=LATER)
    assert Photo.objects.count() == 1
    assert not storing.originals().exists(storing.original_name(photo.original))


def test_a_storage_that_fails_is_asked_again_and_nothing_is_written_twice(
    kerinci, editor, monkeypatch
):
    photo = make_photo(kerinci)
    first, second = give_files(photo)
    takedown = down(photo, editor)
    delete = storing.renditions().delete

    def fails(name):
        if name == max(first.file, second.file):
            raise OSError("the bucket does not answer")
        delete(name)

    monkeypatch.setattr(storing.renditions(), "delete", fails)
    assert taking_down.clear_all(clock=lambda: NOW) == 0
    takedown.refresh_from_db()
    assert (takedown.cleared_at, takedown.gone.count()) == (None, 1)
    assert "does not answer" in takedown.trouble
    monkeypatch.undo()

    assert taking_down.clear_all(clock=lambda: NOW + timedelta(seconds=30)) == 0
    assert taking_down.clear_all(clock=lambda: LATER) == 1
    takedown.refresh_from_db()
    assert (takedown.cleared_at, takedown.trouble) == (LATER, "")
    assert sorted(takedown.gone.values_list("gone_at", flat=True)) == [NOW, LATER]
    assert clear(takedown) and takedown.gone.count() == 2


def test_a_file_that_another_photo_shows_stays_for_that_one(kerinci, editor):
    photo, other = make_photo(kerinci), make_photo(kerinci)
    (rendition,) = give_files(photo, crops=["full"])
    twin = rendition.__class__.objects.get(pk=rendition.pk)
    twin.pk, twin.photo = None, other
    twin.save(force_insert=True)

    takedown = down(photo, editor)
    assert clear(takedown)

    assert storing.renditions().exists(rendition.file)
    assert [held.photo_id for held in taking_down.held_by_others(takedown)] == [other.pk]
    reader = Client(HTTP_HOST="kerinci.localhost")
    assert reader.get(storing.public_url(rendition.file)).status_code == 200
    assert clear(down(other, editor))
    assert reader.get(storing.public_url(rendition.file)).status_code == 410


def test_only_editors_of_the_desk_take_down_and_say_why(kerinci, editor):
    photo = make_photo(kerinci, shared=True)
    for user in (make_user("reporter", kerinci), make_user("chief", make_desk("ambon"))):
        with pytest.raises(PermissionDenied):
            down(photo, user)
    for lacking in ({"reason": "  "}, {"ground": "no"}, {"original": ""}):
        with pytest.raises(ValidationError):
            down(photo, editor, **lacking)
    assert not Takedown.objects.exists()
    down(photo, editor)
    with pytest.raises(ValidationError, match="already"):
        down(photo, editor)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_delete_each_file_once():
    desk = make_desk("kerinci")
    photo = make_photo(desk)
    files = {each.file for each in give_files(photo, crops=["full", "16x9", "4x3", "1x1"])}
    takedown = down(photo, make_user("editor", desk))

    def work():
        clear(Takedown.objects.get(pk=takedown.pk))

    assert at_once(work, work) == [None, None]
    assert set(GoneFile.objects.values_list("name", flat=True)) == files
    assert GoneFile.objects.count() == 4
