"""Which crops and widths are made of a photo, where each is cut, and where its eye-catcher is.

Runs in the child process as well (`child.py`), so it knows nothing of Django.
"""

from dataclasses import dataclass

# Wide and high of each crop; `full` is the photo as it is, `share` what social networks show.
RATIOS = {"full": None, "16x9": (16, 9), "4x3": (4, 3), "1x1": (1, 1), "share": (1200, 630)}
# Widths for pages, and the few in JPEG for what reads nothing newer: old phones, mail, feeds,
# and search engines, which ask for 1200 pixels.
WIDTHS = {
    "full": {"webp": (320, 640, 960, 1600), "jpeg": (640, 1600)},
    "16x9": {"webp": (320, 640, 1200), "jpeg": (640, 1200)},
    "4x3": {"webp": (160, 320, 640), "jpeg": (320, 1200)},
    "1x1": {"webp": (96, 160, 320, 640), "jpeg": (160, 1200)},
    "share": {"jpeg": (1200,)},
}
# A chat that was scrolled for minutes is not made wider than this lets it be; WebP ends at 16,383.
TALLEST = 8000
WHOLE = 1000  # Focal points are per mille of width and height.
CENTRE = (WHOLE // 2, WHOLE // 2)
GRID = 48
SKIN = 60


@dataclass(frozen=True)
class Planned:
    """One file to make: what is cut out of the photo (in its pixels), and how large it gets."""

    crop: str
    format: str
    width: int
    height: int
    box: tuple

    @property
    def key(self):
        """What tells it from the photo's others."""
        return (self.crop, self.format, self.width, self.height)


def box_of(width, height, ratio, focal):
    """The largest box of `ratio` inside `width` by `height` that is nearest to the focal point."""
    if ratio is None:
        return (0, 0, width, height)
    across, down = ratio
    if width * down > height * across:
        wide, high = max(1, height * across // down), height
    else:
        wide, high = width, max(1, width * down // across)
    left = min(max(round(width * focal[0] / WHOLE - wide / 2), 0), width - wide)
    top = min(max(round(height * focal[1] / WHOLE - high / 2), 0), height - high)
    return (left, top, left + wide, top + high)


def plan(width, height, focal):
    """Every file of a photo of this size; none is wider than what it is cut from.

    A photo that is too small for the widest gets one in its own width instead.
    """
    planned = []
    for crop, formats in WIDTHS.items():
        ratio = RATIOS[crop]
        box = box_of(width, height, ratio, focal)
        wide, high = box[2] - box[0], box[3] - box[1]
        widest = max(1, min(wide, wide * TALLEST // high))
        for name, widths in formats.items():
            for target in sorted({min(each, widest) for each in widths}):
                tall = target * ratio[1] / ratio[0] if ratio else target * high / wide
                planned.append(Planned(crop, name, target, min(max(1, round(tall)), high), box))
    return planned


def needed_scale(planned):
    """How much of the photo's own resolution its files need: 1 is all of it."""
    return max(each.width / (each.box[2] - each.box[0]) for each in planned)


def suggested_focal(image):
    """A focal point for an RGB image of Pillow: where most edges and skin tones are.

    The middle counts for more, so that a photo without an eye-catcher is cut in the middle.
    """
    from PIL import Image, ImageChops, ImageFilter

    small = image.resize((GRID, GRID), Image.Resampling.BOX)
    # The filter leaves the frame as it was, which would be read as one large edge.
    edges = small.convert("L").filter(ImageFilter.FIND_EDGES)
    inner = (1, 1, GRID - 1, GRID - 1)
    weights = Image.new("L", (GRID, GRID))
    weights.paste(edges.crop(inner), inner)
    skin = Image.new("L", (GRID, GRID))
    skin.putdata([SKIN if _is_skin(*pixel) else 0 for pixel in small.get_flattened_data()])
    weights = ImageChops.add(weights, skin).filter(ImageFilter.BoxBlur(GRID // 8))
    around = weights.get_flattened_data()
    if max(around) - min(around) < 2:
        return CENTRE
    middle = (GRID - 1) / 2
    best, where = -1.0, CENTRE
    for place, energy_here in enumerate(around):
        x, y = place % GRID, place // GRID
        far = ((x - middle) ** 2 + (y - middle) ** 2) / (2 * middle**2)
        value = (energy_here + 1) * (1 - 0.5 * far)
        if value > best:
            best, where = value, (x, y)
    return tuple(round((each + 0.5) * WHOLE / GRID) for each in where)


def _is_skin(red, green, blue):
    """Within the range of human skin of most shades (the usual rule in red, green and blue)."""
    return red > 80 and green > 35 and blue > 20 and red - green > 12 and red > blue + 15
