"""What programs of other newsrooms are told of a story beyond what stands in every feed."""

import uuid
from dataclasses import dataclass
from urllib.parse import urljoin

from django.utils import timezone
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext as _

from articles.models.kind import Credit, Kind
from newsroom.desks.hosts import address
from newsroom.photos.storing import public_url

from .tags import printable

# Photos are known by a name that contains no host, in every story.
PHOTOS = uuid.UUID("0d3f9f6e-0a57-4f0c-9e0a-6b7a4a5c1c3e")


@dataclass(frozen=True)
class Wire:
    """Of a story at home on some desk; addresses are those of its home.

    `subjects` are (relation, name, address), `trust` (role, title, address), and `pictures` dicts
    of place, uri, caption, credit, alt, ai_made and files: (crop, address, width, height).
    """

    number: int
    kind: str
    genre: str
    kicker: str
    dateline: str
    source: str
    words: int
    writers: frozenset
    by: str
    desk: str
    site: str
    address: str
    copyright: str
    licence: str
    subjects: list
    trust: list
    pictures: list


def wire_of(placement, request):
    """The Wire of a placement that is ready to print, with its pictures."""
    version, home = placement.version, placement.version.desk

    def at(path):
        return address(home, path, request=request)

    year = timezone.localtime(version.first_live_from).year
    topics = [
        ("topic", topic["name"], at(f"/topics/{topic['slug']}/")) for topic in version.topic_list
    ]
    said = {
        "number": version.number,
        "kind": version.kind,
        "genre": capfirst(str(Kind(version.kind).label)),
        "kicker": version.kicker,
        "dateline": version.dateline,
        "source": version.source,
        "words": version.word_count,
        "writers": frozenset(_writers(version)),
        "by": get_text_list(_writers(version), _("and")) or home.masthead,
        "desk": home.masthead,
        "site": at("/"),
        "address": at(version.path),
        "copyright": f"© {year} {home.masthead}",
        "licence": at("/license.xml"),
        "subjects": [("section", version.section.name, at(version.section.path)), *topics],
        "trust": [
            ("https://schema.org/masthead", _("Masthead"), at("/masthead/")),
            ("https://schema.org/ethicsPolicy", _("Guidelines"), at("/guidelines/")),
            ("https://schema.org/correctionsPolicy", _("Corrections"), at("/corrections/")),
        ],
        "pictures": [_picture(each, at("/")) for each in placement.pictures if each["files"]],
    }
    return Wire(**printable(said))


def _writers(version):
    """Who wrote it; of nobody who did, everybody who is credited."""
    writers = [each["name"] for each in version.bylines if each["role"] == Credit.WRITER]
    return writers or [each["name"] for each in version.bylines]


def _picture(picture, site):
    """A picture with its largest file of each shape, of those that every program reads."""
    largest = {
        crop: (crop, urljoin(site, public_url(file)), width, height)
        for crop, files in picture["files"].items()
        for width, height, file_format, file in files
        if file_format == "jpeg"
    }
    return {
        "place": picture["place"],
        "uri": uuid.uuid5(PHOTOS, str(picture["number"])).urn,
        "caption": picture["caption"],
        "credit": picture["credit"],
        "alt": picture["alt"],
        "ai_made": str(_("Made with AI")) if picture["ai_made"] else "",
        "files": list(largest.values()),
    }
