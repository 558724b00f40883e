"""Boats: canoes, roofed river boats, outriggers, a two-masted trader, a barge and a dinghy."""

from .curves import smooth
from .palette import mix
from .people import seated
from .water import streak


def canoe(canvas, x, y, length, colour, *, trim=None, facing=1, crew=(), shadow="#000000"):
    """A narrow wooden boat with its waterline at `y`; `crew` are colours of those who paddle."""
    half, tall = length / 2, length * 0.075

    def at(along, up):
        return (x + facing * along * half, y - up * tall)

    streak(canvas, x, y + tall * 0.5, length * 0.95, tall * 0.9, shadow, 0.3)
    for index, clothes in enumerate(crew):
        spot = -0.45 + 0.9 * (index + 0.5) / len(crew)
        seated(canvas, at(spot, 0)[0], y - tall * 0.35, length * 0.2, clothes, facing=facing)
    upper = smooth([at(-1, 1.7), at(-0.7, 0.95), at(0, 0.62), at(0.7, 1.0), at(1, 2.0)])
    lower = smooth([at(0.93, 1.2), at(0.66, -0.1), at(0, -0.34), at(-0.66, -0.1), at(-0.94, 0.9)])
    canvas.shape(upper + lower, colour)
    if trim:
        band = [(px, py + tall * 0.3) for px, py in upper]
        canvas.shape(upper + band[::-1], trim)


def roofed(canvas, x, y, length, colour, roof, *, trim=None, facing=1, shadow="#000000"):
    """A river boat with a long roof on posts."""
    canoe(canvas, x, y, length, colour, trim=trim, facing=facing, shadow=shadow)
    half, tall = length / 2, length * 0.17
    base = y - length * 0.05
    for share in (-0.5, -0.2, 0.1, 0.38):
        px = x + facing * share * half
        canvas.box(px - 2, base - tall, 4, tall, mix(colour, "#000000", 0.25))
    canvas.shape(smooth([(x - half * 0.62, base - tall + 6),
                         (x - half * 0.5, base - tall - length * 0.035),
                         (x, base - tall - length * 0.055),
                         (x + half * 0.44, base - tall - length * 0.035),
                         (x + half * 0.54, base - tall + 6)]), roof)  # fmt: skip
    canvas.box(x - half * 0.55, base - tall * 0.32, half * 1.0, tall * 0.34,
               mix(colour, "#000000", 0.3))  # fmt: skip


def outrigger(canvas, x, y, length, colour, *, trim=None, facing=1, crew=1, sea="#1d4a5c"):
    """A fishing boat with bamboo outriggers on bent arms and a small mast."""
    half = length / 2
    dark = mix(colour, "#000000", 0.45)
    for side, drop in ((-1, 0.02), (1, 0.13)):
        float_y = y + length * drop
        for share in (-0.35, 0.3):
            px = x + share * half * 2 * 0.7
            canvas.line(smooth([(px, y - length * 0.06),
                                (px + side * 6, y - length * 0.1 + length * drop * 0.5),
                                (px + side * 14, float_y)], steps=6), dark,
                        length * 0.008)  # fmt: skip
        canvas.line([(x - half * 0.75, float_y), (x + half * 0.8, float_y - 2)],
                    mix(colour, "#ffffff", 0.4), length * 0.014)  # fmt: skip
    canvas.line([(x - half * 0.1, y - length * 0.05), (x - half * 0.08, y - length * 0.5)], dark,
                length * 0.012)  # fmt: skip
    canvas.line([(x - half * 0.08, y - length * 0.48),
                 (x + facing * half * 0.95, y - length * 0.15)], dark, 1.6)  # fmt: skip
    for index in range(crew):
        seated(canvas, x + half * (0.15 + 0.32 * index) * facing, y - length * 0.03, length * 0.2,
               mix("#d9713f", "#2f5d74", index / max(crew - 1, 1)), facing=facing)  # fmt: skip
    canoe(canvas, x, y, length, colour, trim=trim, facing=facing, shadow=sea)


