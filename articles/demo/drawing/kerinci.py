"""Pictures from Kerinci: tea, coffee, the lake, the road to the coast."""

import math

from . import boats, land, sky, trees, vehicles, water
from .canvas import HEIGHT
from .curves import arc, down_to, height_at, ridge, smooth
from .goods import basket, sack
from .palette import DAWN, MORNING, RAIN, mix
from .people import scarfed, standing


def tea_at_dawn(canvas):
    """Tea pickers on their way to work before sunrise, the volcano behind them."""
    mood = DAWN
    sky.sky(canvas, mood.sky, horizon=640)
    sky.sun(canvas, 420, 520, 46, mood.light, halo=9, strength=0.85)
    sky.clouds(canvas, 250, mix(mood.sky[2], mood.light, 0.35), count=6, spread=110, opacity=0.5)
    far = land.ranges(canvas, 2, 585, 600, swing=34)
    land.hills(canvas, mood, far[:1], mist=0.8)
    top = land.volcano(canvas, 980, 655, 470, 860, ("#c9979a", "#565b7d", "#dcb4ac"), lit=-1)
    sky.smoke(canvas, *top, 190, 80, "#f3d8c6", lean=0.55, opacity=0.5)
    canvas.veil(520, 690, mood.sky[-1], (0, 0.55, 0.75, 0.2))
    middle = ridge(canvas.random, height=650, swing=26, wave=700)
    canvas.wash(down_to(middle, 760), ("#7d8c86", "#9aa395"))
    trees.pines(canvas, middle, "#5f766f", tall=46, step=24)
    canvas.veil(640, 760, mood.sky[-1], (0, 0.6, 0.1))
    slope = ridge(canvas.random, height=705, swing=30, wave=1300, octaves=2)
    land.tea(canvas, slope, mood, rows=14, towards=420)
    path = [(560, 700, 5), (600, 760, 14), (700, 850, 32), (860, 960, 62), (1010, 1100, 110)]
    land.road(canvas, path, ("#5d6a4a", "#b3a07c", "#b3a07c"), marks=False)
    clothes = (("#c4513a", "#f2d7a0"), ("#2f5d74", "#e8b54d"), ("#d98f3d", "#7d2f3f"),
               ("#6b4a6f", "#f2e3c4"))  # fmt: skip
    places = ((612, 772, 66), (668, 800, 82), (700, 862, 112), (812, 946, 168))
    for (x, y, tall), (dress, scarf) in zip(places, clothes, strict=True):
        canvas.ovals([(x + tall * 0.4, y, tall * 0.6, tall * 0.05)], mood.ink, 0.35)
        scarfed(canvas, x, y, tall, dress, scarf, away=True)
        basket(canvas, x, y - tall * 0.45, tall * 0.3, "#b98a4a")
    return canvas.finish()


def hyacinth_lake(canvas):
    """Fishermen on Lake Kerinci opening a lane through water hyacinth."""
    mood = MORNING
    sky.sky(canvas, mood.sky, horizon=470)
    sky.clouds(canvas, 160, "#ffffff", count=7, spread=100, opacity=0.55)
    lines = land.ranges(canvas, 4, 330, 455, swing=62, wave=800,
                        peaks=((0, 1120, 120, 420), (1, 330, 90, 380)))  # fmt: skip
    land.hills(canvas, mood, lines, mist=0.55)
    canvas.veil(400, 490, mood.sky[-1], (0, 0.6, 0.2))
    shore = ridge(canvas.random, height=484, swing=8, wave=500)
    canvas.shape(down_to(shore, 500), "#3f6b53")
    trees.forest(canvas, shore, "#35604b", size=13, light="#5c8a62")
    water.surface(canvas, 496, ("#c9dcd0", "#8fb9b4", "#3f7a7c", "#1f5258"), mirror=0.75)
    water.ripples(canvas, 510, 1000, "#f3f7e6", count=80, opacity=0.35)
    greens = ("#1f4a34", "#3a7a44", "#79a850", "#b58fc4")
    left = [(-80, 590), (160, 575), (420, 610), (560, 690), (500, 800), (330, 930), (250, 1130),
            (-80, 1130)]  # fmt: skip
    right = [(1680, 560), (1400, 585), (1090, 600), (900, 660), (930, 760), (1120, 880),
             (1220, 1130), (1680, 1130)]  # fmt: skip
    for mat in (left, right):
        trees.hyacinth(canvas, smooth(mat, closed=True), greens, rows=40)
    for x, y, long, colour, crew in ((720, 560, 150, "#5d3a26", ("#c4513a",)),
                                     (640, 700, 240, "#4a2f22", ("#2f5d74", "#d98f3d")),
                                     (760, 860, 400, "#3d261c",
                                      ("#c9502f", "#e3c27a", "#2d6b66"))):  # fmt: skip
        boats.canoe(canvas, x, y, long, colour, trim="#d9a441", crew=crew)
    return canvas.finish()


