"""A sheet to draw on: the units of a 1600 x 1067 picture, smooth edges, the grain of a print."""

import functools
import random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from .palette import along, rgb

WIDTH, HEIGHT = 1600, 1067
# Drawn this much larger and reduced at the end: that is what makes edges smooth.
FINE = 2


@functools.cache
def _grain():
    """A square of even noise around the middle grey."""
    side = 1024
    return Image.frombytes("L", (side, side), random.Random("grain").randbytes(side * side))


@functools.lru_cache(maxsize=4)
def _noise(size, coarse):
    """Noise of any size; `coarse` is the side of one grain in pixels."""
    tile = _grain()
    tile = tile.resize((tile.width * coarse,) * 2, Image.Resampling.NEAREST)
    sheet = Image.new("L", size)
    for x in range(0, size[0], tile.width):
        for y in range(0, size[1], tile.height):
            sheet.paste(tile, (x, y))
    return sheet


def fade(stops, length):
    """One pixel wide, `length` high: evenly spaced colours or strengths from top to bottom."""
    if isinstance(stops[0], (int, float)):
        mode, stops, pick = "L", [(stop,) * 3 for stop in stops], lambda colour: colour[0]
    else:
        mode, pick = "RGB", tuple
    strip = Image.new(mode, (1, length))
    strip.putdata([pick(along(stops, row / max(length - 1, 1))) for row in range(length)])
    return strip


