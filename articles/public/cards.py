"""The cards that other sites show of a page (Open Graph): pairs of a property and what it says."""

from newsroom.desks.hosts import address

from .icons import icon_path
from .notices import changed_at
from .tags import machine_time, titled

LOCALES = {"id": "id_ID", "en": "en_US"}


def card(request, title, *, description=""):
    """The card of a front or a list: the desk's icon stands for it."""
    desk = request.desk
    icon = address(desk, icon_path(desk, "512"), request=request)
    return [
        *_named(desk, "website", title, description, desk.language),
        ("og:url", address(desk, request.path, request=request)),
        *_picture(icon, {"width": 512, "height": 512, "alt": desk.masthead}),
        ("twitter:card", "summary"),
    ]


def story_card(request, placement, share, *, canonical, share_address):
    """The card of a story, with its own picture or the one that was drawn for it."""
    version, desk = placement.version, request.desk
    slugs = dict.fromkeys(credit["slug"] for credit in version.bylines)
    people = [address(desk, f"/reporters/{slug}/", request=request) for slug in slugs]
    return [
        *_named(desk, "article", titled(placement), version.standfirst, version.language),
        ("og:url", canonical),
        *_picture(share_address, share),
        ("article:published_time", machine_time(version.first_live_from)),
        ("article:modified_time", machine_time(changed_at(placement))),
        *[("article:author", person) for person in people],
        ("article:section", version.section.name),
        *[("article:tag", topic["name"]) for topic in version.topic_list],
        ("twitter:card", "summary_large_image"),
    ]


def _named(desk, kind, title, description, language):
    return [
        ("og:site_name", desk.masthead),
        ("og:locale", LOCALES[language]),
        ("og:type", kind),
        ("og:title", title),
        *([("og:description", description)] if description else []),
    ]


def _picture(url, picture):
    return [
        ("og:image", url),
        ("og:image:width", picture["width"]),
        ("og:image:height", picture["height"]),
        ("og:image:alt", picture["alt"]),
    ]
