"""Pictures from the Batang Hari: Jambi and the old canals of Muaro Jambi."""

from . import boats, land, sky, trees, water
from .curves import down_to, ridge, smooth
from .palette import FLOOD, mix
from .people import scarfed, standing
from .town import stilt_house


def flood(canvas):
    """Stilt houses opposite Jambi with the water of the Batang Hari under their floors."""
    mood = FLOOD
    sky.sky(canvas, mood.sky, horizon=520)
    sky.clouds(canvas, 150, "#f6efdc", count=8, spread=110, length=560, thickness=34, opacity=0.5)
    far = ridge(canvas.random, height=486, swing=8, wave=500)
    trees.forest(canvas, far, "#8fa394", size=20)
    canvas.shape(down_to(far, 520), "#8fa394")
    canvas.veil(440, 530, mood.sky[-1], (0, 0.6, 0.3))
    near = ridge(canvas.random, height=506, swing=6, wave=380)
    trees.forest(canvas, near, "#5d7a68", size=22, light="#7d977e")
    canvas.shape(down_to(near, 540), "#5d7a68")
    for x, tall in ((70, 230), (130, 180), (850, 190), (1530, 240)):
        trees.palm(canvas, x, 530, tall, "#3d5d4f", lean=canvas.random.uniform(-0.12, 0.12),
                   light="#58786a")  # fmt: skip
    houses = ((190, 452, 210, ("#9a8468", "#7b4a3a", "#e7dcc0")),
              (930, 448, 200, ("#7f9a94", "#70453a", "#efe6cf")),
              (1230, 470, 280, ("#b08d5e", "#8a4632", "#f1e5c8")),
              (420, 500, 400, ("#6f9aa0", "#9c4a35", "#f4ead0")))  # fmt: skip
    for x, floor, wide, tones in houses[:3]:
        stilt_house(canvas, x, floor, wide, tones, stilts=90)
    x, floor, wide, tones = houses[3]
    stilt_house(canvas, x, floor + 20, wide, tones, stilts=90)
    water.surface(canvas, 556, ("#cfc5a2", "#b49f78", "#8d7655", "#6b5740"), mirror=0.62)
    water.ripples(canvas, 565, 1060, "#f6ead0", count=80, opacity=0.4)
    water.ripples(canvas, 600, 1060, "#5d4a36", count=46, opacity=0.3)
    for px in (430, 505, 580, 655, 730, 808):
        canvas.box(px - 5, 540, 10, 64, "#4c3d30")
        water.streak(canvas, px, 604, 60, 7, "#f6ead0", 0.55)
    fence = [(980, 640), (1100, 650), (1230, 664), (1370, 684), (1520, 708), (1640, 730)]
    for (px, py), (nx, ny) in zip(fence, fence[1:], strict=False):
        canvas.box(px - 4, py - 44, 8, 48, "#5b4634")
        canvas.line([(px, py - 32), (nx, ny - 32)], "#5b4634", 5)
        water.streak(canvas, px, py + 4, 46, 6, "#f6ead0", 0.5)
    boats.canoe(canvas, 520, 860, 470, "#4a3022", trim="#c98b3d",
                crew=("#2d6b7a", "#c9502f", "#e3c27a"))  # fmt: skip
    boats.canoe(canvas, 1190, 800, 250, "#5a3a28", trim="#d9a441", crew=("#7d2f3f", "#d98f3d"),
                facing=-1)  # fmt: skip
    for x, y in ((200, 760), (1010, 930), (1420, 960)):
        clump = [(x + canvas.random.uniform(-60, 60), y + canvas.random.uniform(-9, 9), 20,
                  9) for _ in range(12)]  # fmt: skip
        canvas.ovals(clump, "#4f6b3c", 1)
        canvas.ovals([(px - 4, py - 4, rx * 0.6, ry * 0.5) for px, py, rx, ry in clump], "#84a05a",
                     1)  # fmt: skip
    return canvas.finish()


