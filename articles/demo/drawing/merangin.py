"""Pictures from Merangin: its rapids, its high pitch, a mosque at dusk."""

import math

from . import land, sky, trees, water
from .canvas import HEIGHT
from .curves import arc, down_to, ridge, smooth
from .palette import DUSK, NOON, mix
from .people import standing
from .town import mosque


def gorge(canvas):
    """Rapids in a gorge; a board with three colours tells whether rafts may go."""
    mood = NOON
    sky.sky(canvas, ("#7fb4b8", "#b9d8c9", "#e8ecd0"), horizon=520)
    sky.shafts(canvas, 860, -80, "#fff8d8", count=5, reach=900, opacity=0.16)
    lines = land.ranges(canvas, 3, 300, 460, swing=60, wave=700)
    land.hills(canvas, mood, lines, mist=0.5)
    trees.forest(canvas, lines[2], "#2f6a55", size=18, light="#4f8a65")
    canvas.wash([(-40, 560), (1640, 560), (1640, 1110), (-40, 1110)], ("#53706a", "#3c5a55"))
    for _ in range(130):
        x, y = canvas.random.uniform(360, 1260), canvas.random.uniform(570, 780)
        size = canvas.random.uniform(8, 30) * (y - 500) / 160
        tone = mix("#7d8f86", canvas.random.choice(("#a9b3a2", "#4a625c")), 0.6)
        canvas.oval(x, y, size, size * 0.5, tone)
    water.rapids(canvas, [(830, 500, 40), (760, 600, 92), (870, 700, 160), (760, 830, 270),
                          (800, 1110, 560)], ("#1c5a5c", "#4b9a8d", "#f4f8ea"),
                 count=150)  # fmt: skip
    rock, lit, dark = "#6c6a5f", "#a39a82", "#34403d"
    left = smooth([(-60, 60), (130, 110), (210, 260), (340, 330), (380, 480), (520, 560),
                   (480, 680), (560, 770), (400, 900), (330, 1120)])  # fmt: skip
    right = smooth([(1660, 20), (1500, 90), (1440, 240), (1290, 300), (1240, 470), (1060, 540),
                    (1110, 660), (1080, 760), (1260, 880), (1360, 1120)])  # fmt: skip
    for wall, outer, side in ((left, -80, 1), (right, 1680, -1)):
        area = [*wall, (outer, 1120), (outer, 0)]
        canvas.wash(area, (mix(rock, lit, 0.3), rock, dark))
        for step in range(14):
            y = 190 + 66 * step
            edge = next((point for point in wall if point[1] >= y), wall[-1])
            ledge = smooth([(edge[0] - side * 4, y), (edge[0] - side * 70, y + 12),
                            (edge[0] - side * 190, y + 4), (edge[0] - side * 330, y + 26)],
                           steps=5)  # fmt: skip
            canvas.shape(ledge + [(x, py + 20) for x, py in ledge][::-1], mix(rock, dark, 0.6), 0.8)
            canvas.shape([(x, py - 12) for x, py in ledge] + ledge[::-1], mix(lit, "#f0e3c0", 0.25),
                         0.7)  # fmt: skip
        crown = [(x, y + 12) for x, y in (wall if side > 0 else wall[::-1]) if y < 560]
        if side > 0:
            trees.forest(canvas, [(-60, 60), *crown], "#1f5543", size=44, light="#3f7d57")
        else:
            trees.forest(canvas, [*crown, (1660, 20)], "#1f5543", size=44, light="#3f7d57")
    for x, y, size in ((700, 660, 46), (980, 735, 60), (560, 880, 78), (1120, 930, 96),
                       (800, 780, 30), (420, 1010, 110)):  # fmt: skip
        stone = [(x + size * math.cos(t / 10 * math.tau) * canvas.random.uniform(0.85, 1.15),
                  y + size * 0.6 * math.sin(t / 10 * math.tau)) for t in range(10)]  # fmt: skip
        stone = smooth(stone, closed=True, steps=4)
        canvas.wash(stone, (lit, rock, dark))
        water.streak(canvas, x, y + size * 0.55, size * 2.5, size * 0.3, "#f4f8ea", 0.9)
    canvas.box(396, 452, 15, 470, "#57452f")
    canvas.box(352, 470, 104, 322, "#f3ead2", 4)
    for index, colour in enumerate(("#c9302c", "#efb92f", "#3d8f4e")):
        canvas.box(360, 479 + 102 * index, 88, 98, colour)
        for mark in range(1, 5):
            canvas.box(360, 479 + 102 * index + 20 * mark, 30 if mark % 2 else 18, 3, "#f3ead2")
    raft = smooth([(930, 960), (960, 938), (1080, 972), (1310, 972), (1430, 938), (1460, 962),
                   (1410, 1036), (1180, 1056), (980, 1036)], closed=True)  # fmt: skip
    canvas.shape([(x, y + 16) for x, y in raft], "#1a3536", 0.5)
    for x, y, tone in ((1075, 1010, "#efb92f"), (1190, 1000, "#2d6f9c"), (1310, 1008, "#efb92f")):
        canvas.line([(x - 60, y - 92), (x + 66, y + 30)], "#4a3326", 7)
        standing(canvas, x, y + 62, 176, tone, legs="#22303a", arms=((-0.14, 0.16), (0.16, 0.22)),
                 wade=60)  # fmt: skip
        canvas.oval(x, y - 103, 20, 19, "#c9302c")
    canvas.shape(raft, "#d94f2b")
    canvas.shade(raft, "#7c1f1a", (0, 0.1, 0.7))
    canvas.line(smooth([(975, 1000), (1100, 978), (1290, 978), (1416, 1000)]), "#f3ead2", 5)
    return canvas.finish()


