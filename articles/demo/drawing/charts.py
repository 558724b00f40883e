"""The desk's charts: paper, a headline that says it, direct labels, the source at the foot."""

from .canvas import HEIGHT, WIDTH
from .curves import smooth
from .lettering import paragraph, width, write
from .palette import mix

PAPER, INK, SOFT, RED, BLUE, GOLD, GREEN = ("#f6f0e2", "#22282c", "#6b6a62", "#b3372c", "#2f5d74",
                                            "#d99a2b", "#4f7f5d")  # fmt: skip
EDGE = 96


def sheet(canvas, headline, deck, source):
    """The paper with headline, deck and source line; returns the height at which it is free."""
    canvas.box(-60, -60, WIDTH + 120, HEIGHT + 120, PAPER)
    canvas.box(EDGE, 70, 92, 12, RED)
    y = paragraph(canvas, EDGE, 106, headline, 56, INK, WIDTH - 2 * EDGE, bold=0.028, leading=1.16)
    y = paragraph(canvas, EDGE, y + 12, deck, 31, SOFT, WIDTH - 2 * EDGE)
    canvas.box(EDGE, HEIGHT - 92, WIDTH - 2 * EDGE, 2, mix(SOFT, PAPER, 0.5))
    write(canvas, EDGE, HEIGHT - 74, source, 24, SOFT)
    return y


def number(value):
    """A number as it is written in Indonesian: 128.000."""
    return f"{value:,}".replace(",", ".")


def bars(canvas, top, rows, *, base=None, unit="", bottom=HEIGHT - 130):
    """Lying bars: `rows` are (label, value); a second line of a label is smaller.

    Where there is a `base` to compare with, what is above it is red and named.
    """
    left, right = EDGE + 372, WIDTH - EDGE - 190
    most = max(value for _, value in rows)
    each = (bottom - top) / len(rows)
    scale = (right - left) / most
    for index, (label, value) in enumerate(rows):
        y, tall = top + each * index, each * 0.58
        end, first = left + value * scale, left + min(base or value, value) * scale
        for row, text in enumerate(label.split("\n")):
            size, tone = (31, INK) if row == 0 else (25, SOFT)
            middle = y + tall / 2 + (row - label.count("\n") / 2) * 34
            write(canvas, left - 24, middle, text, size, tone, bold=0.02 * (row == 0), anchor="rm")
        canvas.box(left, y, first - left, tall, mix(BLUE, PAPER, 0.25) if base or index else RED)
        more = base is not None and value > base
        if more:
            canvas.box(first, y, end - first, tall, RED)
            canvas.shade([(first, y), (end, y), (end, y + tall), (first, y + tall)], "#5c1712",
                         (0, 0.4))  # fmt: skip
            write(canvas, end + 16, y + tall * 0.74, f"+{unit}{number(value - base)}", 26, RED,
                  bold=0.02, anchor="lm")  # fmt: skip
        write(canvas, end + 16, y + tall * (0.32 if more else 0.5), f"{unit}{number(value)}", 30,
              INK, bold=0.025, anchor="lm")  # fmt: skip
    if base is not None:
        x = left + base * scale
        canvas.box(x - 1.5, top - 26, 3, bottom - top, mix(INK, PAPER, 0.3))
        write(canvas, x - 10, top - 34, f"harga gudang {unit}{number(base)}", 24, SOFT, anchor="rm")


def parts(canvas, top, rows, *, unit, tall=330):
    """One bar cut into its parts: `rows` are (label, value, colour); labels stand below."""
    left, right = EDGE, WIDTH - EDGE
    whole = sum(value for _, value, _ in rows)
    x = left
    for label, value, colour in rows:
        wide = (right - left) * value / whole
        canvas.box(x, top, wide - 6, tall, colour)
        canvas.shade([(x, top), (x + wide - 6, top), (x + wide - 6, top + tall), (x, top + tall)],
                     mix(colour, "#000000", 0.45), (0, 0.45))  # fmt: skip
        write(canvas, x + 24, top + 30, f"{unit}{number(value)}", 40, PAPER, bold=0.03)
        write(canvas, x + 24, top + 86, f"{round(100 * value / whole)} persen", 26,
              mix(PAPER, colour, 0.12))  # fmt: skip
        canvas.box(x, top + tall, 3, 44, colour)
        paragraph(canvas, x, top + tall + 58, label, 29, INK, wide - 28, bold=0.012)
        x += wide


