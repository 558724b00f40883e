"""What people build: houses on stilts, shops, markets, mosques, halls, temples, bridges."""

from .curves import arc, smooth
from .palette import mix


def stilt_house(canvas, x, floor, width, colours, *, stilts=90, tall=None, lit=None):
    """A wooden house seen from the front, its floor at `floor` on `stilts` long legs.

    `colours` are (wall, roof, trim). `lit` is the colour of windows with a lamp behind them.
    """
    wall, roof, trim = colours
    tall = tall or width * 0.34
    dark = mix(wall, "#000000", 0.45)
    for step in range(6):
        px = x + width * (0.03 + 0.188 * step)
        canvas.box(px - width * 0.012, floor, width * 0.024, stilts, mix(dark, "#000000", 0.15))
    canvas.box(x - width * 0.03, floor, width * 1.06, width * 0.035, mix(trim, "#000000", 0.35))
    canvas.box(x, floor - tall, width, tall, wall)
    for step in range(1, 9):
        y = floor - tall + tall * step / 9
        canvas.line([(x, y), (x + width, y)], mix(wall, "#000000", 0.14), width * 0.004)
    opening = lit or mix(wall, "#000000", 0.72)
    canvas.box(x + width * 0.43, floor - tall * 0.72, width * 0.14, tall * 0.72, opening)
    for share in (0.1, 0.25, 0.64, 0.79):
        px = x + width * share
        canvas.box(px - width * 0.01, floor - tall * 0.72, width * 0.13, tall * 0.46, trim)
        canvas.box(px, floor - tall * 0.68, width * 0.11, tall * 0.38, opening)
        canvas.line([(px + width * 0.055, floor - tall * 0.68),
                     (px + width * 0.055, floor - tall * 0.3)], trim, width * 0.008)  # fmt: skip
    canvas.shade([(x, floor - tall), (x + width, floor - tall), (x + width, floor - tall * 0.55),
                  (x, floor - tall * 0.55)], "#10181c", (0.75, 0))  # fmt: skip
    eave = floor - tall
    slope = [(x - width * 0.09, eave + width * 0.02), (x + width * 0.13, eave - width * 0.23),
             (x + width * 0.87, eave - width * 0.23),
             (x + width * 1.09, eave + width * 0.02)]  # fmt: skip
    canvas.shape(slope, roof)
    canvas.shade(slope, mix(roof, "#000000", 0.4), (0, 0.85), across=True)
    for step in range(1, 5):
        y = eave - width * 0.23 + width * 0.25 * step / 5
        out = width * 0.22 * step / 5
        canvas.line([(x + width * 0.13 - out, y), (x + width * 0.87 + out, y)],
                    mix(roof, "#000000", 0.18), width * 0.004)  # fmt: skip
    canvas.box(x + width * 0.12, eave - width * 0.245, width * 0.76, width * 0.025,
               mix(roof, "#ffffff", 0.16))  # fmt: skip
    canvas.box(x - width * 0.09, eave + width * 0.012, width * 1.18, width * 0.016, trim)


def umbrella(canvas, x, y, radius, colours, *, pole=None, tilt=0):
    """A market umbrella with its rim at `y`, in stripes of `colours`; `pole` is how long it is."""
    if pole:
        canvas.box(x - radius * 0.02, y - radius * 0.3, radius * 0.04, pole + radius * 0.3,
                   "#5b4636")  # fmt: skip
    count = 8
    apex = (x + tilt * radius, y - radius * 0.56)
    rim = [(x - radius + 2 * radius * step / count,
            y + radius * 0.03 * (1 if step % 2 else 0)) for step in range(count + 1)]  # fmt: skip
    rim = [(px, py - radius * 0.1 * (1 - abs(px - x) / radius) * -0.6) for px, py in rim]
    for step in range(count):
        start, end = rim[step], rim[step + 1]
        bow = [smooth([apex, ((apex[0] + point[0]) / 2 + (point[0] - x) * 0.24,
                              (apex[1] + point[1]) / 2 - radius * 0.13), point],
                      steps=8) for point in (start, end)]  # fmt: skip
        scallop = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2 + radius * 0.07)
        canvas.shape(bow[0] + smooth([start, scallop, end], steps=5) + bow[1][::-1],
                     colours[step % len(colours)])  # fmt: skip
    dome = smooth([(x - radius, y), (x - radius * 0.62, y - radius * 0.38), apex,
                   (x + radius * 0.62, y - radius * 0.38), (x + radius, y)])  # fmt: skip
    canvas.shade([*dome, (x, y + radius * 0.1)], "#1a1420", (0, 0.15, 0.6), across=True)
    canvas.oval(*apex, radius * 0.025, radius * 0.035, "#5b4636")


