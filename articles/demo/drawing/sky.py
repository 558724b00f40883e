"""What is above the land: the sky itself, sun and stars, clouds, rain, smoke and birds."""

from .canvas import HEIGHT, WIDTH
from .curves import smooth, waves
from .palette import mix


def sky(canvas, stops, *, horizon=HEIGHT):
    """The sky from the top of the picture to `horizon`; below it the last colour goes on."""
    canvas.shape([(-50, 0), (WIDTH + 50, 0), (WIDTH + 50, HEIGHT), (-50, HEIGHT)], stops[-1])
    canvas.wash([(-50, -50), (WIDTH + 50, -50), (WIDTH + 50, horizon), (-50, horizon)], stops)


def sun(canvas, x, y, radius, colour, *, halo=5.0, strength=0.7):
    """A sun or moon with light around it."""
    canvas.glow(x, y, radius * halo, colour, strength)
    canvas.oval(x, y, radius, radius, colour)


def clouds(canvas, y, colour, *, count=5, spread=120, length=420, thickness=26, opacity=0.6):
    """Long flat clouds around the height `y`, each a lens with an uneven back."""
    for _ in range(count):
        x, at = canvas.random.uniform(-100, WIDTH), y + canvas.random.uniform(-spread, spread)
        long = length * canvas.random.uniform(0.5, 1.3)
        wander = waves(canvas.random, 3, long / 1.5)
        tall = thickness * canvas.random.uniform(0.6, 1.4)
        back, belly = [], []
        for step in range(25):
            share = step / 24
            lens = (4 * share * (1 - share)) ** 0.8
            px = x + long * share
            back.append((px, at - tall * lens * (1 + 0.5 * wander(px))))
            belly.append((px, at + tall * 0.18 * lens))
        canvas.shape(back + belly[::-1], colour, opacity)


def heap(canvas, x, y, width, colour, *, shade=None):
    """A heaped cloud standing on the height `y`, in shadow at its foot."""
    rounds = []
    for step in range(8):
        share = step / 7
        rise = (4 * share * (1 - share)) ** 0.7 * canvas.random.uniform(0.75, 1.1)
        radius = width * (0.06 + 0.12 * rise)
        rounds.append((x + (share - 0.5) * width * 0.85, y - radius * (0.55 + rise * 0.6), radius))
    foot = (x, y - width * 0.03, width * 0.52, width * 0.035)
    if shade:
        canvas.ovals([(px, py, size, size) for px, py, size in rounds] + [foot], shade, 1)
    lift = width * 0.025
    lit = [(px - lift * 0.6, py - lift, size * 0.93, size * 0.9) for px, py, size in rounds]
    canvas.ovals(lit, colour, 1)
    canvas.veil(y - width * 0.1, y + width * 0.02, shade or colour, (0, 0.12, 0))


def stars(canvas, colour, *, count=120, bottom=500):
    """Stars down to the height `bottom`, fewer and paler towards it."""
    for _ in range(count):
        y = bottom * canvas.random.random() ** 1.6
        size = canvas.random.choice((0.8, 0.9, 1.2, 1.7))
        canvas.oval(canvas.random.uniform(0, WIDTH), y, size, size, colour)


def rain(canvas, colour, *, count=260, slant=0.16, length=70, top=-60, bottom=HEIGHT):
    """Rain in thin slanting strokes."""
    for _ in range(count):
        x = canvas.random.uniform(-50, WIDTH + 150)
        y = canvas.random.uniform(top, bottom - length)
        long = length * canvas.random.uniform(0.5, 1.2)
        canvas.shape([(x, y), (x + 1.7, y), (x + 1.2 - slant * long, y + long),
                      (x - slant * long, y + long)], colour,
                     canvas.random.uniform(0.16, 0.4))  # fmt: skip


def smoke(canvas, x, y, rise, width, colour, *, lean=0.3, opacity=0.5):
    """Smoke that rises from (x, y) in puffs, wider and thinner as it goes."""
    for part, thin in ((0, 1.0), (1, 0.7), (2, 0.5)):
        puffs = []
        for step in range(18):
            share = (step + canvas.random.random()) / 18
            radius = width * (0.1 + 0.42 * share) * canvas.random.uniform(0.7,
                1.15) * (1 - part * 0.2)  # fmt: skip
            sway = canvas.random.uniform(-0.35, 0.35) * width * share
            puffs.append((x + lean * rise * share**1.3 + sway + part * width * 0.12,
                          y - rise * share, radius, radius * 0.8))  # fmt: skip
        canvas.ovals(puffs, colour, opacity * thin * 0.8, soft=True)


def birds(canvas, places, colour, size=16):
    """Birds far away, each two bent wings."""
    for x, y in places:
        wing = size * canvas.random.uniform(0.8, 1.2)
        upper = smooth([(x - wing, y - wing * 0.35), (x - wing * 0.4, y - wing * 0.4), (x, y),
                        (x + wing * 0.4, y - wing * 0.4), (x + wing, y - wing * 0.3)])  # fmt: skip
        lower = [(px, py + wing * 0.13 * (1 - abs(px - x) / wing)) for px, py in upper]
        canvas.shape(upper + lower[::-1], colour)


def shafts(canvas, x, y, colour, *, count=5, reach=900, opacity=0.1):
    """Shafts of light that fan out downwards from (x, y)."""
    for step in range(count):
        lean = (step - (count - 1) / 2) * 0.34 + canvas.random.uniform(-0.05, 0.05)
        half = 0.035 + 0.03 * canvas.random.random()
        canvas.shape([(x, y), (x + (lean + half) * reach, y + reach),
                      (x + (lean - half) * reach, y + reach)], mix(colour, "#ffffff", 0.2),
                     opacity)  # fmt: skip