def line(canvas, top, values, *, labels, ends, least, most, step, colour=RED, bottom=HEIGHT - 190):
    """A line through `values` over `labels`; `ends` are what is written at first and last point."""
    left, right = EDGE + 70, WIDTH - EDGE - 170

    def at(index, value):
        return (left + (right - left) * index / (len(values) - 1),
                bottom - (bottom - top) * (value - least) / (most - least))  # fmt: skip

    for level in range(least, most + 1, step):
        y = at(0, level)[1]
        canvas.box(left - 10, y - 1, right - left + 30, 2,
                   mix(SOFT, PAPER, 0.72 if level > least else 0.3))  # fmt: skip
        write(canvas, left - 26, y, str(level), 25, SOFT, anchor="rm")
    points = [at(index, value) for index, value in enumerate(values)]
    area = [*points, (points[-1][0], bottom), (points[0][0], bottom)]
    canvas.shade(area, colour, (0.5, 0.08))
    canvas.line(points, colour, 8)
    for index, (x, y) in enumerate(points):
        size = 15 if index in (0, len(points) - 1) else 9
        canvas.oval(x, y, size, size, colour)
        canvas.oval(x, y, size * 0.5, size * 0.5, PAPER)
        write(canvas, x, bottom + 22, labels[index], 24, SOFT, anchor="ma")
    write(canvas, points[0][0], points[0][1] - 56, ends[0], 32, INK, bold=0.028, anchor="lm")
    write(canvas, points[-1][0] + 30, points[-1][1], ends[1], 36, colour, bold=0.032, anchor="lm")


def pairs(canvas, top, rows, *, unit, before, after, bottom=HEIGHT - 150):
    """Two standing bars each, before and after: `rows` are (label, value before, value after)."""
    most = max(max(first, last) for _, first, last in rows)
    each = (WIDTH - 2 * EDGE) / len(rows)
    floor = bottom - 56
    for index, (label, first, last) in enumerate(rows):
        middle = EDGE + each * (index + 0.5)
        for side, value, colour, name in ((-1, first, mix(BLUE, PAPER, 0.3), before),
                                          (1, last, RED, after)):  # fmt: skip
            tall = (floor - top - 90) * value / most
            x = middle + (-178 if side < 0 else 10)
            canvas.box(x, floor - tall, 168, tall, colour)
            canvas.shade([(x, floor - tall), (x + 168, floor - tall), (x + 168, floor), (x, floor)],
                         mix(colour, "#000000", 0.4), (0, 0.4))  # fmt: skip
            write(canvas, x + 84, floor - tall - 18, f"{unit}{number(value)}", 33, INK, bold=0.028,
                  anchor="mb")  # fmt: skip
            write(canvas, x + 84, floor - 18, name, 24, PAPER, anchor="mb")
        rise = f"+{round(100 * (last - first) / first)}%"
        write(canvas, middle + 196, floor - (floor - top - 90) * last / most + 20, rise, 36, RED,
              bold=0.03, anchor="lm")  # fmt: skip
        canvas.box(middle - 230, floor, 460, 3, INK)
        write(canvas, middle, floor + 18, label, 31, INK, bold=0.02, anchor="ma")