def pitch_above_clouds(canvas):
    """A football pitch in the highlands, the clouds lying below its edge."""
    sky.sky(canvas, ("#3f5f8a", "#8f9bb4", "#e7b79a", "#f8dcae"), horizon=560)
    sky.sun(canvas, 300, 420, 54, "#fff0c8", halo=8, strength=0.85)
    lines = land.ranges(canvas, 3, 400, 470, swing=54, wave=800, peaks=((0, 1150, 150, 430),))
    for line, colour in zip(lines, ("#a3a0ae", "#7d879a", "#58708a"), strict=True):
        canvas.wash(down_to(line, 640), (colour, mix(colour, "#f8dcae", 0.5)))
    for y, tone in ((520, "#f3d9bd"), (560, "#f7e6cf"), (605, "#fdf3e0")):
        puffs = [(x + canvas.random.uniform(-40, 40), y + canvas.random.uniform(-12, 22),
                  canvas.random.uniform(70, 150), canvas.random.uniform(24, 46)) for x in range(-60,
                1700, 90)]  # fmt: skip
        canvas.ovals([*puffs, (800, y + 80, 1100, 70)], tone, 0.95)
    edge = ridge(canvas.random, height=660, swing=8, wave=900, octaves=2)
    canvas.wash(down_to(edge, HEIGHT + 20), ("#8fae58", "#5d8f4c", "#33683f"))
    for step in range(7):
        top, low = 668 + 4 * step**2.05, 668 + 4 * (step + 0.5) ** 2.05
        canvas.shape([(-40, top), (1640, top), (1640, low + 6), (-40, low + 6)], "#3f7a44", 0.4)
    white = "#f6f4e4"
    canvas.line([(-60, 1040), (330, 694), (1270, 694), (1660, 1040)], white, 5)
    canvas.line([(800, 694), (800, 1090)], white, 4)
    canvas.line(arc(800, 822, 190, 54, 0, 360), white, 4)
    for side in (-1, 1):
        near, far = (800 + side * 690, 892), (800 + side * 585, 800)
        area = [(800 + side * 540, 760), (800 + side * 420, 760), (800 + side * 520, 950),
                (800 + side * 760, 950)]  # fmt: skip
        canvas.line(area, white, 4)
        back = [(x + side * 52, y - 16) for x, y in (near, far)]
        top = [(near[0], near[1] - 150), (far[0], far[1] - 118)]
        canvas.shape([*top, back[1], back[0]], white, 0.25)
        canvas.shape([top[0], near, back[0]], white, 0.2)
        for step in range(1, 9):
            share = step / 9
            upper = tuple(a + (b - a) * share for a, b in zip(*top, strict=True))
            lower = tuple(a + (b - a) * share for a, b in zip(*back, strict=True))
            canvas.line([upper, lower], mix(white, "#5d8f4c", 0.3), 1.4)
        canvas.line([near, top[0], top[1], far], white, 7)
    players = ((640, 840, 118, "#c9302c", 1), (760, 800, 104, "#2d4f8f", -1),
               (1010, 860, 124, "#c9302c", 1), (1180, 790, 100, "#2d4f8f", -1),
               (520, 930, 150, "#2d4f8f", 1), (1250, 950, 156, "#c9302c", -1),
               (880, 740, 84, "#2d4f8f", 1), (380, 800, 106, "#efb92f", 1))  # fmt: skip
    for x, y, tall, shirt, side in players:
        canvas.ovals([(x + tall * 0.35, y, tall * 0.5, tall * 0.05)], "#234a2e", 0.5)
        standing(canvas, x, y, tall, shirt, legs="#f1ead6", stride=0.55,
                 arms=((-0.16 * side - 0.05, 0.2), (0.16 * side + 0.05, 0.22)))  # fmt: skip
    canvas.ovals([(836, 878, 20, 5)], "#234a2e", 0.5)
    canvas.oval(830, 866, 12, 12, white)
    canvas.veil(600, 900, "#fdf3e0", (0, 0.42, 0.14, 0))
    return canvas.finish()


