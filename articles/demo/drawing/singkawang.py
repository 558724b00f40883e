"""A picture from Singkawang: its lanterns at nightfall."""

from . import sky, water
from .curves import arc, down_to, ridge, smooth
from .palette import mix
from .people import standing
from .town import lantern, shrine


def lanterns(canvas):
    """A street of Singkawang under rows of lanterns at nightfall, a temple at its end."""
    sky.sky(canvas, ("#141a3d", "#2f2a5c", "#6d3f72", "#c9605f"), horizon=640)
    sky.stars(canvas, "#f0e3d0", count=60, bottom=300)
    sky.sun(canvas, 800, 210, 62, "#fbe9c0", halo=6, strength=0.55)
    hills = ridge(canvas.random, height=520, swing=50, wave=800)
    canvas.shape(down_to(hills, 700), "#3a2a55")
    canvas.glow(800, 640, 520, "#ff9a4c", 0.6)
    shrine(canvas, 800, 720, 470, ("#7d2a26", "#c9302c", "#e0b06a"), lit="#ffd98a")
    for index in range(4):
        share = index / 3
        for side in (-1, 1):
            inner = 800 + side * (250 + 210 * share**1.2)
            outer = 800 + side * (350 + 620 * share)
            top, low = 420 - 290 * share, 720 + 140 * share
            tone = mix(("#8a5a4f", "#6d5a70", "#94694a", "#5d5570")[(index + (side > 0)) % 4],
                       "#1d1738", 0.35)  # fmt: skip
            canvas.shape([(inner, top + 26), (outer, top - 30 * share), (outer, low + 60 * share),
                          (inner, low)], tone)  # fmt: skip
            canvas.shade([(inner, top), (outer, top), (outer, low), (inner, low)], "#ff9a4c",
                         (0.0, 0.22, 0.4))  # fmt: skip
            wide = outer - inner
            for row in range(2):
                for step in range(2):
                    px = inner + wide * (0.16 + 0.42 * step)
                    py = top + (low - top) * (0.16 + 0.24 * row)
                    tall = (low - top) * 0.15
                    glass = "#ffcf7a" if canvas.random.random() < 0.6 else "#2a2145"
                    canvas.shape([(px, py), (px + wide * 0.24, py - 6 * share),
                                  (px + wide * 0.24, py + tall), (px, py + tall)],
                                 glass)  # fmt: skip
                    canvas.line([(px + wide * 0.12, py), (px + wide * 0.12, py + tall)],
                                mix(tone, "#000000", 0.3), 2 + 3 * share)  # fmt: skip
            y = low - (low - top) * 0.34
            canvas.shape([(inner, y), (outer, y - 40 * share + 20), (outer, y + 30 + 40 * share),
                          (inner - side * 10, y + 26)],
                         ("#a8342c", "#2f6b73", "#c98b3d", "#7d2f5b")[index])  # fmt: skip
            canvas.shape([(inner + wide * 0.1, y + 46), (outer, y + 60), (outer, low + 40 * share),
                          (inner + wide * 0.1, low)], "#ffbf6a", 0.55)  # fmt: skip
    canvas.wash([(-60, 716), (1660, 716), (1660, 1110), (-60, 1110)],
                ("#8a4f5a", "#4a2f52", "#1d1738"))  # fmt: skip
    water.surface(canvas, 722, ("#8a5560", "#4a3158", "#1f1a3d"), mirror=0.55)
    for row, (y, size, count, sag) in enumerate(((430, 15, 7, 46), (350, 23, 7, 62),
                                                 (230, 36, 7, 84), (70, 54, 7, 110))):  # fmt: skip
        half = 240 + 190 * row
        cord = [(800 - half + 2 * half * s / 40, y + sag * (1 - (2 * s / 40 - 1) ** 2))
                for s in range(41)]  # fmt: skip
        canvas.line(cord, "#1a1230", 1.5 + row)
        for step in range(count):
            x = 800 - half + 2 * half * (step + 0.5) / count
            hang = y + sag * (1 - ((x - 800) / half) ** 2)
            lantern(canvas, x, hang + size * 1.4, size, "#d4302a",
                    glow="#ff8a3c" if row > 1 else None)  # fmt: skip
    for x, foot, tall, tone in ((640, 800, 110, "#c9502f"), (710, 840, 140, "#2f5d74"),
                                (930, 820, 124, "#e0a02c"), (1010, 900, 176, "#7d2f5b"),
                                (560, 930, 190, "#f1dfb8")):  # fmt: skip
        canvas.ovals([(x, foot, tall * 0.24, tall * 0.04)], "#120e26", 0.5)
        standing(canvas, x, foot, tall, mix(tone, "#1d1738", 0.2), arms=((-0.08, 0.3), (0.08, 0.3)),
                 stride=0.2)  # fmt: skip
    x, foot = 800, 990
    canvas.ovals([(x, foot, 80, 12)], "#120e26", 0.5)
    standing(canvas, x, foot, 260, "#b3202a", legs="#3a1620", arms=((-0.22, 0.02), (0.22, 0.02)))
    for row in range(5):
        for step in range(6 - row % 2):
            canvas.oval(x - 25 + 10 * step + 5 * (row % 2), foot - 196 + 15 * row, 5, 7, "#e0b04c")
    for side in (-1, 1):
        canvas.shape(smooth([(x + side * 18, foot - 208), (x + side * 58, foot - 206),
                             (x + side * 70, foot - 176), (x + side * 30, foot - 178)],
                            closed=True), "#e0b04c")  # fmt: skip
        canvas.line([(x + side * 8, foot - 258), (x + side * 40, foot - 320)], "#e9dcc0", 5)
    canvas.shape(arc(x, foot - 246, 26, 24, 180, 360), "#e0b04c")
    return canvas.finish()


PICTURES = {"lampion-singkawang": lanterns}
