"""Colours: one limited palette for each mood, and how two of them are mixed."""

import functools
from dataclasses import dataclass

from PIL import ImageColor


@functools.cache
def rgb(colour):
    """A colour as three numbers; given as "#rrggbb" or as such numbers already."""
    return ImageColor.getrgb(colour) if isinstance(colour, str) else tuple(colour)


def mix(one, other, share):
    """`one` with `share` (0 to 1) of `other` in it."""
    return tuple(round(a + (b - a) * share) for a, b in zip(rgb(one), rgb(other), strict=True))


def along(stops, share):
    """The colour at `share` (0 to 1) of the way through evenly spaced `stops`."""
    place = min(max(share, 0), 1) * (len(stops) - 1)
    first = min(int(place), len(stops) - 2)
    return mix(stops[first], stops[first + 1], place - first)


@dataclass(frozen=True)
class Palette:
    """The colours of one mood: the sky from top to horizon, and land from far to near."""

    sky: tuple
    far: str
    near: str
    ink: str
    light: str
    accent: str

    def depth(self, share):
        """Land at `share` of the way from the farthest (0) to the nearest (1)."""
        return mix(self.far, self.near, share)


DAWN = Palette(sky=("#33507a", "#7d86a8", "#e0a9a0", "#f6cf9f", "#fbe6bf"), far="#b9a9b4",
               near="#16382f", ink="#10231f", light="#ffe9bd", accent="#e2643d")  # fmt: skip
MORNING = Palette(sky=("#6fa8bf", "#a5cbd0", "#d6e3d5", "#f3ecd2"), far="#a9c4c0", near="#1f4f3a",
                  ink="#17302a", light="#fff6dc", accent="#d9482b")  # fmt: skip
NOON = Palette(sky=("#2f83a6", "#6db4c4", "#b9ddd8", "#eaf1de"), far="#8fbcc0", near="#14503f",
               ink="#12302f", light="#fffbe8", accent="#e4572e")  # fmt: skip
DUSK = Palette(sky=("#2b2a55", "#6d3f72", "#c75b63", "#f0945a", "#fbc77b"), far="#9c5568",
               near="#241a36", ink="#17122a", light="#ffdf9e", accent="#f4a259")  # fmt: skip
NIGHT = Palette(sky=("#070f24", "#0e1d3b", "#1c3358", "#34507a"), far="#2b4268", near="#070d1d",
                ink="#050a17", light="#ffe3a0", accent="#f08a4b")  # fmt: skip
RAIN = Palette(sky=("#56707a", "#76909a", "#9fb2b3", "#c5cfc6"), far="#9db0b0", near="#21443f",
               ink="#182b2d", light="#eef0e0", accent="#d2512f")  # fmt: skip
HAZE = Palette(sky=("#a5896a", "#c2a27a", "#d9bb8d", "#e6cfa4"), far="#cdb189", near="#4a3a2c",
               ink="#2d231c", light="#f9e4b4", accent="#d9552b")  # fmt: skip
FLOOD = Palette(sky=("#7f9aa3", "#aebdb8", "#d8d3bd", "#efe2c4"), far="#b0b9ab", near="#2c4a41",
                ink="#202f30", light="#fbefd3", accent="#c9512f")  # fmt: skip
