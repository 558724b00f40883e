"""Pictures from South Sulawesi: Toraja, the karst of Maros, ripe rice."""

from . import boats, land, sky, trees, water
from .canvas import HEIGHT
from .curves import arc, down_to, ridge, smooth
from .goods import basket
from .palette import DAWN, RAIN, mix
from .people import scarfed, standing
from .town import tongkonan


def toraja_morning(canvas):
    """Toraja houses above rice terraces in the morning mist, coffee spread out to dry."""
    mood = DAWN
    sky.sky(canvas, ("#6f8fa8", "#a9b9b8", "#e6d2b0", "#f6e3bb"), horizon=560)
    sky.sun(canvas, 1180, 300, 60, "#fff2cf", halo=7, strength=0.8)
    lines = land.ranges(canvas, 4, 330, 500, swing=66, wave=760, peaks=((0, 420, 130, 420),))
    for line, colour in zip(lines, ("#a7b3b0", "#84998f", "#5d7d6d", "#3f6653"), strict=True):
        canvas.wash(down_to(line, 700), (colour, mix(colour, "#f6e3bb", 0.65)))
    trees.forest(canvas, lines[3], "#3f6653", size=14)
    canvas.veil(430, 640, "#f6e8c8", (0, 0.8, 0.05))
    edges = land.paddies(canvas, mood, ("#8fa65a", "#7d9a58", "#a9b566", "#6f9152"), top=590,
                         steps=8, swing=40)  # fmt: skip
    canvas.veil(560, 720, "#f6e8c8", (0, 0.35, 0))
    roof, wall, red = "#4a3b33", "#6b4630", "#8f2f23"
    for x, foot, wide in ((330, 690, 300), (640, 668, 250), (905, 654, 210)):
        canvas.ovals([(x, foot + 2, wide * 0.5, wide * 0.05)], "#2b3a2a", 0.5)
        tongkonan(canvas, x, foot, wide, (roof, wall, red))
    for x, foot, tall in ((90, 720, 250), (1090, 660, 150), (1510, 720, 260), (1400, 690, 200)):
        trees.palm(canvas, x, foot, tall, "#27453a", lean=canvas.random.uniform(-0.1, 0.1),
                   light="#44664a")  # fmt: skip
    mat = [(960, 860), (1420, 840), (1540, 985), (930, 1012)]
    canvas.shape([(x + 6, y + 10) for x, y in mat], "#22331f", 0.5)
    canvas.shape(mat, "#2f5d8a")
    for _ in range(900):
        across, along = canvas.random.uniform(0.05, 0.95), canvas.random.uniform(0.06, 0.94)
        x0, x1 = 960 - 30 * along, 1420 + 120 * along
        x = x0 + (x1 - x0) * across
        y = 860 - 20 * across + (152 - 7 * across) * along
        canvas.oval(x, y, 7, 5.4, canvas.random.choice(("#b3202a", "#c93a2c", "#8f1826",
                                                        "#d0582f")))  # fmt: skip
    scarfed(canvas, 860, 985, 210, "#7d2f3f", "#e8b54d", arms=((-0.1, 0.22), (0.2, 0.26)))
    standing(canvas, 1490, 900, 176, "#2f5d74", hat="#d8b878", arms=((-0.2, 0.24), (0.1, 0.3)))
    basket(canvas, 720, 1000, 92, "#b98a4a")
    land.grass(canvas, edges[-2], "#3a5730", count=90, tall=36)
    return canvas.finish()