def fog_on_the_river(canvas):
    """A jetty on the Batang Hari in the morning fog, a tug and its barge behind."""
    sky.sky(canvas, ("#a9b3b3", "#c6c7bb", "#e3d8bf", "#f2e3c3"), horizon=520)
    sky.sun(canvas, 1130, 300, 70, "#fff4d6", halo=6, strength=0.8)
    far = ridge(canvas.random, height=470, swing=10, wave=420)
    canvas.shape(down_to(far, 520), "#c3c3b3")
    trees.forest(canvas, far, "#c3c3b3", size=18)
    canvas.veil(420, 530, "#f2e6cc", (0, 0.7, 0.7))
    water.surface(canvas, 510, ("#e9dcc0", "#cfc6ad", "#9fa39a", "#6a7a7c"), mirror=0.7)
    boats.barge(canvas, 1080, 592, 560, "#9a8f84", "#a56b4c")
    boats.tug(canvas, 620, 600, 190, ("#7c6f6a", "#d9d2c0", "#b06a4f"), facing=-1)
    canvas.line(smooth([(712, 578), (760, 588), (804, 560)]), "#8d877c", 3)
    canvas.veil(470, 690, "#f4e9d0", (0, 0.5, 0.6, 0))
    water.ripples(canvas, 620, 1050, "#fbf2da", count=70, opacity=0.5, middle=(1130, 420))
    water.ripples(canvas, 700, 1060, "#5d6d70", count=40, opacity=0.3)
    wood, dark = "#5d4636", "#382a22"
    deck = [(-60, 742), (560, 706), (700, 716), (720, 742), (560, 746), (-60, 800)]
    for x, y, lean in ((60, 790, 0), (190, 780, 0), (320, 768, 4), (440, 758, 10), (545, 752, 26),
                       (640, 748, 40)):  # fmt: skip
        canvas.line([(x, y - 40), (x + lean, y + 120)], dark, 15)
        water.streak(canvas, x + lean, y + 122, 90, 9, "#f0e4c8", 0.6)
    canvas.shape([(545, 705), (700, 716), (770, 790), (650, 800)], mix(wood, "#000000", 0.2))
    canvas.shape(deck, wood)
    canvas.shape([(-60, 800), (560, 746), (720, 742), (722, 756), (560, 764), (-60, 824)], dark)
    for step in range(15):
        x = -40 + 45 * step
        canvas.line([(x, 742 - 0.058 * (x + 60)), (x - 14, 798 - 0.085 * (x + 60))],
                    mix(wood, "#000000", 0.25), 2.6)  # fmt: skip
    for x in (40, 230, 420):
        canvas.box(x, 640 - 0.05 * x, 9, 110, dark)
    canvas.line([(-60, 652), (430, 628)], dark, 7)
    for x, foot, tall, dress, scarf in ((120, 782, 150, "#7d2f3f", "#e8cfa0"),
                                        (300, 764, 138, "#2f5d74", "#d98f3d")):  # fmt: skip
        scarfed(canvas, x, foot, tall, dress, scarf, away=True)
    standing(canvas, 215, 776, 152, "#c4513a", legs="#2b3440")
    standing(canvas, 380, 758, 108, "#f1ead6", legs="#7c2430")
    boats.roofed(canvas, 1120, 880, 470, "#4d3426", "#7d3f33", trim="#d9a441", facing=-1)
    boats.canoe(canvas, 480, 960, 330, "#3f2a20", trim="#a9502f", crew=("#31505c",), facing=1)
    return canvas.finish()


