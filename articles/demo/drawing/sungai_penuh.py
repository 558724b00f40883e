"""Pictures from Sungai Penuh: its market and its bus station."""

import math

from . import land, sky, trees, vehicles, water
from .curves import down_to
from .goods import sack
from .palette import mix
from .people import scarfed, standing
from .town import stall, umbrella

RAINBOW = ("#d43d35", "#f2a33a", "#f5d76b", "#4f9a5d", "#2f7f9c", "#6b4a8a")


def umbrella_market(canvas):
    """Traders under wide umbrellas inside a market hall whose roof leaks."""
    sky.sky(canvas, ("#3b4a50", "#5d6c6c", "#93978a", "#cfc3a0"), horizon=620)
    for index, y in enumerate((0, 95, 180, 252, 312)):
        tone = mix("#47565a", "#8f9286", index / 5)
        canvas.shape([(-50, y), (1650, y), (1650, y + 70 - index * 9), (-50, y + 70 - index * 9)],
                     tone, 0.75)  # fmt: skip
        for x in range(-40, 1660, 36):
            canvas.line([(800 + (x - 800) * (1.25 - index * 0.14), y),
                         (800 + (x - 800) * (1.16 - index * 0.14), y + 70)],
                        mix(tone, "#20282b", 0.25), 2)  # fmt: skip
    for x0, y0, x1, y1 in ((-60, -40, 620, 420), (1660, -40, 980, 420)):
        canvas.line([(x0, y0), (x1, y1)], "#3b3128", 22)
    for y, half in ((92, 700), (240, 470), (350, 300)):
        canvas.line([(800 - half, y), (800 + half, y)], "#4a3d31", 15 - y * 0.02)
    for x, y, size in ((520, 60, 46), (1010, 130, 34), (700, 205, 22), (1210, 40, 30)):
        hole = [(x + size * canvas.random.uniform(0.7, 1.3) * math.cos(t),
                 y + size * 0.5 * canvas.random.uniform(0.7, 1.3) * math.sin(t)) for t in (0, 0.9,
                1.8, 2.7, 3.6, 4.5, 5.4)]  # fmt: skip
        canvas.shape(hole, "#f6ecd0")
        canvas.shape([(x - size * 0.6, y), (x + size * 0.6, y), (x + size * 2.4, 980),
                      (x - size * 1.6, 980)], "#f6ecd0", 0.13)  # fmt: skip
        for step in range(11):
            canvas.line([(x + canvas.random.uniform(-0.5, 0.5) * size, y + 80 * step),
                         (x + canvas.random.uniform(-0.5, 0.5) * size, y + 80 * step + 34)],
                        "#f6f0dc", 2)  # fmt: skip
    canvas.shape([(560, 420), (1040, 420), (1040, 640), (560, 640)], "#e3d5ac")
    for x, tall, tone in ((590, 150, "#b5a98a"), (700, 190, "#c2b797"), (860, 170, "#b0a688"),
                          (980, 140, "#bcb091")):  # fmt: skip
        canvas.box(x - 50, 620 - tall, 100, tall, tone)
    canvas.wash([(-60, 600), (1660, 600), (1660, 1110), (-60, 1110)],
                ("#b3a684", "#847b67", "#504d47"))  # fmt: skip
    water.surface(canvas, 640, ("#a9a083", "#7d7763", "#4f4d48"), mirror=0.32)
    canvas.shape([(-60, 640), (520, 640), (90, 1110), (-60, 1110)], "#7c7462")
    canvas.shape([(1660, 640), (1080, 640), (1520, 1110), (1660, 1110)], "#7c7462")
    for x, y, r, turn in ((640, 520, 92, 0), (980, 510, 100, 2)):
        umbrella(canvas, x, y, r, RAINBOW[turn:] + RAINBOW[:turn], pole=110)
        stall(canvas, x - 70, 660, 140, ("#6b5139", "#d9c9a0", "#c4513a", "#8fae57"), tall=44)
    for x, foot, tall, dress, scarf in ((760, 690, 120, "#6b4a8a", "#f1dfb8"),
                                        (850, 720, 136, "#c4513a", "#2f5d74")):  # fmt: skip
        scarfed(canvas, x, foot, tall, dress, scarf)
    stall(canvas, 250, 830, 280, ("#6b5139", "#8fae57", "#c4452f", "#e0a02c"), tall=80)
    umbrella(canvas, 390, 560, 210, RAINBOW[3:] + RAINBOW[:3], pole=280, tilt=0.03)
    stall(canvas, 1080, 840, 290, ("#5f4a37", "#c98b3d", "#7f9c4b", "#a8342c"), tall=84)
    umbrella(canvas, 1225, 556, 220, RAINBOW[1:] + RAINBOW[:1], pole=300, tilt=-0.03)
    scarfed(canvas, 560, 860, 216, "#2f6b73", "#e8b54d", arms=((-0.14, 0.2), (0.06, 0.3)))
    standing(canvas, 1040, 870, 220, "#7c2f2a", legs="#2c3338", arms=((-0.1, 0.28), (0.16, 0.2)))
    umbrella(canvas, 800, 470, 420, RAINBOW, pole=520)
    stall(canvas, 540, 1010, 520, ("#7a5a3c", "#efe6cf", "#e3d3a6", "#f4efe0", "#d9c08a"), tall=120)
    scarfed(canvas, 690, 905, 250, "#a8342c", "#f4efe0", arms=((-0.12, 0.24), (0.14, 0.2)))
    stall(canvas, 540, 1010, 520, ("#7a5a3c", "#efe6cf", "#e3d3a6", "#f4efe0", "#d9c08a"), tall=120)
    for x in (250, 1340):
        for dx, foot in ((0, 1050), (104, 1052), (54, 990)):
            sack(canvas, x + dx, foot, 104)
    for _ in range(16):
        water.streak(canvas, canvas.random.uniform(300, 1300), canvas.random.uniform(1030, 1060),
                     canvas.random.uniform(60, 160), 7, "#f6ecd0", 0.5)  # fmt: skip
    return canvas.finish()


