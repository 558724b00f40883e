"""Photos that look nearly the same are found, fast and all of them, and others are not."""

import random

import pytest
from django.db import connection
from PIL import Image

from newsroom.photos.likeness import BITS, NEAR, distance, likeness_of, near_bands
from newsroom.photos.models import Photo

from .factories import make_desk, make_user
from .photos import encoded, make_picture
from .test_photos_metadata import opened

ALL = (1 << BITS) - 1


def signed(number):
    return number - (1 << BITS) if number >> (BITS - 1) else number


def flipped(number, bits, chance):
    number &= ALL
    for place in chance.sample(range(BITS), bits):
        number ^= 1 << place
    return signed(number)


def test_a_smaller_or_coarser_copy_is_near_and_other_pictures_are_far():
    pictures = [make_picture(seed=seed) for seed in range(12)]
    likenesses = [likeness_of(picture) for picture in pictures]
    for picture, likeness in zip(pictures, likenesses, strict=True):
        for copy in (
            picture.resize((300, 200)),
            opened(encoded(picture, quality=30)),
            picture.convert("L").convert("RGB"),
        ):
            assert distance(likeness, likeness_of(copy)) <= NEAR
    others = [distance(a, b) for n, a in enumerate(likenesses) for b in likenesses[:n]]
    assert min(others) > NEAR


def test_of_an_even_surface_nothing_is_said():
    assert likeness_of(Image.new("RGB", (300, 200), "white")) is None
    assert list(Photo.objects.alike(None)) == []


@pytest.mark.django_db
def test_the_database_finds_what_differs_in_few_bits_and_nothing_else():
    chance = random.Random(7)
    base = signed(chance.getrandbits(BITS) | 1 << (BITS - 1))
    differing = [0, 1, 4, NEAR, NEAR, NEAR, NEAR + 1, 20, 40]
    desk = make_desk()
    user = make_user()
    photos = [
        Photo(
            desk=desk, original=f"{n:064x}", media_type="image/jpeg", width=9, height=9, size=9,
            likeness=flipped(base, bits, chance), uploaded_by=user, uploaded_at="2024-11-20T00:00Z",
        )
        for n, bits in enumerate([*differing, *[32] * 200])
    ]  # fmt: skip
    Photo.objects.bulk_create(photos)

    found = Photo.objects.alike(base)

    assert [photo.difference for photo in found] == [0, 1, 4, NEAR, NEAR, NEAR]
    assert all(distance(photo.likeness, base) == photo.difference for photo in found)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SELECT photos_bands(%s)", [base])
        assert set(cursor.fetchone()[0]) <= set(near_bands(base))
    assert "photo_likeness" in found.explain()