def mosque_at_dusk(canvas):
    """A village mosque against the evening sky, rubber being weighed in its yard."""
    mood = DUSK
    sky.sky(canvas, mood.sky, horizon=760)
    sky.sun(canvas, 640, 640, 110, "#ffe9b5", halo=5, strength=0.8)
    sky.clouds(canvas, 260, "#e0707a", count=7, spread=130, length=560, thickness=30, opacity=0.5)
    sky.birds(canvas, [(300, 250), (352, 276), (402, 246), (1180, 200), (1230, 222)], "#3a2546", 20)
    far = ridge(canvas.random, height=700, swing=18, wave=600)
    canvas.shape(down_to(far, 800), "#8a4a68")
    trees.forest(canvas, far, "#8a4a68", size=22)
    near = ridge(canvas.random, height=752, swing=10, wave=500)
    canvas.shape(down_to(near, 830), "#4f2f55")
    trees.forest(canvas, near, "#4f2f55", size=30)
    mosque(canvas, 880, 830, 900, "#2b1d40", light="#f0945a", lit="#ffcf7a")
    for x, foot, tall, lean in ((120, 850, 520, 0.1), (250, 850, 400, -0.08),
                                (1500, 850, 560, -0.12)):  # fmt: skip
        trees.palm(canvas, x, foot, tall, "#1d1430", lean=lean)
    yard = smooth([(-60, 826), (500, 834), (1100, 826), (1660, 836)])
    canvas.wash(down_to(yard, HEIGHT + 20), ("#4a2b4a", "#2a1a38", "#17122a"))
    canvas.glow(880, 900, 520, "#ffb35c", 0.4)
    for x in (500, 640):
        canvas.line([(x, 990), (570 if x < 600 else 575, 700)], "#120d20", 12)
    canvas.line([(572, 704), (572, 792)], "#120d20", 5)
    canvas.oval(572, 808, 27, 27, "#120d20")
    canvas.oval(572, 808, 21, 21, "#ffe3a6")
    canvas.line([(572, 808), (584, 796)], "#120d20", 3)
    canvas.line([(572, 834), (572, 862)], "#120d20", 4)
    slab = [(520, 862), (626, 858), (634, 920), (514, 926)]
    canvas.shape(slab, "#0f0b1c")
    for index in range(7):
        x, y = 720 + 74 * (index % 4) + 30 * (index // 4), 985 - 52 * (index // 4)
        canvas.shape(smooth([(x, y), (x + 6, y - 44), (x + 66, y - 48), (x + 72, y - 4)],
                            closed=True, steps=5),
                     mix("#1a1228", "#3a2744", index % 3 * 0.35))  # fmt: skip
    for x, foot, tall, side in ((430, 1010, 250, 1), (690, 1000, 236, -1), (1110, 1010, 240, -1),
                                (1230, 1016, 256, 1), (1340, 1000, 230, -1)):  # fmt: skip
        standing(canvas, x, foot, tall, "#1a1228", legs="#120d20", skin="#2f1d2e",
                 arms=((-0.12, 0.22), (0.16 * side, 0.2)))  # fmt: skip
        canvas.box(x - tall * 0.075, foot - tall * 1.02, tall * 0.15, tall * 0.06, "#120d20", 3)
    return canvas.finish()


PICTURES = {"jeram-batang-merangin": gorge, "lapangan-jangkat": pitch_above_clouds,
            "masjid-pamenang-senja": mosque_at_dusk}  # fmt: skip