def stall(canvas, x, foot, width, colours, *, tall=70):
    """A table with heaps of produce: `colours` are (table, then one for each heap)."""
    table, *heaps = colours
    canvas.box(x, foot - tall, width, tall, table)
    canvas.shade([(x, foot - tall), (x + width, foot - tall), (x + width, foot), (x, foot)],
                 "#000000", (0.1, 0.55))  # fmt: skip
    each = width / len(heaps)
    for index, colour in enumerate(heaps):
        left = x + each * index
        canvas.shape(smooth([(left + each * 0.04, foot - tall + 2),
                             (left + each * 0.25, foot - tall - each * 0.3),
                             (left + each * 0.5, foot - tall - each * 0.46),
                             (left + each * 0.78, foot - tall - each * 0.27),
                             (left + each * 0.97, foot - tall + 2)]), colour)  # fmt: skip
        for _ in range(16):
            px = left + each * canvas.random.uniform(0.2, 0.8)
            limit = 0.36 * (1 - abs((px - left) / each - 0.5) * 2)
            py = foot - tall - each * canvas.random.uniform(0.02, max(limit, 0.03))
            canvas.oval(px, py, each * 0.06, each * 0.05,
                        mix(colour, canvas.random.choice(("#ffffff", "#000000")), 0.2))  # fmt: skip
    canvas.box(x - 4, foot - tall - 2, width + 8, 7, mix(table, "#ffffff", 0.2))


def dome(canvas, x, foot, radius, colour, *, light=None):
    """An onion dome with a finial."""
    outline = smooth([(x - radius * 0.86, foot), (x - radius * 1.04, foot - radius * 0.5),
                      (x - radius * 0.72, foot - radius * 1.08),
                      (x - radius * 0.2, foot - radius * 1.42), (x, foot - radius * 1.72),
                      (x + radius * 0.2, foot - radius * 1.42),
                      (x + radius * 0.72, foot - radius * 1.08),
                      (x + radius * 1.04, foot - radius * 0.5),
                      (x + radius * 0.86, foot)])  # fmt: skip
    canvas.shape(outline, colour)
    if light:
        canvas.shade(outline, light, (0.85, 0.25, 0), across=True)
    canvas.box(x - radius * 0.025, foot - radius * 2.15, radius * 0.05, radius * 0.5, colour)
    canvas.oval(x, foot - radius * 1.86, radius * 0.07, radius * 0.07, colour)
    moon = arc(x, foot - radius * 2.24, radius * 0.14, radius * 0.14, -60, 240)
    inner = arc(x, foot - radius * 2.29, radius * 0.12, radius * 0.12, 240, -60)
    canvas.shape(moon + inner, colour)


def mosque(canvas, x, foot, width, colour, *, light=None, lit=None):
    """A mosque: hall with arches, a great dome, two minarets."""
    hall = width * 0.2
    for side in (-1, 1):
        px, tall = x + side * width * 0.46, width * 0.78
        canvas.shape([(px - width * 0.03, foot), (px - width * 0.022, foot - tall),
                      (px + width * 0.022, foot - tall), (px + width * 0.03, foot)],
                     colour)  # fmt: skip
        for level in (0.52, 0.8, 1.0):
            canvas.box(px - width * 0.04, foot - tall * level, width * 0.08, width * 0.02, colour)
        canvas.box(px - width * 0.016, foot - tall * 1.09, width * 0.032, tall * 0.09, colour)
        dome(canvas, px, foot - tall * 1.08, width * 0.03, colour)
    dome(canvas, x, foot - hall * 1.34, width * 0.17, colour, light=light)
    canvas.box(x - width * 0.18, foot - hall * 1.45, width * 0.36, hall * 0.5, colour)
    for side in (-1, 1):
        dome(canvas, x + side * width * 0.27, foot - hall * 0.98, width * 0.06, colour, light=light)
    canvas.box(x - width * 0.36, foot - hall, width * 0.72, hall, colour)
    for step in range(24):
        canvas.box(x - width * 0.36 + width * 0.03 * step, foot - hall - width * 0.012,
                   width * 0.016, width * 0.014, colour)  # fmt: skip
    if lit:
        for step in range(7):
            px = x + width * (step - 3) * 0.1
            arch(canvas, px, foot, width * 0.055, hall * (0.8 if step == 3 else 0.62), lit)


def arch(canvas, x, foot, width, tall, colour):
    """A pointed opening."""
    half = width / 2
    canvas.shape([(x - half, foot), (x - half, foot - tall * 0.6)] + smooth(
            [(x - half, foot - tall * 0.6), (x - half * 0.6, foot - tall * 0.86), (x, foot - tall),
             (x + half * 0.6, foot - tall * 0.86), (x + half, foot - tall * 0.6)],
            steps=5) + [(x + half, foot)], colour)  # fmt: skip


