"""Pictures from West Kalimantan: the Kapuas at high tide and at night, and smoke."""

from . import boats, land, sky, trees, water
from .canvas import HEIGHT, WIDTH
from .curves import down_to, height_at, ridge, smooth
from .palette import HAZE, MORNING, mix
from .people import standing


def tide(canvas):
    """A lane in Pontianak under the water of the Kapuas at high tide, seen along its walkway."""
    mood = MORNING
    sky.sky(canvas, ("#7fa9b5", "#b5cbc4", "#e8dfc2", "#f6e7c4"), horizon=520)
    sky.clouds(canvas, 150, "#fdf3dc", count=6, spread=90, opacity=0.6)
    for x, tall in ((745, 150), (860, 130)):
        trees.palm(canvas, x, 540, tall, "#58786a", lean=0.05)
    rows = (("#d9a05b", "#8a4a35"), ("#7fa3a0", "#7a5a48"), ("#c9795a", "#5d6f74"),
            ("#a8b98a", "#8a4a35"))  # fmt: skip
    water.surface(canvas, 548, ("#d9cfae", "#9fa68e", "#5f7f78", "#335a58"), mirror=0.5)
    for index, (wall, roof) in enumerate(rows):
        share = index / 3
        for side in (-1, 1):
            inner, outer = 800 + side * (80 + 260 * share**1.3), 800 + side * (
                170 + 760 * share**1.1)  # fmt: skip
            far = 800 + side * (60 + 200 * max(share - 0.3, 0) ** 1.2)
            top, low = 470 - 190 * share**1.4, 566 + 170 * share**1.3
            tone = mix(wall if side < 0 else rows[3 - index][0], mood.sky[-1], 0.45 * (1 - share))
            dark = mix(roof if side > 0 else rows[3 - index][1], mood.sky[-1], 0.4 * (1 - share))
            canvas.shape([(inner, top), (outer, top - 30 * share), (outer, low + 30 * share),
                          (inner, low)], tone)  # fmt: skip
            canvas.shade([(inner, top), (far, top + 30), (far, low - 20), (inner, low)],
                         mix(tone, "#20302f", 0.55), (1, 0.8))  # fmt: skip
            canvas.shape([(inner, top), (far, top + 30), (far, low - 20), (inner, low)],
                         mix(tone, "#20302f", 0.5))  # fmt: skip
            wide = abs(outer - inner)
            for step in range(1, 9):
                level = top + (low - top) * step / 9
                canvas.line([(inner, level), (outer, level - 30 * share + 60 * share * step / 9)],
                            mix(tone, "#20302f", 0.16), 1.2 + 2 * share)  # fmt: skip
            for spot in (0.2, 0.62):
                px = inner + side * wide * spot
                _shutters(canvas, px, side * wide * 0.2, top + (low - top) * 0.27,
                          (low - top) * 0.34, tone, dark)  # fmt: skip
            eave = 26 + 44 * share
            canvas.shape([(inner - side * eave, top + eave * 0.4),
                          (outer, top - 30 * share + eave * 0.3), (outer, top - 110 * share - 50),
                          (inner + side * wide * 0.16, top - 70 * share - 46)], dark)  # fmt: skip
            canvas.shape([(inner - side * eave, top + eave * 0.4),
                          (inner + side * wide * 0.16, top - 70 * share - 46), (far, top - 20),
                          (far - side * eave * 0.4, top + 30)],
                         mix(dark, "#20302f", 0.4))  # fmt: skip
            canvas.shade([(inner, low - (low - top) * 0.22), (outer, low - (low - top) * 0.22),
                          (outer, low + 30 * share), (inner, low)], "#2c4a48",
                         (0, 0.75))  # fmt: skip
            for step in range(3):
                water.streak(canvas, inner + side * wide * (0.1 + 0.3 * step), low + 3, wide * 0.4,
                             4 + 6 * share, "#f1e7c9", 0.5)  # fmt: skip
    water.ripples(canvas, 580, 740, "#f6ecd0", count=24, opacity=0.4, middle=(800, 60))
    water.ripples(canvas, 770, 1060, "#f6ecd0", count=50, opacity=0.4)
    planks = [(775, 560), (825, 560), (1010, 1110), (590, 1110)]
    canvas.shape(planks, "#8a6a4b", 0.55)
    for step in range(16):
        share = (step / 15) ** 1.8
        y = 566 + 540 * share
        half = 26 + 184 * share
        canvas.line([(800 - half, y), (800 + half, y)], mix("#6b4f3a", "#5f7f78", 0.35),
                    2 + 7 * share)  # fmt: skip
    for x, foot, tall, shirt, legs in ((742, 830, 190, "#f4efe2", "#8f2430"),
                                       (862, 800, 170, "#f4efe2", "#24406b"),
                                       (800, 700, 104, "#f4efe2", "#8f2430")):  # fmt: skip
        shin = tall * 0.17
        standing(canvas, x, foot, tall, shirt, legs=legs, stride=0.3,
                 arms=((-0.14, 0.16), (0.12, 0.3)), wade=shin)  # fmt: skip
        canvas.box(x - tall * 0.1, foot - tall * 0.74, tall * 0.2, tall * 0.24,
                   "#d9582f" if legs != "#24406b" else "#2d7a6b", tall * 0.05)  # fmt: skip
        water.streak(canvas, x, foot - shin, tall * 0.62, tall * 0.06, "#f6ecd0", 0.85)
        water.streak(canvas, x, foot - shin + tall * 0.07, tall * 0.9, tall * 0.05, "#f6ecd0", 0.4)
    boats.canoe(canvas, 1150, 985, 420, "#4a3022", trim="#e0a02c", crew=("#7d2f3f",), facing=-1)
    for index, tone in enumerate(("#4f93b8", "#4f93b8", "#7fb2cc")):
        canvas.box(1190 + 44 * index, 930, 38, 44, tone, 10)
    return canvas.finish()


