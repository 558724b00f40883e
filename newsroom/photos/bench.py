"""What photos cost: bytes and time of each format at the same likeness, memory, many at once."""

import io
import resource
import sys
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from statistics import mean, median

from django.db import connection
from django.utils import timezone
from PIL import Image, ImageMath

from newsroom.accounts.models import User
from newsroom.desks.models import Desk

from . import specimens
from .decoding import MEGABYTE, PATIENT, develop
from .intake import take_in, work_folder

WINDOW = 7  # pixels; not 8, which is how JPEG cuts its blocks
# The two constants of the formula, for eight bits.
LIGHT, CONTRAST = (0.01 * 255) ** 2, (0.03 * 255) ** 2
WIDTHS = (160, 320, 640, 960)
REFERENCE = {"format": "JPEG", "quality": 78, "optimize": True, "progressive": True}
CODECS = {
    "WebP, method 4": {"format": "WEBP", "method": 4},
    "WebP, method 6": {"format": "WEBP", "method": 6},
    "AVIF, speed 8": {"format": "AVIF", "speed": 8, "max_threads": 1},
    "AVIF, speed 6": {"format": "AVIF", "speed": 6, "max_threads": 1},
}
MEMORY = (
    ("24-megapixel.jpg", 6000, 4000, "RGB", {"quality": 90}),
    ("60-megapixel.jpg", 9400, 6380, "RGB", {"quality": 90}),
    ("60-megapixel-progressive.jpg", 9400, 6380, "RGB", {"quality": 90, "progressive": True}),
    ("24-megapixel.png", 6000, 4000, "RGB", {"compress_level": 1}),
    ("36-megapixel.webp", 7348, 4899, "RGB", {"method": 0}),
    ("24-megapixel.avif", 6000, 4000, "RGB", {"speed": 10}),
)
AT_ONCE, THREADS = 100, 8  # As many threads as `make run` serves with.


def drawn(folder, pictures):
    """Draw them in a process of its own; returns their paths."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return list(pool.map(specimens.draw, [(folder, *each) for each in pictures]))


# --- Bytes and time -----------------------------------------------------------------------------


def similarity(one, other):
    """The structural similarity (SSIM) of two images in their brightness: 1 is the same."""
    x, y = one.convert("L").convert("F"), other.convert("L").convert("F")

    def averages(a, b=None):
        """Of each window; of the product of two images where there are two."""
        if b is not None:
            a = ImageMath.lambda_eval(lambda args: args["a"] * args["b"], a=a, b=b)
        return a.reduce(WINDOW).get_flattened_data()

    found = []
    for mean_x, mean_y, xx, yy, xy in zip(
        averages(x), averages(y), averages(x, x), averages(y, y), averages(x, y), strict=True
    ):
        both = mean_x * mean_y
        squares = mean_x**2 + mean_y**2
        found.append(
            (2 * both + LIGHT)
            * (2 * (xy - both) + CONTRAST)
            / ((squares + LIGHT) * (xx + yy - squares + CONTRAST))
        )
    return mean(found)


def encoded(image, options):
    """The bytes of the image in a format, and the processor time it took in milliseconds."""
    file, start = io.BytesIO(), time.process_time()
    image.save(file, **options)
    return file.getvalue(), (time.process_time() - start) * 1000


def as_alike(image, options, wanted):
    """Encoded with the lowest quality that is as similar as wanted."""
    low, high = 1, 100
    while low < high:
        middle = (low + high) // 2
        data, _ = encoded(image, options | {"quality": middle})
        if similarity(image, Image.open(io.BytesIO(data)).convert("RGB")) >= wanted:
            high = middle
        else:
            low = middle + 1
    return *encoded(image, options | {"quality": low}), low


def formats(paths):
    """Lines of a table: each codec at each width against JPEG, at the same similarity."""
    for width in WIDTHS:
        reference, found = [], {name: [] for name in CODECS}
        for path in paths:
            image = Image.open(path).convert("RGB")
            if image.width < width:
                continue
            size = (width, max(1, image.height * width // image.width))
            image = image.resize(size, Image.Resampling.LANCZOS)
            data, took = encoded(image, REFERENCE)
            wanted = similarity(image, Image.open(io.BytesIO(data)).convert("RGB"))
            reference.append((len(data), took))
            for name, options in CODECS.items():
                other, took, quality = as_alike(image, options, wanted)
                found[name].append((len(other) / len(data), took, quality))
        if not reference:
            continue
        yield (
            f"{width} px  {'JPEG, quality 78':16} 100 %  "
            f"{mean(took for _, took in reference):6.1f} ms  "
            f"{mean(size for size, _ in reference) / 1000:5.1f} kB on average"
        )
        for name, rows in found.items():
            yield (
                f"{width} px  {name:16} {mean(row[0] for row in rows):4.0%}  "
                f"{mean(row[1] for row in rows):6.1f} ms  "
                f"quality {median(row[2] for row in rows):.0f} (median)"
            )


# --- Memory and time of one ---------------------------------------------------------------------


def one_at_a_time(paths):
    """Lines: what opening each file takes, in its own process and in this one."""
    before = own_peak()
    for path in paths:
        with work_folder() as folder:
            start = time.monotonic()
            developed = develop(path, folder)
            took = time.monotonic() - start
            size = sum(made.path.stat().st_size for made in developed.files)
        yield (
            f"{path.name:30} {path.stat().st_size / 1e6:5.1f} MB: {took:4.1f} s, "
            f"{developed.peak / MEGABYTE:4.0f} MiB, {len(developed.files)} files of "
            f"{size / 1000:.0f} kB together"
        )
    yield f"This process grew by {(own_peak() - before) / MEGABYTE:.1f} MiB meanwhile."


def own_peak():
    """The most memory that this process ever held, in bytes."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


# --- Many at once -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Wave:
    """What many uploads at one moment took."""

    seconds: float
    waited: list  # Of each, from the first moment to its end.
    grown: int  # Bytes of this process.

    def lines(self):
        """In words."""
        waited = sorted(self.waited)
        yield (
            f"{len(waited)} uploads at one moment on {THREADS} threads: {self.seconds:.1f} s, "
            f"{len(waited) / self.seconds:.1f} a second; the median after "
            f"{median(waited):.1f} s, the last after {waited[-1]:.1f} s."
        )
        yield f"This process grew by {self.grown / MEGABYTE:.1f} MiB meanwhile."


def many_at_once(folder, number=AT_ONCE):
    """Take in that many photos of 12 megapixels at one moment, into the database as it is."""
    pictures = [(f"{n}.jpg", 4000, 3000, "RGB", {"quality": 85}) for n in range(number)]
    paths = drawn(folder, pictures)
    desk = Desk.objects.create(name="Bench", slug="bench", masthead="Bench", host="bench.example")
    user = User.objects.create_user("bench", "bench@example.com")
    at = timezone.now()
    before, start = own_peak(), time.monotonic()

    def bring(path):
        try:
            with open(path, "rb") as file:
                take_in(file, desk=desk, by=user, at=at, limits=PATIENT)
        finally:
            connection.close()
        return time.monotonic() - start

    with ThreadPoolExecutor(THREADS) as pool:
        waited = list(pool.map(bring, map(Path, paths)))
    return Wave(time.monotonic() - start, waited, own_peak() - before)