def coffee_branch(canvas):
    """A branch with red coffee cherries, the slopes of the volcano far behind it."""
    sky.sky(canvas, ("#f0d9b0", "#f4e4c2", "#f7eed6"), horizon=760)
    sky.sun(canvas, 1240, 250, 92, "#fff3d0", halo=5, strength=0.8)
    land.volcano(canvas, 470, 800, 430, 900, ("#d9c6a8", "#a9ab9c", "#efe2c6"), lit=1)
    lines = land.ranges(canvas, 3, 760, 940, swing=44, wave=900)
    for line, colour in zip(lines, ("#a9b594", "#6f9173", "#35614b"), strict=True):
        canvas.wash(down_to(line, HEIGHT + 10), (colour, mix(colour, "#f4e4c2", 0.25)))
        trees.forest(canvas, line, colour, size=12, uneven=0.3)
    branch = smooth([(-60, 130), (260, 300), (640, 420), (1040, 400), (1400, 250), (1700, 40)],
                    steps=14)  # fmt: skip
    upper = [(x, y - 9 + 0.003 * x) for x, y in branch]
    lower = [(x, y + 10 - 0.003 * x) for x, y in branch]
    dark, green, light = "#173f2e", "#2f6b45", "#5d9a5a"
    knots = ((250, 26), (800, 2), (1310, -30))
    for x, lean in knots:
        for angle, tone, long in ((-44, green, 430), (-140, dark, 380)):
            _coffee_leaf(canvas, x, height_at(branch, x), long, angle + lean, tone, light)
    canvas.shape(upper + lower[::-1], "#5b4331")
    canvas.shade(upper + lower[::-1], "#2c1f18", (0, 0.7))
    for index, (x, lean) in enumerate(knots):
        y = height_at(branch, x)
        for angle, tone, long in ((36, dark, 400), (150, green, 360)):
            _coffee_leaf(canvas, x, y, long, angle + lean, tone, light)
        _cherries(canvas, x, y + 20, green_ones=index == 1)
    return canvas.finish()


def _coffee_leaf(canvas, x, y, length, angle, colour, light):
    """A glossy leaf with a wavy edge and its veins."""
    turn = math.radians(angle)
    cos, sin = math.cos(turn), math.sin(turn)

    def at(along, across):
        return (x + cos * along * length - sin * across * length,
                y + sin * along * length + cos * across * length)  # fmt: skip

    edge = [(share / 20, 0.2 * math.sin(math.pi * (share / 20) ** 0.82) * (
                1 + 0.07 * math.sin(share * 2.2))) for share in range(21)]  # fmt: skip
    upper = [at(along, -across) for along, across in edge]
    lower = [at(along, across) for along, across in edge]
    canvas.shape(upper + lower[::-1], colour)
    canvas.shape([*upper, at(1, 0), at(0, 0)], mix(colour, light, 0.35))
    canvas.line([at(0, 0), at(0.97, 0)], mix(colour, light, 0.8), 3.4)
    for step in range(1, 8):
        share = step / 8.5
        reach = 0.16 * math.sin(math.pi * share**0.82)
        for side in (-1, 1):
            canvas.line([at(share, 0), at(share + 0.07, side * reach * 0.86)],
                        mix(colour, light, 0.55), 1.5)  # fmt: skip