def pinisi(canvas, x, y, length, colours, *, facing=1):
    """A two-masted wooden trader at rest: `colours` are (hull, band, wood, cloth)."""
    hull, band, wood, cloth = colours
    half = length / 2

    def at(along, up):
        return (x + facing * along * half, y - up * length)

    streak(canvas, x, y + length * 0.03, length * 1.0, length * 0.05, "#000000", 0.3)
    for spot, high in ((0.34, 0.62), (-0.3, 0.52)):
        canvas.line([at(spot, 0.1), at(spot + 0.01, high)], wood, length * 0.012)
        for end in (-0.85, -0.45, 0.05, 0.55, 0.95):
            canvas.line([at(spot + 0.01, high * 0.96), at(end, 0.15)], mix(wood, hull, 0.4), 1.2)
        sail = smooth([at(spot - 0.03, 0.2), at(spot - 0.09, high * 0.55),
                       at(spot - 0.02, high * 0.86), at(spot + 0.03, high * 0.55),
                       at(spot + 0.02, 0.2)])  # fmt: skip
        canvas.shape(sail, cloth)
    canvas.line([at(0.9, 0.16), at(1.38, 0.27)], wood, length * 0.012)
    canvas.line([at(1.36, 0.265), at(0.35, 0.6)], mix(wood, hull, 0.4), 1.4)
    canvas.shape([at(-0.92, 0.13), at(-0.92, 0.245), at(-0.42, 0.235), at(-0.42, 0.12)],
                 mix(band, wood, 0.25))  # fmt: skip
    canvas.shape([at(-0.96, 0.24), at(-0.95, 0.262), at(-0.38, 0.25), at(-0.38, 0.23)], band)
    for spot in (-0.82, -0.68, -0.54):
        canvas.shape([at(spot, 0.17), at(spot, 0.215), at(spot + 0.07, 0.213),
                      at(spot + 0.07, 0.168)], hull)  # fmt: skip
    upper = smooth([at(-1.02, 0.17), at(-0.5, 0.115), at(0, 0.1), at(0.6, 0.125), at(1.06, 0.205)])
    lower = smooth([at(0.86, 0.0), at(0.4, -0.025), at(-0.5, -0.025), at(-0.92, 0.0)])
    canvas.shape(upper + lower, hull)
    canvas.shape(upper + [(px, py + length * 0.03) for px, py in upper][::-1], band)


def barge(canvas, x, y, length, colour, rust):
    """An empty barge, seen from the side."""
    tall = length * 0.11
    streak(canvas, x, y + 4, length * 1.02, tall * 0.5, "#000000", 0.3)
    canvas.shape([(x - length / 2, y - tall), (x + length / 2, y - tall),
                  (x + length * 0.45, y + 3), (x - length * 0.45, y + 3)], colour)  # fmt: skip
    canvas.box(x - length / 2 - 4, y - tall - 7, length + 8, 11, mix(colour, "#ffffff", 0.2))
    canvas.shade([(x - length / 2, y - tall * 0.5), (x + length / 2, y - tall * 0.5),
                  (x + length * 0.45, y + 3), (x - length * 0.45, y + 3)], rust,
                 (0.1, 0.9))  # fmt: skip
    for step in range(9):
        canvas.oval(x - length * 0.44 + length * 0.11 * step, y - tall * 0.4, tall * 0.13,
                    tall * 0.17, mix(colour, "#000000", 0.45))  # fmt: skip


def tug(canvas, x, y, length, colours, *, facing=1):
    """A small tug boat: `colours` are (hull, house, funnel)."""
    hull, house, funnel = colours
    half = length / 2
    streak(canvas, x, y + 4, length, length * 0.07, "#000000", 0.3)

    def at(along, up):
        return (x + facing * along * half, y - up * length)

    canvas.shape([at(-0.25, 0.1), at(-0.25, 0.34), at(0.45, 0.34), at(0.5, 0.1)], house)
    canvas.shape([at(-0.1, 0.33), at(-0.06, 0.52), at(0.34, 0.52), at(0.4, 0.33)],
                 mix(house, "#ffffff", 0.25))  # fmt: skip
    canvas.shape([at(-0.01, 0.4), at(0.0, 0.49), at(0.29, 0.49), at(0.33, 0.4)],
                 mix(hull, "#000000", 0.3))  # fmt: skip
    canvas.shape([at(-0.5, 0.12), at(-0.48, 0.46), at(-0.3, 0.46), at(-0.28, 0.12)], funnel)
    canvas.shape(smooth([at(-1, 0.16), at(-0.4, 0.1), at(0.4, 0.13), at(1.05, 0.25)]) + [at(0.85,
                0), at(-0.9, -0.02)], hull)  # fmt: skip
