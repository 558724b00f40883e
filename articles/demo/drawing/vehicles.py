"""What drives: buses, trucks with vegetables, cars, an excavator, cones and signs."""

from .curves import smooth
from .palette import mix

GLASS, TYRE = "#23343f", "#14171b"


def wheel(canvas, x, foot, radius):
    """A wheel standing on `foot`."""
    canvas.oval(x, foot - radius, radius, radius, TYRE)
    canvas.oval(x, foot - radius, radius * 0.5, radius * 0.5, "#8d9294")
    canvas.oval(x, foot - radius, radius * 0.2, radius * 0.2, "#3a3f42")


def bus(canvas, x, foot, length, colours, *, facing=1, lit=None):
    """A coach from its side: `colours` are (body, band)."""
    body, band = colours
    tall = length * 0.27
    canvas.ovals([(x, foot, length * 0.53, length * 0.02)], "#000000", 0.35)
    base = foot - length * 0.035
    front = x + facing * length / 2
    back = x - facing * length / 2
    canvas.shape(smooth([(back, base), (back, base - tall * 0.6),
                         (back + facing * length * 0.02, base - tall * 0.97),
                         (back + facing * length * 0.06, base - tall)],
                        steps=4) + smooth([(front - facing * length * 0.06, base - tall),
                                           (front - facing * length * 0.012, base - tall * 0.9),
                                           (front, base - tall * 0.45), (front, base)], steps=4),
                 body)  # fmt: skip
    canvas.shape([(back, base - tall * 0.36), (front, base - tall * 0.2),
                  (front, base - tall * 0.08), (back, base - tall * 0.18)], band)  # fmt: skip
    canvas.shape([(back, base - tall * 0.14), (front, base - tall * 0.05), (front, base),
                  (back, base)], mix(band, "#000000", 0.3))  # fmt: skip
    left = min(back, front) + length * 0.04
    for step in range(7):
        px = left + length * 0.128 * step
        canvas.box(px, base - tall * 0.88, length * 0.116, tall * 0.4, lit or GLASS, 3)
        canvas.shape([(px + length * 0.02, base - tall * 0.86),
                      (px + length * 0.05, base - tall * 0.86),
                      (px + length * 0.03, base - tall * 0.5), (px, base - tall * 0.5)], "#ffffff",
                     0.14)  # fmt: skip
    canvas.shape([(front, base - tall * 0.44), (front - facing * length * 0.012,
                                                base - tall * 0.86),
                  (front - facing * length * 0.05, base - tall * 0.9),
                  (front - facing * length * 0.05, base - tall * 0.4)],
                 mix(GLASS, "#ffffff", 0.25))  # fmt: skip
    canvas.oval(front - facing * length * 0.012, base - tall * 0.16, length * 0.011, length * 0.013,
                "#ffe9a8")  # fmt: skip
    for share in (-0.3, 0.31):
        wheel(canvas, x + facing * length * share, foot, length * 0.052)


def truck(canvas, x, foot, length, colours, *, facing=1):
    """A truck loaded high with vegetables: `colours` are (cab, box, load)."""
    cab, box, load = colours
    base = foot - length * 0.07
    tall = length * 0.34
    canvas.ovals([(x, foot, length * 0.52, length * 0.025)], "#000000", 0.35)

    def at(along, up):
        return (x + facing * along * length, base - up * tall)

    heap = smooth([at(-0.48, 0.62), at(-0.4, 0.98), at(-0.2, 1.14), at(0.02, 1.12), at(0.16, 0.9),
                   at(0.2, 0.6)])  # fmt: skip
    canvas.shape(heap, load)
    for _ in range(46):
        along = canvas.random.uniform(-0.44, 0.15)
        up = canvas.random.uniform(0.6, 0.6 + 0.46 * (1 - abs(along + 0.14) / 0.42))
        shade = canvas.random.choice(("#e8efc2", "#9cb860", "#5e8246"))
        canvas.oval(*at(along, up), length * 0.026, length * 0.022, mix(load, shade, 0.6))
    canvas.shape([at(-0.5, 0), at(-0.5, 0.66), at(0.21, 0.66), at(0.21, 0)], box)
    for level in (0.16, 0.34, 0.52):
        canvas.line([at(-0.5, level), at(0.21, level)], mix(box, "#000000", 0.25), length * 0.008)
    for along in (-0.32, -0.14, 0.04):
        canvas.line([at(along, 0), at(along, 0.66)], mix(box, "#000000", 0.35), length * 0.01)
    canvas.shape(smooth([at(0.24, 0), at(0.24, 0.85), at(0.28, 0.92)],
                        steps=4) + smooth([at(0.41, 0.92), at(0.47, 0.5), at(0.5, 0.42),
                                           at(0.5, 0)], steps=4), cab)  # fmt: skip
    canvas.shape([at(0.29, 0.48), at(0.29, 0.82), at(0.4, 0.82), at(0.45, 0.48)], GLASS)
    canvas.shape([at(0.32, 0.48), at(0.34, 0.82), at(0.37, 0.82), at(0.35, 0.48)], "#ffffff", 0.18)
    canvas.box(min(at(-0.5, 0)[0], at(0.5, 0)[0]), base, length, length * 0.03, "#22262a")
    canvas.oval(*at(0.485, 0.2), length * 0.014, length * 0.016, "#ffe9a8")
    for along in (-0.36, -0.22, 0.36):
        wheel(canvas, at(along, 0)[0], foot, length * 0.062)


