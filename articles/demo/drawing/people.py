"""People, small and without faces: standing, walking, sitting, with hats and loads."""

from .curves import smooth
from .palette import mix

SKIN = "#8a5a3c"


def standing(
    canvas, x, foot, tall, clothes, *, legs=None, hat=None, stride=0.0, arms=None, skin=SKIN, wade=0
):
    """Somebody on their feet: `stride` opens the legs, `hat` is the colour of a cone of palm leaf.

    `wade` is how deep they stand in water. `arms` are where the hands are from the shoulders, as
    (dx, dy) in heights.
    """
    unit = tall / 7.2
    hip, shoulder, head = foot - 3.3 * unit, foot - 5.7 * unit, foot - 6.55 * unit
    legs = legs or mix(clothes, "#101820", 0.65)
    for side in (-1, 1):
        step = side * (0.35 + stride * 1.3) * unit
        canvas.shape([(x + side * 0.05 * unit - 0.5 * unit, hip),
                      (x + side * 0.05 * unit + 0.5 * unit, hip),
                      (x + step + 0.28 * unit, foot - wade), (x + step - 0.28 * unit, foot - wade)],
                     legs)  # fmt: skip
    canvas.shape(smooth([(x - 0.5 * unit, shoulder), (x + 0.5 * unit, shoulder),
                         (x + 0.86 * unit, shoulder + 0.5 * unit),
                         (x + 0.66 * unit, hip + 0.35 * unit), (x - 0.66 * unit, hip + 0.35 * unit),
                         (x - 0.86 * unit, shoulder + 0.5 * unit)], closed=True, steps=5),
                 clothes)  # fmt: skip
    reach = arms if arms is not None else ((-0.12, 0.33), (0.12, 0.33))
    for side, (dx, dy) in zip((-1, 1), reach, strict=True):
        start = (x + side * 0.68 * unit, shoulder + 0.35 * unit)
        hand = (start[0] + dx * tall, start[1] + dy * tall)
        elbow = ((start[0] + hand[0]) / 2 + side * 0.16 * unit,
                 (start[1] + hand[1]) / 2 + 0.12 * unit)  # fmt: skip
        canvas.line(smooth([start, elbow, hand], steps=5), mix(clothes, "#000000", 0.16),
                    0.42 * unit)  # fmt: skip
        canvas.oval(*hand, 0.24 * unit, 0.24 * unit, skin)
    canvas.oval(x, head, 0.56 * unit, 0.66 * unit, skin)
    canvas.shape(smooth([(x - 0.6 * unit, head), (x - 0.45 * unit, head - 0.7 * unit),
                         (x + 0.45 * unit, head - 0.7 * unit), (x + 0.6 * unit, head),
                         (x, head - 0.3 * unit)], closed=True, steps=4), "#1b1513")  # fmt: skip
    if hat:
        cone(canvas, x, head - 0.15 * unit, unit, hat)


def scarfed(canvas, x, foot, tall, clothes, scarf, *, skin=SKIN, arms=None, away=False):
    """A woman in a long dress and a headscarf; seen from behind where she walks `away`."""
    unit = tall / 7.2
    shoulder, head = foot - 5.6 * unit, foot - 6.5 * unit
    canvas.shape(smooth([(x - 0.5 * unit, shoulder), (x + 0.5 * unit, shoulder),
                         (x + 0.95 * unit, foot - 3.6 * unit), (x + 1.15 * unit, foot)],
                        steps=5) + [(x - 1.15 * unit, foot), (x - 0.95 * unit, foot - 3.6 * unit)],
                 clothes)  # fmt: skip
    for side, (dx, dy) in zip((-1, 1), arms or ((-0.05, 0.3), (0.05, 0.3)), strict=True):
        start = (x + side * 0.6 * unit, shoulder + 0.3 * unit)
        hand = (start[0] + dx * tall, start[1] + dy * tall)
        canvas.line([start, hand], mix(clothes, "#000000", 0.18), 0.42 * unit)
        canvas.oval(*hand, 0.23 * unit, 0.23 * unit, skin)
    canvas.shape(smooth([(x, head - 0.85 * unit), (x + 0.68 * unit, head - 0.2 * unit),
                         (x + 0.95 * unit, shoulder + 0.7 * unit), (x, shoulder + 1.1 * unit),
                         (x - 0.95 * unit, shoulder + 0.7 * unit),
                         (x - 0.68 * unit, head - 0.2 * unit)], closed=True, steps=5),
                 scarf)  # fmt: skip
    if not away:
        canvas.oval(x, head, 0.4 * unit, 0.5 * unit, skin)


def seated(canvas, x, foot, tall, clothes, *, facing=1, hat="#d8b878", skin=SKIN):
    """Somebody sitting in a boat, paddling; `tall` is as if standing would be 1.6 of it."""
    unit = tall / 4.4
    shoulder, head = foot - 2.9 * unit, foot - 3.65 * unit
    canvas.line([(x + facing * 0.2 * unit, shoulder + 0.2 * unit),
                 (x + facing * 2.5 * unit, foot + 1.0 * unit)], "#3a2a1e", 0.16 * unit)  # fmt: skip
    canvas.shape(smooth([(x - 0.5 * unit, shoulder), (x + 0.5 * unit, shoulder),
                         (x + 0.85 * unit, foot - 1.4 * unit), (x + 0.8 * unit, foot + 0.2 * unit),
                         (x - 0.9 * unit, foot + 0.2 * unit), (x - 0.85 * unit, foot - 1.6 * unit)],
                        closed=True, steps=5), clothes)  # fmt: skip
    canvas.line([(x, shoulder + 0.5 * unit), (x + facing * 1.2 * unit, foot - 1.15 * unit)],
                mix(clothes, "#000000", 0.2), 0.42 * unit)  # fmt: skip
    canvas.oval(x, head, 0.52 * unit, 0.6 * unit, skin)
    if hat:
        cone(canvas, x, head - 0.12 * unit, unit, hat)
    else:
        canvas.oval(x, head - 0.22 * unit, 0.54 * unit, 0.48 * unit, "#1b1513")


def cone(canvas, x, y, unit, colour):
    """A wide hat of plaited leaf."""
    canvas.shape([(x - 1.5 * unit, y + 0.22 * unit), (x - 0.2 * unit, y - 0.85 * unit),
                  (x + 0.2 * unit, y - 0.85 * unit), (x + 1.5 * unit, y + 0.22 * unit)],
                 colour)  # fmt: skip
    canvas.shape([(x + 0.1 * unit, y - 0.85 * unit), (x + 0.2 * unit, y - 0.85 * unit),
                  (x + 1.5 * unit, y + 0.22 * unit), (x + 0.4 * unit, y + 0.22 * unit)],
                 mix(colour, "#000000", 0.2))  # fmt: skip
