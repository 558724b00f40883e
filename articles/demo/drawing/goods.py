"""What is carried and sold: sacks, baskets, fish."""

import math

from .curves import smooth
from .palette import mix


def sack(canvas, x, foot, wide, colour="#f1e6c8", band="#b5432f"):
    """A full sack lying on its side, of rice unless coloured otherwise."""
    tall = wide * 0.62
    body = smooth([(x - wide * 0.5, foot - tall * 0.1), (x - wide * 0.46, foot - tall * 0.85),
                   (x, foot - tall), (x + wide * 0.46, foot - tall * 0.85),
                   (x + wide * 0.5, foot - tall * 0.1), (x, foot + tall * 0.04)], closed=True,
                  steps=5)  # fmt: skip
    canvas.shape(body, colour)
    canvas.shade(body, mix(colour, "#4a2f14", 0.5), (0, 0.15, 0.8))
    canvas.line([(x - wide * 0.3, foot - tall * 0.5), (x + wide * 0.3, foot - tall * 0.5)],
                band, wide * 0.07)  # fmt: skip


def basket(canvas, x, y, size, colour):
    """A woven basket carried on the back or standing on the ground, its foot at `y`."""
    canvas.shape([(x - size * 0.5, y - size), (x + size * 0.5, y - size), (x + size * 0.36, y),
                  (x - size * 0.36, y)], colour)  # fmt: skip
    for step in range(1, 4):
        level = y - size * step / 4
        canvas.line([(x - size * 0.46, level), (x + size * 0.46, level)],
                    mix(colour, "#000000", 0.25), size * 0.035)  # fmt: skip
    canvas.oval(x, y - size, size * 0.52, size * 0.12, mix(colour, "#000000", 0.35))


def fish(canvas, x, y, length, colour, back, *, angle=0):
    """A fish seen from its side, its head to the right before it is turned."""
    turn = math.radians(angle)

    def at(along, up):
        dx, dy = along * length, -up * length
        return (x + dx * math.cos(turn) - dy * math.sin(turn),
                y + dx * math.sin(turn) + dy * math.cos(turn))  # fmt: skip

    body = smooth([at(0.5, 0), at(0.36, 0.14), at(0.05, 0.2), at(-0.3, 0.09), at(-0.4, 0.03),
                   at(-0.4, -0.03), at(-0.3, -0.09), at(0.05, -0.18), at(0.36, -0.13)], closed=True,
                  steps=5)  # fmt: skip
    canvas.shape([at(-0.36, 0), at(-0.55, 0.2), at(-0.47, 0), at(-0.55, -0.2)], back)
    canvas.shape(body, colour)
    canvas.shape(smooth([at(0.5, 0.01), at(0.36, 0.14), at(0.05, 0.2), at(-0.3, 0.09),
                         at(-0.4, 0.03), at(0, 0.06)], closed=True, steps=5), back)  # fmt: skip
    canvas.oval(*at(0.38, 0.04), length * 0.025, length * 0.025, "#12181b")
