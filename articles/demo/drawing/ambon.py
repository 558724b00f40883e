"""Pictures from the town of Ambon."""

import math

from . import land, sky, trees, water
from .canvas import HEIGHT, WIDTH
from .curves import arc, down_to, smooth
from .goods import fish
from .palette import DUSK, mix
from .people import scarfed, standing


def smoked_skipjack(canvas):
    """Skipjack in bamboo clamps over embers on the shore of Ambon bay at dusk."""
    mood = DUSK
    sky.sky(canvas, mood.sky, horizon=520)
    sky.sun(canvas, 1180, 420, 56, "#ffe7ae", halo=7, strength=0.8)
    sky.clouds(canvas, 200, "#d9737a", count=6, spread=110, length=520, opacity=0.45)
    lines = land.ranges(canvas, 2, 430, 480, swing=44, wave=900)
    for line, colour in zip(lines, ("#8a5070", "#5d3a60"), strict=True):
        canvas.wash(down_to(line, 530), (colour, mix(colour, "#f0945a", 0.3)))
    for _ in range(46):
        canvas.oval(canvas.random.uniform(0, 900), canvas.random.uniform(488, 520), 2.2, 2.2,
                    "#ffd98a")  # fmt: skip
    water.surface(canvas, 524, ("#f0a565", "#a9566a", "#4a2f58", "#241a3c"), mirror=0.7)
    water.glitter(canvas, 1180, 536, 800, "#ffe7ae", width=60, count=46)
    ground = smooth([(-60, 800), (400, 782), (900, 800), (1660, 770)])
    canvas.wash(down_to(ground, HEIGHT + 10), ("#3a2430", "#1d1420"))
    canvas.glow(800, 930, 760, "#ff7a2a", 0.6)
    pit = [(260, 960), (1340, 944), (1410, 1040), (190, 1060)]
    for x in range(250, 1380, 62):
        canvas.oval(x, 1046 + canvas.random.uniform(-6, 6), 46, 30,
                    mix("#4a3a3a", "#6d5650", canvas.random.random()))  # fmt: skip
    canvas.shape(pit, "#2a1214")
    for _ in range(260):
        x, y = canvas.random.uniform(270, 1340), canvas.random.uniform(956, 1034)
        size = canvas.random.uniform(8, 20)
        canvas.oval(x, y, size, size * 0.62, canvas.random.choice(("#ff6a24", "#e0431c", "#ffa23c",
                    "#5c1f1c", "#3a1618", "#ffcf6b")))  # fmt: skip
    canvas.glow(800, 990, 560, "#ffb35c", 0.5)
    for x in range(260, 1400, 54):
        canvas.oval(x, 1066 + canvas.random.uniform(-5, 5), 44, 30,
                    mix("#33282c", "#57453f", canvas.random.random()))  # fmt: skip
    for x in (235, 1365):
        canvas.line([(x - 20, 1050), (x, 640)], "#4a3326", 17)
        canvas.line([(x + 22, 1050), (x, 640)], "#5d4230", 17)
    canvas.line([(180, 672), (1420, 660)], "#7a5a3a", 17)
    for index in range(7):
        x = 360 + 148 * index
        top = 560 + canvas.random.uniform(-14, 14)
        canvas.line([(x - 9, top), (x - 15, 950)], "#b98f57", 10)
        canvas.line([(x + 9, top), (x + 15, 950)], "#c9a067", 10)
        fish(canvas, x, 790, 250, "#a5632f", "#5c2a1c", angle=92 + canvas.random.uniform(-4, 4))
        canvas.shade(arc(x - 10, 800, 26, 96, 0, 360), "#ffc06a", (0.1, 0.75))
        for y in (690, 880):
            canvas.line([(x - 25, y), (x + 25, y + 4)], "#e0c289", 9)
    for x in (420, 700, 960, 1180):
        sky.smoke(canvas, x, 880, 760, 230, "#e9c9b5", lean=-0.16, opacity=0.2)
    return canvas.finish()


