"""Pictures to measure with, drawn in a process of its own so that none weighs on who measures.

They have grain and edges, but they are no photographs: bytes are best measured on real ones.
"""

import random
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFilter


def draw(wanted):
    """Write one picture; `wanted` is folder, name (its suffix the format), width, height, mode, and
    the options of Pillow. Returns its path.
    """
    folder, name, width, height, mode, options = wanted
    path = Path(folder) / name
    picture(name, width, height).convert(mode).save(path, **options)
    return path


def picture(seed, width, height):
    """A sky, hills in front of one another, a few discs, and the grain of a sensor."""
    chance = random.Random(seed)
    image = Image.new("RGB", (4, 4))
    image.putdata([tuple(chance.randrange(90, 256) for _ in range(3)) for _ in range(16)])
    image = image.resize((width, height), Image.Resampling.BICUBIC)
    pen = ImageDraw.Draw(image)
    for layer in range(5):
        shade = tuple(chance.randrange(30, 150 - layer * 20) for _ in range(3))
        ridge = [(0, height)]
        for step in range(25):
            top = height * (0.35 + layer * 0.13) + chance.gauss(0, height * 0.03)
            ridge.append((width * step / 24, top))
        pen.polygon([*ridge, (width, height)], fill=shade)
    for _ in range(15):
        x, y = chance.randrange(width), chance.randrange(height)
        size = chance.randrange(1, max(2, min(width, height) // 12))
        shade = tuple(chance.randrange(256) for _ in range(3))
        pen.ellipse((x - size, y - size, x + size, y + size), fill=shade)
    grain = Image.effect_noise((512, 512), 24).filter(ImageFilter.GaussianBlur(0.6))
    tile = Image.new("L", (width, height))
    for x in range(0, width, 512):
        for y in range(0, height, 512):
            tile.paste(grain, (x, y))
    return ImageChops.add(image, Image.merge("RGB", (tile, tile, tile)), 1, -128)
