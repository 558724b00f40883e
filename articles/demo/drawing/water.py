"""Water: a surface that mirrors what is above it, ripples, glitter, surf and rapids."""

from PIL import Image

from .canvas import HEIGHT, WIDTH, fade
from .curves import smooth, waves
from .palette import along, mix, rgb


def surface(canvas, horizon, stops, *, mirror=0.45):
    """Water from `horizon` to the bottom edge, mirroring what was drawn above it.

    `stops` colour it from far to near; `mirror` is how clear the reflection is at the horizon.
    """
    edge = round(canvas.place([(0, horizon)])[0][1])
    depth = canvas.image.height - edge
    above = canvas.image.crop((0, max(edge - depth, 0), canvas.image.width, edge))
    seen = above.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    # Small and back again: still water blurs what it shows, more along than across.
    seen = seen.resize((max(seen.width // 6, 1), max(seen.height // 16, 1)), Image.Resampling.BOX)
    seen = seen.resize((canvas.image.width, depth), Image.Resampling.BICUBIC)
    canvas.wash([(-50, horizon), (WIDTH + 50, horizon), (WIDTH + 50, HEIGHT + 60),
                 (-50, HEIGHT + 60)], stops)  # fmt: skip
    clear = fade([255 * mirror, 255 * mirror * 0.75, 255 * mirror * 0.2], depth)
    canvas.image.paste(seen, (0, edge), clear.resize(seen.size))


def ripples(canvas, top, bottom, colour, *, count=70, opacity=0.35, length=150, middle=None):
    """Flat lenses of light or shadow on the water, larger towards the viewer."""
    for _ in range(count):
        share = canvas.random.random() ** 1.3
        y = top + (bottom - top) * share
        long = length * (0.15 + share) * canvas.random.uniform(0.5, 1.3)
        if middle is None:
            x = canvas.random.uniform(-60, WIDTH + 60)
        else:
            x = canvas.random.gauss(middle[0], middle[1] * (0.4 + share))
        streak(canvas, x, y, long, (1.2 + 5 * share), colour, opacity)


def streak(canvas, x, y, length, thickness, colour, opacity=1.0):
    """One flat lens with its middle at (x, y)."""
    half = length / 2
    points = smooth([(x - half, y), (x - half * 0.5, y - thickness * 0.45),
                     (x, y - thickness * 0.5), (x + half * 0.55, y - thickness * 0.4),
                     (x + half, y), (x + half * 0.4, y + thickness * 0.5),
                     (x - half * 0.35, y + thickness * 0.42)], closed=True, steps=4)  # fmt: skip
    canvas.shape(points, colour, opacity)


def glitter(canvas, x, top, bottom, colour, *, width=60, count=60):
    """The path of light that sun or moon lays on the water under `x`."""
    for step in range(count):
        share = (step / count) ** 1.15
        y = top + (bottom - top) * share
        long = width * (0.5 + 1.6 * share) * canvas.random.uniform(0.3, 1.3)
        px = x + canvas.random.uniform(-0.6, 0.6) * width * (0.25 + share)
        streak(canvas, px, y, long, 2 + 5 * share, colour, 0.85 - 0.45 * share)


def swell(canvas, top, bottom, colours, *, rows=9, height=26, wave=460):
    """Open sea with a swell: rows of rolling waves, each lit along its crest.

    `colours` run from far to near; the last one but not of them is `crest`, given first.
    """
    crest, *deep = colours
    for row in range(rows):
        share = row / max(rows - 1, 1)
        y = top + (bottom - top) * share**1.4
        tall = height * (0.12 + share)
        roll = waves(canvas.random, 2, wave * (0.35 + share))
        line = [(x, y - tall * abs(roll(x)) ** 0.7 * 1.5 + tall * 0.5) for x in range(-40,
                WIDTH + 41, 10)]  # fmt: skip
        body = along(deep, share)
        area = [*line, (WIDTH + 40, bottom + 60), (-40, bottom + 60)]
        canvas.shape(area, body)
        band = [(x, py + tall * 0.75) for x, py in line]
        canvas.shade(line + band[::-1], mix(body, crest, 0.75), (0.75, 0.1))


def surf(canvas, line, colour, *, rows=3, gap=26, thickness=9):
    """Foam that runs up a beach along `line`, in broken white lines."""
    for row in range(rows):
        wander = waves(canvas.random, 3, 260)
        thin = thickness * (1 - row * 0.25)
        upper = [(x, y + row * gap + 9 * wander(x)) for x, y in line]
        lower = [(x, y + thin * (0.6 + 0.5 * wander(x * 1.7))) for x, y in upper]
        canvas.shape(upper + lower[::-1], colour, 0.9 - row * 0.25)


def rapids(canvas, channel, colours, *, count=90):
    """White water down a `channel`: points of (x, y, half width) from far to near."""
    deep, green, foam = colours
    path = smooth(channel, steps=14)
    left = [(x - half, y) for x, y, half in path]
    right = [(x + half, y) for x, y, half in path]
    canvas.wash(left + right[::-1], (mix(green, foam, 0.35), green, deep))
    for _ in range(count):
        index = int(len(path) * canvas.random.random() ** 0.8)
        x, y, half = path[min(index, len(path) - 1)]
        px = x + canvas.random.uniform(-0.9, 0.9) * half
        long = half * canvas.random.uniform(0.1, 0.34)
        thick = half * 0.05
        shade = canvas.random.choice((foam, foam, mix(green, foam, 0.5)))
        back = [(px - long, y), (px - long * 0.3, y - thick * 1.6), (px + long * 0.4, y - thick),
                (px + long, y + thick * 0.4), (px + long * 0.2, y + thick * 0.2),
                (px - long * 0.5, y + thick * 0.7)]  # fmt: skip
        canvas.shape(smooth(back, closed=True, steps=4), shade, 0.85)


def shallow(canvas, line, colours, *, bottom=HEIGHT + 20):
    """The shallow sea below `line`, its colour given from the horizon to the beach."""
    area = [*line, (WIDTH + 40, bottom), (-40, bottom)]
    canvas.wash(area, [rgb(colour) for colour in colours])