def car(canvas, x, foot, length, colour, *, facing=1):
    """A family car from its side."""
    base = foot - length * 0.06
    canvas.ovals([(x, foot, length * 0.54, length * 0.03)], "#000000", 0.35)

    def at(along, up):
        return (x + facing * along * length, base - up * length)

    canvas.shape(smooth([at(-0.5, 0), at(-0.5, 0.16), at(-0.42, 0.2), at(-0.34, 0.33),
                         at(-0.2, 0.37), at(0.1, 0.36), at(0.24, 0.24), at(0.46, 0.18),
                         at(0.51, 0.08), at(0.5, 0)], steps=6), colour)  # fmt: skip
    canvas.shape([at(-0.34, 0.2), at(-0.28, 0.32), at(-0.08, 0.33), at(-0.08, 0.2)], GLASS)
    canvas.shape([at(-0.04, 0.2), at(-0.04, 0.33), at(0.08, 0.32), at(0.19, 0.2)], GLASS)
    canvas.oval(*at(0.48, 0.12), length * 0.02, length * 0.016, "#ffe9a8")
    for along in (-0.3, 0.3):
        wheel(canvas, at(along, 0)[0], foot, length * 0.085)


def excavator(canvas, x, foot, size, colour, *, facing=1):
    """A tracked digger with its arm stretched out to the front."""

    def at(along, up):
        return (x + facing * along * size, foot - up * size)

    left = min(at(-0.36, 0)[0], at(0.36, 0)[0])
    canvas.box(left, foot - size * 0.16, size * 0.72, size * 0.16, TYRE, size * 0.08)
    for step in range(5):
        canvas.oval(left + size * (0.1 + 0.13 * step), foot - size * 0.08, size * 0.045,
                    size * 0.045, "#5a5f63")  # fmt: skip
    canvas.shape([at(-0.38, 0.18), at(-0.4, 0.42), at(-0.05, 0.46), at(0.26, 0.36), at(0.3, 0.18)],
                 colour)  # fmt: skip
    canvas.shape([at(0.0, 0.4), at(-0.02, 0.74), at(0.22, 0.74), at(0.3, 0.4)],
                 mix(colour, "#000000", 0.12))  # fmt: skip
    canvas.shape([at(0.04, 0.46), at(0.03, 0.69), at(0.19, 0.69), at(0.25, 0.46)], GLASS)
    dark = mix(colour, "#000000", 0.16)
    canvas.line([at(0.22, 0.36), at(0.62, 0.92), at(0.82, 0.88)], colour, size * 0.085)
    canvas.line([at(0.8, 0.9), at(1.02, 0.42)], dark, size * 0.07)
    canvas.shape([at(0.93, 0.44), at(1.12, 0.4), at(1.1, 0.2), at(0.9, 0.16), at(0.86, 0.3)],
                 "#3a3f42")  # fmt: skip


def cone(canvas, x, foot, tall):
    """A traffic cone."""
    canvas.box(x - tall * 0.36, foot - tall * 0.08, tall * 0.72, tall * 0.08, "#b8452a")
    canvas.shape([(x - tall * 0.26, foot - tall * 0.08), (x - tall * 0.05, foot - tall),
                  (x + tall * 0.05, foot - tall), (x + tall * 0.26, foot - tall * 0.08)],
                 "#e8632f")  # fmt: skip
    canvas.shape([(x - tall * 0.19, foot - tall * 0.34), (x - tall * 0.13, foot - tall * 0.6),
                  (x + tall * 0.13, foot - tall * 0.6), (x + tall * 0.19, foot - tall * 0.34)],
                 "#f6f1e6")  # fmt: skip


def warning(canvas, x, foot, tall):
    """A warning sign for works on the road."""
    canvas.box(x - tall * 0.02, foot - tall, tall * 0.04, tall, "#6e6a62")
    size, y = tall * 0.3, foot - tall * 0.84
    for grow, colour in ((1, "#20242a"), (0.9, "#f2b632")):
        canvas.shape([(x - size * grow, y), (x, y - size * grow), (x + size * grow, y),
                      (x, y + size * grow)], colour)  # fmt: skip
    canvas.shape([(x - size * 0.08, y - size * 0.5), (x + size * 0.08, y - size * 0.5),
                  (x + size * 0.04, y + size * 0.12), (x - size * 0.04, y + size * 0.12)],
                 "#20242a")  # fmt: skip
    canvas.oval(x, y + size * 0.32, size * 0.08, size * 0.08, "#20242a")
