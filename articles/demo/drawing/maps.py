"""The desk's maps: sea and land, rivers and roads, places with names, a scale, an inset."""

import math

from .canvas import HEIGHT, WIDTH
from .curves import smooth
from .lettering import paragraph, width, write
from .palette import mix

SEA, SHALLOW, LAND, RIM, RIVER, ROAD, INK, RED = ("#bcd4d6", "#cfe1de", "#f3ecd9", "#a9a48f",
                                                  "#6fa3b8", "#ffffff", "#22282c",
                                                  "#b3372c")  # fmt: skip


class Chart:
    """A piece of the earth on the sheet: `west`, `east`, and `middle` as degrees of latitude."""

    def __init__(self, canvas, *, west, east, middle, left=0, width=WIDTH, level=HEIGHT / 2):
        self.canvas = canvas
        self.west, self.middle, self.left, self.level = west, middle, left, level
        self.unit = width / (east - west)

    def at(self, east, north):
        """Where a longitude and latitude are on the sheet. Near the equator they are square."""
        return (self.left + (east - self.west) * self.unit,
                self.level - (north - self.middle) * self.unit)  # fmt: skip

    def path(self, places):
        """Several of them."""
        return [self.at(*place) for place in places]

    def coast(self, outline, colour=LAND):
        """Land with its shore: a pale shelf, a rim, and the land itself."""
        shore = smooth(self.path(outline), closed=True, steps=5)
        self.canvas.shape(shore, colour)
        self.canvas.line([*shore, shore[0]], RIM, 3)

    def shelf(self, outline, reach=16):
        """The shallow water around land; drawn before it."""
        shore = smooth(self.path(outline), closed=True, steps=5)
        for grown in (2.0, 1.0):
            self.canvas.line([*shore, shore[0]], mix(SEA, SHALLOW, 1.6 - grown * 0.6),
                             reach * grown * 2)  # fmt: skip

    def border(self, line):
        """A provincial border, dashed."""
        gone, drawn = 0.0, True
        path = smooth(self.path(line), steps=40)
        for start, end in zip(path, path[1:], strict=False):
            gone += math.dist(start, end)
            if gone > (16 if drawn else 11):
                gone, drawn = 0.0, not drawn
            if drawn:
                self.canvas.line([start, end], mix(RIM, INK, 0.25), 3)

    def river(self, course, *, wide=5):
        """A river, wider towards its end."""
        path = smooth(self.path(course), steps=10)
        for start in range(len(path) - 1):
            self.canvas.line(path[start : start + 2], RIVER, wide * (0.5 + 0.7 * start / len(path)))

    def road(self, course, *, wide=7):
        """A main road."""
        path = smooth(self.path(course), steps=10)
        self.canvas.line(path, mix(RIM, INK, 0.2), wide + 3)
        self.canvas.line(path, ROAD, wide)

    def relief(self, peaks):
        """Mountains as hatched hills: (east, north, size)."""
        bright, dark = mix(LAND, "#c9be93", 0.55), mix(LAND, "#8f8a5c", 0.5)
        for east, north, size in sorted(peaks, key=lambda peak: -peak[1]):
            for dx, dy, part in ((-0.75, 0.06, 0.6), (0.8, 0.1, 0.55), (0, 0.2, 1)):
                x, y = self.at(east, north)
                x, y, tall = x + dx * size, y + dy * size, size * part
                left = smooth([(x - tall, y), (x - tall * 0.42, y - tall * 0.42),
                               (x, y - tall * 0.86)], steps=6)  # fmt: skip
                right = smooth([(x, y - tall * 0.86), (x + tall * 0.36, y - tall * 0.46),
                                (x + tall, y)], steps=6)  # fmt: skip
                self.canvas.shape(left + right, bright)
                fold = [(x + tall * 0.1, y), (x - tall * 0.06, y - tall * 0.3),
                        (x + tall * 0.08, y - tall * 0.5)]  # fmt: skip
                self.canvas.shape(right + fold, dark)

    def town(self, east, north, name, *, side="r", size=27, big=False):
        """A place with its name to the right, left, above or below."""
        x, y = self.at(east, north)
        radius = 9 if big else 6.5
        self.canvas.oval(x, y, radius + 3, radius + 3, LAND)
        self.canvas.oval(x, y, radius, radius, INK)
        if big:
            self.canvas.oval(x, y, 3.6, 3.6, LAND)
        dx, dy, anchor = {"r": (17, 0, "lm"), "l": (-17, 0, "rm"), "a": (0, -17, "mb"),
                          "b": (0, 17, "mt")}[side]  # fmt: skip
        write(self.canvas, x + dx, y + dy, name, size, INK, bold=0.024 if big else 0.008,
              anchor=anchor, halo=LAND)  # fmt: skip

    def name(self, east, north, text, *, size=26, colour="#4f7f92", gap=1.22, halo=None):
        """The name of a water, a mountain range, a region, spaced out."""
        x, y = self.at(east, north)
        write(self.canvas, x, y, text, size, colour, anchor="mm", gap=gap, halo=halo)

    def scale(self, kilometres, x, y, *, ground=SEA):
        """A scale bar, drawn on `ground`."""
        long = kilometres / 111.32 * self.unit
        for part in range(4):
            tone = INK if part % 2 == 0 else LAND
            self.canvas.box(x + long * part / 4, y, long / 4, 9, tone)
        self.canvas.line([(x, y), (x + long, y), (x + long, y + 9), (x, y + 9), (x, y)], INK, 2)
        write(self.canvas, x, y - 10, "0", 22, INK, anchor="mb", halo=ground)
        write(self.canvas, x + long, y - 10, f"{kilometres} km", 22, INK, anchor="mb", halo=ground)

    def callout(self, east, north, text, *, to):
        """A red mark with a boxed remark at `to`."""
        canvas, (x, y), (left, top) = self.canvas, self.at(east, north), to
        lines = text.split("\n")
        wide = max(width(canvas, line, 27) for line in lines) + 44
        tall = 36 * len(lines) + 26
        cx, cy = left + wide / 2, top + tall / 2
        canvas.line([(x, y), (cx, cy)], RED, 3)
        canvas.glow(x, y, 60, RED, 0.5)
        canvas.oval(x, y, 16, 16, "#ffffff")
        canvas.oval(x, y, 11, 11, RED)
        canvas.box(left + 4, top + 5, wide, tall, mix(SEA, INK, 0.4), 6)
        canvas.box(left, top, wide, tall, "#fffdf6", 6)
        canvas.box(left, top, 8, tall, RED)
        for row, line in enumerate(lines):
            write(canvas, left + 26, top + 15 + 36 * row, line, 27, INK,
                  bold=0.022 if row == 0 else 0)  # fmt: skip