def council(canvas, x, foot, width, colours, *, lit=None):
    """A council building: a columned porch under a broad hipped roof, wings, a flag."""
    wall, roof, shadow = colours
    wing, porch = width * 0.17, width * 0.24
    canvas.box(x - width / 2, foot - wing, width, wing, wall)
    for side in (-1, 1):
        for step in range(5):
            px = x + side * width * (0.2 + 0.062 * step) - width * 0.018
            for level in (0.86, 0.42):
                canvas.box(px, foot - wing * level, width * 0.036, wing * 0.3,
                           lit if lit and (step + int(level * 10)) % 3 else shadow, 1)  # fmt: skip
        edge = x + side * width * 0.34
        canvas.shape([(edge - width * 0.2, foot - wing), (edge - width * 0.13, foot - wing * 1.55),
                      (edge + width * 0.13, foot - wing * 1.55), (edge + width * 0.2, foot - wing)],
                     mix(roof, shadow, 0.2))  # fmt: skip
    canvas.box(x - width * 0.17, foot - porch, width * 0.34, porch, mix(wall, shadow, 0.55))
    if lit:
        canvas.box(x - width * 0.05, foot - porch * 0.62, width * 0.1, porch * 0.62, lit)
    for step in range(6):
        px = x - width * 0.165 + width * 0.066 * step
        canvas.box(px - width * 0.01, foot - porch, width * 0.02, porch, mix(wall, "#ffffff", 0.25))
    canvas.box(x - width * 0.19, foot - porch - width * 0.024, width * 0.38, width * 0.026,
               mix(wall, "#ffffff", 0.2))  # fmt: skip
    canvas.shape(smooth([(x - width * 0.235, foot - porch - width * 0.022),
                         (x - width * 0.14, foot - porch - width * 0.085),
                         (x - width * 0.09, foot - porch - width * 0.17)],
                        steps=6) + smooth([(x + width * 0.09, foot - porch - width * 0.17),
                                           (x + width * 0.14, foot - porch - width * 0.085),
                                           (x + width * 0.235, foot - porch - width * 0.022)],
                                          steps=6), roof)  # fmt: skip
    canvas.box(x - width * 0.092, foot - porch - width * 0.182, width * 0.184, width * 0.016,
               mix(roof, "#ffffff", 0.2))  # fmt: skip
    for step in range(4):
        canvas.box(x - width * (0.2 + 0.012 * step), foot + width * 0.009 * step,
                   width * (0.4 + 0.024 * step), width * 0.0095,
                   mix(wall, shadow, 0.12 + 0.12 * step))  # fmt: skip


def flag(canvas, x, foot, tall, pole="#d9d6cc"):
    """A pole with the red and white flag in a light wind."""
    canvas.box(x - tall * 0.008, foot - tall, tall * 0.016, tall, pole)
    wide, high = tall * 0.24, tall * 0.075
    wave = [(x + wide * s / 8, foot - tall * 0.985 + high * 0.22 * (s % 4 in (1, 2)) * (s / 8))
            for s in range(9)]  # fmt: skip
    wave = smooth(wave, steps=3)
    for index, colour in enumerate(("#c8202f", "#f6f1e6")):
        upper = [(px, py + high * index) for px, py in wave]
        canvas.shape(upper + [(px, py + high) for px, py in upper][::-1], colour)


