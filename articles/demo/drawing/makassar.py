"""Pictures from Makassar: the harbour, the council, a court under lamps."""

from . import boats, sky, trees, vehicles, water
from .canvas import HEIGHT
from .curves import arc, down_to, smooth
from .goods import basket, fish
from .palette import NIGHT, mix
from .people import scarfed, standing
from .town import council, flag


def storm_harbour(canvas):
    """Wooden traders tied up in Paotere while waves break over the wall."""
    sky.sky(canvas, ("#4c6470", "#6b858c", "#9bb0ae", "#cfd2c2"), horizon=560)
    sky.clouds(canvas, 120, "#5a717a", count=9, spread=110, length=700, thickness=60, opacity=0.55)
    sky.clouds(canvas, 330, "#b9c4bd", count=6, spread=70, length=500, thickness=26, opacity=0.5)
    water.swell(canvas, 520, 640, ("#e6ecdf", "#6f8f93", "#4f7479"), rows=6, height=26)
    wall = [(-40, 640), (620, 606), (640, 590), (1640, 580)]
    canvas.shape([*wall, (1640, 650), (-40, 690)], "#4a5355")
    canvas.shape([*wall, *[(x, y + 14) for x, y in wall][::-1]], "#7d8580")
    for x, y, tall in ((180, 634, 190), (420, 622, 120), (1330, 588, 210)):
        for thick in (1.0, 0.7):
            spray = []
            for _ in range(26):
                up = canvas.random.random() ** 1.5
                size = 46 * (1.1 - up) * thick
                spray.append((x + canvas.random.gauss(30 * up, 62 * (1 - 0.4 * up)), y - tall * up,
                              size, size))  # fmt: skip
            canvas.ovals([*spray, (x, y + 4, 150, 22)], "#eaf0e6", 0.55, soft=True)
        for _ in range(40):
            up = canvas.random.uniform(0.1, 1.15)
            drop = canvas.random.uniform(1.5, 3.6)
            canvas.oval(x + canvas.random.gauss(26, 76), y - tall * up, drop, drop, "#f3f7ee")
    water.shallow(canvas, [(-40, 664), (1640, 634)], ("#5f7f82", "#45686d", "#27474d"))
    for x, y, long, hull, band, facing in ((1180, 700, 420, "#3f5d6b", "#e6dfc8", 1),
                                           (760, 742, 480, "#7c2f2a", "#efe3c2", 1),
                                           (330, 790, 520, "#2d5f5a", "#f1e6c8", 1)):  # fmt: skip
        boats.pinisi(canvas, x, y, long, (hull, band, "#5b4030", "#d9cfb3"), facing=facing)
    water.ripples(canvas, 800, 900, "#cfdcd2", count=50, opacity=0.4)
    quay = smooth([(-60, 900), (500, 884), (1100, 868), (1660, 850)])
    canvas.wash(down_to(quay, HEIGHT + 10), ("#8a8374", "#6a6459", "#4a4742"))
    canvas.shape(quay + [(x, y + 14) for x, y in quay][::-1], "#a9a18d")
    for x in (180, 640, 1120, 1490):
        canvas.box(x - 14, 862, 28, 36, "#3a3a3a", 8)
    for start, end in (((180, 880), (130, 720)), ((640, 876), (560, 690)),
                       ((1120, 868), (1010, 660))):  # fmt: skip
        canvas.line(smooth([start, ((start[0] + end[0]) / 2 - 10, (start[1] + end[1]) / 2 + 40),
                            end]), "#d9cfb3", 3)  # fmt: skip
    for _step in range(14):
        water.streak(canvas, canvas.random.uniform(0, 1600), canvas.random.uniform(930, 1050),
                     canvas.random.uniform(120, 260), 12, "#aab5b0", 0.4)  # fmt: skip
    for x, tone in ((760, "#c9502f"), (840, "#2d6b7a"), (920, "#c9502f")):
        basket(canvas, x, 1010, 74, tone)
    for _ in range(9):
        fish(canvas, 760 + canvas.random.uniform(-26, 26), 936 + canvas.random.uniform(-6, 6), 44,
              "#b9cdd0", "#55707a")  # fmt: skip
    standing(canvas, 1060, 1010, 236, "#e0a02c", legs="#26343b", arms=((-0.16, 0.2), (0.1, 0.3)))
    scarfed(canvas, 620, 1016, 226, "#2d5f7a", "#f1dfb8", arms=((-0.06, 0.3), (0.2, 0.2)))
    sky.rain(canvas, "#eef0e0", count=190, slant=0.4, length=80)
    return canvas.finish()


