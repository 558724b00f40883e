"""Public files of before go once nothing shows them, and never one that a version has."""

import os
import time
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from articles.models import Version
from articles.pictures.models import VersionPicture
from articles.pictures.pruning import prune
from newsroom.photos import storing, taking_down
from newsroom.photos.changing import change
from newsroom.photos.intake import take_in
from newsroom.photos.models import Photo

from .factories import NOW, make_article, make_desk, make_user
from .photos import as_file, encoded, make_picture
from .pictures import WORDS, figure, issue, lead, save
from .readers import page

pytestmark = pytest.mark.django_db


@pytest.fixture
def kerinci():
    return make_desk("kerinci")


@pytest.fixture
def photo(kerinci):
    data = as_file(encoded(make_picture(400, 300)))
    return take_in(data, desk=kerinci, by=make_user("editor", kerinci), at=NOW, **WORDS).photo


def files_of(photo, generation):
    return set(photo.renditions.filter(generation=generation).values_list("file", flat=True))


def there(names):
    return {name for name in names if storing.renditions().exists(name)}


def age(photo):
    """As if everything had been written two days ago."""
    then = time.time() - timedelta(days=2).total_seconds()
    for name in photo.renditions.values_list("file", flat=True):
        os.utime(storing.renditions().path(name), (then, then))


def test_what_was_replaced_and_no_version_has_goes_and_what_is_shown_today_stays(kerinci, photo):
    first = files_of(photo, 1)
    photo = change(photo, credit="Foto: Lain")
    draft = make_article(kerinci)
    save(draft, draft.created_by, pictures=[lead(photo)], body=f"<p>Air.</p>{figure(photo)}")
    today = files_of(photo, 2)

    assert prune(at=NOW).files == 0
    age(photo)
    found = prune(at=NOW)

    assert (found.photos, found.files) == (1, len(first)) and found.size > 0
    assert there(first) == set() and there(today) == today
    assert not photo.renditions.filter(generation=1).exists()
    assert prune(at=NOW).files == 0


def test_files_that_a_version_has_stay_whatever_became_of_the_version(kerinci, photo):
    story = issue(make_article(kerinci), [lead(photo)])
    first = files_of(photo, 1)
    photo = change(photo, credit="Foto: Kedua")
    second = files_of(photo, 2)
    photo = change(photo, credit="Foto: Ketiga")
    Version.objects.update(live_until=NOW + timedelta(seconds=1))
    age(photo)

    prune(at=NOW)

    assert there(first) == first and there(second) == set()
    shown = {
        name
        for files in VersionPicture.objects.values_list("files", flat=True)
        for crop in files.values()
        for *_size, name in crop
    }
    assert shown == first
    assert story.versions.count() == 1


def test_the_page_of_a_story_shows_its_picture_after_it_as_before(kerinci, photo):
    story = issue(make_article(kerinci), [lead(photo)])
    photo = change(photo, focal_x=10)
    age(photo)
    path = Version.objects.get(article=story).path
    before = page(kerinci, path)

    prune(at=NOW)

    assert page(kerinci, path) == before and "/photos/" in before


def test_a_file_that_is_the_same_today_stays(kerinci, photo):
    first = files_of(photo, 1)
    photo = change(photo, focal_x=1000 if photo.focal_x < 500 else 0)
    same = first & files_of(photo, 2)
    age(photo)
    assert same and same != first

    prune(at=NOW)

    assert there(first) == same


def test_what_was_taken_down_keeps_the_rows_by_which_its_addresses_say_gone(kerinci, photo):
    photo = change(photo, credit="Foto: Lain")
    age(photo)
    taking_down.take_down(
        photo, by=make_user("editor", kerinci), at=NOW, ground="other", reason="x", original="keep"
    )
    rows = photo.renditions.count()

    assert prune(at=NOW).files == 0
    assert photo.renditions.count() == rows


def test_the_command_says_what_went(photo):
    photo = change(photo, credit="Foto: Lain")
    many = len(files_of(photo, 1))
    age(Photo.objects.get(pk=photo.pk))
    out = StringIO()

    call_command("prune_photos", stdout=out)

    assert out.getvalue().startswith(f"{many} files of 1 photos deleted, 0.")
