"""Commands for many photos: bringing in, checking files against rows, making them again."""

import os
import time
from datetime import timedelta
from io import StringIO

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command

from newsroom.photos import cropping, storing
from newsroom.photos.changing import change
from newsroom.photos.intake import take_in
from newsroom.photos.models import Photo, Rendition

from .factories import NOW, make_desk, make_user
from .photos import as_file, encoded, make_picture

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folders(tmp_path, monkeypatch):
    """Storages that hold what this test put there, and nothing else."""
    monkeypatch.setattr(settings, "PHOTO_FOLDER", tmp_path / "photos")
    for name in ("originals", "renditions"):
        storage = storing.LocalFolder(location=tmp_path / "photos" / name)
        monkeypatch.setattr(storing, name, lambda storage=storage: storage)


def run(command, *arguments, **options):
    """What the command says, on both channels, and whether it failed."""
    out, err = StringIO(), StringIO()
    try:
        call_command(command, *arguments, stdout=out, stderr=err, **options)
    except CommandError as error:
        return out.getvalue(), err.getvalue(), str(error)
    return out.getvalue(), err.getvalue(), ""


def make_small(seed):
    """A picture that has few files, which are soon made."""
    return make_picture(480, 320, seed=seed)


def make_photo(seed="kerinci", **fields):
    desk = make_desk()
    user = make_user("reporter", desk)
    data = encoded(make_small(seed))
    return take_in(as_file(data), desk=desk, by=user, at=NOW, **fields).photo


def age(storage, name, days=2):
    then = time.time() - timedelta(days=days).total_seconds()
    os.utime(storage.path(name), (then, then))


# --- Bringing in --------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "in"
    (folder / "2024").mkdir(parents=True)
    (folder / "danau.jpg").write_bytes(encoded(make_small("danau")))
    (folder / "2024" / "pasar.png").write_bytes(encoded(make_small("pasar"), "PNG"))
    (folder / "2024" / "catatan.txt").write_text("Danau")
    (folder / ".DS_Store").write_text("")
    return folder


def test_a_folder_comes_in_and_what_does_not_is_named(folder):
    make_user("editor", make_desk("kerinci"), username="sari")
    options = {"desk": "kerinci", "by": "sari", "workers": 1}

    out, err, failure = run("import_photos", folder, **options, credit="Foto: Sari", shared=True)

    assert "2 new, 0 already here, 1 refused." in out and "Not everything" in failure
    assert "catatan.txt: This is no photo" in err and "DS_Store" not in err
    photos = Photo.objects.order_by("pk")
    assert [(p.credit, p.shared, p.desk.slug) for p in photos] == [
        ("Foto: Sari", True, "kerinci")
    ] * 2
    (folder / "2024" / "catatan.txt").unlink()
    out, err, failure = run("import_photos", folder, **options)
    assert "0 new, 2 already here, 0 refused." in out and not err and not failure


def test_a_photo_that_looks_like_another_comes_in_and_is_said_to(folder):
    make_user("editor", make_desk("kerinci"), username="sari")
    (folder / "2024" / "catatan.txt").unlink()
    (folder / "lagi.jpg").write_bytes(encoded(make_small("danau"), quality=50))

    out, _, _ = run("import_photos", folder, desk="kerinci", by="sari", workers=1)

    assert "lagi.jpg: photo" in out and out.count("looks like photo") == 1


def test_a_folder_desk_or_user_that_is_none_is_named(folder):
    make_user("editor", make_desk("kerinci"), username="sari")
    make_user(username="gone", is_active=False)
    for path, desk, by, word in (
        (folder / "nowhere", "kerinci", "sari", "no folder"),
        (folder, "ambon", "sari", "no desk “ambon”"),
        (folder, "kerinci", "gone", "no active user “gone”"),
    ):
        assert word in run("import_photos", path, desk=desk, by=by, workers=1)[2]


@pytest.mark.django_db(transaction=True)
def test_many_come_in_side_by_side(folder):
    for number in range(6):
        (folder / f"{number}.jpg").write_bytes(encoded(make_small(number)))
    make_user("editor", make_desk("kerinci"), username="sari")
    out, err, _ = run("import_photos", folder, desk="kerinci", by="sari", workers=3)
    assert "8 new, 0 already here, 1 refused." in out
    assert Photo.objects.count() == 8


@pytest.mark.django_db(transaction=True)
def test_bringing_in_that_is_stopped_says_what_stays_and_begins_nothing_more(folder, monkeypatch):
    for number in range(9):
        (folder / f"{number}.jpg").write_bytes(encoded(make_small(number)))
    make_user("editor", make_desk("kerinci"), username="sari")
    begun = []

    def stopped(file, **options):
        begun.append(file.name)
        if len(begun) == 1:
            return take_in(file, **options)
        raise KeyboardInterrupt

    monkeypatch.setattr("newsroom.photos.management.commands.import_photos.take_in", stopped)

    for workers in (1, 2):
        begun.clear()
        _, err, failure = run("import_photos", folder, desk="kerinci", by="sari", workers=workers)
        assert failure == "Stopped. What came in stays; run it again for the rest." and not err
        assert len(begun) < 11
    assert Photo.objects.count() == 1


