"""The picture that stands for a story without one: drawn when it is first asked for, and kept.

It says what the head of the page says; its address holds a digest of that.
"""

import re

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from PIL import Image, ImageDraw

from articles.freshness import keys
from articles.freshness.noting import kept

from .frame import placed
from .icons import WHITE, digest, font, ground, png
from .paging import LARGEST_NUMBER
from .tags import kind_label, own_kicker, printable

# As urls.py has it: an article's number, and a digest of what the picture says.
ADDRESS = "/share/{}/{}.png"
WIDTH, HEIGHT = 1200, 630
MARGIN = 72
SIZES = range(104, 35, -4)
LINES = 5
# What lines of the headline have between the kicker and the host.
ROOM = 350


def share_of(placement, desk):
    """The picture that stands for a story on `desk`: {src, width, height, alt}."""
    src = ADDRESS.format(placement.article_id, digest(*_words(placement, desk)))
    return {"src": src, "width": WIDTH, "height": HEIGHT, "alt": placement.shown_headline}


def _words(placement, desk):
    """(colour, masthead, host, label or kicker, headline): all that the picture says."""
    version = placement.version
    over = str(kind_label(version)) or own_kicker(version) or version.section.name
    return (desk.accent, desk.masthead, desk.host.lower(), over, placement.shown_headline)


def share(request, number, key):
    """The picture of a story that is live on this desk; 404 for any other, and for an old one."""
    nothing = Http404(_("There is no such file."))
    kept(request, keys.article(number))
    if int(number) > LARGEST_NUMBER:
        raise nothing
    placement = (
        placed(request, request.desk)
        .filter(article_id=number)
        .select_related("version__section")
        .defer("version__body")
        .first()
    )
    words = _words(placement, request.desk) if placement else ()
    if not placement or key != digest(*words):
        raise nothing
    folder, name = storages["drawings"], f"{key[:2]}/{key[2:]}.png"
    try:
        with folder.open(name) as file:
            data = file.read()
    except FileNotFoundError:
        data = draw_share(*words)
        folder.save(name, ContentFile(data))
    # A day: a story that is withdrawn takes its picture along.
    headers = {"Cache-Control": "public, max-age=86400"}
    return HttpResponse(data, content_type="image/png", headers=headers)


def draw_share(accent, masthead, host, over, headline):
    """PNG, 1200 by 630: the headline on the desk's colour, under its masthead."""
    colour = ground(accent)
    image = Image.new("RGB", (WIDTH, HEIGHT), colour)
    draw = ImageDraw.Draw(image)
    faint = tuple((c + 3 * w) // 4 for c, w in zip(colour, WHITE, strict=True))
    draw.text(
        (MARGIN, 62),
        _one_line(draw, printable(masthead), 38),
        font=font(38),
        fill=WHITE,
        anchor="lt",
    )
    draw.rectangle((MARGIN, 122, WIDTH - MARGIN, 125), fill=WHITE)
    draw.text((MARGIN, 150), printable(over).upper(), font=font(26), fill=faint, anchor="lt")
    size, lines = _fitted(draw, printable(headline))
    top, step = 206, int(size * 1.16)
    for number, line in enumerate(lines):
        draw.text((MARGIN, top + number * step), line, font=font(size), fill=WHITE, anchor="lt")
    draw.text(
        (MARGIN, HEIGHT - 58), _one_line(draw, host, 26), font=font(26), fill=faint, anchor="lb"
    )
    return png(image.quantize(64, dither=Image.Dither.NONE))


def _fitted(draw, headline):
    """The largest size in which the headline stands whole, and its lines."""
    for size in SIZES:
        lines = _broken(draw, headline, font(size))
        if lines and len(lines) <= LINES and len(lines) * int(size * 1.16) <= ROOM:
            return size, lines
    size = SIZES[-1]
    # A word that is wider than the picture is cut where it must be.
    whole = re.sub(r"(\S{30})(?=\S)", r"\1 ", headline)
    lines, room = _broken(draw, whole, font(size)), int(ROOM / (size * 1.16))
    if len(lines) > room:
        lines = [*lines[: room - 1], f"{lines[room - 1].rstrip(' ,.;:')}…"]
    return size, lines


def _one_line(draw, text, size):
    """`text` as far as it goes on one line of the picture."""
    if draw.textlength(text, font=font(size)) <= WIDTH - 2 * MARGIN:
        return text
    while draw.textlength(f"{text}…", font=font(size)) > WIDTH - 2 * MARGIN:
        text = text[:-1]
    return f"{text}…"


def _broken(draw, headline, type_):
    """The headline in lines of the picture's width; None where a word alone is too wide."""
    lines, line = [], ""
    for word in headline.split():
        longer = f"{line} {word}".strip()
        if draw.textlength(longer, font=type_) <= WIDTH - 2 * MARGIN:
            line = longer
            continue
        if not line or draw.textlength(word, font=type_) > WIDTH - 2 * MARGIN:
            return None
        lines.append(line)
        line = word
    return [*lines, line] if line else lines
