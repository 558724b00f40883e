"""Pictures on readers' pages: those that may be shown now, and which of their files where.

A placement that is to be shown with pictures has them as `pictures`, a list of dicts: its key, the
photo's number, place, caption, credit, alt, ai_made and files (None for a crop that there is not).
They come with the placement's own query.
"""

from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject

from articles.pictures.models.version_picture import VersionPicture
from newsroom.photos.models import Photo
from newsroom.photos.storing import public_url

FIELDS = ("place", "caption", "credit", "alt", "ai_made", "files")
Place = VersionPicture.Place


@dataclass(frozen=True)
class Role:
    """What a place on a page asks of a picture: the crop, and how wide it is shown there.

    `narrow` is the widest file that a phone is given, `fallback` the width for browsers that read
    JPEG alone.
    """

    crop: str
    sizes: str
    fallback: int
    narrow: int = 0
    eager: bool = False


# The widths follow static/public/news.css.
ROLES = {
    "front": Role("16x9", "(min-width:62rem) 42rem,100vw", 640, narrow=640, eager=True),
    "side": Role("4x3", "(min-width:62rem) 7rem,(min-width:40rem) 19rem,6.5rem", 320),
    "card": Role("4x3", "(min-width:40rem) 20rem,6.5rem", 320),
    "row": Role("4x3", "(min-width:56rem) 23vw,6.5rem", 320),
    "lead": Role("full", "(min-width:62rem) 42rem,100vw", 640, 640, eager=True),
    "text": Role("full", "(min-width:46rem) 42rem,100vw", 640, narrow=640),
    "gallery": Role("full", "(min-width:46rem) 30rem,100vw", 640, narrow=640),
}
PHONE = "(max-width:40rem)"
# The newer first: a browser takes the first that it reads.
FORMATS = {"avif": "image/avif", "webp": "image/webp"}


def with_leads(placements, *, at, desk, crops=None):
    """The placements with the lead picture of each, as far as it may be shown then and there.

    Of its files come those of `crops`, where they are named: all of one picture are three
    kilobytes.
    """
    return _with(placements, _leads(at, desk), crops)


def with_lead_numbers(placements, *, at, desk):
    """The placements, each with the number of that picture as `lead`, or None."""
    return placements.annotate(lead=Subquery(lead_number(OuterRef("version"), at=at, desk=desk)))


def lead_number(version, *, at, desk):
    """The number of the lead picture of a version, as far as it may be shown then and there."""
    return _showing(VersionPicture.objects.leads(), at, desk, version).values("pk")[:1]


def with_all(placements, *, at, desk):
    """The placements with every picture that may be shown then and there."""
    return _with(placements, _all(at, desk))


def with_keys(placements, *, at, desk):
    """The placements, each with the keys of those pictures as `picture_keys`."""
    return placements.annotate(picture_keys=ArraySubquery(_all(at, desk).values("pk")))


def _leads(at, desk):
    return _showing(VersionPicture.objects.leads(), at, desk)


def _all(at, desk):
    return _showing(VersionPicture.objects.order_by("position", "pk"), at, desk)


def _showing(pictures, at, desk, version=OuterRef("version")):  # noqa: B008
    return pictures.showing(at, desk).filter(version=version)


def _with(placements, showing, crops=None):
    files = "files" if crops is None else JSONObject(**{crop: f"files__{crop}" for crop in crops})
    fields = {name: name for name in FIELDS} | {"pk": "pk", "number": "photo_id", "files": files}
    described = JSONObject(**fields)
    return placements.annotate(pictures=ArraySubquery(showing.values(described=described)))


def drawn_up(pictures, *, at, desk):
    """The same of VersionPictures that need not be saved: those of a preview."""
    photos = {picture.photo_id for picture in pictures}
    usable = Photo.objects.usable(at, desk).filter(pk__in=photos)
    shown = set(usable.values_list("pk", flat=True)) if photos else set()
    return [
        {"pk": picture.pk, "number": picture.photo_id}
        | {name: getattr(picture, name) for name in FIELDS}
        for picture in pictures
        if picture.photo_id in shown
    ]


def lead_of(placement):
    """The lead picture that `placement` is shown with, or None."""
    return next((each for each in placement.pictures if each["place"] == Place.LEAD), None)


def gallery_of(placement):
    """The pictures of its gallery."""
    return [each for each in placement.pictures if each["place"] == Place.GALLERY]


def files_for(picture, name):
    """What a page needs to show `picture` in the role `name`: None where there are no files."""
    role = ROLES[name]
    files = picture["files"].get(role.crop) or []
    plain = [each for each in files if each[2] == "jpeg"]
    if not plain:
        return None
    fallback = next((each for each in plain if each[0] >= role.fallback), plain[-1])
    sources = []
    for file_format, media_type in FORMATS.items():
        found = [(each[0], public_url(each[3])) for each in files if each[2] == file_format]
        if role.narrow and any(width > role.narrow for width, _url in found):
            small = [each for each in found if each[0] <= role.narrow]
            sources += [(media_type, PHONE, small)] if small else []
        if found:
            sources.append((media_type, "", found))
    width, height, _format, file = fallback
    return {
        "sources": sources,
        "sizes": role.sizes,
        "src": public_url(file),
        "width": width,
        "height": height,
        "alt": picture["alt"],
        "ai_made": picture["ai_made"],
        "eager": role.eager,
    }


def share_image(pictures):
    """The file that social networks show of a story: {src, width, height, alt}, or None."""
    for picture in sorted(pictures, key=lambda each: each["place"] != Place.LEAD):
        for width, height, _format, file in picture["files"].get("share") or []:
            return {
                "src": public_url(file), "width": width, "height": height, "alt": picture["alt"],
            }  # fmt: skip
    return None


def search_images(pictures):
    """The lead picture in the shapes that search engines ask for: the addresses of its files."""
    lead = next((each for each in pictures if each["place"] == Place.LEAD), None)
    if lead is None:
        return []
    plain = [
        [file for file in lead["files"].get(crop, []) if file[2] == "jpeg"]
        for crop in ("16x9", "4x3", "1x1")
    ]
    return [public_url(files[-1][3]) for files in plain if files]