def terminal(canvas):
    """Coaches waiting in the bus station of Sungai Penuh while the road is blocked."""
    sky.sky(canvas, ("#6b8791", "#9db3b1", "#d0d6c3", "#e8e2c8"), horizon=560)
    lines = land.ranges(canvas, 3, 270, 420, swing=70, wave=800)
    for line, colour in zip(lines, ("#a9bcb6", "#7d9d92", "#527a69"), strict=True):
        canvas.wash(down_to(line, 560), (colour, mix(colour, "#e8e2c8", 0.45)))
    trees.forest(canvas, lines[2], "#527a69", size=13)
    canvas.veil(330, 560, "#e8e2c8", (0, 0.45, 0.1))
    canvas.box(-40, 470, 1700, 150, "#c9b88e")
    for x in range(10, 1600, 150):
        canvas.box(x, 500, 108, 90, "#6b6250" if x % 300 else "#8a6a4a", 3)
        canvas.box(x - 8, 486, 124, 16, ("#b5432f", "#2f6b73", "#e0a02c")[x // 150 % 3])
    roof = [(40, 330), (1560, 330), (1620, 400), (-20, 400)]
    canvas.shape(roof, "#a8452f")
    canvas.shade(roof, "#5c2018", (0, 0.6))
    canvas.shape([(560, 330), (800, 220), (1040, 330)], "#8f3a28")
    canvas.shape([(610, 330), (800, 244), (990, 330)], "#d9c79a")
    canvas.box(-20, 398, 1640, 18, "#f1e6c8")
    for x in (60, 420, 780, 1140, 1500):
        canvas.box(x, 412, 26, 210, "#efe3c4")
        canvas.shade([(x + 12, 412), (x + 26, 412), (x + 26, 622), (x + 12, 622)], "#5d5140",
                     (0.7, 0.5))  # fmt: skip
    canvas.wash([(-60, 612), (1660, 612), (1660, 1110), (-60, 1110)],
                ("#8f9290", "#70767a", "#50575d"))  # fmt: skip
    water.surface(canvas, 700, ("#858a8a", "#6b7277", "#4c545b"), mirror=0.3)
    for x in range(-200, 1900, 260):
        canvas.shape([(x, 720), (x + 12, 720), (x - 150, 1110), (x - 180, 1110)], "#e3dcc2", 0.55)
    for x, foot, long, tones, side in ((330, 735, 480, ("#f1e6c8", "#b5432f"), 1),
                                       (900, 745, 500, ("#e0a02c", "#2f5d74"), 1),
                                       (1440, 738, 480, ("#d9e0d6", "#3f7a5d"), 1)):  # fmt: skip
        vehicles.bus(canvas, x, foot, long, tones, facing=side)
    vehicles.bus(canvas, 380, 960, 760, ("#2f6b8a", "#f1e6c8"), facing=1)
    people = ((840, 900, 200, "#c4513a"), (1010, 930, 212, "#3f7a4c"), (1370, 960, 224, "#e0a02c"))
    for x, foot, tall, tone in people:
        canvas.ovals([(x, foot, tall * 0.26, 8)], "#2c3338", 0.4)
        standing(canvas, x, foot, tall, tone, arms=((-0.08, 0.3), (0.08, 0.3)))
    for x, foot, tall, dress, scarf in ((920, 916, 196, "#6b4a8a", "#f1dfb8"),
                                        (1230, 950, 208, "#2f6b73", "#e8b54d")):  # fmt: skip
        canvas.ovals([(x, foot, tall * 0.26, 8)], "#2c3338", 0.4)
        scarfed(canvas, x, foot, tall, dress, scarf)
    for x, foot, wide, tall, tone in ((1090, 935, 60, 74, "#7a4a34"),
                                      (1150, 940, 76, 54, "#2f5d74"),
                                      (1440, 965, 70, 84, "#a8342c"),
                                      (1300, 958, 54, 60, "#c9a05a")):  # fmt: skip
        canvas.box(x - wide / 2, foot - tall, wide, tall, tone, 7)
        canvas.box(x - wide * 0.18, foot - tall - 12, wide * 0.36, 14, mix(tone, "#000000", 0.4), 5)
    sky.rain(canvas, "#f1f0de", count=80, length=56)
    return canvas.finish()


def veranda(canvas):
    """Singing on the veranda of a house on stilts, in the evening."""
    sky.sky(canvas, ("#131d33", "#243457", "#4d4b6e", "#8a5f6d"), horizon=640)
    sky.stars(canvas, "#f1e6d0", count=150, bottom=460)
    sky.sun(canvas, 1330, 170, 42, "#f6e8c4", halo=5, strength=0.45)
    lines = land.ranges(canvas, 2, 430, 560, swing=70, wave=700)
    for line, colour in zip(lines, ("#34395a", "#232b46"), strict=True):
        canvas.wash(down_to(line, 760), (colour, mix(colour, "#8a5f6d", 0.25)))
    trees.forest(canvas, lines[1], "#1b2338", size=16)
    canvas.wash([(-60, 720), (1660, 720), (1660, 1110), (-60, 1110)],
                ("#2a2c3c", "#1c1f2c", "#14161f"))  # fmt: skip
    wall, warm = "#7a4a2c", "#f2c46b"
    canvas.box(220, 330, 1160, 390, wall)
    for y in range(360, 720, 30):
        canvas.line([(220, y), (1380, y)], mix(wall, "#000000", 0.2), 3)
    canvas.glow(800, 430, 620, "#ffd98a", 0.62)
    for x in (290, 1130):
        canvas.box(x - 12, 418, 204, 204, "#4a2c1c")
        canvas.box(x, 430, 84, 180, warm)
        canvas.box(x + 96, 430, 84, 180, warm)
        for bar in range(1, 4):
            canvas.line([(x, 430 + 45 * bar), (x + 180, 430 + 45 * bar)], "#b5773a", 3)
    canvas.box(716, 416, 168, 304, "#4a2c1c")
    canvas.box(732, 432, 136, 288, "#f6d58e")
    roof = [(120, 350), (330, 150), (1270, 150), (1480, 350)]
    canvas.shape(roof, "#35241f")
    canvas.shade(roof, "#0e0c12", (0.7, 0.1))
    for step in range(1, 6):
        y = 150 + 200 * step / 6
        out = 210 * step / 6
        canvas.line([(330 - out, y), (1270 + out, y)], "#241815", 4)
    canvas.line([(330, 150), (270, 96)], "#4a2c1c", 16)
    canvas.line([(1270, 150), (1330, 96)], "#4a2c1c", 16)
    canvas.box(110, 346, 1380, 20, "#8a5a34")
    canvas.line([(800, 366), (800, 396)], "#241815", 4)
    canvas.glow(800, 412, 190, "#fff0c0", 0.9)
    canvas.oval(800, 412, 20, 26, "#fff6da")
    canvas.box(150, 716, 1300, 34, "#94602f")
    for x in (170, 420, 1156, 1406):
        canvas.box(x, 366, 24, 360, "#55331f")
    people = ((350, "#2f6b73", "#e8b54d"), (470, "#a8342c", "#f4efe0"), (590, "#6b4a8a", "#f1dfb8"),
              (1010, "#3f7a4c", "#f4efe0"), (1130, "#c4513a", "#e8d9b0"),
              (1250, "#2f5d74", "#e8b54d"))  # fmt: skip
    for x, dress, scarf in people:
        scarfed(canvas, x, 740, 252 + x % 4 * 6, dress, scarf, arms=((-0.17, 0.2), (0.17, 0.2)))
    for x, tall, tone in ((700, 262, "#e3d5b4"), (900, 268, "#33475e")):
        standing(canvas, x, 742, tall, tone, arms=((-0.15, 0.2), (0.15, 0.2)))
    canvas.box(150, 716, 1300, 40, "#94602f")
    canvas.shade([(150, 716), (1450, 716), (1450, 756), (150, 756)], "#2a180c", (0.1, 0.8))
    canvas.box(186, 626, 1228, 16, "#b5773a")
    for x in range(196, 1410, 34):
        canvas.box(x, 640, 11, 78, "#8a5a34")
    for x in (200, 470, 740, 1010, 1280, 1400):
        canvas.box(x, 756, 30, 260, "#2c1d16")
    canvas.shape([(560, 756), (680, 756), (610, 1040), (470, 1040)], "#3b281c")
    for step in range(7):
        canvas.line([(556 - 12 * step, 786 + 38 * step), (680 - 10 * step, 786 + 38 * step)],
                    "#94602f", 11)  # fmt: skip
    canvas.glow(800, 770, 520, "#f2b45a", 0.16)
    land.grass(canvas, [(-20, 1060), (1620, 1054)], "#0f1820", count=240, tall=70)
    for x, tall in ((40, 520), (1572, 470)):
        trees.palm(canvas, x, 1060, tall, "#10192a", lean=0.1 if x < 800 else -0.1)
    return canvas.finish()


PICTURES = {
    "tale-beranda-hamparan-rawang": veranda,
    "payung-pasar-tanjung-bajure": umbrella_market,
    "bus-terminal-sungai-penuh": terminal,
}
