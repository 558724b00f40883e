"""Pictures from the islands of Maluku."""

import math

from . import boats, land, sky, trees, vehicles, water
from .canvas import HEIGHT
from .curves import down_to, smooth
from .goods import basket, fish, sack
from .palette import NOON, mix
from .people import scarfed, standing


def rice_to_the_island(canvas):
    """Sacks of rice carried ashore from a small boat; the ship lies far out, for want of a pier."""
    mood = NOON
    sky.sky(canvas, mood.sky, horizon=470)
    sky.heap(canvas, 1180, 440, 560, "#fdf8e6", shade="#a9ccd0")
    sky.heap(canvas, 700, 448, 340, "#f3f3e2", shade="#b5d2d3")
    sky.clouds(canvas, 120, "#ffffff", count=4, spread=60, opacity=0.6)
    island = [(-60, 470), (-60, 330), (60, 300), (180, 330), (300, 400), (430, 450), (520, 470)]
    canvas.wash(smooth(island), ("#5f9a8d", "#8cbcb0"))
    sea = [(-40, 466), (1640, 466)]
    water.shallow(canvas, sea, ("#1d6f8f", "#2f9aa6", "#6cc5ba", "#bfe3cd"), bottom=900)
    water.ripples(canvas, 480, 760, "#e9f7ea", count=110, opacity=0.35)
    hull = [(980, 430), (1010, 470), (1370, 470), (1400, 424), (1330, 432), (1060, 436)]
    canvas.shape(hull, "#2f4156")
    canvas.shape([(983, 434), (1000, 450), (1388, 450), (1398, 428)], "#b5432f")
    for x, y, wide, tall, tone in ((1250, 352, 110, 80, "#f3ecd9"), (1268, 318, 74, 36, "#f3ecd9"),
                                   (1290, 286, 26, 34, "#d98f3d"), (1060, 402, 60, 34, "#c98b4a"),
                                   (1126, 398, 60, 38, "#7fa3a0"),
                                   (1190, 408, 50, 28, "#c98b4a")):  # fmt: skip
        canvas.box(x, y, wide, tall, tone, 2)
    for step in range(5):
        canvas.box(1258 + 20 * step, 364, 11, 11, "#33505c")
        canvas.box(1258 + 20 * step, 390, 11, 11, "#33505c")
    canvas.line([(1040, 434), (1040, 300), (1150, 360)], "#4a5560", 5)
    water.streak(canvas, 1190, 474, 460, 10, "#e9f7ea", 0.5)
    shore = [(-60, 930), (260, 872), (620, 852), (980, 800), (1300, 742), (1660, 716)]
    beach = smooth(shore)
    canvas.shape(down_to([(x, y - 34) for x, y in beach], HEIGHT + 20), "#a9dccb")
    canvas.wash(down_to(beach, HEIGHT + 30), ("#f3e2b8", "#e6c992", "#cfa970"))
    water.surf(canvas, [(x, y - 40) for x, y in beach], "#fbf9ea", rows=2, gap=26)
    boats.outrigger(canvas, 880, 700, 480, "#e9e1cb", trim="#2d6f9c", crew=1, facing=-1,
                    sea="#2f8a96")  # fmt: skip
    for x, y in ((900, 650), (950, 652), (1000, 650), (926, 624), (976, 626)):
        sack(canvas, x, y + 24, 50)
    for x, foot, tall, shirt, deep in ((660, 838, 200, "#c4513a", 36),
                                       (450, 930, 236, "#2d6b7a", 0),
                                       (1130, 790, 176, "#e0a02c", 40)):  # fmt: skip
        if not deep:
            canvas.ovals([(x + 60, foot, 90, 11)], "#8a6a3f", 0.4)
        standing(canvas, x, foot, tall, shirt, legs="#3a3f4a", stride=0.5,
                 arms=((0.0, -0.2), (0.02, -0.2)), wade=deep)  # fmt: skip
        sack(canvas, x + 4, foot - tall * 0.9, tall * 0.34)
        if deep:
            water.streak(canvas, x, foot - deep, 150, 14, "#fbf9ea", 0.9)
            water.streak(canvas, x + 8, foot - deep + 18, 190, 11, "#fbf9ea", 0.4)
    for row, count in enumerate((5, 4, 3)):
        for step in range(count):
            sack(canvas, 130 + 66 * step + 33 * row, 1006 - 40 * row, 66)
    scarfed(canvas, 545, 1010, 220, "#7d2f5b", "#f1dfb8", arms=((-0.16, 0.14), (0.08, 0.24)))
    for x, foot, tall, lean in ((40, 950, 560, 0.16), (150, 930, 430, -0.1),
                                (1560, 800, 420, -0.26)):  # fmt: skip
        trees.palm(canvas, x, foot, tall, "#1f4f3d", lean=lean, light="#3f7f55")
    return canvas.finish()