def council_hall(canvas):
    """The council of Makassar in the late afternoon, cars parked along the street."""
    sky.sky(canvas, ("#3f6f94", "#86a9b5", "#e9cda0", "#f8ddab"), horizon=640)
    sky.heap(canvas, 320, 420, 420, "#fbeccb", shade="#d9b58f")
    sky.heap(canvas, 1330, 380, 500, "#fbeccb", shade="#d9b58f")
    for x, wide, tall, tone in ((80, 150, 320, "#9fb0b3"), (250, 110, 230, "#b3bcb4"),
                                (1300, 130, 290, "#a9b5b3"), (1460, 170, 370, "#9aacb1"),
                                (1180, 90, 210, "#b9c0b6"), (390, 90, 190, "#bcc3b8")):  # fmt: skip
        canvas.box(x, 650 - tall, wide, tall, tone)
        for row in range(int(tall / 34)):
            for step in range(int(wide / 26)):
                canvas.box(x + 9 + 25 * step, 660 - tall + 33 * row, 12, 18,
                           mix(tone, "#f8e3b0" if canvas.random.random() < 0.4 else "#5f7a85",
                               0.5))  # fmt: skip
    for x in range(-20, 1640, 120):
        trees.tree(canvas, x + canvas.random.uniform(-20, 20), 690, canvas.random.uniform(130, 190),
                   "#4d7f5d", light="#8fb26b", wide=1.0)  # fmt: skip
    council(canvas, 800, 700, 1120, ("#f1e3c2", "#a8452f", "#3d4a55"), lit="#f9d98c")
    lawn = [(-60, 700), (1660, 700), (1660, 800), (-60, 800)]
    canvas.wash(lawn, ("#8fae5c", "#5d8f4c"))
    canvas.shape([(650, 738), (950, 738), (1060, 800), (540, 800)], "#d9c79a")
    for x in (420, 1180):
        trees.palm(canvas, x, 780, 330, "#2b5a45", lean=0.02, light="#56875a")
    for x in range(40, 1600, 92):
        if not 540 < x < 1060:
            canvas.ovals([(x, 792, 50, 26)], "#2f6b45", 1)
            canvas.ovals([(x - 10, 784, 28, 12)], "#5d9a55", 1)
    flag(canvas, 800, 790, 360)
    canvas.box(-60, 800, 1720, 40, "#cfc2a0")
    canvas.box(-60, 838, 1720, 12, "#8f8670")
    canvas.wash([(-60, 850), (1660, 850), (1660, 1110), (-60, 1110)],
                ("#6d7276", "#565c62", "#454b52"))  # fmt: skip
    for x in range(-40, 1700, 210):
        canvas.box(x, 985, 120, 9, "#efe6cf")
    for x, tone in ((120, "#b5432f"), (400, "#f1e6c8"), (690, "#2f6b8a"), (980, "#3d4a55"),
                    (1260, "#e0a02c"), (1530, "#7d2f3f")):  # fmt: skip
        vehicles.car(canvas, x, 900, 236, tone)
    canvas.box(1400, 560, 8, 290, "#4a5157")
    canvas.box(1362, 556, 84, 84, "#2a5ea0", 10)
    canvas.box(1391, 576, 9, 48, "#f6f1e6")
    canvas.line(arc(1402, 588, 14, 12, -90, 90), "#f6f1e6", 8)
    for x, foot, tall, shirt in ((560, 970, 190, "#e8632f"), (1130, 960, 180, "#e8632f")):
        canvas.ovals([(x + 50, foot, 90, 9)], "#2c3338", 0.5)
        standing(canvas, x, foot, tall, shirt, legs="#2c3a4a", arms=((-0.12, 0.3), (0.2, -0.14)))
        canvas.box(x - tall * 0.09, foot - tall * 0.62, tall * 0.18, tall * 0.025, "#f6e27a")
    canvas.shade([(-60, 0), (1660, 0), (1660, 1110), (-60, 1110)], "#f0a860", (0, 0.05, 0.1))
    return canvas.finish()


