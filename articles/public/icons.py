"""The icons of a desk: its emblem on its colour.

The address of what is drawn holds a digest of its words and colour: where these change, so does it,
and every cache may keep what it has.
"""

import hashlib
import io
from functools import lru_cache
from pathlib import Path

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from PIL import Image, ImageDraw, ImageFont

from articles.freshness.noting import kept

from .emblem import SIDE, pattern_of, runs
from .look import legible

FOR_EVER = "public, max-age=31536000, immutable"
FONT = Path(__file__).parent / "fonts" / "headline.ttf"
# Raised when a drawing changes, so that addresses do.
DRAWING = 2
WHITE = (255, 255, 255)
ICONS = ["32", "180", "192", "512", "maskable-192", "maskable-512"]


def digest(*words):
    """What stands in the address of a drawing of these words."""
    told = "\0".join([str(DRAWING), *map(str, words)])
    return hashlib.sha256(told.encode()).hexdigest()[:16]


@lru_cache(maxsize=32)
def font(size):
    """The headline type in one size."""
    return ImageFont.truetype(FONT, size)


def ground(accent):
    """The desk's colour, dark enough for white letters."""
    return legible(tuple(int(accent[i : i + 2], 16) for i in (1, 3, 5)), WHITE)


def icon_path(desk, name):
    """The address of an icon of `desk`; `name` is one of ICONS."""
    return _icon_path(desk.accent, desk.slug, name)


@lru_cache(maxsize=4096)
def _icon_path(accent, slug, name):
    key = digest(accent, pattern_of(slug))
    return reverse("icon", args=[key, name], urlconf="articles.public.urls")


def icon(request, key, name):
    """An icon of the request's desk; 404 for one that is not its own."""
    accent, pattern = request.desk.accent, pattern_of(request.desk.slug)
    kept(request)
    if name not in ICONS or key != digest(accent, pattern):
        raise Http404(_("There is no such file."))
    data = draw_icon(accent, pattern, name)
    return HttpResponse(data, content_type="image/png", headers={"Cache-Control": FOR_EVER})


def favicon(request):
    """The icon at the address where browsers look for one that nobody named."""
    kept(request)
    data = draw_icon(request.desk.accent, pattern_of(request.desk.slug), "32")
    return HttpResponse(data, content_type="image/png", headers={"Cache-Control": "max-age=86400"})


@lru_cache(maxsize=256)
def draw_icon(accent, pattern, name):
    """PNG: the emblem in white on the colour; a maskable one has room around it, and no corners."""
    maskable, _dash, size = name.rpartition("-")
    size = int(size)
    large = size * 4
    image = Image.new("RGBA", (large, large), (0, 0, 0, 0))
    # An apple-touch icon is rounded by the telephone itself.
    radius = 0 if maskable or size == 180 else large // 8
    ImageDraw.Draw(image).rounded_rectangle(
        (0, 0, large - 1, large - 1), radius, fill=(*ground(accent), 255)
    )
    image = image.resize((size, size), Image.Resampling.LANCZOS)
    # Whole pixels for each cell, so that it is as sharp as woven.
    cell = int(size * (0.66 if maskable else 0.84)) // SIDE
    corner = (size - cell * SIDE) // 2
    draw = ImageDraw.Draw(image)
    for column, row, length in runs(pattern):
        x, y = corner + column * cell, corner + row * cell
        draw.rectangle((x, y, x + length * cell - 1, y + cell - 1), fill=WHITE)
    return png(image)


def png(image):
    """The bytes of a PNG file."""
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()