def _cherries(canvas, x, y, *, green_ones):
    """A cluster of ripe coffee cherries, with one or two that must wait."""
    spots = [(-78, -10), (80, -4), (-34, -26), (38, -24), (-100, 44), (102, 46), (-44, 36),
             (46, 40), (0, 20), (-72, 92), (76, 96), (-26, 88), (28, 92), (-2, 140)]  # fmt: skip
    for index, (dx, dy) in enumerate(spots):
        px, py = x + dx + canvas.random.uniform(-5, 5), y + dy + canvas.random.uniform(-4, 4)
        size = 43 * canvas.random.uniform(0.92, 1.08)
        colour = canvas.random.choice(("#b3202a", "#c62a2c", "#9c1626"))
        if green_ones and index in (4, 10):
            colour = canvas.random.choice(("#8fae4b", "#d19a3a"))
        canvas.oval(px, py, size, size * 1.06, mix(colour, "#000000", 0.28))
        canvas.oval(px - 2, py - 2, size * 0.92, size * 0.98, colour)
        canvas.shade(arc(px - 7, py - 8, size * 0.55, size * 0.5, 0, 360), "#ffd9c9", (0.6, 0.05))
        canvas.oval(px + 5, py + size * 0.72, size * 0.15, size * 0.1, "#3c0d12")