def court_under_lamps(canvas):
    """A concrete takraw court under borrowed floodlights at night, roofs all round."""
    mood = NIGHT
    sky.sky(canvas, mood.sky, horizon=600)
    sky.stars(canvas, "#dfe6f5", count=110, bottom=360)
    for x, wide, tall, tone in ((-20, 260, 300, "#16233f"), (220, 190, 230, "#1a294a"),
                                (400, 240, 280, "#131e38"), (1010, 260, 260, "#16233f"),
                                (1250, 200, 330, "#1a294a"), (1430, 240, 250, "#131e38"),
                                (640, 380, 210, "#1a294a")):  # fmt: skip
        canvas.box(x, 640 - tall, wide, tall, tone)
        canvas.shape([(x - 18, 640 - tall), (x + wide * 0.5, 600 - tall - wide * 0.13),
                      (x + wide + 18, 640 - tall)], mix(tone, "#05080f", 0.35))  # fmt: skip
        for step in range(int(wide / 62)):
            if canvas.random.random() < 0.65:
                canvas.box(x + 18 + 60 * step, 640 - tall * 0.62, 28, 36,
                           canvas.random.choice(("#f2c46a", "#ffdf9c", "#c98b4a")))  # fmt: skip
    canvas.wash([(-60, 630), (1660, 630), (1660, 1110), (-60, 1110)],
                ("#2a3a58", "#16213a", "#0a1122"))  # fmt: skip
    for x, y in ((250, 190), (1350, 190)):
        canvas.glow(x, y, 620, "#fff1c4", 0.55)
    court = [(430, 690), (1170, 690), (1500, 1040), (100, 1040)]
    canvas.wash(court, ("#6fa08f", "#4f8a7a", "#3a7268"))
    canvas.line([*court, court[0]], "#f4efdc", 6)
    canvas.line([(281, 846), (1319, 846)], "#f4efdc", 4)
    for x in (281, 1319):
        canvas.line(arc(x, 846, 120, 36, -90, 90) if x < 800 else arc(x, 846, 120, 36, 90, 270),
                    "#f4efdc", 4)  # fmt: skip
    for x, side in ((250, 1), (1350, -1)):
        canvas.shape([(x, 200), (x + side * 240, 690), (x + side * 1160, 1040),
                      (x - side * 160, 1040)], "#fff1c4", 0.09)  # fmt: skip
        canvas.line([(x, 640), (x, 200)], "#3a4660", 13)
        canvas.box(x - 76, 150, 152, 62, "#2a3550", 6)
        for step in range(4):
            canvas.oval(x - 54 + 36 * step, 181, 15, 19, "#fffbe8")
            canvas.glow(x - 54 + 36 * step, 181, 62, "#fff1c4", 0.8)
    for x in (262, 1338):
        canvas.line([(x, 850), (x, 660)], "#c9302c", 13)
    canvas.shape([(262, 668), (1338, 668), (1338, 742), (262, 742)], "#f4efdc", 0.3)
    for step in range(45):
        x = 262 + 1076 * step / 44
        canvas.line([(x, 668), (x, 742)], "#c9d2c8", 1.5)
    for y in (668, 692, 717, 742):
        canvas.line([(262, y), (1338, y)], "#f4efdc", 4 if y == 668 else 1.5)
    players = ((520, 800, 190, "#d4412f"), (1010, 790, 186, "#e9b53a"), (820, 780, 178, "#e9b53a"),
               (420, 980, 262, "#d4412f"), (1180, 1000, 270, "#d4412f"))  # fmt: skip
    for x, foot, tall, tone in players:
        for side in (-1, 1):
            canvas.ovals([(x + side * tall * 0.3, foot, tall * 0.36, tall * 0.035)], "#1d3f3f", 0.4)
        standing(canvas, x, foot, tall, tone, legs="#20283c", stride=0.5,
                 arms=((-0.2, 0.1), (0.2, 0.1)))  # fmt: skip
    x, foot, tall = 760, 930, 250
    canvas.ovals([(x, foot + 60, 110, 12)], "#1d3f3f", 0.5)
    standing(canvas, x, foot, tall, "#d4412f", legs="#20283c", arms=((-0.24, 0.02), (0.22, 0.1)))
    canvas.line(smooth([(x + 12, foot - tall * 0.44), (x + 96, foot - tall * 0.52),
                        (x + 150, foot - tall * 0.9)]), "#20283c", 25)  # fmt: skip
    canvas.oval(x + 156, foot - tall * 0.94, 16, 11, "#f4efdc")
    canvas.oval(x + 130, 590, 21, 21, "#d9a441")
    for turn in (0, 60, 120):
        canvas.line(arc(x + 130, 590, 19, 7 + turn / 12, turn, turn + 180), "#8a5a24", 2.4)
    return canvas.finish()