def _shutters(canvas, x, wide, top, tall, wall, shutter):
    """A window with its frame and two open shutters, on a wall that runs off to one side."""
    pale = mix(wall, "#fdf6e0", 0.6)
    canvas.shape([(x - wide * 0.06, top - tall * 0.05), (x + wide * 1.06, top - tall * 0.09),
                  (x + wide * 1.06, top + tall * 1.06), (x - wide * 0.06, top + tall * 1.05)],
                 pale)  # fmt: skip
    canvas.shape([(x, top), (x + wide, top - tall * 0.04), (x + wide, top + tall), (x, top + tall)],
                 "#26383a")  # fmt: skip
    canvas.line([(x + wide * 0.5, top), (x + wide * 0.5, top + tall)], pale, abs(wide) * 0.03)
    canvas.line([(x, top + tall * 0.4), (x + wide, top + tall * 0.38)], pale, abs(wide) * 0.03)
    for start, end in ((-0.42, -0.06), (1.06, 1.42)):
        canvas.shape([(x + wide * start, top - tall * 0.02), (x + wide * end, top - tall * 0.02),
                      (x + wide * end, top + tall), (x + wide * start, top + tall)],
                     shutter)  # fmt: skip
        for step in range(1, 8):
            y = top + tall * step / 8
            canvas.line([(x + wide * (start + 0.05), y), (x + wide * (end - 0.05), y)],
                        mix(shutter, "#000000", 0.3), tall * 0.02)  # fmt: skip
    canvas.line([(x - wide * 0.1, top + tall * 1.06), (x + wide * 1.1, top + tall * 1.06)],
                mix(wall, "#000000", 0.3), tall * 0.05)  # fmt: skip


