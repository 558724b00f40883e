"""Lines that look drawn by hand: smooth curves through points, and the ridges of hills."""

import math


def smooth(points, *, closed=False, steps=10):
    """A curve through `points` (Catmull-Rom), as many short straight pieces."""
    count = len(points)
    found = []
    for index in range(count if closed else count - 1):
        if closed:
            around = [points[(index + step) % count] for step in (-1, 0, 1, 2)]
        else:
            around = [points[min(max(index + step, 0), count - 1)] for step in (-1, 0, 1, 2)]
        found.extend(_between(around, step / steps) for step in range(steps))
    if not closed:
        found.append(points[-1])
    return found


def _between(around, share):
    before, start, end, after = around
    square, cube = share * share, share**3
    return tuple(0.5 * (2 * b + (c - a) * share + (2 * a - 5 * b + 4 * c - d) * square + (
                3 * b - a - 3 * c + d) * cube) for a, b, c,
                 d in zip(before, start, end, after, strict=True))  # fmt: skip


def arc(x, y, rx, ry, start, end, steps=24):
    """Points on an oval around (x, y) from angle `start` to `end`, in degrees, clockwise."""
    return [(x + rx * math.cos(math.radians(start + (end - start) * step / steps)),
             y + ry * math.sin(math.radians(start + (end - start) * step / steps)))
            for step in range(steps + 1)]  # fmt: skip


def waves(random, octaves, first):
    """A function of x between about -1 and 1 that wanders; `first` is its longest wave."""
    terms = []
    for octave in range(octaves):
        terms.append((first / 1.9**octave, random.uniform(0, math.tau), 0.55**octave))
        terms.append((first / 2.7 / 1.9**octave, random.uniform(0, math.tau), 0.4 * 0.5**octave))
    whole = sum(weight for _, _, weight in terms)
    return lambda x: (sum(weight * math.sin(math.tau * x / long + turn) for long, turn,
                          weight in terms) / whole)  # fmt: skip


def ridge(random, *, height, swing, wave=900, octaves=4, left=-20, right=1620, step=8):
    """The line of a range of hills around `height`, up and down by about `swing`."""
    wander = waves(random, octaves, wave)
    return [(x, height - swing * wander(x)) for x in range(left, right + step, step)]


def peak(line, x, rise, width):
    """`line` with a mountain at `x`: `rise` high, its flanks hollow like those of a volcano."""
    return [(px, py - rise * max(0.0, 1 - abs(px - x) / width) ** 1.7) if abs(px - x) < width else (
            px, py) for px, py in line]  # fmt: skip


def height_at(line, x):
    """How high `line`, which runs from left to right, is at `x`."""
    for (x0, y0), (x1, y1) in zip(line, line[1:], strict=False):
        if x0 <= x <= x1:
            return y0 + (y1 - y0) * (x - x0) / ((x1 - x0) or 1)
    return line[0][1] if x < line[0][0] else line[-1][1]


def down_to(line, bottom):
    """The area between `line` and the height `bottom`."""
    return [*line, (line[-1][0], bottom), (line[0][0], bottom)]