def karst(canvas):
    """Boats on the river of Rammang-Rammang between limestone towers and nipa palms."""
    sky.sky(canvas, ("#74acb8", "#aed2cd", "#e2e9d0", "#f5eed2"), horizon=560)
    sky.clouds(canvas, 130, "#ffffff", count=6, spread=80, opacity=0.6)
    for x, rise, wide in ((120, 210, 190), (330, 270, 170), (820, 230, 210), (1010, 300, 180),
                          (1530, 220, 200)):  # fmt: skip
        land.karst(canvas, x, 540, rise, wide, ("#9fbfb2", "#d9dcc6", "#7fa39b"))
    canvas.veil(360, 560, "#f5eed2", (0, 0.55, 0.5))
    for x, rise, wide in ((200, 380, 330), (560, 300, 220), (1180, 420, 320), (1420, 330, 260)):
        land.karst(canvas, x, 570, rise, wide, ("#5d8f72", "#cfccb2", "#335f55"))
    canvas.veil(470, 600, "#e8ecd2", (0, 0.5, 0.1))
    bank = ridge(canvas.random, height=566, swing=6, wave=500)
    canvas.shape(down_to(bank, 600), "#2f6a4c")
    trees.forest(canvas, bank, "#2f6a4c", size=20, light="#5b945f")
    water.surface(canvas, 588, ("#a9c9b4", "#6fa596", "#2f6f68", "#184a4a"), mirror=0.8)
    water.ripples(canvas, 600, 1050, "#eef5dd", count=70, opacity=0.4)
    for side in (-1, 1):
        for step in range(16):
            share = step / 15
            x = 800 + side * (560 + 330 * share)
            foot = 600 + 470 * share**1.4
            tall = 90 + 260 * share
            for angle in (-120, -100, -84, -66, -44):
                trees.leaf(canvas, x + canvas.random.uniform(-26, 26), foot,
                           tall * canvas.random.uniform(0.8, 1.15),
                           angle + canvas.random.uniform(-12, 12),
                           canvas.random.choice(("#1f5a3f", "#2f7a4c", "#559a52")), droop=0.25,
                           width=0.1)  # fmt: skip
    boats.canoe(canvas, 860, 690, 210, "#5a3a28", trim="#e0a02c", crew=("#c4513a",), facing=-1)
    boats.canoe(canvas, 690, 830, 380, "#3f2a20", trim="#d9582f",
                crew=("#2d6f9c", "#e8cfa0", "#c4513a"), facing=1)  # fmt: skip
    boats.canoe(canvas, 1000, 950, 300, "#4a3022", trim="#e0a02c", crew=("#2d7a6b",), facing=-1)
    return canvas.finish()