def haze(canvas):
    """A road through burnt peat land in smoke, headlamps on, the sun a pale disc."""
    mood = HAZE
    sky.sky(canvas, mood.sky, horizon=640)
    sky.sun(canvas, 1100, 250, 74, "#f08a4b", halo=4, strength=0.45)
    for index, (y, tone) in enumerate(((560, "#cbb088"), (590, "#b4966f"), (622, "#937653"))):
        line = ridge(canvas.random, height=y, swing=10, wave=500)
        canvas.shape(down_to(line, HEIGHT), tone)
        trees.forest(canvas, line, tone, size=16 + 5 * index, uneven=0.7)
        for _ in range(9 + 4 * index):
            x = canvas.random.uniform(0, WIDTH)
            tall = (70 + 60 * index) * canvas.random.uniform(0.6, 1.3)
            foot = height_at(line, x) + 10
            canvas.shape([(x - 3 - index, foot), (x - 1.5, foot - tall),
                          (x + 1.5, foot - tall * 0.98), (x + 3 + index, foot)], tone)  # fmt: skip
            for branch in (0.55, 0.7, 0.84):
                lean = canvas.random.choice((-1, 1)) * tall * 0.16
                canvas.line([(x, foot - tall * branch),
                             (x + lean, foot - tall * branch - tall * 0.13)], tone,
                            2 + index)  # fmt: skip
        canvas.veil(y - 90, y + 120, mood.sky[-1], (0, 0.55, 0.3, 0))
    for x, y, wide in ((260, 640, 130), (520, 610, 90), (1430, 650, 160)):
        canvas.glow(x, y + 6, wide * 0.8, "#f08a3c", 0.7)
        sky.smoke(canvas, x, y, 420, wide, "#efe0c0", lean=0.5, opacity=0.5)
    ground = ridge(canvas.random, height=672, swing=8, wave=700, octaves=2)
    canvas.wash(down_to(ground, HEIGHT + 20), ("#9b7d58", "#6b523b", "#3a2c22"))
    land.road(canvas, [(860, 668, 14), (840, 730, 44), (800, 830, 130), (740, 960, 280),
                       (690, 1110, 480)], ("#5a4836", "#8a7860", "#efe0bd"))  # fmt: skip
    for x, y, gap, size in ((846, 700, 9, 5), (816, 765, 20, 9)):
        for side in (-1, 1):
            canvas.glow(x + side * gap, y, size * 7, "#fff0c0", 0.85)
            canvas.oval(x + side * gap, y, size * 0.55, size * 0.55, "#fffbe6")
        canvas.box(x - gap * 1.3, y - gap * 1.5, gap * 2.6, gap * 1.3, "#6f5d49", 4)
    for x, y, tall in ((640, 900, 150), (1020, 930, 170)):
        _rider(canvas, x, y, tall, "#a9442c" if x < 800 else "#33555e")
    for x, foot, tall in ((80, 1000, 640), (1520, 1020, 700)):
        canvas.shape([(x - 16, foot + 90), (x - 6, foot - tall), (x + 4, foot - tall * 1.02),
                      (x + 17, foot + 90)], "#2d231c")  # fmt: skip
        for share, side in ((0.5, 1), (0.62, -1), (0.74, 1), (0.84, -1), (0.92, 1)):
            y = foot - tall * share
            reach = side * tall * (0.25 - 0.14 * share)
            canvas.shape([(x - 5, y + 12), (x + reach * 0.6, y - 26), (x + reach, y - 70),
                          (x + reach * 0.62, y - 18), (x + 4, y + 24)], "#2d231c")  # fmt: skip
    land.grass(canvas, [(-20, 1050), (480, 1075)], "#2d231c", count=60, tall=70)
    land.grass(canvas, [(1180, 1075), (1620, 1050)], "#2d231c", count=60, tall=70)
    canvas.veil(480, 900, "#e6cfa4", (0, 0.35, 0.25, 0))
    return canvas.finish()


def _rider(canvas, x, foot, tall, jacket):
    """Somebody on a motorcycle, coming towards us with the lamp on."""
    canvas.ovals([(x, foot, tall * 0.3, tall * 0.04)], "#2b221b", 0.5)
    standing(canvas, x, foot - tall * 0.1, tall * 1.02, jacket, legs="#3a2f28", stride=0.25,
             arms=((-0.1, 0.16), (0.1, 0.16)))  # fmt: skip
    canvas.box(x - tall * 0.045, foot - tall * 0.36, tall * 0.09, tall * 0.36, "#1f1812",
               tall * 0.045)  # fmt: skip
    canvas.shape([(x - tall * 0.15, foot - tall * 0.52), (x + tall * 0.15, foot - tall * 0.52),
                  (x + tall * 0.09, foot - tall * 0.28), (x - tall * 0.09, foot - tall * 0.28)],
                 mix(jacket, "#1f1812", 0.35))  # fmt: skip
    canvas.line([(x - tall * 0.25, foot - tall * 0.55), (x + tall * 0.25, foot - tall * 0.55)],
                "#1f1812", tall * 0.03)  # fmt: skip
    canvas.oval(x, foot - tall * 1.04, tall * 0.1, tall * 0.11, "#2b221b")
    canvas.box(x - tall * 0.07, foot - tall * 1.05, tall * 0.14, tall * 0.06, "#8a775d",
               tall * 0.02)  # fmt: skip
    canvas.glow(x, foot - tall * 0.44, tall * 0.6, "#fff0c0", 0.85)
    canvas.oval(x, foot - tall * 0.44, tall * 0.06, tall * 0.06, "#fffbe6")