def title(canvas, headline, source, *, most=760, ground=SEA, deck=""):
    """A headline in the upper left corner and the source in the lower right, on `ground`."""
    y = paragraph(canvas, 60, 54, headline, 46, INK, most, bold=0.03, leading=1.15)
    canvas.box(60, y + 4, 84, 10, RED)
    paragraph(canvas, 60, y + 30, deck, 27, mix(INK, SEA, 0.25), most)
    write(canvas, WIDTH - 40, HEIGHT - 30, source, 22, mix(INK, ground, 0.3), anchor="rs",
          halo=ground)  # fmt: skip


def rings(chart, east, north, bands):
    """Rings of equal shaking around a quake: `bands` are (kilometres, colour, label)."""
    canvas = chart.canvas
    x, y = chart.at(east, north)
    for index, (kilometres, colour, _) in enumerate(bands):
        radius = kilometres / 111.32 * chart.unit
        canvas.ovals([(x, y, radius, radius * 0.93)], colour, 0.34 + 0.05 * index)
        edge = [(x + radius * math.cos(t / 60 * math.tau),
                 y + radius * 0.93 * math.sin(t / 60 * math.tau)) for t in range(61)]  # fmt: skip
        canvas.line(edge, mix(colour, "#ffffff", 0.25), 2)
    for spike in range(8):
        turn = spike / 8 * math.tau
        canvas.shape([(x + 30 * math.cos(turn), y + 30 * math.sin(turn)),
                      (x + 9 * math.cos(turn + 0.4), y + 9 * math.sin(turn + 0.4)), (x, y),
                      (x + 9 * math.cos(turn - 0.4), y + 9 * math.sin(turn - 0.4))],
                     "#7d0f12")  # fmt: skip


def ring_labels(chart, east, north, bands):
    """What each ring of `bands` means, written where its edge comes down in the south-west."""
    x, y = chart.at(east, north)
    turn = math.radians(148)
    for kilometres, _, label in bands:
        radius = kilometres / 111.32 * chart.unit
        write(chart.canvas, x + radius * math.cos(turn) + 16, y + radius * 0.93 * math.sin(turn),
              label, 24, "#5c1712", bold=0.02, anchor="lm", halo="#f6e3cf")  # fmt: skip