def landslide(canvas):
    """Half of a mountain road buried by a landslide, a digger at work, trucks waiting."""
    mood = RAIN
    sky.sky(canvas, mood.sky, horizon=560)
    lines = land.ranges(canvas, 3, 300, 450, swing=70, wave=760)
    land.hills(canvas, mood, lines, mist=0.7)
    for line, tone in ((lines[2], "#52766c"),):
        trees.forest(canvas, line, tone, size=13, uneven=0.4)
    canvas.veil(360, 640, mood.sky[-1], (0, 0.65, 0.1))
    valley = ridge(canvas.random, height=640, swing=16, wave=600)
    canvas.wash(down_to(valley, HEIGHT), ("#587b66", "#2d5147"))
    trees.forest(canvas, valley, "#4b7060", size=20, light="#6b8f74")
    cliff = smooth([(560, -40), (640, 150), (760, 330), (860, 480), (1010, 610), (1180, 720),
                    (1700, 800), (1700, -40)])  # fmt: skip
    canvas.wash([*cliff, (1700, -40)], ("#2f5c4b", "#2c5446", "#3d5a45"))
    for y, size in ((120, 40), (250, 42), (380, 44)):
        row = [(x, y + 0.22 * (x - 700) + 20 * math.sin(x / 70)) for x in range(640 + y // 3, 1680,
                40)]  # fmt: skip
        trees.forest(canvas, row, mix("#24493d", "#37654f", y / 400), size=size, light="#47775a",
                     uneven=0.4)  # fmt: skip
    head = [(1030, 250), (1075, 205), (1120, 228), (1160, 186), (1215, 214), (1250, 190),
            (1300, 246)]  # fmt: skip
    flanks = [(1330, 330), (1322, 420), (1400, 520), (1392, 610), (1490, 720), (1500, 800),
              (760, 840), (800, 760), (880, 690), (872, 600), (960, 500), (950, 410),
              (1010, 330)]  # fmt: skip
    scar = [(x + canvas.random.uniform(-9, 9), y + canvas.random.uniform(-9, 9)) for x,
            y in head + flanks]  # fmt: skip
    canvas.wash(scar, ("#7a4c33", "#a8704a", "#c08a5d"))
    brow = [*head, *[(x, y + 34 + 0.1 * abs(x - 1165)) for x, y in head][::-1]]
    canvas.shape(brow, "#4a2d20")
    canvas.shade([(1165, 240), (1330, 330), (1400, 520), (1500, 800), (1240, 810), (1210, 560)],
                 "#5c3626", (0.7, 0.45, 0.1))  # fmt: skip
    for step in range(34):
        top = canvas.random.uniform(290, 640)
        spread = (top - 200) / 560
        x = 1160 + canvas.random.uniform(-150, 150) * (0.6 + 1.5 * spread)
        long = canvas.random.uniform(40, 130)
        drift = (x - 1160) * 0.18
        canvas.shape([(x - 3, top), (x + 3, top), (x + drift + 5, top + long),
                      (x + drift - 2, top + long)], "#7c4b33" if step % 3 else "#d0a070",
                     0.75)  # fmt: skip
    for x, y, lean in ((1012, 236, -0.3), (1312, 236, 0.35), (1392, 512, 0.5), (938, 480, -0.4)):
        canvas.line([(x, y), (x + lean * 70, y - 66)], "#3a281e", 8)
        trees.tree(canvas, x + lean * 60, y - 30, 96, "#24493d", light="#47775a")
    road = [(-60, 905), (300, 868), (700, 832), (1100, 800), (1660, 762)]
    back, front = smooth(road), smooth([(x, y + 165 - 0.05 * x) for x, y in road])
    canvas.shape([(x, y - 8) for x, y in back] + [(x, y + 10) for x, y in front][::-1], "#6d7a63")
    canvas.wash(back + front[::-1], ("#70777a", "#565d62"))
    for share in range(0, len(back) - 2, 4):
        (x0, y0), (x1, y1) = back[share], back[share + 2]
        middle = 78 - 0.024 * x0
        canvas.line([(x0, y0 + middle), (x1, y1 + middle)], "#e8e2cc", 5)
    canvas.shape([*[(x, y + 8) for x, y in front], (1700, 1120), (-80, 1120)], "#2b4a3d")
    heap = smooth([(770, 850), (860, 770), (960, 790), (1040, 720), (1150, 760), (1250, 735),
                   (1340, 800), (1400, 850), (1290, 882), (1080, 900), (880, 890)],
                  closed=True)  # fmt: skip
    canvas.wash(heap, ("#b07a51", "#8a5638", "#6c4029"))
    for _ in range(22):
        x = canvas.random.uniform(850, 1320)
        size = canvas.random.uniform(9, 26)
        y = canvas.random.uniform(820, 878)
        canvas.oval(x, y, size, size * 0.72, canvas.random.choice(("#7d7568", "#97897a",
                    "#5c4c40")))  # fmt: skip
    for x, y, dx, dy in ((1160, 790, 190, -66), (940, 812, 170, 40), (1210, 856, 150, -28)):
        canvas.line([(x, y), (x + dx, y + dy)], "#4a3324", 17)
        canvas.oval(x + dx, y + dy, 8.5, 8.5, "#c39a6b")
    vehicles.excavator(canvas, 690, 902, 205, "#e0a02c")
    for x, foot, long, tones in ((330, 955, 330, ("#a43a2c", "#41637a", "#8fae57")),
                                 (-10, 985, 350, ("#2f6b73", "#7a5a3a", "#a3b966"))):  # fmt: skip
        vehicles.truck(canvas, x, foot, long, tones)
    for x, y in ((590, 962), (660, 958), (820, 948), (985, 938), (1150, 928), (1320, 918)):
        vehicles.cone(canvas, x, y, 50)
    vehicles.warning(canvas, 545, 1010, 190)
    standing(canvas, 760, 985, 128, "#e8632f", hat=None, legs="#25323a",
             arms=((-0.12, 0.3), (0.2, -0.16)))  # fmt: skip
    land.grass(canvas, [(-20, 1040), (1620, 1000)], "#1f3a31", count=220, tall=52)
    sky.rain(canvas, "#e9eee4", count=110, length=60)
    return canvas.finish()