def cannons(canvas):
    """Carbide cannons fired over the Kapuas at night."""
    sky.sky(canvas, ("#0a1330", "#152449", "#2c3b66", "#6a4f6b", "#b86a52"), horizon=560)
    sky.stars(canvas, "#dfe6f5", count=130, bottom=380)
    sky.sun(canvas, 1290, 170, 40, "#f6ecd0", halo=4, strength=0.4)
    bank = ridge(canvas.random, height=532, swing=6, wave=420)
    canvas.shape(down_to(bank, 570), "#141c35")
    trees.forest(canvas, bank, "#141c35", size=15)
    for _ in range(60):
        x = canvas.random.uniform(0, WIDTH)
        canvas.oval(x, 548 + canvas.random.uniform(-12, 8), 2.4, 2.4,
                    canvas.random.choice(("#ffd98a", "#ffb35c", "#fff0cc")))  # fmt: skip
    canvas.box(1090, 440, 12, 100, "#141c35")
    canvas.shape([(1080, 452), (1096, 420), (1112, 452)], "#141c35")
    for x in (260, 560, 900):
        canvas.glow(x, 530, 130, "#ff9a3c", 0.7)
        sky.smoke(canvas, x, 520, 210, 120, "#a98a86", lean=0.4, opacity=0.4)
    water.surface(canvas, 560, ("#4a3a55", "#202c4f", "#0d1730", "#070d1f"), mirror=0.85)
    for x in (260, 560, 900, 1290):
        water.glitter(canvas, x, 575, 900, "#ffb35c" if x < 1200 else "#f6ecd0", width=46, count=36)
    water.ripples(canvas, 590, 1000, "#3f4f7d", count=60, opacity=0.5)
    canvas.glow(760, 640, 520, "#ff8a2c", 0.75)
    canvas.glow(700, 650, 240, "#ffe08a", 0.95)
    flame = smooth([(868, 700), (780, 636), (640, 600), (520, 610), (600, 634), (470, 660),
                    (610, 676), (540, 716), (680, 708), (780, 730)], closed=True)  # fmt: skip
    canvas.shape(flame, "#ff9a3c")
    canvas.shape(smooth([(868, 702), (780, 652), (660, 628), (700, 660), (610, 668), (700, 690),
                         (780, 716)], closed=True), "#fff0b8")  # fmt: skip
    sky.smoke(canvas, 560, 600, 420, 230, "#8d7480", lean=-0.4, opacity=0.4)
    deck = [(820, 880), (1660, 800), (1660, 880), (830, 950)]
    canvas.shape(deck, "#2a1d1a")
    for x in range(850, 1640, 95):
        canvas.box(x, 900 - (x - 820) * 0.09, 15, 220, "#1a1214")
    for index, (x, y) in enumerate(((1240, 890), (1050, 800))):
        tone = ("#6b4230", "#845239")[index]
        length, thick = (560, 74) if index == 0 else (470, 62)
        tail = (x + length * 0.72, y - length * 0.02)
        nose = (x - length * 0.4, y - length * 0.17)
        canvas.line([tail, nose], tone, thick)
        canvas.shade([(nose[0] - 30, nose[1] - thick / 2), (tail[0], tail[1] - thick / 2),
                      (tail[0], tail[1] - thick * 0.1), (nose[0] - 30, nose[1])], "#ffb35c",
                     (0.8, 0.1))  # fmt: skip
        for step in range(9):
            share = 0.06 + 0.11 * step
            px, py = nose[0] + (tail[0] - nose[0]) * share, nose[1] + (tail[1] - nose[1]) * share
            canvas.line([(px - 4, py - thick * 0.5), (px + 4, py + thick * 0.5)], "#2a1a14", 7)
            canvas.line([(px + 6, py - thick * 0.5), (px + 14, py + thick * 0.5)], "#c9935a", 3.5)
        canvas.oval(*nose, thick * 0.22, thick * 0.5, "#1a0f0c")
        canvas.oval(nose[0] - 2, nose[1], thick * 0.14, thick * 0.36,
                    "#ff9a3c" if index else "#3a1d12")  # fmt: skip
    for x, foot, tall, tone in ((1480, 860, 210, "#7d2f2a"), (1330, 800, 170, "#24365e"),
                                (1600, 900, 230, "#33435e")):  # fmt: skip
        standing(canvas, x, foot, tall, tone, legs="#10131f", arms=((-0.18, 0.06), (0.05, 0.3)))
    canvas.line([(1436, 740), (1330, 700)], "#8a6a4b", 5)
    canvas.glow(1328, 698, 60, "#ffd06a", 0.9)
    canvas.oval(1328, 698, 7, 9, "#fff0b8")
    return canvas.finish()


