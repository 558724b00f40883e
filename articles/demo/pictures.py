"""The pictures of the demo: drawn and developed beside the stories, and brought in by the one door.

Drawing and encoding take longer than all the rest, so they begin at once and go on side by side;
a story waits for its own pictures alone.
"""

import io
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from django.utils.html import escape

from articles import html
from articles.pictures.models.picture import Picture
from newsroom.photos.decoding import develop
from newsroom.photos.intake import take_in, work_folder

from .drawing import printing, scenes

# Wide enough for every card and most screens, and drawn in half the time of the full size.
LEAD_SIZE, OTHER_SIZE = (1080, 720), (800, 534)
# Stories whose further pictures stand below the text; those of the others stand in it.
GALLERIES = {
    "longsor-tutup-separuh-jalan-sungai-penuh-tapan",
    "analisis-genangan-seberang-kota-jambi-lebih-lama",
}
# Pictures that other desks may use too, and one whose term ends soon.
SHARED = {"ceri-kopi-lereng-kerinci", "payung-pasar-tanjung-bajure", "beras-turun-di-pulau"}
ENDING = {"kapal-bersandar-paotere": timedelta(days=21)}


class Prints:
    """The scenes as files, made by threads while the stories are loaded."""

    def __init__(self, pool, folder, slugs, at):
        self.at = at
        self.made = {}
        for slug in slugs:
            for number, scene in enumerate(scenes.of_story(slug)):
                size = OTHER_SIZE if number else LEAD_SIZE
                place = folder / scene.name
                self.made[scene.name] = pool.submit(_printed, scene, size, place, at)

    def take_in(self, scene, *, desk, by, at):
        """The photo of `scene` in the library of `desk`, brought by `by` at the moment `at`."""
        data, developed, folder = self.made.pop(scene.name).result()
        until = ENDING.get(scene.name)
        arrival = take_in(
            io.BytesIO(data),
            desk=desk,
            by=by,
            at=at,
            developing=lambda *_args, **_options: developed,
            focal_x=scene.focal[0],
            focal_y=scene.focal[1],
            shared=scene.name in SHARED,
            **({"usable_until": self.at + until} if until else {}),
        )
        shutil.rmtree(folder)
        return arrival.photo


def _printed(scene, size, folder, at):
    folder.mkdir()
    data = printing.jpeg(scene, size=size, made_at=at - timedelta(days=1))
    original = folder / "original"
    original.write_bytes(data)
    return data, develop(original, folder, focal=scene.focal), folder


@contextmanager
def printing_all(slugs, *, at):
    """Prints, while the pictures of these stories are being made in this order."""
    with work_folder() as folder, ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        try:
            yield Prints(pool, Path(folder), slugs, at)
        finally:
            pool.shutdown(cancel_futures=True)


def give(article, slug, prints, *, by, at):
    """Put the pictures of the story `slug` into its article, which is not saved with them yet."""
    drawn = scenes.of_story(slug)
    photos = [prints.take_in(scene, desk=article.desk, by=by, at=at) for scene in drawn]
    if not photos:
        return
    beside = [(photos[0], Picture.Place.LEAD)]
    if slug in GALLERIES:
        beside += [(photo, Picture.Place.GALLERY) for photo in photos[1:]]
    elif photos[1:]:
        article.body = _with_figures(article.body, photos[1:])
        article.save(update_fields=["body"])
    Picture.objects.bulk_create(
        Picture(article=article, photo=photo, place=place, position=position)
        for position, (photo, place) in enumerate(beside, start=1)
    )


def _with_figures(body, photos):
    """The body with these pictures below its third paragraph, and every second one after it."""
    paragraphs = body.split("</p>")
    for number, photo in enumerate(photos):
        after = min(3 + 2 * number, len(paragraphs) - 1)
        caption = f"<figcaption>{escape(photo.caption)}</figcaption>"
        paragraphs[after] = (
            f'\n<figure data-photo="{photo.pk}">{caption}</figure>' + paragraphs[after]
        )
    return html.clean("</p>".join(paragraphs))
