"""Pictures for tests, drawn by code: no two seeds look alike."""

import hashlib
import io
import random
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter

from newsroom.photos.refused import Busy


def make_picture(width=900, height=600, *, seed="kerinci", mode="RGB"):
    """A picture with a sky, hills and some marks, so that crops and likeness have something."""
    chance = random.Random(seed)
    small = Image.new("RGB", (12, 8))
    small.putdata([tuple(chance.randrange(256) for _ in range(3)) for _ in range(96)])
    picture = small.resize((width, height), Image.Resampling.BICUBIC)
    draw = ImageDraw.Draw(picture)
    for _ in range(12):
        x, y = chance.randrange(width), chance.randrange(height)
        size = chance.randrange(max(2, min(width, height) // 5))
        colour = tuple(chance.randrange(256) for _ in range(3))
        draw.ellipse((x - size, y - size, x + size, y + size), fill=colour)
    return picture.filter(ImageFilter.GaussianBlur(1)).convert(mode)


def encoded(picture, file_format="JPEG", **options):
    """The bytes of a file with this picture."""
    file = io.BytesIO()
    picture.save(file, file_format, **options)
    return file.getvalue()


def as_file(data, name="foto.jpg"):
    """An upload with these bytes."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile(name, data)


# What came out of the pictures that `taken_in` had opened, by the picture and how it was opened.
_developed = {}


def taken_in(data, *, desk, by, crops=None, **words):
    """A photo of the library with the files of `crops`, or all, for tests that only look at it.

    The first time in a run it is developed as any other; the same file again needs no process.
    """
    from newsroom.photos.intake import take_in

    from .factories import NOW

    developing = partial(_develop_once, crops=crops)
    arrival = take_in(as_file(data), desk=desk, by=by, at=NOW, developing=developing, **words)
    return arrival.photo


def _develop_once(path, folder, *, focal, crops, **how):
    from newsroom.photos.decoding import develop

    key = (hashlib.sha256(Path(path).read_bytes()).digest(), focal, crops)
    if key not in _developed:
        made = develop(path, folder, focal=focal, crops=crops, **how)
        _developed[key] = made, [each.path.read_bytes() for each in made.files]
    made, contents = _developed[key]
    files = [
        replace(each, path=Path(folder, f"{number}.{each.format}"))
        for number, each in enumerate(made.files)
    ]
    for each, content in zip(files, contents, strict=True):
        each.path.write_bytes(content)
    return replace(made, files=files)


def make_photo(desk, *, by=None, at=None, number=None, **values):
    """A row of a photo without files, complete and usable unless said otherwise."""
    import secrets

    from newsroom.photos.models import Photo

    from .factories import NOW, make_user

    values = {
        "headline": "Danau Kerinci di pagi hari",
        "caption": "Nelayan di danau.",
        "alt": "Perahu di danau",
        "credit": "Foto: Ani",
        "source": "Ani",
        "width": 900,
        "height": 600,
        "number": number,
        "original": secrets.token_hex(32),
    } | values
    return Photo.objects.create(
        desk=desk,
        media_type="image/jpeg",
        size=1000,
        uploaded_by=by or make_user("reporter", desk),
        uploaded_at=at or NOW,
        **values,
    )


def give_files(photo, crops=("full", "4x3"), width=320):
    """One small public file of the photo in each crop; returns their Renditions."""
    from newsroom.photos import storing
    from newsroom.photos.models import Rendition

    made = []
    for crop in crops:
        data = encoded(make_picture(width, width * 2 // 3, seed=f"{photo.pk} {crop}"), "WEBP")
        made.append(
            Rendition.objects.create(
                photo=photo,
                generation=photo.generation,
                crop=crop,
                format="webp",
                width=width,
                height=width * 2 // 3,
                file=storing.keep_rendition(data, "webp"),
                size=len(data),
            )
        )
    return made


@contextmanager
def no_room():
    """In the place of `decoding.room`: too many photos are being opened."""
    raise Busy("try again")
    yield