def tongkonan(canvas, x, foot, width, colours):
    """A Toraja house: a roof like a boat, a carved gable, strong posts."""
    roof, wall, red = colours
    floor, eave = foot - width * 0.22, foot - width * 0.44
    for step in range(5):
        px = x - width * 0.24 + width * 0.12 * step
        canvas.box(px - width * 0.017, floor, width * 0.034, foot - floor,
                   mix(wall, "#000000", 0.35))  # fmt: skip
    canvas.box(x - width * 0.29, floor - width * 0.01, width * 0.58, width * 0.03,
               mix(wall, "#000000", 0.2))  # fmt: skip
    canvas.shape([(x - width * 0.25, floor), (x - width * 0.29, eave), (x + width * 0.29, eave),
                  (x + width * 0.25, floor)], red)  # fmt: skip
    for row in range(4):
        y = floor - (floor - eave) * (row + 0.5) / 4
        for step in range(11):
            px = x - width * 0.235 + width * 0.047 * step
            tone = ("#1d1512", "#e2b04c", "#f1e6cc")[(row + step) % 3]
            size = width * 0.013
            canvas.shape([(px - size, y), (px, y - size), (px + size, y), (px, y + size)], tone)
    upper = smooth([(x - width * 0.62, eave - width * 0.4),
                    (x - width * 0.42, eave - width * 0.235),
                    (x - width * 0.18, eave - width * 0.165), (x, eave - width * 0.155),
                    (x + width * 0.18, eave - width * 0.165),
                    (x + width * 0.42, eave - width * 0.235),
                    (x + width * 0.62, eave - width * 0.4)])  # fmt: skip
    lower = smooth([(x + width * 0.5, eave - width * 0.17), (x + width * 0.34, eave + width * 0.0),
                    (x, eave + width * 0.03), (x - width * 0.34, eave + width * 0.0),
                    (x - width * 0.5, eave - width * 0.17)])  # fmt: skip
    canvas.shape(upper + lower, roof)
    canvas.shade(upper + lower, mix(roof, "#f7c98b", 0.35), (0.55, 0.1, 0))
    ridge = [(px, py + width * 0.022) for px, py in upper]
    canvas.shape(upper + ridge[::-1], mix(roof, "#000000", 0.45))
    for side in (-1, 1):
        canvas.line([(x + side * width * 0.46, eave - width * 0.17),
                     (x + side * width * 0.4, foot)], mix(wall, "#000000", 0.3),
                    width * 0.018)  # fmt: skip


def shrine(canvas, x, foot, width, colours, *, lit=None):
    """A Chinese temple front: curved eaves in two tiers, red columns, a dark door."""
    roof, column, wall = colours
    tall = width * 0.36
    canvas.box(x - width * 0.4, foot - tall, width * 0.8, tall, wall)
    canvas.box(x - width * 0.1, foot - tall * 0.72, width * 0.2, tall * 0.72, lit or "#1b1010")
    for side in (-1, 1):
        canvas.oval(x + side * width * 0.24, foot - tall * 0.45, width * 0.06, width * 0.06,
                    mix(wall, "#000000", 0.35))  # fmt: skip
        canvas.oval(x + side * width * 0.24, foot - tall * 0.45, width * 0.045, width * 0.045,
                    lit or mix(wall, "#000000", 0.5))  # fmt: skip
    for share in (-0.38, -0.14, 0.14, 0.38):
        canvas.box(x + width * share - width * 0.017, foot - tall, width * 0.034, tall, column)
    for level, reach in ((tall, 0.52), (tall * 1.62, 0.34)):
        y = foot - level
        if level > tall:
            canvas.box(x - width * 0.24, y, width * 0.48, tall * 0.5, mix(wall, column, 0.5))
        tip = width * reach
        upper = smooth([(x - tip * 1.08, y - width * 0.1), (x - tip * 0.86, y - width * 0.035),
                        (x - tip * 0.6, y - width * 0.1), (x - tip * 0.5, y - width * 0.135),
                        (x, y - width * 0.12), (x + tip * 0.5, y - width * 0.135),
                        (x + tip * 0.6, y - width * 0.1), (x + tip * 0.86, y - width * 0.035),
                        (x + tip * 1.08, y - width * 0.1)])  # fmt: skip
        lower = smooth([(x + tip * 0.96, y + width * 0.004), (x + tip * 0.5, y + width * 0.02),
                        (x, y + width * 0.024), (x - tip * 0.5, y + width * 0.02),
                        (x - tip * 0.96, y + width * 0.004)])  # fmt: skip
        canvas.shape(upper + lower, roof)
        canvas.shade(upper + lower, "#f3c15a", (0.4, 0))
        canvas.line(lower, "#e0a93c", width * 0.012)
    canvas.oval(x, foot - tall * 1.62 - width * 0.16, width * 0.03, width * 0.03, "#e0a93c")


def lantern(canvas, x, y, size, colour, *, glow=None):
    """A red paper lantern hanging at (x, y)."""
    if glow:
        canvas.glow(x, y, size * 3.4, glow, 0.55)
    canvas.box(x - size * 0.04, y - size * 1.5, size * 0.08, size * 0.6, "#2a1512")
    canvas.oval(x, y, size, size * 0.86, colour)
    canvas.oval(x, y, size * 0.62, size * 0.86, mix(colour, "#ffcf6b", 0.35))
    canvas.oval(x, y, size * 0.24, size * 0.86, mix(colour, "#ffcf6b", 0.6))
    for side in (-0.86, 0.78):
        canvas.box(x - size * 0.36, y + size * side, size * 0.72, size * 0.16, "#d9a23a")
    for share in (-0.2, 0, 0.2):
        canvas.line([(x + size * share, y + size * 0.92), (x + size * share, y + size * 1.5)],
                    "#d9a23a", size * 0.07)  # fmt: skip
