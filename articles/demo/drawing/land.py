"""The land: ranges of hills one behind another, mountains, fields of tea and rice, roads."""

import math

from .canvas import HEIGHT, WIDTH
from .curves import down_to, height_at, peak, ridge, smooth, waves
from .palette import mix


def hills(canvas, palette, lines, *, mist=0.45, light=0.16):
    """Ranges from far to near, each fading into mist at its foot and lit along its back.

    `lines` are ridges; the first is the farthest. Each is paler than the one before it.
    """
    for index, line in enumerate(lines):
        share = index / max(len(lines) - 1, 1)
        colour = palette.depth(share)
        foot = lines[index + 1] if index + 1 < len(lines) else None
        bottom = max(y for _, y in foot) + 30 if foot else HEIGHT
        area = down_to(line, bottom)
        pale = mix(colour, palette.sky[-1], mist * (1 - share * 0.8))
        canvas.wash(area, (mix(colour, palette.light, light * (1 - share)), colour, pale))


def volcano(canvas, x, foot, rise, width, colours, *, crater=40, lit=-1):
    """A volcano with a crater: `colours` are (lit side, shadow, mist at the foot).

    `lit` is the side that the light comes from: -1 left, 1 right. Returns the top of the crater.
    """
    bright, dark, pale = colours
    top = foot - rise
    wander = waves(canvas.random, 3, 110)

    def flank(side, share, turn=0):
        """A point of the outline: `share` of the way from the crater (0) to the foot (1)."""
        return (x + side * (crater + (width - crater) * share),
                foot - rise * (1 - share) ** 1.75 + 5 * wander(share * 500 + turn))  # fmt: skip

    left = [flank(-1, step / 24) for step in range(24, -1, -1)]
    right = [flank(1, step / 24, 77) for step in range(25)]
    rim = [(x - crater * 0.4, top + 14), (x + crater * 0.1, top + 20), (x + crater * 0.5, top + 13)]
    outline = smooth([*left, *rim, *right], steps=3)
    area = [*outline, (x + width, foot + 4), (x - width, foot + 4)]
    canvas.wash(area, (bright, mix(bright, pale, 0.3), pale))
    # The spine between light and shadow runs down in spurs, each longer than the one above.
    spine, at = [(x - lit * crater * 0.3, top + 16)], top + 16
    for step in range(4):
        long = (rise - 10) * (0.13 + 0.08 * step)
        out = width * canvas.random.uniform(0.026, 0.05) * (0.7 + 0.45 * step)
        base = x - lit * (crater * 0.3 - width * 0.012 * step)
        spine.append((base + lit * out, at + long * 0.82))
        at += long
        spine.append((base - lit * out * 0.12, at - long * 0.05))
    spine[-1] = (spine[-1][0], foot + 4)
    rest = right if lit < 0 else left[::-1]
    shadow = [*spine, (rest[-1][0], foot + 4), *rest[::-1],
              *(rim[1:][::-1] if lit < 0 else rim[:2])]  # fmt: skip
    canvas.shade(shadow, dark, (1, 0.85, 0.5, 0.05))
    for step in range(11):
        side = -1 if step % 2 else 1
        steep = canvas.random.uniform(0.12, 0.92)
        start = canvas.random.uniform(0.03, 0.25)
        reach = start + canvas.random.uniform(0.25, 0.5)
        thick = canvas.random.uniform(4, 12)
        strip = []
        for part in range(13):
            share = start + (reach - start) * part / 12
            _, py = flank(side, share)
            px = x + side * (crater * 0.5 + (width - crater) * share * steep)
            wide = thick * (part / 12) ** 0.6 * (1 if part < 12 else 0.2)
            strip.append((px + 5 * wander(py * 3), py + 10 + 26 * (1 - steep), wide))
        shape = [(px - wide, py) for px, py, wide in strip]
        shape += [(px + wide, py) for px, py, wide in reversed(strip)]
        canvas.shade(shape, mix(dark, "#101828", 0.25) if side != lit else dark, (0.5, 0.45, 0.05))
    return x, top + 18


def ranges(canvas, count, top, bottom, *, swing=60, wave=900, peaks=()):
    """`count` ridges from the height `top` down to `bottom`, with mountains on the first ones.

    `peaks` are (which range, x, rise, width).
    """
    lines = []
    for index in range(count):
        share = index / max(count - 1, 1)
        line = ridge(canvas.random, height=top + (bottom - top) * share**1.25, octaves=5,
                     swing=swing * (1 - 0.35 * share),
                     wave=wave * canvas.random.uniform(0.7, 1.2))  # fmt: skip
        for which, x, rise, width in peaks:
            if which == index:
                line = peak(line, x, rise, width)
        lines.append(line)
    return lines


def tea(canvas, line, palette, *, rows=15, towards=800, bottom=HEIGHT + 40):
    """A tea field below `line`: rows of clipped bushes that curve away towards `towards`."""
    top = min(y for _, y in line)
    canvas.wash(down_to(line, bottom), (mix(palette.near, palette.light, 0.3), palette.near,
                                        palette.ink))  # fmt: skip
    bright = mix(palette.near, palette.light, 0.42)
    wander = waves(canvas.random, 2, 700)
    for row in range(rows):
        share = (row + 0.4) / rows
        depth = share**1.9
        at = top + 26 + (bottom - top) * depth
        tall = 5 + 78 * depth
        upper, lower = [], []
        for step in range(101):
            x = -40 + (WIDTH + 80) * step / 100
            bend = 46 * depth**0.5 * wander(x + row * 30) + 0.00012 * (x - towards) ** 2 * depth
            floor = height_at(line, x) - top
            bump = abs(math.sin(x / (12 + 34 * depth) + row * 2.1)) ** 0.6
            y = at + bend + floor * (1 - share)
            upper.append((x, y - tall * (0.42 + 0.1 * bump)))
            lower.append((x, y + tall * 0.3))
        body = mix(palette.near, palette.ink, 0.15 + 0.5 * share)
        canvas.shape(upper + lower[::-1], body)
        lit = [(x, y + tall * 0.3) for x, y in upper]
        canvas.shade(upper + lit[::-1], mix(bright, body, 0.35 * share), (0.95, 0.6, 0))