def stairs_of_batu_merah(canvas):
    """Health workers climbing the steps between the houses of a hillside in Ambon."""
    sky.sky(canvas, ("#4f9ab5", "#9fcfd0", "#e3edd6"), horizon=420)
    sky.heap(canvas, 360, 210, 420, "#fdf8e6", shade="#b9d8d6")
    hill = smooth([(-60, 330), (300, 210), (760, 150), (1240, 220), (1660, 150)])
    canvas.wash(down_to(hill, HEIGHT), ("#4f8f66", "#3a7552"))
    trees.forest(canvas, hill, "#3f7f5a", size=30, light="#77a873")
    tones = ("#e3a85a", "#7fb0b5", "#d9776a", "#a9bf7f", "#f1dfb5", "#8a9fc4", "#e0c36a", "#c98fa0")
    roofs = ("#a8452f", "#8f3a2c", "#5f6d74", "#9c5a3a")
    for row in range(6):
        wide = 150 + 46 * row
        base = 330 + 118 * row + 8 * row * row
        x = -120 + canvas.random.uniform(-60, 60)
        while x < WIDTH + 60:
            middle = x + wide / 2
            if abs(middle - _stair(base)) > wide * 0.5 + 46 + 18 * row:
                _cottage(canvas, x, base + canvas.random.uniform(-16, 16),
                         wide * canvas.random.uniform(0.8, 0.95), canvas.random.choice(tones),
                         canvas.random.choice(roofs))  # fmt: skip
            x += wide * canvas.random.uniform(0.95, 1.1)
        for side in (-1, 1):
            canvas.ovals([(_stair(base) + side * (70 + 24 * row), base + 30, 34 + 8 * row,
                           24 + 5 * row)], "#2f6b48", 1)  # fmt: skip
    for step in range(40):
        share = (step / 39) ** 1.5
        y = 330 + 760 * share
        half = 26 + 112 * share
        tall = 9 + 24 * share
        x = _stair(y)
        canvas.shape([(x - half, y), (x + half, y), (x + half * 1.05, y + tall),
                      (x - half * 1.05, y + tall)], "#d9d2bd")  # fmt: skip
        canvas.shape([(x - half, y + tall * 0.45), (x + half, y + tall * 0.45),
                      (x + half * 1.05, y + tall), (x - half * 1.05, y + tall)],
                     "#9c978a")  # fmt: skip
    people = ((430, 74, "#2d6b7a", "#f1dfb8"), (560, 108, "#f1ead6", "#c4513a"),
              (920, 250, "#2f8a7a", "#f6efdc"))  # fmt: skip
    for y, tall, dress, scarf in people:
        x = _stair(y) + tall * 0.16
        canvas.ovals([(x, y, tall * 0.22, tall * 0.03)], "#4a4a40", 0.5)
        scarfed(canvas, x, y, tall, dress, scarf, away=True)
        canvas.box(x - tall * 0.36, y - tall * 0.74, tall * 0.24, tall * 0.2, "#2f7fb0",
                   tall * 0.02)  # fmt: skip
        canvas.box(x - tall * 0.37, y - tall * 0.77, tall * 0.26, tall * 0.06, "#f6f3e6",
                   tall * 0.02)  # fmt: skip
        canvas.line([(x - tall * 0.24, y - tall * 0.76), (x - tall * 0.02, y - tall * 0.8)],
                    "#f6f3e6", tall * 0.018)  # fmt: skip
    x = _stair(720) - 120
    scarfed(canvas, x, 736, 168, "#7d2f5b", "#e8b54d", arms=((-0.05, 0.3), (0.12, 0.22)))
    standing(canvas, x + 62, 738, 92, "#e0a02c", legs="#24406b", arms=((-0.12, -0.06), (0.1, 0.28)))
    trees.banana(canvas, 90, 1090, 330, "#2a6542", "#5d9a52")
    trees.banana(canvas, 1530, 1090, 360, "#2a6542", "#5d9a52")
    return canvas.finish()


def _stair(y):
    """Where the middle of the steps is at the height `y`."""
    return 800 + 70 * math.sin((y - 330) / 210)


def _cottage(canvas, x, foot, wide, wall, roof):
    """A small house on a slope, half hidden by the next one below."""
    tall = wide * 0.56
    canvas.box(x, foot - tall, wide, tall + wide * 0.5, wall)
    canvas.shade([(x, foot - tall), (x + wide, foot - tall), (x + wide, foot + wide * 0.5),
                  (x, foot + wide * 0.5)], "#2b3a34", (0.05, 0.5))  # fmt: skip
    canvas.shape([(x - wide * 0.08, foot - tall), (x + wide * 0.5, foot - tall - wide * 0.34),
                  (x + wide * 1.08, foot - tall)], roof)  # fmt: skip
    canvas.shape([(x + wide * 0.5, foot - tall - wide * 0.34), (x + wide * 1.08, foot - tall),
                  (x + wide * 0.62, foot - tall)], mix(roof, "#000000", 0.25))  # fmt: skip
    canvas.box(x + wide * 0.56, foot - tall * 0.74, wide * 0.2, tall * 0.74 + 20,
               mix(wall, "#2b1d16", 0.7))  # fmt: skip
    canvas.box(x + wide * 0.14, foot - tall * 0.72, wide * 0.26, tall * 0.36, "#f6f0dc")
    canvas.box(x + wide * 0.16, foot - tall * 0.69, wide * 0.22, tall * 0.3, "#33505c")


PICTURES = {"cakalang-asar-galala": smoked_skipjack, "tangga-batu-merah": stairs_of_batu_merah}