def tuna_at_dawn(canvas):
    """Tuna fishermen coming home at dawn below an island mountain."""
    sky.sky(canvas, ("#24466b", "#5f7fa0", "#d99f94", "#f6c98d", "#fbe3b0"), horizon=560)
    sky.sun(canvas, 1010, 500, 62, "#fff0c2", halo=8, strength=0.9)
    sky.clouds(canvas, 220, "#f0b79a", count=7, spread=110, length=520, opacity=0.5)
    land.volcano(canvas, 420, 566, 300, 560, ("#a98a98", "#4d5a7d", "#c99f9a"), lit=1, crater=26)
    for x0, x1, top, tone in ((1180, 1700, 490, "#7d7f9a"), (-60, 260, 510, "#5a6685")):
        line = [(x, top + 46 * abs((x - (x0 + x1) / 2) / (x1 - x0) * 2) ** 1.6 + 7 * math.sin(
                    x / 37)) for x in range(x0, x1, 12)]  # fmt: skip
        canvas.shape(down_to(line, 566), tone)
    sky.birds(canvas, [(700, 240), (760, 262), (812, 236), (880, 280)], "#33415f", 20)
    water.surface(canvas, 560, ("#f0c593", "#9c8f9a", "#35557a", "#173654"), mirror=0.7)
    water.glitter(canvas, 1010, 572, 1050, "#fff0c2", width=80, count=70)
    water.ripples(canvas, 580, 1060, "#1d3a5a", count=90, opacity=0.35)
    water.ripples(canvas, 580, 1060, "#fbe3b0", count=50, opacity=0.35, middle=(1010, 380))
    boats.outrigger(canvas, 1300, 640, 190, "#4a3b40", crew=1, facing=-1, sea="#274560")
    boats.outrigger(canvas, 1100, 700, 250, "#5a3a36", trim="#d9a441", crew=1, facing=-1,
                    sea="#274560")  # fmt: skip
    boats.outrigger(canvas, 600, 860, 720, "#f0e6d0", trim="#c4452f", crew=2, facing=-1,
                    sea="#1d3a56")  # fmt: skip
    for x, y, turn in ((640, 792, 4), (706, 800, -5)):
        fish(canvas, x, y, 120, "#b9cbd3", "#24466b", angle=turn)
        canvas.shape([(x - 8, y - 20), (x + 14, y - 40), (x + 6, y - 16)], "#e0b43a")
    for _ in range(22):
        canvas.oval(canvas.random.uniform(590, 760), canvas.random.uniform(808, 822), 8, 6,
                    "#e9f3f2")  # fmt: skip
    return canvas.finish()


