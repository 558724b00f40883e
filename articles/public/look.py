"""A desk's look: its emblem, and its colour, legible on light and on dark whatever was chosen.

WCAG 2.2, 1.4.3.
"""

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.freshness.noting import kept

from .emblem import PATTERNS, SIDE, path, pattern_of

# The tints of news.css: what is legible on them is more so on its papers.
LIGHT, DARK = (244, 241, 234), (31, 34, 40)
CONTRAST = 4.6


def _luminance(colour):
    """Relative luminance of an (r, g, b) of 0 to 255, as WCAG defines it."""
    parts = []
    for part in colour:
        share = part / 255
        parts.append(share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4)
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one, other):
    """The contrast ratio of two colours, 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def legible(colour, paper):
    """`colour` moved away from `paper` until text in it is legible there."""
    target = (0, 0, 0) if _luminance(paper) > 0.5 else (255, 255, 255)
    for step in range(0, 101, 4):
        mixed = tuple(round(c + (t - c) * step / 100) for c, t in zip(colour, target, strict=True))
        if contrast(mixed, paper) >= CONTRAST:
            return mixed
    return target


def _css(colour):
    return "#{:02x}{:02x}{:02x}".format(*colour)


def stylesheet_path(desk):
    """Where the look of `desk` is served: its address is its content, so it is never stale."""
    told = [desk.accent.lstrip("#").lower(), pattern_of(desk.slug)]
    return reverse("desk-stylesheet", args=told, urlconf="articles.public.urls")


def stylesheet(request, colour, pattern):
    """Custom properties for one colour and one emblem; a browser keeps it for a year."""
    kept(request)
    if int(pattern) not in PATTERNS:
        raise Http404(_("There is no such file."))
    wanted = tuple(int(colour[i : i + 2], 16) for i in (0, 2, 4))
    light, dark = (f":root{{--accent:{_css(legible(wanted, on))}}}" for on in (LIGHT, DARK))
    css = f"{light}@media screen and (prefers-color-scheme:dark){{{dark}}}{_band(int(pattern))}"
    return HttpResponse(
        css,
        content_type="text/css; charset=utf-8",
        headers={"Cache-Control": "public, max-age=31536000, immutable"},
    )


def _band(pattern):
    """The emblem as the one tile of the band that news.css draws."""
    drawing = (
        f"%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {SIDE + 1} {SIDE}' "
        f"shape-rendering='crispEdges'%3E%3Cpath d='{path(pattern)}'/%3E%3C/svg%3E"
    )
    return f':root{{--weave:url("data:image/svg+xml,{drawing}")}}'