class Canvas:
    """What a picture is drawn on. Positions and lengths are in units, whatever the size."""

    def __init__(self, size, seed):
        self.size = size
        width, height = size[0] * FINE, size[1] * FINE
        # Another shape than ours shows the middle of the picture.
        self.scale = max(width / WIDTH, height / HEIGHT)
        self.left = (width - WIDTH * self.scale) / 2
        self.top = (height - HEIGHT * self.scale) / 2
        self.image = Image.new("RGB", (width, height))
        self.pen = ImageDraw.Draw(self.image)
        self.random = random.Random(seed)

    def place(self, points):
        """The pixels of `points`."""
        return [(self.left + x * self.scale, self.top + y * self.scale) for x, y in points]

    def shape(self, points, colour, opacity=1.0):
        """A filled area."""
        if opacity >= 1:
            self.pen.polygon(self.place(points), fill=rgb(colour))
            return
        found = self._mask(points, round(255 * opacity))
        if found:
            mask, box = found
            self.image.paste(rgb(colour), box, mask)

    def oval(self, x, y, rx, ry, colour):
        """A filled oval around (x, y)."""
        self.pen.ellipse(self._box(x, y, rx, ry), fill=rgb(colour))

    def ovals(self, ovals, colour, opacity, *, soft=False):
        """Several ovals (x, y, rx, ry) that together are one area; `soft` ones have no edge."""
        boxes = [self._box(*oval) for oval in ovals]
        room = 60 if soft else 2
        left, top = (max(int(min(box[side] for box in boxes)) - room, 0) for side in (0, 1))
        right = min(int(max(box[2] for box in boxes)) + room, self.image.width)
        bottom = min(int(max(box[3] for box in boxes)) + room, self.image.height)
        if right <= left or bottom <= top:
            return
        # Edges are softened on a small mask, which costs next to nothing.
        less = 12 if soft else 1
        mask = Image.new("L", ((right - left) // less + 1, (bottom - top) // less + 1))
        pen = ImageDraw.Draw(mask)
        for box in boxes:
            x0, y0, x1, y1 = ((side - (top if axis % 2 else left)) / less for axis,
                              side in enumerate(box))  # fmt: skip
            pen.ellipse((x0, y0, x1, y1), fill=round(255 * opacity))
        if soft:
            mask = mask.filter(ImageFilter.GaussianBlur(1.2))
            mask = mask.resize((right - left, bottom - top), Image.Resampling.BICUBIC)
        else:
            mask = mask.crop((0, 0, right - left, bottom - top))
        self.image.paste(rgb(colour), (left, top, right, bottom), mask)

    def box(self, x, y, width, height, colour, corner=0):
        """A filled rectangle with its upper left corner at (x, y)."""
        box = [*self.place([(x, y)])[0], *self.place([(x + width, y + height)])[0]]
        self.pen.rounded_rectangle(box, corner * self.scale, fill=rgb(colour))

    def line(self, points, colour, width):
        """A line; its ends are round where it is wide."""
        pixels = max(round(width * self.scale), 1)
        self.pen.line(self.place(points), fill=rgb(colour), width=pixels, joint="curve")
        if pixels > 6:
            for x, y in (points[0], points[-1]):
                self.oval(x, y, width / 2, width / 2, colour)

    def wash(self, points, stops):
        """An area filled with a gradient of colours, from its top to its bottom."""
        found = self._mask(points, 255)
        if found:
            mask, box = found
            top = self.place([min(points, key=lambda point: point[1])])[0][1]
            bottom = self.place([max(points, key=lambda point: point[1])])[0][1]
            # The box is a little larger than the area, all round.
            strip = fade([rgb(stop) for stop in stops], round(bottom - top) + 6)
            strip = strip.crop((0, round(box[1] - top) + 3, 1, round(box[3] - top) + 3))
            self.image.paste(strip.resize(mask.size), box, mask)

    def shade(self, points, colour, strengths, *, across=False):
        """An area shaded in grains: `strengths` (0 to 1) from top to bottom, or `across`."""
        found = self._mask(points, 255)
        if found:
            mask, box = found
            levels = [255 * strength for strength in strengths]
            if across:
                strip = fade(levels, mask.width).transpose(Image.Transpose.ROTATE_90)
            else:
                strip = fade(levels, mask.height)
            tone = strip.resize(mask.size)
            grains = _noise(self.image.size, FINE).crop(box)
            # Light tones keep few grains, dark ones nearly all: no grey in between is needed.
            grained = ImageChops.multiply(tone, ImageChops.add(tone, grains, 1.25))
            self.image.paste(rgb(colour), box, ImageChops.multiply(mask, grained))

    def veil(self, top, bottom, colour, strengths):
        """A band across the whole picture, of mist or light: `strengths` from top to bottom."""
        y0, y1 = (round(y) for _, y in self.place([(0, top), (0, bottom)]))
        strip = fade([255 * strength for strength in strengths], max(y1 - y0, 1))
        mask = strip.resize((self.image.width, strip.height))
        self.image.paste(rgb(colour), (0, y0, self.image.width, y0 + strip.height), mask)

    def glow(self, x, y, radius, colour, strength):
        """Light around a point, fading out at `radius`."""
        box = [round(side) for side in self._box(x, y, radius, radius)]
        size = (box[2] - box[0], box[3] - box[1])
        fall = [round(strength * 255 * (1 - level / 255) ** 2) for level in range(256)]
        # The gradient reaches its darkest at the corners; only the round middle is wanted.
        disc = Image.radial_gradient("L").point([fall[min(level * 2, 255)] for level in range(256)])
        mask = disc.resize(size, Image.Resampling.BICUBIC)
        self.image.paste(rgb(colour), (box[0], box[1]), mask)

    def finish(self, grain=5):
        """The picture: reduced to its size, with a fine grain of `grain` levels up and down."""
        picture = self.image.reduce(FINE)
        levels = [round(128 + (level - 127.5) / 127.5 * grain) for level in range(256)]
        noise = _noise(self.size, 1).point(levels)
        return ImageChops.add(picture, Image.merge("RGB", [noise] * 3), 1, -128)

    def _box(self, x, y, rx, ry):
        cx, cy = self.place([(x, y)])[0]
        return [cx - rx * self.scale, cy - ry * self.scale, cx + rx * self.scale,
                cy + ry * self.scale]  # fmt: skip

    def _mask(self, points, level):
        """(mask of the area, its box in pixels), or None where nothing of it is on the sheet."""
        placed = self.place(points)
        xs, ys = [x for x, _ in placed], [y for _, y in placed]
        left, top = max(int(min(xs)) - 1, 0), max(int(min(ys)) - 1, 0)
        right = min(int(max(xs)) + 2, self.image.width)
        bottom = min(int(max(ys)) + 2, self.image.height)
        if right <= left or bottom <= top:
            return None
        mask = Image.new("L", (right - left, bottom - top))
        ImageDraw.Draw(mask).polygon([(x - left, y - top) for x, y in placed], fill=level)
        return mask, (left, top, right, bottom)