def sasi(canvas):
    """People wading into low water at daybreak as the sasi is opened; wardens with a measure."""
    sky.sky(canvas, ("#5f8aa6", "#9dbcc0", "#e3d9bd", "#f8e3b8"), horizon=480)
    sky.sun(canvas, 420, 400, 54, "#fff2cb", halo=8, strength=0.85)
    sky.clouds(canvas, 170, "#fbeed2", count=7, spread=90, length=480, opacity=0.6)
    lines = land.ranges(canvas, 2, 430, 462, swing=40, wave=1000, peaks=((0, 1240, 90, 380),))
    for line, colour in zip(lines, ("#93aeb0", "#5f8a88"), strict=True):
        canvas.wash(down_to(line, 500), (colour, mix(colour, "#f8e3b8", 0.4)))
    water.surface(canvas, 488, ("#f0ddb4", "#b5cfbc", "#7fbdb0", "#4f9c98"), mirror=0.65)
    water.glitter(canvas, 420, 500, 760, "#fff2cb", width=64, count=46)
    water.ripples(canvas, 500, 830, "#fbf6e0", count=90, opacity=0.4)
    for x, y, wide in ((1180, 640, 420), (260, 720, 520), (980, 760, 300), (1480, 720, 300)):
        flat = smooth([(x - wide / 2, y), (x - wide * 0.2, y - 17), (x + wide * 0.25, y - 12),
                       (x + wide / 2, y + 3), (x + wide * 0.1, y + 17), (x - wide * 0.3, y + 14)],
                      closed=True)  # fmt: skip
        canvas.shape(flat, "#c9b183")
        canvas.shade(flat, "#8a7a5a", (0, 0.6))
    tones = ("#c4513a", "#2d6b7a", "#e0a02c", "#7d2f5b", "#3f7a4c", "#f1e6c8", "#d9713f")
    crowd = [(x + canvas.random.uniform(-26, 26),
              560 + canvas.random.uniform(-20, 40)) for x in range(180, 1500, 74)]  # fmt: skip
    crowd += [(x + canvas.random.uniform(-40, 40),
               660 + canvas.random.uniform(-20, 50)) for x in range(240, 1500, 150)]  # fmt: skip
    for index, (x, y) in enumerate(sorted(crowd, key=lambda spot: spot[1])):
        tall = 46 + (y - 540) * 0.5
        shin = tall * 0.2
        canvas.ovals([(x, y - shin + tall * 0.2, tall * 0.11, tall * 0.26)],
                     mix(tones[index % 7], "#2f5d5a", 0.5), 0.4)  # fmt: skip
        standing(canvas, x, y, tall, tones[index % 7], hat="#d8b878" if index % 3 else None,
                 stride=0.3, arms=((-0.14, 0.1), (0.12, 0.28)), wade=shin)  # fmt: skip
        if index % 4 == 0:
            canvas.oval(x, y - tall * 1.02, tall * 0.15, tall * 0.09, "#4f93b8")
        water.streak(canvas, x, y - shin, tall * 0.7, tall * 0.07, "#fdf8e6", 0.8)
    shore = smooth([(-60, 860), (300, 836), (700, 850), (1150, 822), (1660, 840)])
    canvas.shape(down_to([(x, y - 24) for x, y in shore], HEIGHT), "#b9d8bd")
    canvas.wash(down_to(shore, HEIGHT + 20), ("#f3e2b8", "#dcbd86", "#c09a62"))
    water.surf(canvas, [(x, y - 30) for x, y in shore], "#fdf8e6", rows=2, gap=20, thickness=7)
    for x, foot, tall, tone in ((900, 985, 250, "#8f2a24"), (1230, 990, 256, "#8f2a24")):
        canvas.ovals([(x - 60, foot, 100, 12)], "#8a6a3f", 0.4)
        standing(canvas, x, foot, tall, tone, legs="#22282c", arms=((-0.16, 0.22), (0.16, 0.2)))
        canvas.box(x - tall * 0.1, foot - tall * 0.99, tall * 0.2, tall * 0.045, "#e0a02c", 3)
    canvas.shape([(940, 878), (1192, 872), (1196, 906), (942, 912)], "#f1e6c8")
    for step in range(13):
        x = 952 + 18.5 * step
        canvas.line([(x, 878 - step * 0.4), (x, 892 if step % 2 else 900)], "#5b4030", 3)
    slug = smooth([(980, 874), (1000, 856), (1070, 850), (1140, 856), (1152, 870), (1070, 880)],
                  closed=True)  # fmt: skip
    canvas.shape(slug, "#4a3b33")
    canvas.shade(slug, "#9c7a5a", (0.8, 0))
    for x, foot in ((640, 1000), (1460, 1010)):
        basket(canvas, x, foot, 96, "#b98a4a")
        for _ in range(9):
            canvas.oval(x + canvas.random.uniform(-34, 34),
                        foot - 98 + canvas.random.uniform(-9, 7), 17, 8,
                        canvas.random.choice(("#4a3b33", "#6b5342")))  # fmt: skip
    scarfed(canvas, 520, 1010, 236, "#2d6b7a", "#f1dfb8", arms=((-0.1, 0.26), (0.22, 0.24)))
    trees.palm(canvas, 90, 960, 640, "#2b4f40", lean=0.2, light="#4f7f58")
    trees.palm(canvas, 1570, 930, 520, "#2b4f40", lean=-0.12, light="#4f7f58")
    return canvas.finish()