def crowd(canvas, top, groups, *, columns=21, bottom=HEIGHT - 120):
    """One small figure for each person: `groups` are (count, label, colour), one after another."""
    left, right = EDGE, WIDTH - EDGE
    total = sum(count for count, _, _ in groups)
    rows = -(-total // columns)
    x = left
    legend = top + 8
    for count, label, colour in groups:
        canvas.oval(x + 15, legend + 18, 15, 15, colour)
        wide = write(canvas, x + 42, legend, f"{count} ", 34, INK, bold=0.03)
        wide += write(canvas, x + 42 + wide, legend + 3, label, 29, SOFT)
        x += 42 + wide + 56
    top += 92
    across, down = (right - left) / columns, (bottom - top) / rows
    places = [(left + across * (spot % columns + 0.5),
               top + down * (spot // columns + 0.92)) for spot in range(total)]  # fmt: skip
    spot = 0
    for count, _, colour in groups:
        for _ in range(count):
            runner(canvas, *places[spot], down * 0.64, colour)
            spot += 1


def runner(canvas, x, foot, tall, colour):
    """Somebody running, as a sign."""
    canvas.oval(x + tall * 0.06, foot - tall * 0.88, tall * 0.1, tall * 0.1, colour)
    canvas.line([(x + tall * 0.03, foot - tall * 0.7), (x - tall * 0.04, foot - tall * 0.4)],
                colour, tall * 0.17)  # fmt: skip
    canvas.line(smooth([(x - tall * 0.02, foot - tall * 0.42), (x + tall * 0.17, foot - tall * 0.3),
                        (x + tall * 0.12, foot - tall * 0.06)], steps=4), colour,
                tall * 0.1)  # fmt: skip
    canvas.line(smooth([(x - tall * 0.06, foot - tall * 0.42), (x - tall * 0.1, foot - tall * 0.2),
                        (x - tall * 0.28, foot - tall * 0.14)], steps=4), colour,
                tall * 0.1)  # fmt: skip
    canvas.line(smooth([(x + tall * 0.02, foot - tall * 0.68),
                        (x + tall * 0.15, foot - tall * 0.55),
                        (x + tall * 0.26, foot - tall * 0.64)], steps=4), colour,
                tall * 0.075)  # fmt: skip
    canvas.line(smooth([(x, foot - tall * 0.68), (x - tall * 0.18, foot - tall * 0.64),
                        (x - tall * 0.2, foot - tall * 0.48)], steps=4), colour,
                tall * 0.075)  # fmt: skip


def tides(canvas, top, curves, *, hours, bottom=HEIGHT - 190):
    """Curves over a day's hours: (label, colour, heights, whether dashed, where the label is)."""
    left, right = EDGE + 70, WIDTH - EDGE - 60
    most = 60

    def at(share, value):
        return (left + (right - left) * share, bottom - (bottom - top) * value / most)

    for level in range(0, most + 1, 20):
        y = at(0, level)[1]
        canvas.box(left - 10, y - 1, right - left + 20, 2, mix(SOFT, PAPER, 0.72 if level else 0.3))
        write(canvas, left - 26, y, f"{level}", 25, SOFT, anchor="rm")
    for index, hour in enumerate(hours):
        write(canvas, at(index / (len(hours) - 1), 0)[0], bottom + 22, hour, 25, SOFT, anchor="ma")
    for label, colour, heights, dashed, (along, up, anchor) in curves:
        path = smooth([at(index / (len(heights) - 1), value) for index,
                       value in enumerate(heights)], steps=12)  # fmt: skip
        if dashed:
            for start in range(0, len(path) - 4, 7):
                canvas.line(path[start : start + 4], colour, 5)
        else:
            canvas.shade([*path, (path[-1][0], bottom), (path[0][0], bottom)], colour, (0.55, 0.1))
            canvas.line(path, colour, 8)
        x, y = at(along, up)
        write(canvas, x, y, label, 29, colour, bold=0.024, anchor=anchor, halo=PAPER)


def note(canvas, x, y, text, target, *, most=300):
    """A remark in the chart with a thin line to what it speaks of."""
    tall = paragraph(canvas, x, y, text, 26, INK, most)
    canvas.line([(x + min(most, width(canvas, text, 26)) / 2, tall + 4), target], SOFT, 2)