def canal(canvas):
    """Villagers cleaning an ancient canal, a brick temple on its bank."""
    sky.sky(canvas, ("#8fc0bd", "#c0dcc9", "#eef0d4"), horizon=520)
    for x, tall in ((90, 420), (270, 360), (1330, 380), (1510, 440)):
        trees.tree(canvas, x, 540, tall, "#7fa58c", wide=1.0)
    canvas.veil(200, 560, "#eef0d4", (0, 0.35, 0.4))
    back = ridge(canvas.random, height=500, swing=10, wave=420)
    trees.forest(canvas, back, "#4f8766", size=36, light="#72a377")
    canvas.shape(down_to(back, 620), "#4f8766")
    _temple(canvas, 560, 596, 470)
    for x, tall in ((1180, 330), (1350, 380), (170, 340), (20, 420)):
        trees.tree(canvas, x, 610, tall, "#22583f", light="#4f8f58", wide=0.95)
    lawn = [(-50, 590), (500, 600), (1050, 592), (1650, 600)]
    canvas.wash([*smooth(lawn), (1650, 1110), (-50, 1110)], ("#8fb35a", "#5f8f48", "#2f5f3c"))
    course = smooth([(1010, 598), (1000, 650), (930, 740), (800, 880), (690, 1110)])
    other = smooth([(1046, 598), (1080, 650), (1120, 740), (1200, 880), (1360, 1110)])
    canvas.shape([(x - 10 - (y - 598) * 0.07, y) for x,
                  y in course] + [(x + 10 + (y - 598) * 0.07, y) for x, y in other][::-1],
                 "#8d6a45")  # fmt: skip
    canvas.wash(course + other[::-1], ("#a9c9a6", "#5d958a", "#24565a"))
    for _ in range(40):
        y = 620 + 460 * canvas.random.random() ** 1.2
        left, right = 1010 - (y - 598) * 0.6, 1046 + (y - 598) * 0.55
        share = (y - 600) / 480
        water.streak(canvas, canvas.random.uniform(left + 20, right - 20), y, 30 + 130 * share,
                     2 + 5 * share, "#e4f0d8", 0.4)  # fmt: skip
    boats.canoe(canvas, 1012, 800, 230, "#4a2f22", trim="#d9a441", crew=("#c4513a", "#e8cfa0"))
    standing(canvas, 690, 900, 205, "#2d6f7a", hat="#d8b878", arms=((0.02, 0.32), (0.16, 0.12)))
    canvas.shape([(712, 742), (754, 742), (748, 778), (718, 778)], "#5c6a70")
    for x, foot, tall, tone in ((560, 850, 170, "#c4513a"), (450, 800, 144, "#d98f3d"),
                                (372, 760, 122, "#6b4a6f")):  # fmt: skip
        standing(canvas, x, foot, tall, tone, hat="#d8b878", arms=((-0.2, 0.1), (0.2, 0.1)))
        canvas.shape([(x + tall * 0.2, foot - tall * 0.66), (x + tall * 0.38, foot - tall * 0.66),
                      (x + tall * 0.35, foot - tall * 0.5), (x + tall * 0.23, foot - tall * 0.5)],
                     "#5c6a70")  # fmt: skip
    sieve = [(150, 900), (380, 880), (420, 930), (180, 956)]
    for px, py in ((170, 950), (395, 925), (165, 905), (370, 886)):
        canvas.box(px - 5, py, 10, 90, "#5b4030")
    canvas.shape(sieve, "#6b4a34")
    canvas.shape([(x + (275 - x) * 0.1, y + (917 - y) * 0.16) for x, y in sieve], "#8c7a63")
    for _ in range(34):
        canvas.oval(canvas.random.uniform(200, 370), canvas.random.uniform(902, 934), 8, 5,
                    canvas.random.choice(("#5a4230", "#b0562f", "#3f2f26")))  # fmt: skip
    scarfed(canvas, 110, 1000, 220, "#8f3a2c", "#f1dfb8", arms=((0.0, 0.3), (0.22, 0.14)))
    trees.reeds(canvas, 1440, 1090, 260, "#1f4a34", tall=240, count=44)
    trees.banana(canvas, 1560, 900, 330, "#2a6542", "#5d9a52")
    return canvas.finish()


def _temple(canvas, x, foot, width):
    """A stepped temple of red brick with a dark doorway."""
    brick = "#b5623f"
    levels = ((1.0, 0.07), (0.92, 0.06), (0.84, 0.08), (0.62, 0.26), (0.7, 0.035), (0.58, 0.06),
              (0.46, 0.07), (0.33, 0.07), (0.2, 0.06))  # fmt: skip
    y = foot
    for index, (share, tall) in enumerate(levels):
        high = tall * width
        y -= high
        wide = width * share
        tone = mix(brick, "#f0c48a", 0.08 + 0.03 * index)
        canvas.box(x - wide / 2, y, wide, high + 1, tone)
        rows = max(int(high / 9), 1)
        for row in range(rows):
            level = y + high * row / rows
            canvas.line([(x - wide / 2, level), (x + wide / 2, level)], mix(tone, "#5a2618", 0.35),
                        1.4)  # fmt: skip
            for step in range(int(wide / 24)):
                px = x - wide / 2 + 24 * step + (12 if row % 2 else 0)
                canvas.line([(px, level), (px, level + high / rows)], mix(tone, "#5a2618", 0.25),
                            1.2)  # fmt: skip
        canvas.shade([(x, y), (x + wide / 2, y), (x + wide / 2, y + high), (x, y + high)],
                     "#4a2018", (0.1, 0.65), across=True)  # fmt: skip
    canvas.box(x - width * 0.07, foot - width * 0.42, width * 0.14, width * 0.21, "#3a1a14")
    for step in range(6):
        canvas.box(x - width * (0.085 + 0.008 * (5 - step)), foot - width * 0.035 * (step + 1),
                   width * (0.17 + 0.016 * (5 - step)), width * 0.036,
                   mix("#c98559", "#5a2618", 0.12 * (step % 2)))  # fmt: skip
    for _ in range(9):
        px, py = x + canvas.random.uniform(-0.4, 0.4) * width, foot - canvas.random.uniform(0.05,
            0.2) * width  # fmt: skip
        canvas.oval(px, py, 16, 9, "#6f8f4a")