def bamboo_raft(canvas):
    """A bridge whose end was washed away; people cross the brown river on a bamboo raft."""
    sky.sky(canvas, ("#6f8a90", "#9cb0ab", "#cdd3c0", "#e3dfc6"), horizon=520)
    lines = land.ranges(canvas, 4, 260, 470, swing=80, wave=800)
    for line, colour in zip(lines, ("#a5b8b2", "#7f9f94", "#557f6d", "#376452"), strict=True):
        canvas.wash(down_to(line, 620), (colour, mix(colour, "#e3dfc6", 0.45)))
    trees.forest(canvas, lines[2], "#557f6d", size=15)
    trees.forest(canvas, lines[3], "#376452", size=24, light="#55836a")
    canvas.veil(300, 540, "#e6e3cd", (0, 0.5, 0.1))
    water.shallow(canvas, [(-40, 590), (1640, 590)], ("#b59a70", "#9a7a52", "#6d5238"))
    water.ripples(canvas, 600, 1000, "#e6d3a9", count=120, opacity=0.5, length=200)
    water.ripples(canvas, 620, 1000, "#6b4f36", count=70, opacity=0.4)
    left = smooth([(-60, 560), (150, 566), (330, 590), (410, 650), (380, 740), (200, 860),
                   (-60, 960)])  # fmt: skip
    canvas.wash([*left, (-60, 960)], ("#6f8f58", "#4f6f45", "#5c4630"))
    right = smooth([(1660, 560), (1450, 572), (1260, 590), (1200, 640), (1260, 720), (1420, 800),
                    (1660, 860)])  # fmt: skip
    canvas.wash([*right, (1660, 860)], ("#6f8f58", "#4f6f45", "#5c4630"))
    bank = smooth([(1192, 560), (1236, 600), (1214, 660), (1290, 720), (1400, 770), (1640, 800),
                   (1640, 560)])  # fmt: skip
    canvas.wash(bank, ("#a8794c", "#8a5c38", "#5f3f29"))
    steel, dark = "#7c8f93", "#3f4f55"
    canvas.shape([(180, 520), (960, 520), (966, 548), (180, 548)], "#8b8577")
    canvas.shape([(960, 518), (1040, 532), (1022, 560), (1000, 548), (990, 566), (966, 548)],
                 "#77705f")  # fmt: skip
    for x in (250, 600, 930):
        canvas.box(x - 22, 548, 44, 130, "#9a9484")
        canvas.shade([(x, 548), (x + 22, 548), (x + 22, 678), (x, 678)], dark, (0.5, 0.7))
        water.streak(canvas, x + 10, 680, 130, 14, "#efe0bb", 0.8)
    canvas.line([(200, 520), (270, 410), (890, 410), (960, 520)], steel, 11)
    for step in range(9):
        x = 270 + 77.5 * step
        canvas.line([(x, 412), (x, 520)], steel, 6)
        if step < 8:
            canvas.line([(x, 520 if step % 2 else 412), (x + 77.5, 412 if step % 2 else 520)],
                        steel, 6)  # fmt: skip
    canvas.box(1236, 524, 420, 36, "#8b8577")
    canvas.shape([(1236, 524), (1206, 540), (1222, 556), (1210, 566), (1240, 562)], "#77705f")
    vehicles.bus(canvas, 1460, 528, 290, ("#e6dcc2", "#b5432f"), facing=-1)
    for index in range(9):
        y = 838 + index * 7.5
        canvas.line([(470 - index * 9, y), (1080 + index * 5, y - 6)],
                    mix("#c9a65f", "#8a6a36", index % 2 * 0.6), 11)  # fmt: skip
    for x in (560, 760, 960):
        canvas.line([(x, 826), (x - 16, 906)], "#5b4630", 8)
    water.streak(canvas, 770, 914, 720, 18, "#efe0bb", 0.6)
    rows = ((560, 850, 190, "#2d6b7a"), (650, 868, 200, "#c4513a"), (740, 852, 186, "#e0a02c"),
            (905, 866, 196, "#f1e6c8"))  # fmt: skip
    for x, foot, tall, tone in rows:
        standing(canvas, x, foot, tall, tone, arms=((-0.1, 0.3), (0.08, 0.3)))
    scarfed(canvas, 820, 872, 186, "#7d2f5b", "#efd9a9")
    standing(canvas, 1020, 856, 204, "#3f7a4c", hat="#d8b878", arms=((-0.05, -0.05), (0.15, 0.05)))
    canvas.line([(1090, 560), (1030, 980)], "#b98f57", 8)
    canvas.line([(-40, 700), (420, 690), (1240, 690), (1640, 700)], "#e6d9b5", 3)
    trees.banana(canvas, 110, 930, 380, "#2b5f42", "#5d9152")
    land.grass(canvas, [(-20, 1050), (420, 1010)], "#223f2f", count=90, tall=80)
    trees.reeds(canvas, 1500, 1090, 340, "#2b4f38", tall=230, count=60)
    sky.rain(canvas, "#f1f0de", count=60, length=54)
    return canvas.finish()


PICTURES = {"beras-turun-di-pulau": rice_to_the_island, "nelayan-tuna-fajar": tuna_at_dawn,
            "buka-sasi-saparua": sasi, "rakit-bambu-tehoru": bamboo_raft}  # fmt: skip
