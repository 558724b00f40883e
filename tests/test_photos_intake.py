"""Photos come in by one door: read, bounded, cropped, marked, and once."""

import errno
import io
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from PIL import Image

from newsroom.photos import checking, cropping, decoding, storing
from newsroom.photos.decoding import LIMITS, Limits
from newsroom.photos.intake import take_in
from newsroom.photos.models import Photo, Rendition
from newsroom.photos.refused import Refused

from .at_once import at_once
from .factories import NOW, make_desk, make_user
from .photos import as_file, encoded, make_picture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
RED, BLUE = (200, 30, 40), (20, 40, 190)


@pytest.fixture
def desk():
    return make_desk("kerinci")


@pytest.fixture
def take(desk):
    user = make_user("reporter", desk)

    def take(data, **fields):
        return take_in(as_file(data), desk=desk, by=user, at=NOW, **fields)

    return take


def read_back(rendition):
    with storing.renditions().open(rendition.file) as file:
        image = Image.open(io.BytesIO(file.read()))
        image.load()
        return image


def stored():
    """The names of everything in both storages."""
    found = set()
    for storage in (storing.originals(), storing.renditions()):
        for folder in checking.FOLDERS:
            found |= storing.names_in(storage, folder)
    return found


def shows(image, place, colour):
    pixel = image.getpixel(place)
    return all(abs(one - other) < 24 for one, other in zip(pixel, colour, strict=True))