def fenced_shore(canvas):
    """A concrete fence between the fishermen of Tallo and their boats."""
    sky.sky(canvas, ("#7fb0bd", "#b5d0c8", "#efe0b8", "#f6cf96"), horizon=520)
    sky.sun(canvas, 420, 400, 46, "#fff3d0", halo=6, strength=0.7)
    sky.clouds(canvas, 150, "#f4efe0", count=6, spread=80, length=520, thickness=26, opacity=0.6)
    for x, top, wide, tone in ((960, 150, 150, "#8fa3a2"), (1140, 60, 180, "#7d9495"),
                               (1350, 210, 170, "#93a7a5")):  # fmt: skip
        canvas.box(x, top, wide, 540 - top, tone)
        canvas.shade([(x + wide * 0.55, top), (x + wide, top), (x + wide, 540),
                      (x + wide * 0.55, 540)], "#33474c", (0.75, 0.5))  # fmt: skip
        for y in range(top + 20, 520, 34):
            for column in range(4):
                canvas.box(x + wide * (0.1 + 0.22 * column), y, wide * 0.13, 18,
                           mix(tone, "#24363c", 0.5))  # fmt: skip
    for start, end, thick in (((1300, 540), (1300, 20), 12), ((1090, 60), (1560, 60), 9),
                              ((1300, 20), (1110, 60), 4),
                              ((1300, 20), (1530, 60), 4)):  # fmt: skip
        canvas.line([start, end], "#b5542f", thick)
    water.surface(canvas, 520, ("#f0cf9c", "#7faeac", "#3f7480"), mirror=0.5)
    water.glitter(canvas, 420, 530, 720, "#fff3d0", width=90, count=70)
    for x, y, long, hull, trim in ((760, 590, 240, "#b5432f", "#f1e6c8"),
                                   (1120, 610, 270, "#2d5f7a", "#f1e6c8"),
                                   (200, 626, 300, "#3f7a5d", "#f1dfb8"),
                                   (560, 656, 320, "#e0a02c", "#7c2f2a")):  # fmt: skip
        boats.outrigger(canvas, x, y, long, hull, trim=trim, crew=0)
    ground = smooth([(-60, 800), (500, 792), (1100, 786), (1660, 780)])
    canvas.wash(down_to(ground, HEIGHT + 10), ("#d9c08a", "#c2a56f", "#9a7f55"))
    for index in range(9):
        x = -60 + 200 * index
        canvas.box(x, 700 - index, 196, 110, mix("#b9b6aa", "#8e9089", (index % 3) / 3))
        for y in (728, 756, 784):
            canvas.line([(x, y - index), (x + 196, y - index)], "#85867f", 3)
        canvas.box(x - 12, 680 - index, 26, 138, "#a3a39a")
        canvas.shade([(x, 700 - index), (x + 196, 700 - index), (x + 196, 810), (x, 810)],
                     "#3f4644", (0, 0.55))  # fmt: skip
        canvas.line([(x, 686 - index), (x + 200, 685 - index)], "#5d625f", 3)
    canvas.shape([(-60, 812), (1660, 800), (1660, 850), (-60, 872)], "#7a6444", 0.45)
    trees.palm(canvas, 1500, 1010, 620, "#24463a", lean=-0.14, light="#4f7a4c")
    canvas.line([(612, 828), (908, 828)], "#5b4030", 9)
    canvas.box(722, 826, 58, 46, "#c9502f", 8)
    canvas.line([(750, 872), (756, 944)], "#33383a", 12)
    canvas.ovals([(760, 950, 24, 7)], "#33383a", 1)
    for x, foot, tall, tone, hat in ((640, 1020, 262, "#2d6b7a", "#d8b878"),
                                     (880, 1020, 262, "#7c2f2a", None)):  # fmt: skip
        canvas.ovals([(x, foot, tall * 0.26, 9)], "#6b5636", 0.5)
        standing(canvas, x, foot, tall, tone, legs="#26343b", hat=hat, stride=0.5,
                 arms=((-0.02, -0.04), (0.02, -0.04)))  # fmt: skip
    canvas.ovals([(330, 1012, 62, 9)], "#6b5636", 0.5)
    scarfed(canvas, 330, 1010, 246, "#a8452f", "#f1dfb8", arms=((-0.05, 0.26), (0.16, 0.22)))
    basket(canvas, 396, 930, 66, "#2d6b7a")
    canvas.ovals([(1130, 1000, 48, 8)], "#6b5636", 0.5)
    standing(canvas, 1130, 998, 196, "#e0a02c", legs="#3b4a50", arms=((-0.1, 0.3), (0.18, -0.06)))
    return canvas.finish()


PICTURES = {
    "kapal-bersandar-paotere": storm_harbour,
    "gedung-dewan-makassar": council_hall,
    "pagar-tambatan-tallo": fenced_shore,
    "takraw-ujung-tanah-malam": court_under_lamps,
}
