"""What grows: palms, broad trees, forest edges, banana leaves, reeds and water hyacinth."""

import math

from .curves import arc, height_at, smooth
from .palette import mix


def leaf(canvas, x, y, length, angle, colour, *, droop=0.5, width=0.13):
    """One long leaf from (x, y) at `angle` degrees (0 is to the right), bending down."""
    turn = math.radians(angle)
    upper, lower = [], []
    for step in range(13):
        share = step / 12
        px = x + math.cos(turn) * length * share
        py = y + math.sin(turn) * length * share + droop * length * share**2
        half = length * width * math.sin(math.pi * share**0.75) * 0.5
        upper.append((px, py - half))
        lower.append((px, py + half * 0.7))
    canvas.shape(upper + lower[::-1], colour)


def palm(canvas, x, foot, tall, colour, *, lean=0.1, light=None):
    """A coconut palm."""
    top = (x + lean * tall, foot - tall)
    trunk = smooth([(x, foot), (x + lean * tall * 0.3, foot - tall * 0.45), top])
    half = tall * 0.018
    left = [(px - half * (1.5 - 0.6 * i / len(trunk)), py) for i, (px, py) in enumerate(trunk)]
    right = [(px + half * (1.5 - 0.6 * i / len(trunk)), py) for i, (px, py) in enumerate(trunk)]
    canvas.shape(left + right[::-1], colour)
    for index, angle in enumerate((-172, -150, -118, -88, -58, -28, -6, 14, 168)):
        turn = angle + canvas.random.uniform(-8, 8)
        long = 0.42 * tall * canvas.random.uniform(0.85, 1.1)
        shade = light if light and index % 3 == 1 else colour
        leaf(canvas, *top, long, turn, shade, droop=0.62, width=0.17)
    for dx, dy in ((-0.02, 0.01), (0.025, 0.015), (0, 0.035)):
        canvas.oval(top[0] + dx * tall, top[1] + dy * tall, tall * 0.018, tall * 0.02, colour)


def tree(canvas, x, foot, tall, colour, *, light=None, wide=0.8):
    """A broad tree: a trunk and a crown of a few rounds, lit from the upper left."""
    canvas.shape([(x - tall * 0.035, foot), (x - tall * 0.02, foot - tall * 0.5),
                  (x + tall * 0.02, foot - tall * 0.5), (x + tall * 0.04, foot)],
                 colour)  # fmt: skip
    rounds = [(-0.3, 0.52, 0.22), (0.3, 0.5, 0.2), (-0.14, 0.74, 0.24), (0.16, 0.72, 0.23),
              (0, 0.55, 0.28), (0, 0.86, 0.15)]  # fmt: skip
    rounds = [(dx * wide * tall, dy * tall, size * tall * canvas.random.uniform(0.9, 1.1)) for dx,
              dy, size in rounds]  # fmt: skip
    for dx, dy, size in rounds:
        canvas.oval(x + dx, foot - dy, size, size * 0.86, colour)
    if light:
        for dx, dy, size in rounds[:4]:
            centre = (x + dx - size * 0.22, foot - dy - size * 0.22)
            canvas.shade(arc(*centre, size * 0.62, size * 0.5, 0, 360), light, (0.75, 0))


def forest(canvas, line, colour, *, size=26, step=0.8, light=None, uneven=0.5):
    """The crowns of a wood along `line`."""
    x, right = line[0][0], line[-1][0]
    while x < right:
        radius = size * canvas.random.uniform(1 - uneven, 1 + uneven)
        y = height_at(line, x) - radius * 0.25
        canvas.oval(x, y, radius, radius * canvas.random.uniform(0.8, 1.25), colour)
        if light and canvas.random.random() < 0.6:
            canvas.oval(x - radius * 0.3, y - radius * 0.35, radius * 0.4, radius * 0.34, light)
        x += size * step * canvas.random.uniform(0.6, 1.3)


def pines(canvas, line, colour, *, tall=60, step=26):
    """Slender trees along `line`, for heights where mist and cold keep them small."""
    x, right = line[0][0], line[-1][0]
    while x < right:
        high = tall * canvas.random.uniform(0.55, 1.25)
        y = height_at(line, x) + 8
        half = high * 0.2
        canvas.shape([(x - half * 0.15, y), (x - half, y - high * 0.12),
                      (x - half * 0.35, y - high * 0.5), (x, y - high),
                      (x + half * 0.4, y - high * 0.46), (x + half, y - high * 0.1),
                      (x + half * 0.15, y)], colour)  # fmt: skip
        x += step * canvas.random.uniform(0.5, 1.5)


def reeds(canvas, x, foot, width, colour, *, tall=120, count=26):
    """A clump of reeds or wild grass."""
    for _ in range(count):
        px = x + canvas.random.uniform(-0.5, 0.5) * width
        high = tall * canvas.random.uniform(0.5, 1.1)
        lean = canvas.random.uniform(-0.35, 0.35) * high
        canvas.shape([(px - 3, foot), (px + lean * 0.45 - 2, foot - high * 0.6),
                      (px + lean, foot - high), (px + lean * 0.45 + 3, foot - high * 0.55),
                      (px + 3.5, foot)], colour)  # fmt: skip


def banana(canvas, x, foot, tall, colour, light):
    """A banana plant with broad torn leaves."""
    canvas.shape([(x - tall * 0.05, foot), (x - tall * 0.025, foot - tall * 0.5),
                  (x + tall * 0.025, foot - tall * 0.5), (x + tall * 0.05, foot)],
                 colour)  # fmt: skip
    for index, angle in enumerate((-165, -128, -100, -70, -40, -12)):
        shade = light if index % 2 else colour
        leaf(canvas, x, foot - tall * 0.48, tall * 0.55, angle, shade, droop=0.55, width=0.34)


def hyacinth(canvas, outline, colours, *, rows=11):
    """A mat of water hyacinth filling `outline`: round leaves, and here and there a flower."""
    dark, green, bright, flower = colours
    canvas.shape(outline, dark)
    ys = [y for _, y in outline]
    top, bottom = min(ys), max(ys)
    for row in range(rows):
        share = row / rows
        y = top + (bottom - top) * share
        spans = sorted(_crossings(outline, y + 1))
        size = 7 + 17 * (y - 560) / 500
        for left, right in zip(spans[::2], spans[1::2], strict=False):
            x = left
            while x < right:
                px, py = x + canvas.random.uniform(-4, 4), y + canvas.random.uniform(-4, 4)
                shade = canvas.random.choice((green, green, bright, mix(green, dark, 0.4)))
                canvas.oval(px, py, size, size * 0.55, shade)
                canvas.oval(px - size * 0.25, py - size * 0.15, size * 0.4, size * 0.16, bright)
                if canvas.random.random() < 0.06:
                    for dx, dy in ((0, -1.5), (-0.3, -1.1), (0.3, -1.1)):
                        canvas.oval(px + dx * size, py + dy * size, size * 0.3, size * 0.34, flower)
                x += size * canvas.random.uniform(1.1, 1.7)


def _crossings(outline, y):
    return [x0 + (x1 - x0) * (y - y0) / (y1 - y0) for (x0, y0),
            (x1, y1) in zip(outline, [*outline[1:], outline[0]],
                            strict=True) if (y0 <= y < y1) or (y1 <= y < y0)]  # fmt: skip