def bidar(canvas):
    """A women's crew in their long boat on the Kapuas before daybreak."""
    sky.sky(canvas, ("#16264d", "#38497d", "#a46a86", "#ee9f7a", "#fbd199"), horizon=540)
    sky.stars(canvas, "#e6e9f5", count=50, bottom=240)
    sky.clouds(canvas, 330, "#d98a86", count=6, spread=90, length=520, opacity=0.5)
    bank = ridge(canvas.random, height=512, swing=6, wave=420)
    canvas.shape(down_to(bank, 552), "#33305a")
    trees.forest(canvas, bank, "#33305a", size=13)
    for x, wide in ((140, 90), (250, 70), (420, 110), (1010, 90), (1160, 70), (1330, 120)):
        canvas.box(x, 492, wide, 40, "#262548")
        canvas.shape([(x - 12, 494), (x + wide * 0.5, 466), (x + wide + 12, 494)], "#1d1c3a")
        canvas.box(x + wide * 0.3, 504, 14, 14, "#ffd38a")
    canvas.line(smooth([(-40, 470), (400, 430), (800, 416), (1200, 430), (1640, 470)]), "#2b2a50",
                9)  # fmt: skip
    for x in range(80, 1600, 190):
        canvas.box(x, 430 + abs(x - 800) * 0.045, 12, 110, "#2b2a50")
    water.surface(canvas, 546, ("#f3b285", "#9a6a8c", "#3c4a82", "#16244c"), mirror=0.75)
    water.ripples(canvas, 556, 1060, "#fbd199", count=90, opacity=0.35)
    water.ripples(canvas, 560, 1060, "#101c40", count=80, opacity=0.4)
    boats.canoe(canvas, 1280, 640, 260, "#2b2340", trim="#7d5a6a", crew=("#4a3a5c",), facing=-1)
    x, y, long = 790, 830, 1340
    water.streak(canvas, x, y + 24, long * 0.98, 40, "#0c1636", 0.5)
    tones = ("#d43d4f", "#f2a33a")
    for index in range(10):
        px = x - 500 + 104 * index
        lean = 26
        canvas.line([(px + 20, y - 86), (px + 104, y + 40)], "#f1dfb8", 6)
        canvas.oval(px + 106, y + 46, 10, 17, "#f1dfb8")
        water.streak(canvas, px + 112, y + 56, 74, 8, "#fdebc8", 0.8)
        canvas.shape(smooth([(px - 26, y - 20), (px - 22, y - 74), (px + lean - 16, y - 116),
                             (px + lean + 18, y - 108), (px + 28, y - 50), (px + 26, y - 16)],
                            closed=True), tones[index % 2])  # fmt: skip
        canvas.line([(px + lean, y - 100), (px + 44, y - 62)],
                    mix(tones[index % 2], "#000000", 0.2), 15)  # fmt: skip
        canvas.shape(smooth([(px + lean - 24, y - 112), (px + lean - 18, y - 158),
                             (px + lean + 8, y - 170), (px + lean + 30, y - 150),
                             (px + lean + 28, y - 112)], closed=True),
                     mix(tones[(index + 1) % 2], "#2b2340", 0.35))  # fmt: skip
        canvas.oval(px + lean + 13, y - 138, 13, 16, "#8a5a3c")
    standing(canvas, x - 630, y - 26, 220, "#2f6b8a", legs="#1c2440",
             arms=((-0.1, 0.25), (0.2, 0.24)))  # fmt: skip
    canvas.line([(x - 566, y - 116), (x - 740, y + 66)], "#f1dfb8", 8)
    upper = smooth([(x - long / 2 - 20, y - 96), (x - 560, y - 44), (x, y - 30), (x + 560, y - 44),
                    (x + long / 2 + 30, y - 112)])  # fmt: skip
    lower = smooth([(x + 610, y - 30), (x + 400, y + 26), (x, y + 36), (x - 400, y + 26),
                    (x - 610, y - 20)])  # fmt: skip
    canvas.shape(upper + lower, "#2f7a5d")
    canvas.shape(upper + [(px, py + 17) for px, py in upper][::-1], "#f2c14e")
    canvas.shade(upper + lower, "#0c1636", (0, 0, 0.6))
    canvas.glow(x + long / 2 - 20, y - 110, 150, "#fff3c4", 0.9)
    canvas.oval(x + long / 2 - 20, y - 112, 11, 11, "#fffbe6")
    return canvas.finish()


PICTURES = {"bidar-putri-kapuas": bidar, "rob-gang-tepian-kapuas": tide,
            "asap-jalan-sungai-raya": haze, "meriam-karbit-kapuas": cannons}  # fmt: skip