def clean_up(canvas):
    """Volunteers bringing rubbish down from Mount Kerinci."""
    sky.sky(canvas, ("#6f97b5", "#a9c3cb", "#dfe2d0", "#f6ecd0"), horizon=620)
    sky.clouds(canvas, 150, "#ffffff", count=5, spread=80, opacity=0.6)
    top = land.volcano(canvas, 1060, 660, 520, 900, ("#b9a799", "#6d6f7d", "#e6dcc4"), lit=-1)
    sky.smoke(canvas, *top, 150, 70, "#f6efe2", lean=0.5, opacity=0.5)
    for y, tone in ((590, "#e6e3d2"), (640, "#f3eedd")):
        puffs = [(x, y + canvas.random.uniform(-10, 26), canvas.random.uniform(70, 140),
                  34) for x in range(-60, 1700, 110)]  # fmt: skip
        canvas.ovals([*puffs, (800, y + 70, 1000, 60)], tone, 0.95)
    wood = ridge(canvas.random, height=690, swing=26, wave=800)
    canvas.wash(down_to(wood, HEIGHT), ("#5f8a6d", "#3b6a50"))
    trees.forest(canvas, wood, "#4f7f63", size=24, light="#77a37a")
    slope = smooth([(-60, 760), (360, 742), (760, 800), (1180, 860), (1660, 900)])
    canvas.wash(down_to(slope, HEIGHT + 20), ("#7f9a56", "#4f7a48", "#2c5238"))
    trail = [(1190, 800, 10), (1130, 850, 26), (960, 900, 44), (820, 970, 78), (620, 1110, 150)]
    land.road(canvas, trail, ("#6b5a3c", "#b39468", "#b39468"), marks=False)
    people = ((1150, 858, 96, "#2d6b7a"), (1070, 900, 124, "#c4513a"), (930, 950, 168, "#e0a02c"),
              (770, 1020, 234, "#2f5d8a"))  # fmt: skip
    for x, foot, tall, tone in people:
        canvas.ovals([(x + tall * 0.3, foot, tall * 0.4, tall * 0.04)], "#24402c", 0.45)
        sack(canvas, x + tall * 0.2, foot - tall * 0.5, tall * 0.5, "#58666b", "#7d8a8c")
        standing(canvas, x, foot, tall, tone, legs="#3a3f4a", stride=0.35,
                 arms=((-0.1, 0.26), (0.12, 0.1)))  # fmt: skip
    tent = [(180, 960), (330, 800), (500, 950)]
    canvas.shape([(190, 966), (520, 956), (470, 985), (220, 990)], "#24402c", 0.5)
    canvas.shape(tent, "#d98f3d")
    canvas.shape([(330, 800), (500, 950), (420, 962), (336, 830)], "#a9642a")
    canvas.shape([(330, 812), (372, 956), (296, 958)], "#4a3524")
    canvas.line([(470, 800), (440, 880), (520, 940)], "#8d9294", 6)
    for x, foot in ((560, 1000), (624, 1012), (80, 1010)):
        sack(canvas, x, foot, 92, "#58666b", "#7d8a8c")
    for x in (150, 186, 220, 256):
        canvas.box(x, 1000, 26, 40, "#5f8f9a", 9)
        canvas.box(x + 8, 992, 10, 10, "#39454a", 2)
    land.grass(canvas, [(-20, 1050), (560, 1066)], "#22452f", count=90, tall=60)
    land.grass(canvas, [(900, 1066), (1620, 1040)], "#22452f", count=120, tall=70)
    trees.reeds(canvas, 1480, 1090, 300, "#2f5a3a", tall=200, count=46)
    return canvas.finish()