def peat_watch(canvas):
    """Women of Kumpeh reading the water level in the peat at six in the morning."""
    sky.sky(canvas, ("#7f9fae", "#b9c4b5", "#eed7a8", "#f8e3b4"), horizon=560)
    sky.sun(canvas, 1200, 430, 60, "#fff3cf", halo=8, strength=0.8)
    for y, tone, size in ((520, "#b5bd9f", 22), (548, "#8fa384", 30), (574, "#64866a", 36)):
        line = ridge(canvas.random, height=y, swing=8, wave=460)
        canvas.shape(down_to(line, 640), tone)
        trees.forest(canvas, line, tone, size=size, uneven=0.6)
    canvas.veil(430, 640, "#f8e3b4", (0, 0.5, 0.15))
    canvas.wash([(-60, 600), (1660, 600), (1660, 1110), (-60, 1110)],
                ("#8c9a5c", "#5d7446", "#3a4a30"))  # fmt: skip
    left = smooth([(1010, 604), (980, 680), (900, 800), (760, 1110)])
    right = smooth([(1050, 604), (1090, 680), (1190, 800), (1400, 1110)])
    canvas.shape([(x - 14, y) for x, y in left] + [(x + 14, y) for x, y in right][::-1], "#4a3524")
    canvas.wash(left + right[::-1], ("#c9b58a", "#6d5a42", "#33281f"))
    water.ripples(canvas, 640, 1050, "#f3dfae", count=26, opacity=0.4, middle=(1050, 60))
    for step in range(9):
        x = 905 + 33 * step
        canvas.box(x, 742, 31, 104, mix("#7a5a3c", "#b08a5c", step % 3 * 0.3))
        canvas.line([(x, 742), (x, 846)], "#4a3524", 2)
    for x in (888, 1202):
        canvas.box(x, 690, 26, 190, "#5b4030", 4)
    canvas.box(880, 724, 350, 20, "#5b4030", 3)
    for row in range(12):
        x, y = 40 + canvas.random.uniform(0, 640), 730 + 28 * row
        trees.reeds(canvas, x, y, 120, canvas.random.choice(("#5d7a44", "#6f8a4c", "#48643a")),
                    tall=40 + 7 * row, count=16)  # fmt: skip
    canvas.box(520, 800, 40, 200, "#e6e3d6", 6)
    canvas.shade([(520, 800), (560, 800), (560, 1000), (520, 1000)], "#6b6f6a", (0.1, 0.7),
                 across=True)  # fmt: skip
    canvas.oval(540, 800, 20, 7, "#3a3f3d")
    for mark in range(8):
        canvas.box(520, 824 + 21 * mark, 20 if mark % 2 else 12, 3, "#b3372c")
    canvas.line([(540, 800), (612, 742), (640, 790)], "#f6e7c4", 3)
    for x, foot, tall, dress, scarf, arms in ((650, 1010, 260, "#c4513a", "#f1dfb8",
                                               ((-0.16, 0.1), (0.02, 0.26))),
                                              (400, 1020, 262, "#2f6b73", "#e8b54d",
                                               ((0.0, 0.26), (0.14, 0.2))),
                                              (1330, 860, 190, "#6b4a8a", "#f1dfb8",
                                               ((-0.2, 0.16), (0.06, 0.28)))):  # fmt: skip
        canvas.ovals([(x - tall * 0.3, foot, tall * 0.4, tall * 0.04)], "#2b3a24", 0.45)
        scarfed(canvas, x, foot, tall, dress, scarf, arms=arms)
    canvas.shape([(428, 878), (480, 868), (486, 926), (434, 934)], "#fdf6e0")
    for row in range(4):
        canvas.line([(438, 886 + 12 * row), (474, 880 + 12 * row)], "#8a8577", 2)
    land.grass(canvas, [(-20, 1060), (760, 1066)], "#33472c", count=140, tall=54)
    land.grass(canvas, [(1360, 1066), (1620, 1050)], "#33472c", count=60, tall=60)
    return canvas.finish()


PICTURES = {"sumur-pantau-kumpeh": peat_watch, "banjir-seberang-kota-jambi": flood,
            "kabut-dermaga-batang-hari": fog_on_the_river,
            "kanal-candi-muaro-jambi": canal}  # fmt: skip