@pytest.mark.parametrize(
    ("file_format", "media_type"),
    [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp"), ("AVIF", "image/avif")],
)
def test_a_photo_comes_in_with_every_crop_in_every_width(take, desk, file_format, media_type):
    data = encoded(make_picture(1800, 1300, seed=file_format), file_format)

    arrival = take(data, credit="Foto: Ani", source="Ani", alt="Danau dan bukit")

    photo = Photo.objects.get(pk=arrival.photo.pk)
    assert arrival.new and photo.is_ready
    assert (photo.desk, photo.media_type, photo.size) == (desk, media_type, len(data))
    assert (photo.width, photo.height) == (1800, 1300)
    with storing.originals().open(storing.original_name(photo.original)) as file:
        assert file.read() == data
    planned = {each.key for each in cropping.plan(1800, 1300, photo.focal)}
    made = photo.renditions.current()
    assert {(r.crop, r.format, r.width, r.height) for r in made} == planned
    for rendition in made:
        image = read_back(rendition)
        assert image.size == (rendition.width, rendition.height)
        assert image.format.lower() == rendition.format and image.mode == "RGB"
        assert storing.renditions().size(rendition.file) == rendition.size


def test_a_photo_of_an_iphone_comes_in(take):
    data = (Path(__file__).parent / "files" / "red-left.heic").read_bytes()

    photo = take(data).photo

    assert (photo.media_type, photo.width, photo.height) == ("image/heic", 400, 300)
    assert photo.creator == "Ani Danau"
    image = read_back(photo.renditions.filter(crop="full", format="jpeg").last())
    assert shows(image, (40, 150), RED) and shows(image, (300, 150), BLUE)


def test_no_rendition_is_wider_than_its_original(take):
    photo = take(encoded(make_picture(500, 380))).photo

    widths = {(r.crop, r.format, r.width) for r in photo.renditions.all()}
    assert max(width for _, _, width in widths) == 500
    assert ("full", "webp", 320) in widths and ("full", "webp", 500) in widths
    with pytest.raises(IntegrityError, match="not larger"), transaction.atomic():
        Rendition.objects.create(
            photo=photo, generation=2, crop="full", format="webp", width=501, height=300, size=9,
            file=photo.renditions.first().file,
        )  # fmt: skip


def test_the_same_file_again_is_recognised_and_not_decoded(take, monkeypatch):
    data = encoded(make_picture())
    first = take(data)
    monkeypatch.setattr(decoding, "_run", lambda *_: pytest.fail("decoded once more"))

    again = take(data, credit="Foto: Budi")

    assert (again.photo, again.new) == (first.photo, False)
    assert again.photo.credit == ""


def test_nearly_the_same_photo_is_found_and_another_is_not(take):
    picture = make_picture(1400, 933)
    first = take(encoded(picture, quality=92)).photo
    take(encoded(make_picture(seed="lain")))

    smaller = take(encoded(picture.resize((700, 466)), quality=60))

    assert smaller.new
    assert list(smaller.alike) == [first]


def test_a_photo_that_was_held_upright_stands_upright(take):
    picture = Image.new("RGB", (900, 600), BLUE)
    picture.paste(RED, (0, 0, 200, 600))  # The left of the sensor: the top of the scene.
    exif = Image.Exif()
    exif[0x0112] = 6

    photo = take(encoded(picture, exif=exif)).photo

    assert (photo.width, photo.height) == (600, 900)
    image = read_back(photo.renditions.get(crop="full", format="jpeg"))
    assert image.size == (600, 900)
    assert shows(image, (300, 40), RED) and shows(image, (300, 800), BLUE)
    assert image.getexif().get(0x0112) is None


def test_what_is_transparent_becomes_white_and_printers_colours_become_light(take):
    picture = Image.new("RGBA", (400, 300), (*RED, 255))
    picture.paste((0, 0, 0, 0), (0, 0, 200, 300))
    clear = take(encoded(picture, "PNG")).photo
    printed = take(encoded(Image.new("RGB", (400, 300), RED).convert("CMYK"))).photo
    grey = Image.new("I;16", (400, 300), 128 * 256)
    deep = take(encoded(grey, "PNG")).photo

    def full(photo):
        return read_back(photo.renditions.filter(crop="full", format="jpeg").last())

    assert shows(full(clear), (100, 150), (255, 255, 255)) and shows(full(clear), (300, 150), RED)
    assert shows(full(printed), (200, 150), RED)
    assert shows(full(deep), (200, 150), (128, 128, 128))


def test_crops_follow_the_focal_point(take):
    picture = Image.new("RGB", (1600, 800), BLUE)
    picture.paste(RED, (0, 0, 300, 800))

    photo = take(encoded(picture), focal_x=60, focal_y=500).photo

    assert (photo.focal, photo.focal_by) == ((60, 500), "person")
    square = read_back(photo.renditions.get(crop="1x1", format="webp", width=320))
    assert shows(square, (20, 160), RED)


def test_a_focal_point_is_suggested_where_something_is_to_be_seen(take):
    picture = Image.new("RGB", (1600, 800), BLUE)
    detail = make_picture(300, 300)
    picture.paste(detail, (1250, 400))

    photo = take(encoded(picture)).photo

    assert photo.focal_by == "suggested"
    assert photo.focal_x > 700 and photo.focal_y > 500


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "empty"),
        (b"Danau Kerinci", "no photo that can be read"),
        (encoded(make_picture(), "GIF"), "no photo that can be read"),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "SVG"),
        (encoded(make_picture())[:-4000], "cut off"),
        (encoded(make_picture(), "PNG")[:-4000], "cut off"),
        (encoded(make_picture(), "WEBP")[:-400], "broken|cut off"),
        (encoded(make_picture(100, 900)), "at least 160 pixels"),
        (
            encoded(make_picture(), "WEBP", save_all=True, append_images=[make_picture(seed=2)]),
            "moves",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence_and_leaves_nothing(take, data, sentence):
    before = stored()

    with pytest.raises(Refused, match=sentence):
        take(data)

    assert not Photo.objects.exists() and stored() == before


def test_a_bomb_is_refused_before_it_is_decoded(take):
    bomb = encoded(Image.new("1", (8000, 8000)), "PNG")
    assert len(bomb) < 20_000

    with pytest.raises(Refused, match="60 million pixels"):
        take(bomb)


def test_what_takes_too_much_memory_or_time_is_refused_and_costs_nobody_else(desk):
    user = make_user("reporter", desk)
    data = encoded(make_picture(3000, 3000), "PNG")
    for limits, sentence in (
        (Limits(memory=60 * decoding.MEGABYTE), "memory"),
        (Limits(seconds=0), "too long"),
        (Limits(bytes=1000), "larger than 0 MB"),
    ):
        with pytest.raises(Refused, match=sentence):
            take_in(as_file(data), desk=desk, by=user, at=NOW, limits=limits)
    assert take_in(as_file(data), desk=desk, by=user, at=NOW).new


def test_a_webp_is_told_its_own_limit_and_another_format_is_not_held_to_it(desk):
    user, limits = make_user("reporter", desk), Limits(webp_pixels=900 * 600 - 1)
    for limit, sentence in ((limits, "at most 0 million pixels"), (LIMITS, None)):
        data = as_file(encoded(make_picture(900, 600), "WEBP"))
        if sentence:
            with pytest.raises(Refused, match=f"A WebP may have {sentence}"):
                take_in(data, desk=desk, by=user, at=NOW, limits=limit)
        else:
            assert take_in(data, desk=desk, by=user, at=NOW, limits=limit).new
    jpeg = as_file(encoded(make_picture(900, 600, seed="2")))
    assert take_in(jpeg, desk=desk, by=user, at=NOW, limits=limits).new


def test_a_process_that_dies_or_lies_is_a_refusal(take, monkeypatch):
    data = encoded(make_picture())

    def answering(text):
        def run(arguments, seconds):
            with open(arguments[1], "w") as answer:
                answer.write(text)
            return 0

        return run

    lies = [
        "",
        "[]",
        '{"media_type": "text/html"}',
        '{"media_type": "image/jpeg", "width": 900, "height": 600, "focal": [1, 1], "fields": {},'
        '"likeness": null, "files": [{"crop": "full", "format": "webp", "width": 320,'
        '"height": 213, "name": "../../secret_key"}]}',
    ]
    for lie in lies:
        monkeypatch.setattr(decoding, "_run", answering(lie))
        with pytest.raises(Refused, match="broken"):
            take(data)
    monkeypatch.setattr(decoding, "_run", lambda *_: -11)
    with pytest.raises(Refused, match="broken"):
        take(data)


def test_whoever_waits_too_long_for_a_turn_is_told_so():
    places = [decoding.turn(1) for _ in range(decoding._places())]
    for place in places:
        place.__enter__()
    try:
        with pytest.raises(Refused, match="try again"), decoding.turn(0):
            pass
    finally:
        for place in places:
            place.__exit__(None, None, None)
    with decoding.turn(0):
        pass


def test_fields_that_a_person_filled_in_are_checked(take):
    with pytest.raises(Refused, match="at most 250"):
        take(encoded(make_picture()), credit="x" * 251)
    with pytest.raises(Refused, match="IPTC"):
        take(encoded(make_picture()), digital_source_type="https://example.com/")


def test_a_photo_is_ready_with_credit_source_and_alternative_text_alone(take):
    complete = {"credit": "Foto: Ani", "source": "Ani", "alt": "Danau"}
    ready = take(encoded(make_picture()), **complete).photo
    photos = [ready]
    for lacking in complete:
        photos.append(take(encoded(make_picture(seed=lacking)), **(complete | {lacking: ""})).photo)

    assert list(Photo.objects.ready()) == [ready] == [p for p in photos if p.is_ready]
    with pytest.raises(IntegrityError, match="photo_credit_not_blank"), transaction.atomic():
        Photo.objects.update(credit="   ")


def test_the_database_keeps_what_says_which_file_a_photo_is(take):
    photo = take(encoded(make_picture())).photo
    for change in ({"original": "0" * 64}, {"width": 1}, {"uploaded_at": datetime.now(UTC)}):
        with pytest.raises(IntegrityError, match="stays the file"), transaction.atomic():
            Photo.objects.update(**change)
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        photo.renditions.update(width=1)
    with pytest.raises(IntegrityError, match="focal_point_inside"), transaction.atomic():
        Photo.objects.update(focal_x=1001)


def test_a_row_that_cannot_be_written_leaves_no_half_photo(take, monkeypatch):
    def fails(*_args, **_kwargs):
        raise RuntimeError("the database went away")

    monkeypatch.setattr(Rendition.objects.__class__, "bulk_create", fails)
    with pytest.raises(RuntimeError):
        take(encoded(make_picture()))
    assert not Photo.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_same_file_from_four_people_at_once_is_one_photo():
    desk = make_desk("kerinci")
    people = [make_user("reporter", desk) for _ in range(4)]
    data = encoded(make_picture())

    def bring(user):
        return take_in(as_file(data), desk=desk, by=user, at=NOW).new

    brought = at_once(*(partial(bring, user) for user in people))

    assert sorted(brought, key=str) == [False, False, False, True]
    assert Photo.objects.count() == 1
    planned = len(cropping.plan(900, 600, cropping.CENTRE))
    assert Rendition.objects.count() == planned
    assert LIMITS.pixels == 60_000_000


# --- No room ------------------------------------------------------------------------------------


def test_a_full_disk_is_said_and_leaves_nothing_behind(take, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    before = stored()
    with monkeypatch.context() as disk:
        disk.setattr(storing, "keep_rendition", full)
        with pytest.raises(Refused, match="There is no room for photos left"):
            take(encoded(make_picture(640, 480)))
    assert not Photo.objects.exists()
    # At most the original, which `check_photos` finds, and which the next try finds as well.
    assert len(stored() - before) <= 1
    assert take(encoded(make_picture(640, 480))).new


def test_a_photo_that_could_not_be_opened_for_want_of_room_is_not_called_broken(take, monkeypatch):
    monkeypatch.setattr("newsroom.photos.intake.ROOM", 2**62)

    with pytest.raises(Refused, match="There is no room for photos left"):
        take(b"no picture at all")