def rain_over_rice(canvas):
    """Ripe rice as far as the hills, rain coming, a small mill standing still."""
    mood = RAIN
    sky.sky(canvas, ("#4f6472", "#7d9098", "#b9bfae", "#e9d9a6"), horizon=560)
    sky.clouds(canvas, 110, "#566b78", count=9, spread=90, length=760, thickness=64, opacity=0.6)
    for x, wide in ((1180, 300), (1420, 180)):
        canvas.shape([(x, 150), (x + wide, 150), (x + wide - 110, 520), (x - 130, 520)], "#5f7480",
                     0.45)  # fmt: skip
    lines = land.ranges(canvas, 3, 430, 520, swing=44, wave=900)
    for line, colour in zip(lines, ("#8f9f9c", "#6b8580", "#4d6d62"), strict=True):
        canvas.wash(down_to(line, 590), (colour, mix(colour, "#e9d9a6", 0.4)))
    edges = land.paddies(canvas, mood, ("#d9b04a", "#c99a3a", "#e3c05c", "#b9a24c"), top=570,
                         steps=9, swing=22)  # fmt: skip
    for edge, size in zip(edges[4:], (9, 12, 16, 21, 26), strict=True):
        for _ in range(230):
            x = canvas.random.uniform(-20, 1620)
            y = edge[min(max(int((x + 40) / 20), 0),
                         len(edge) - 1)][1] + canvas.random.uniform(size * 2.4,
                size * 4.6)  # fmt: skip
            lean = canvas.random.uniform(0.2, 0.7) * size
            canvas.shape([(x - 1.6, y), (x + lean * 0.4, y - size * 1.4),
                          (x + lean * 1.4, y - size * 1.2), (x + lean * 0.5, y - size * 1.1),
                          (x + 2, y)], canvas.random.choice(("#f0d57e", "#e0b84e",
                                                             "#b98a2e")))  # fmt: skip
    canvas.ovals([(1090, 716, 210, 15)], "#4a4a2f", 0.5)
    canvas.box(900, 570, 370, 146, "#b58f63")
    for step in range(19):
        canvas.line([(900 + 20 * step, 570), (900 + 20 * step, 716)], "#8f6c48", 2.4)
    canvas.box(1010, 604, 130, 112, "#5d4432")
    canvas.line([(1075, 604), (1075, 716)], "#3a2a20", 4)
    canvas.box(1062, 656, 26, 20, "#c9a441", 3)
    gable = [(870, 576), (1085, 478), (1300, 576)]
    canvas.shape(gable, "#7d8688")
    canvas.shade([(1085, 478), (1300, 576), (1085, 576)], "#3f4a50", (0.4, 0.8))
    for step in range(1, 12):
        x = 870 + 36 * step
        canvas.line([(1085 + (x - 1085) * 0.1, 482), (x, 576)], "#646d70", 2)
    canvas.box(1210, 440, 22, 100, "#5f676a")
    canvas.box(1200, 430, 42, 14, "#4a5155")
    floor = [(840, 722), (1330, 722), (1420, 778), (790, 778)]
    canvas.shape(floor, "#cfc4a6")
    canvas.shape([(790, 778), (1420, 778), (1420, 788), (790, 788)], "#8f866d")
    for x, foot, tall, tone in ((420, 850, 150, "#c4513a"), (520, 870, 160, "#2f6b73"),
                                (300, 840, 142, "#7d2f5b")):  # fmt: skip
        standing(canvas, x, foot, tall, tone, hat="#e3cf96", arms=((-0.16, 0.26), (0.14, 0.3)))
        canvas.ovals([(x, foot + 2, tall * 0.4, tall * 0.13)], "#d0a443", 1)
    standing(canvas, 960, 772, 128, "#f1e6c8", legs="#3a4a55", arms=((-0.1, 0.16), (0.1, 0.16)))
    for x, foot, tall in ((90, 700, 330), (1530, 690, 300), (1440, 660, 210)):
        trees.palm(canvas, x, foot, tall, "#32524a", lean=0.12, light="#4f7563")
    sky.rain(canvas, "#f1eedb", count=170, length=70)
    return canvas.finish()


