"""Every picture of the demo newsroom by its name, with what the desk says about it."""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from . import (
    ambon,
    atlas,
    figures,
    jambi,
    kalbar,
    kerinci,
    makassar,
    maluku,
    merangin,
    nusantara,
    singkawang,
    sulsel,
    sungai_penuh,
)
from .canvas import HEIGHT, WIDTH, Canvas

DESKS = (
    kerinci,
    sungai_penuh,
    jambi,
    merangin,
    kalbar,
    singkawang,
    makassar,
    sulsel,
    maluku,
    ambon,
    nusantara,
    atlas,
    figures,
)
NETWORK = "Kabar Tepian"
KINDS = {"peta": "Peta", "grafik": "Grafik"}


@dataclass(frozen=True)
class Scene:
    """One picture: how it is drawn, its texts in Indonesian, and the story it belongs to."""

    name: str
    story: str
    headline: str
    caption: str
    alt: str
    place: str
    creator: str
    keywords: tuple[str, ...]
    # The point that must stay in a crop, in thousandths from the left and from the top.
    focal: tuple[int, int]
    picture: Callable

    def draw(self, size=(WIDTH, HEIGHT)):
        """The picture in any size; the same each time."""
        return self.picture(Canvas(size, self.name))

    @property
    def credit(self):
        """What stands under it: the kind of work and whose it is."""
        kind = KINDS.get(self.name.partition("-")[0], "Ilustrasi")
        return f"{kind}: {NETWORK}"


def _scenes():
    pictures = {name: picture for desk in DESKS for name, picture in desk.PICTURES.items()}
    text = Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
    for row in tomllib.loads(text)["scene"]:
        keywords, focal = tuple(row.pop("keywords")), tuple(row.pop("focal"))
        yield Scene(**row, keywords=keywords, focal=focal, picture=pictures[row["name"]])


SCENES = {scene.name: scene for scene in _scenes()}


def of_story(slug):
    """The pictures of one story, its lead picture first."""
    return [scene for scene in SCENES.values() if scene.story == slug]
