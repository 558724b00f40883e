"""Which photos an article uses, with the texts of this use: the lead, those in the text, the rest.

Nothing here decides whether it may: articles/pictures/allowed.py does.
"""

from dataclasses import dataclass

from articles import html
from newsroom.photos.models import Photo, Rendition

from .models.picture import Picture
from .models.version_picture import VersionPicture

Place = VersionPicture.Place


@dataclass(frozen=True)
class Use:
    """One use of a photo; texts that it lacks are the photo's own already."""

    photo: Photo
    place: str
    position: int
    caption: str
    credit: str
    alt: str

    @property
    def field(self):
        """The field of the form that it is about."""
        return "body" if self.place == Place.TEXT else "pictures"


def used(article):
    """Every use of a photo in the working copy, in the order in which readers meet them.

    Asked once for each article object and text; one query, and one more with pictures in the text.
    """
    asked = (article.pk, article.edit, article.body)
    if article.__dict__.get("_pictures_of") != asked:
        article.__dict__["_pictures"] = _used(article)
        article.__dict__["_pictures_of"] = asked
    return article.__dict__["_pictures"]


def _used(article):
    rows = article.pictures.select_related("photo").order_by("position", "pk")
    beside = [
        Use(
            row.photo,
            Place(row.place),
            row.position,
            row.caption or row.photo.caption,
            row.credit or row.photo.credit,
            row.alt or row.photo.alt,
        )
        for row in rows
    ]
    inside = html.pictures(article.body)
    photos = Photo.objects.in_bulk({each.number for each in inside}) if inside else {}
    text = [
        Use(
            photo,
            Place.TEXT,
            position,
            each.caption,
            each.credit or photo.credit,
            each.alt or photo.alt,
        )
        for position, each in enumerate(inside, start=1)
        if (photo := photos.get(each.number))
    ]
    lead = [use for use in beside if use.place == Place.LEAD]
    return [*lead, *text, *(use for use in beside if use.place == Place.GALLERY)]


def open_to(user, numbers):
    """Which of these photos `user` may put into a story: what they see, and is not taken down."""
    seen = Photo.objects.visible_to(user).filter(taken_down_at=None)
    return set(seen.filter(pk__in=numbers).values_list("pk", flat=True))


def hold(numbers):
    """Hold those of these photos that no story used so far: nobody discards them meanwhile."""
    unused = Photo.objects.filter(pk__in=numbers, used=False).order_by("pk")
    list(unused.select_for_update(no_key=True).values_list("pk"))


def gone_of(pictures, body):
    """The numbers of the photos in the pictures of a content and its body that are discarded."""
    numbers = numbers_in(pictures, body)
    if not numbers:
        return set()
    return numbers - set(Photo.objects.filter(pk__in=numbers).values_list("pk", flat=True))


def still_there(pictures, body):
    """The pictures of a content and its body without those whose photo is discarded."""
    gone = gone_of(pictures, body)
    left = [each for each in pictures if each[0] not in gone]
    return left, html.without_pictures(body, gone) if gone else body


def numbers_in(pictures, body):
    """The numbers of the photos in the pictures of a content and in a clean body."""
    return {each[0] for each in pictures} | {each.number for each in html.pictures(body)}


def ready_to_print(article, version):
    """The pictures that `version`, which need not be saved, gets of the working copy: unsaved."""
    uses = used(article)
    files = files_of({use.photo.pk for use in uses}) if uses else {}
    return [
        VersionPicture(
            version=version,
            photo=use.photo,
            place=use.place,
            position=use.position,
            caption=use.caption,
            credit=use.credit,
            alt=use.alt,
            ai_made=use.photo.is_ai_made,
            files=files.get(use.photo.pk, {}),
        )
        for use in uses
    ]


def files_of(numbers):
    """The public files of these photos as they are now: {photo: {crop: [[w, h, format, name]]}}."""
    found = {}
    for row in Rendition.objects.filter(photo__in=numbers).current().by_width():
        crops = found.setdefault(row.photo_id, {})
        crops.setdefault(row.crop, []).append([row.width, row.height, row.format, row.file])
    return found


def rewrite(article, pictures):
    """Put these pictures of a content beside the text of `article`, whose row is locked or new."""
    article.pictures.all().delete()
    Picture.objects.bulk_create(
        Picture(
            article=article,
            photo_id=number,
            place=place,
            position=position,
            caption=caption,
            credit=credit,
            alt=alt,
        )
        for position, (number, place, caption, credit, alt) in enumerate(pictures, start=1)
    )
    article.__dict__.pop("_pictures_of", None)
