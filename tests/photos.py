"""Pictures for tests, drawn by code: no two seeds look alike."""

import io
import random

from PIL import Image, ImageDraw, ImageFilter


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
