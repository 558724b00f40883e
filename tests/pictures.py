"""Photos and their uses for tests: rows as the library and the form leave them."""

import hashlib
from itertools import count

from articles import content, editing, workflow
from newsroom.photos.cropping import plan
from newsroom.photos.models import Photo, Rendition
from newsroom.photos.models.rendition import SUFFIX

from .factories import NOW, make_desk, make_user

numbers = count(1)
WORDS = {
    "headline": "Danau Kerinci surut",
    "caption": "Perahu kandas di tepi danau.",
    "alt": "Sebuah perahu kayu di atas lumpur kering.",
    "credit": "Foto: Rara Lestari",
    "source": "Rara Lestari",
}


def digest(*parts):
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def make_photo(desk=None, *, width=1600, height=1067, **values):
    """A photo that may go public, with the rows of its renditions but without files."""
    desk = desk or make_desk()
    number = next(numbers)
    photo = Photo.objects.create(
        desk=desk,
        original=digest("original", number),
        media_type="image/jpeg",
        width=width,
        height=height,
        size=1000,
        uploaded_by=values.pop("by", None) or make_user("reporter", desk),
        uploaded_at=NOW,
        **(WORDS | values),
    )
    make_renditions(photo)
    return photo


def make_renditions(photo):
    """The rows of the photo's renditions as they are now."""
    rows = []
    for each in plan(photo.width, photo.height, photo.focal):
        name = digest(photo.pk, photo.generation, each.key)
        rows.append(
            Rendition(
                photo=photo,
                generation=photo.generation,
                crop=each.crop,
                format=each.format,
                width=each.width,
                height=each.height,
                file=f"{name[:2]}/{name[2:]}.{SUFFIX[each.format]}",
                size=1000,
            )
        )
    Rendition.objects.bulk_create(rows)


def figure(photo, caption="", credit="", alt=""):
    """A picture inside a text."""
    own = f' data-credit="{credit}"' if credit else ""
    own += f' data-alt="{alt}"' if alt else ""
    return f'<figure data-photo="{photo.pk}"{own}><figcaption>{caption}</figcaption></figure>'


def lead(photo, caption="", credit="", alt=""):
    """The lead picture, as a content has it."""
    return [photo.pk, "lead", caption, credit, alt]


def gallery(*photos):
    """A gallery, as a content has it."""
    return [[photo.pk, "gallery", "", "", ""] for photo in photos]


def save(article, by, *, edit=None, pictures=None, base=None, at=NOW, **values):
    """Save an article as the form does: every part is given, some with other values."""
    stored = {name: getattr(article, name) for name in content.FIELDS}
    credits = article.bylines.order_by("position").select_related("reporter")
    return editing.save(
        article,
        by=by,
        at=at,
        edit=article.edit if edit is None else edit,
        values=stored | values,
        bylines=[(credit.reporter, credit.role) for credit in credits],
        topics=list(article.topics.names()),
        pictures=content.pictures_of(article) if pictures is None else pictures,
    )


def issue(article, pictures=(), *, body=None, at=NOW, live_from=None):
    """Put pictures into a draft and let it out."""
    values = {} if body is None else {"body": body}
    article = save(article, article.created_by, pictures=list(pictures), **values)
    editor = make_user("editor", article.desk)
    for step in ("submit", "approve"):
        workflow.perform(step, article.pk, by=editor, at=at)
    return workflow.perform("issue", article.pk, by=editor, at=at, live_from=live_from).article