# --- Checking -----------------------------------------------------------------------------------


def test_nothing_is_wrong_where_nothing_is_wrong():
    photo = change(make_photo(), credit="Foto: Ani")
    files = photo.renditions.count() + 1
    for contents in (False, True):
        assert run("check_photos", contents=contents) == (
            f"{files} files: 0 wrong, 0 mended.\n", "", ""
        )  # fmt: skip


def test_lost_and_damaged_public_files_are_named_and_made_again():
    photo = make_photo()
    lost, damaged = photo.renditions.by_width()[:2]
    storing.renditions().delete(lost.file)
    with open(storing.renditions().path(damaged.file), "wb") as file:
        file.write(b"RIFF")

    _, err, failure = run("check_photos")
    assert lost.file in err and damaged.file not in err and failure
    _, err, failure = run("check_photos", contents=True)
    assert lost.file in err and damaged.file in err and failure

    out, err, failure = run("check_photos", mend=True, contents=True)
    assert "0 wrong, 1 mended" in out and not err and not failure
    assert run("check_photos", contents=True)[2] == ""
    # The same bytes came out of it: no new generation was needed.
    assert Photo.objects.get().generation == 1


def test_a_lost_file_of_before_that_nobody_can_make_again_is_named():
    photo = make_photo(credit="Foto: Ani")
    before = photo.renditions.first()
    change(photo, credit="Foto: Budi")
    storing.renditions().delete(before.file)

    out, err, failure = run("check_photos", mend=True)
    assert before.file in err and "1 wrong" in out and failure


def test_a_lost_or_damaged_original_is_named_and_nothing_else_can_be_done():
    photo = make_photo()
    path = storing.originals().path(storing.original_name(photo.original))
    with open(path, "ab") as file:
        file.write(b"x")
    assert "is damaged" in run("check_photos", contents=True)[1]
    os.unlink(path)
    _, err, failure = run("check_photos", mend=True)
    assert f"The original of photo {photo.pk} is missing" in err and failure


def test_what_nobody_refers_to_goes_when_it_is_a_day_old():
    photo = make_photo()
    kept = photo.renditions.first().file
    fresh = storing.keep_rendition(b"RIFF fresh", "webp")
    old = storing.keep_rendition(b"RIFF old", "webp")
    storing.originals().save("ab/" + "c" * 62, ContentFile(b"old"))
    unfinished = "ab/.unfinished-1"
    (settings.PHOTO_FOLDER / "renditions" / "ab").mkdir(exist_ok=True)
    (settings.PHOTO_FOLDER / "renditions" / unfinished).write_text("half")
    for storage, name in (
        (storing.renditions(), old),
        (storing.renditions(), unfinished),
        (storing.renditions(), kept),
        (storing.originals(), "ab/" + "c" * 62),
    ):
        age(storage, name)
    left = settings.PHOTO_FOLDER / "work" / "left"
    left.mkdir()
    os.utime(left, (0, 0))

    _, err, failure = run("check_photos")
    assert old in err and fresh not in err and kept not in err and failure

    out, err, failure = run("check_photos", mend=True)
    assert "0 wrong, 4 mended" in out and not failure
    there = storing.names_in(storing.renditions(), old[:2])
    assert old not in there and fresh in storing.names_in(storing.renditions(), fresh[:2])
    assert storing.renditions().exists(kept) and not left.exists()
    assert run("check_photos", contents=True)[2] == ""


# --- Making again -------------------------------------------------------------------------------


def test_where_the_sizes_changed_files_are_made_again_and_a_second_run_has_nothing_to_do(
    monkeypatch,
):
    photos = [make_photo(seed) for seed in ("danau", "pasar", "kota")]
    # As if the sizes of then had been others: one more in the code of today, for the first two.
    for photo in photos[:2]:
        change(photo, credit="Foto: Ani")
        photo.renditions.filter(generation=2, crop="1x1", width=96).delete()
    assert "has other sizes" in run("check_photos")[1]

    out, err, failure = run("make_renditions", workers=1)

    assert out == "2 made, 0 failed.\n" and not err and not failure
    assert [p.generation for p in Photo.objects.order_by("pk")] == [3, 3, 1]
    for photo in Photo.objects.all():
        planned = {each.key for each in cropping.plan(photo.width, photo.height, photo.focal)}
        made = photo.renditions.current().values_list("crop", "format", "width", "height")
        assert set(made) == planned
    assert run("make_renditions", workers=1)[0] == "0 made, 0 failed.\n"
    # All of them, when asked; the same bytes come out, so nothing new is written.
    before = Rendition.objects.count()
    assert (
        run("make_renditions", "--all", after=photos[0].pk, workers=1)[0] == "2 made, 0 failed.\n"
    )
    assert Rendition.objects.count() == before


def test_a_photo_that_cannot_be_made_again_does_not_stop_the_others():
    broken, whole = make_photo("danau"), make_photo("pasar")
    for photo in (broken, whole):
        photo.renditions.filter(width=96).delete()
    storing.originals().delete(storing.original_name(broken.original))

    out, err, failure = run("make_renditions", workers=1)

    assert "1 made, 1 failed" in out and f"Photo {broken.pk}:" in err and failure
    assert whole.renditions.current().filter(width=96).exists()