def seven_words(canvas):
    """A class in Lempur that collects the words of its villages."""
    canvas.wash([(-60, -60), (1660, -60), (1660, 800), (-60, 800)], ("#d9c79a", "#efe0b8"))
    for x in range(-40, 1660, 80):
        canvas.line([(x, -20), (x, 760)], "#d3bf90", 3)
    for x in (60, 1290):
        canvas.box(x - 16, 104, 282, 392, "#8a5a34")
        canvas.wash([(x, 120), (x + 250, 120), (x + 250, 480), (x, 480)],
                    ("#9cc3c9", "#cfe0cf", "#f1e6c0"))  # fmt: skip
        for rise, tone in ((190, "#86a99a"), (120, "#5d8a6c"), (60, "#3f6b4c")):
            hill = smooth([(x, 480 - rise * 0.7), (x + 70, 480 - rise), (x + 150, 480 - rise * 0.6),
                           (x + 250, 480 - rise * 0.9)])  # fmt: skip
            canvas.shape([*hill, (x + 250, 480), (x, 480)], tone)
        canvas.box(x + 119, 120, 12, 360, "#8a5a34")
        canvas.box(x - 30, 488, 310, 22, "#a8703f")
        canvas.shade([(x - 60, 512), (x + 300, 512), (x + 420, 760), (x + 60, 760)], "#fff6da",
                     (0.5, 0))  # fmt: skip
    canvas.box(392, 84, 816, 456, "#7a4a2c", 8)
    canvas.box(412, 104, 776, 416, "#2f5a4c")
    canvas.shade([(412, 104), (1188, 104), (1188, 300), (412, 300)], "#173a30", (0.7, 0))
    chalk = "#eaf0e0"
    canvas.line([(470, 340), (560, 250), (650, 340)], chalk, 8)
    canvas.line([(492, 330), (492, 440), (628, 440), (628, 330)], chalk, 7)
    canvas.line([(545, 440), (545, 386), (578, 386), (578, 440)], chalk, 5)
    for row in range(7):
        y = 150 + 52 * row
        canvas.line([(672, 345), (752, y)], mix(chalk, "#2f5a4c", 0.55), 3)
        x, end = 776, 776 + canvas.random.uniform(170, 330)
        points = []
        while x < end:
            points.append((x, y + canvas.random.uniform(-13, 13)))
            x += 15
        canvas.line(smooth(points, steps=6), chalk, 5)
    canvas.box(400, 536, 800, 18, "#a8703f")
    for x, tone in ((470, chalk), (520, "#f2a33a"), (566, chalk)):
        canvas.box(x, 526, 34, 10, tone, 4)
    canvas.wash([(-60, 740), (1660, 740), (1660, 1110), (-60, 1110)], ("#b5895a", "#8a6238"))
    scarfed(canvas, 1130, 800, 410, "#2d5f7a", "#f4efe0", arms=((-0.26, -0.12), (0.05, 0.26)))
    shirt, hair = "#f4f1e6", "#1d1613"
    for x, foot in ((250, 900), (560, 880), (850, 890), (1390, 900)):
        canvas.box(x - 130, foot - 40, 260, 22, "#a8703f", 4)
        canvas.box(x - 118, foot - 22, 16, 190, "#6b4426")
        canvas.box(x + 102, foot - 22, 16, 190, "#6b4426")
        canvas.box(x - 58, foot - 54, 76, 14, "#d9a441", 3)
        canvas.box(x + 26, foot - 50, 60, 10, "#f4f1e6", 2)
    for x, foot, size, scarf in ((250, 1100, 1.05, None), (560, 1080, 0.98, "#f4efe0"),
                                 (850, 1090, 1.0, None),
                                 (1390, 1100, 1.05, "#f4efe0")):  # fmt: skip
        wide, neck = 104 * size, foot - 190 * size
        canvas.shape(smooth([(x - wide, foot), (x - wide * 0.86, neck + 60), (x - 34, neck + 8),
                             (x + 34, neck + 8), (x + wide * 0.86, neck + 60), (x + wide, foot)]),
                     shirt)  # fmt: skip
        canvas.shade([(x, neck), (x + wide, neck), (x + wide, foot), (x, foot)], "#8a94a0",
                     (0.1, 0.5))  # fmt: skip
        if scarf:
            canvas.ovals([(x, neck - 44 * size, 66 * size, 74 * size), (x, neck + 24, 84, 52)],
                         scarf, 1)  # fmt: skip
        else:
            canvas.box(x - 24, neck - 20, 48, 50, "#8a5a3c", 10)
            canvas.oval(x, neck - 56 * size, 60 * size, 66 * size, hair)
            for side in (-1, 1):
                canvas.oval(x + side * 58 * size, neck - 46 * size, 11, 17, "#8a5a3c")
            canvas.shape([(x - 40, neck + 18), (x + 40, neck + 18), (x + 26, neck + 40),
                          (x - 26, neck + 40)], "#b5432f")  # fmt: skip
    canvas.line([(922, 985), (1004, 850), (1000, 760)], shirt, 40)
    canvas.line([(1001, 800), (1000, 742)], "#8a5a3c", 26)
    return canvas.finish()


PICTURES = {"kamus-dusun-lempur": seven_words,
            "sampah-gunung-kerinci": clean_up, "teh-kayu-aro-fajar": tea_at_dawn,
            "eceng-gondok-danau-kerinci": hyacinth_lake, "ceri-kopi-lereng-kerinci": coffee_branch,
            "longsor-sungai-penuh-tapan": landslide}  # fmt: skip