def paddies(canvas, palette, colours, *, top=560, bottom=HEIGHT + 40, steps=9, swing=60):
    """Rice terraces: steps that bend round the hill, each with a pale dyke along its edge."""
    wander = waves(canvas.random, 2, 1500)
    edges = []
    for step in range(steps):
        share = step / (steps - 1)
        at = top + (bottom - top) * share**1.5
        shift = canvas.random.uniform(-240, 240)
        edge = [(x, at + swing * (0.35 + 0.8 * share) * wander(x + shift) + 0.00003 * (
                    x - 700) ** 2) for x in range(-40, WIDTH + 41, 20)]  # fmt: skip
        edges.append((share, edge))
    for index, (share, edge) in enumerate(edges):
        colour = colours[index % len(colours)]
        near = mix(colour, palette.ink, 0.3 * share)
        canvas.wash(down_to(edge, bottom + 120), (mix(near, palette.light, 0.26), near, near))
        thick = 3 + 9 * share
        dyke = [(x, y + thick) for x, y in edge]
        canvas.shape(edge + dyke[::-1], mix(palette.light, colour, 0.3))
        wall = [(x, y + thick * (2.6 + 1.2 * share)) for x, y in edge]
        canvas.shape(dyke + wall[::-1], mix(palette.ink, colour, 0.25))
    return [edge for _, edge in edges]


def grass(canvas, line, colour, *, count=160, tall=40):
    """Blades of grass along `line`."""
    left, right = line[0][0], line[-1][0]
    for _ in range(count):
        x = canvas.random.uniform(left, right)
        y = height_at(line, x) + canvas.random.uniform(0, tall * 0.4)
        lean = canvas.random.uniform(-0.4, 0.4) * tall
        long = tall * canvas.random.uniform(0.5, 1.2)
        canvas.shape([(x - 2.6, y), (x + lean * 0.5, y - long * 0.6), (x + lean, y - long),
                      (x + lean * 0.5 + 3, y - long * 0.55), (x + 2.6, y)], colour)  # fmt: skip


def road(canvas, centre, colours, *, marks=True):
    """A road through `centre`: points of (x, y, half width); `colours` are (edge, asphalt, mark).

    Curved, so that few points are enough.
    """
    edge, asphalt, mark = colours
    path = smooth(centre, steps=14)
    for grown, colour in ((1.16, edge), (1.0, asphalt)):
        left = [(x - half * grown, y) for x, y, half in path]
        right = [(x + half * grown, y) for x, y, half in path]
        canvas.shape(left + right[::-1], colour)
    if not marks:
        return
    for index in range(0, len(path) - 3, 4):
        (x0, y0, h0), (x1, y1, h1) = path[index], path[index + 2]
        canvas.shape([(x0 - h0 * 0.025, y0), (x0 + h0 * 0.025, y0), (x1 + h1 * 0.025, y1),
                      (x1 - h1 * 0.025, y1)], mark)  # fmt: skip


def karst(canvas, x, foot, rise, width, colours):
    """A limestone tower with steep walls, bushes on its head and pale rock in its side."""
    green, rock, dark = colours
    lean = canvas.random.uniform(-0.12, 0.12) * width
    outline = smooth([(x - width * 0.5, foot), (x - width * 0.47, foot - rise * 0.35),
                      (x - width * 0.4 + lean * 0.4, foot - rise * 0.72),
                      (x - width * 0.22 + lean, foot - rise * 0.96), (x + lean, foot - rise),
                      (x + width * 0.24 + lean, foot - rise * 0.93),
                      (x + width * 0.42 + lean * 0.4, foot - rise * 0.66),
                      (x + width * 0.46, foot - rise * 0.3), (x + width * 0.52, foot)],
                     steps=8)  # fmt: skip
    wander = waves(canvas.random, 3, 60)
    outline = [(px + 5 * wander(py), py + 4 * wander(px)) for px, py in outline]
    area = [*outline, (x, foot + 6)]
    canvas.wash(area, (green, mix(green, dark, 0.3), mix(green, dark, 0.1)))
    for _ in range(max(3, int(width / 60))):
        px = x + lean * 0.5 + canvas.random.uniform(-0.34, 0.16) * width
        py = foot - rise * canvas.random.uniform(0.3, 0.78)
        tall, wide = rise * canvas.random.uniform(0.1, 0.26), width * 0.05
        canvas.shape([(px - wide, py - tall * 0.4), (px, py - tall * 0.6),
                      (px + wide, py - tall * 0.3), (px + wide * 0.7, py + tall * 0.2),
                      (px + wide * 0.2, py + tall * 0.5), (px - wide * 0.6, py + tall * 0.3)], rock,
                     0.75)  # fmt: skip
    right = [(px, py) for px, py in outline if px >= x + lean * 0.6]
    canvas.shade([(x + lean * 0.6, foot - rise), *right, (x, foot)], dark, (0, 0.75), across=True)
