"""Lettering with the one typeface that ships with Pillow."""

import functools

from PIL import ImageFont

from .palette import rgb


@functools.lru_cache(maxsize=32)
def _font(pixels):
    return ImageFont.load_default(pixels)


def write(canvas, x, y, text, size, colour, *, bold=0.0, anchor="la", halo=None, gap=1.0):
    """Write `text` at (x, y); `size` in units. Returns its width in units.

    The typeface has one weight: `bold` (about 0.03) draws its strokes that much thicker. `halo` is
    a colour around the letters, for maps. `gap` spaces the letters out.
    """
    font = _font(max(round(size * canvas.scale), 6))
    px, py = canvas.place([(x, y)])[0]
    stroke = bold * size * canvas.scale
    wide = width(canvas, text, size, gap=gap)
    if gap != 1.0:
        px -= {"l": 0, "m": wide / 2, "r": wide}[anchor[0]] * canvas.scale
        anchor = "l" + anchor[1]
    pieces = list(text) if gap != 1.0 else [text]
    for mark, thick in ((halo, stroke + size * 0.13 * canvas.scale), (colour, stroke)):
        if mark is None:
            continue
        at = px
        for piece in pieces:
            canvas.pen.text((at, py), piece, font=font, fill=rgb(mark), anchor=anchor,
                            stroke_width=thick, stroke_fill=rgb(mark))  # fmt: skip
            at += font.getlength(piece) * gap
    return wide


def width(canvas, text, size, *, gap=1.0):
    """How wide `text` is in units."""
    font = _font(max(round(size * canvas.scale), 6))
    if gap == 1.0:
        return font.getlength(text) / canvas.scale
    return sum(font.getlength(piece) * gap for piece in text) / canvas.scale


def wrapped(canvas, text, size, most):
    """`text` in lines no wider than `most` units."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if width(canvas, longer, size) <= most or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def paragraph(canvas, x, y, text, size, colour, most, *, bold=0.0, leading=1.28):
    """Write `text` in lines from (x, y) down. Returns the height below the last line."""
    for line in wrapped(canvas, text, size, most):
        write(canvas, x, y, line, size, colour, bold=bold)
        y += size * leading
    return y