def climbing(canvas):
    """A young climber on a limestone wall near Bantimurung, held from below."""
    sky.sky(canvas, ("#5fa0b5", "#9ccac9", "#d9e6cc", "#f3eed2"), horizon=760)
    sky.clouds(canvas, 160, "#ffffff", count=5, spread=90, opacity=0.6)
    for x, rise, wide in ((130, 420, 330), (420, 330, 250), (640, 400, 260)):
        land.karst(canvas, x, 800, rise, wide, ("#8fb5a2", "#d5d2b8", "#6f978c"))
    canvas.veil(560, 820, "#f3eed2", (0, 0.5, 0.3))
    plain = ridge(canvas.random, height=790, swing=10, wave=600)
    canvas.wash(down_to(plain, HEIGHT + 20), ("#86ab62", "#4f8552", "#2b5a3f"))
    trees.forest(canvas, plain, "#5d9060", size=24, light="#8ab874")
    edge = [(1010, -60), (930, 60), (960, 170), (880, 260), (905, 380), (830, 470), (850, 590),
            (790, 690), (800, 800), (740, 900), (730, 1110)]  # fmt: skip
    wall = [*smooth(edge), (1660, 1110), (1660, -60)]
    canvas.wash(wall, ("#e6dfc6", "#cfc5a6", "#a39a82"))
    canvas.shade(wall, "#5d6258", (0, 0.15, 0.8), across=True)
    for _ in range(46):
        x, y = canvas.random.uniform(900, 1560), canvas.random.uniform(-20, 1000)
        wide, tall = canvas.random.uniform(20, 60), canvas.random.uniform(60, 170)
        stain = canvas.random.choice(("#8f8a76", "#7d7a6a", "#efe9d4", "#b08f63"))
        canvas.shape(smooth([(x, y), (x + wide * 0.5, y + tall * 0.3), (x + wide * 0.3, y + tall),
                             (x - wide * 0.2, y + tall * 0.9), (x - wide * 0.5, y + tall * 0.4)],
                            closed=True, steps=5), stain, 0.45)  # fmt: skip
    for x, y, reach in ((900, 250, 170), (850, 470, 230), (800, 690, 260), (1180, 360, 200),
                        (1260, 640, 260), (1120, 120, 220)):  # fmt: skip
        ledge = smooth([(x, y), (x + reach * 0.3, y - 16), (x + reach * 0.7, y - 8),
                        (x + reach, y + 8)])  # fmt: skip
        canvas.shape(ledge + [(px, py + 24) for px, py in ledge][::-1], "#6d6a5a", 0.7)
        canvas.shape([(px, py - 9) for px, py in ledge] + ledge[::-1], "#f6efd9")
    for x, y in ((1240, 626), (1390, 642), (1180, 346), (1000, 448)):
        for angle in (-150, -110, -70, -30):
            trees.leaf(canvas, x, y, 74, angle + canvas.random.uniform(-12, 12), "#3f7a4c",
                       width=0.24)  # fmt: skip
    rope = smooth([(1086, 20), (1060, 260), (1040, 400)])
    canvas.line(rope, "#d43d35", 6)
    canvas.line(smooth([(1080, 60), (1000, 420), (860, 760), (640, 930)]), "#d43d35", 5)
    for x, y in ((1086, 20), (1066, 210)):
        canvas.oval(x, y, 10, 10, "#5f676a")
    x, y = 1030, 430
    skin = "#8a5a3c"
    for start, bend, end in (((x + 18, y - 34), (x + 66, y - 60), (x + 58, y - 140)),
                             ((x - 20, y - 30), (x - 78, y - 30), (x - 96, y - 92))):  # fmt: skip
        canvas.line(smooth([start, bend, end]), skin, 19)
        canvas.oval(*end, 14, 14, skin)
    for start, bend, end in (((x + 14, y + 66), (x + 90, y + 96), (x + 70, y + 190)),
                             ((x - 14, y + 66), (x - 86, y + 70), (x - 104, y + 150))):  # fmt: skip
        canvas.line(smooth([start, bend, end]), "#24406b", 29)
        canvas.oval(end[0], end[1] + 6, 24, 12, "#22282c")
    canvas.shape(smooth([(x - 34, y - 44), (x + 34, y - 44), (x + 28, y + 70), (x - 28, y + 70)],
                        closed=True), "#e0a02c")  # fmt: skip
    canvas.box(x - 33, y + 48, 66, 14, "#b3202a", 4)
    canvas.oval(x, y - 76, 26, 29, "#1b1513")
    canvas.shape(arc(x, y - 80, 30, 30, 180, 360), "#d9582f")
    canvas.ovals([(690, 1020, 100, 12), (560, 1030, 90, 11)], "#24402c", 0.5)
    standing(canvas, 650, 1020, 240, "#2d6b7a", legs="#33404a", arms=((0.02, -0.06), (0.1, 0.12)))
    canvas.shape(arc(650, 1020 - 228, 20, 20, 180, 360), "#f2c14e")
    standing(canvas, 520, 1032, 226, "#7d2f5b", legs="#33404a", arms=((-0.08, 0.3), (0.12, -0.14)))
    land.grass(canvas, [(-20, 1060), (760, 1066)], "#24503a", count=130, tall=50)
    return canvas.finish()


PICTURES = {"panjat-tebing-bantimurung": climbing, "tongkonan-sesean": toraja_morning,
            "karst-rammang-rammang": karst,
            "gabah-menguning-ajatappareng": rain_over_rice}  # fmt: skip
