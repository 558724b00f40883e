"""What is known of a photo changes, its public files with it, and nobody's change is lost."""

import io
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from newsroom.photos import changing, cropping, decoding, storing
from newsroom.photos.changing import change, renew
from newsroom.photos.intake import take_in
from newsroom.photos.models import Photo, Rendition

from .at_once import at_once
from .factories import NOW, make_desk, make_user
from .photos import as_file, encoded, make_picture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def make_photo(picture=None, **fields):
    """A small one has fewer files, which are made sooner."""
    desk = make_desk()
    user = make_user("reporter", desk)
    picture = picture or make_picture(480, 320)
    return take_in(as_file(encoded(picture)), desk=desk, by=user, at=NOW, **fields).photo


def file_of(rendition):
    with storing.renditions().open(rendition.file) as file:
        return file.read()


def test_a_changed_credit_is_in_every_public_file_and_no_pixel_changes(monkeypatch):
    photo = make_photo(make_picture(1600, 800), credit="Foto: Ani")
    before = {(r.crop, r.format, r.width): r for r in photo.renditions.current()}
    monkeypatch.setattr(decoding, "_run", lambda *_: pytest.fail("decoded once more"))

    changed = change(photo, credit="Foto: Ani/Kabar Kerinci", headline="Danau")

    assert (changed.generation, changed.headline) == (2, "Danau")
    after = {(r.crop, r.format, r.width): r for r in changed.renditions.current()}
    assert after.keys() == before.keys()
    for key, rendition in after.items():
        data = file_of(rendition)
        assert b"Foto: Ani/Kabar Kerinci" in data
        old = Image.open(io.BytesIO(file_of(before[key])))
        assert Image.open(io.BytesIO(data)).tobytes() == old.tobytes()
    assert Rendition.objects.filter(photo=photo).count() == 2 * len(before)


def test_what_does_not_show_in_the_files_leaves_them_alone():
    photo = make_photo()
    changed = change(photo, headline="Danau", alt="Danau dari bukit")
    assert (changed.generation, changed.alt) == (1, "Danau dari bukit")
    assert change(changed, headline="Danau").generation == 1


def test_a_new_focal_point_makes_the_crops_anew_and_leaves_the_whole_picture():
    picture = Image.new("RGB", (1600, 800), (20, 40, 190))
    picture.paste((200, 30, 40), (1300, 0, 1600, 800))
    photo = make_photo(picture, focal_x=100, focal_y=500)
    whole = photo.renditions.get(crop="full", format="webp", width=960)
    square = photo.renditions.get(crop="1x1", format="webp", width=320)

    changed = change(photo, focal_x=900, focal_y=500)

    assert (changed.focal, changed.focal_by) == ((900, 500), "person")
    now = changed.renditions.current()
    assert now.get(crop="full", format="webp", width=960).file == whole.file
    new_square = now.get(crop="1x1", format="webp", width=320)
    assert new_square.file != square.file
    red, _green, blue = Image.open(io.BytesIO(file_of(new_square))).getpixel((300, 160))
    assert red > 150 and blue < 90
    # What was issued with the old crop still has it.
    assert file_of(square)


def test_a_lost_public_file_is_made_again_from_the_original():
    photo = make_photo()
    lost = photo.renditions.get(crop="full", format="webp", width=320)
    storing.renditions().delete(lost.file)

    changed = change(photo, credit="Foto: Budi")

    assert len(changed.renditions.current()) == len(cropping.plan(480, 320, photo.focal))
    assert renew(changed).generation == 3


def test_nobody_overwrites_what_somebody_else_changed_meanwhile():
    photo = make_photo(credit="Foto: Ani")
    seen_by_two = Photo.objects.get(pk=photo.pk)
    change(photo, credit="Foto: Budi")

    with pytest.raises(ValidationError, match="meanwhile: credit"):
        change(seen_by_two, credit="Foto: Citra")
    # Another field is nobody's quarrel, nor is the same word twice.
    changed = change(seen_by_two, caption="Danau", credit="Foto: Ani")
    assert (changed.credit, changed.caption) == ("Foto: Budi", "Danau")
    assert change(seen_by_two, credit="Foto: Budi").credit == "Foto: Budi"


def test_a_change_that_cannot_be_changes_nothing():
    photo = make_photo()
    with pytest.raises(ValidationError, match="at most 250"):
        change(photo, credit="x" * 251)
    with pytest.raises(ValidationError):
        change(photo, focal_x=1001)
    with pytest.raises(ValidationError, match="IPTC"):
        change(photo, digital_source_type="https://example.com/")
    assert Photo.objects.get().generation == 1


@pytest.mark.django_db(transaction=True)
def test_changes_at_the_same_moment_are_all_kept_and_the_files_say_all_of_them():
    photo = make_photo()
    wishes = [{"credit": "Foto: Ani"}, {"creator": "Ani Danau"}, {"usage_terms": "Sekali pakai"}]

    # Each has seen the photo as it was before.
    outcomes = at_once(*(partial(change, Photo.objects.get(pk=photo.pk), **w) for w in wishes))

    assert not [each for each in outcomes if isinstance(each, Exception)]
    now = Photo.objects.get(pk=photo.pk)
    assert (now.credit, now.creator, now.usage_terms) == ("Foto: Ani", "Ani Danau", "Sekali pakai")
    for rendition in now.renditions.current():
        data = file_of(rendition)
        assert all(words.encode() in data for wish in wishes for words in wish.values())


def test_whoever_loses_every_race_is_told_so(monkeypatch):
    photo = make_photo()
    monkeypatch.setattr(changing, "_written", lambda *_args: False)
    with pytest.raises(ValidationError, match="at the same time"):
        change(photo, credit="Foto: Ani")
    photo.renditions.filter(width=96).delete()  # Something is to be written.
    with pytest.raises(ValidationError, match="at the same time"):
        renew(photo)
