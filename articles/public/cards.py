"""The cards that other sites show of a page (Open Graph)."""

from django.utils import timezone

from newsroom.desks.hosts import address

from .icons import icon_path
from .notices import changed_at
from .tags import titled


def card(request, title, *, description=""):
    """The card of a front or a list: the desk's icon stands for it."""
    icon = address(request.desk, icon_path(request.desk, "512"), request=request)
    return {
        "type": "website",
        "title": title,
        "description": description,
        "url": address(request.desk, request.path, request=request),
        "image": {"url": icon, "width": 512, "height": 512, "alt": request.desk.masthead},
    }


def story_card(request, placement, share, *, canonical, share_address):
    """The card of a story, with its own picture or the one that was drawn for it."""
    version = placement.version
    slugs = dict.fromkeys(credit["slug"] for credit in version.bylines)
    return {
        "type": "article",
        "title": titled(placement),
        "description": version.standfirst,
        "url": canonical,
        "image": {
            "url": share_address,
            "width": share["width"],
            "height": share["height"],
            "alt": share["alt"],
            "large": True,
        },
        "article": [
            ("published_time", _moment(version.first_live_from)),
            ("modified_time", _moment(changed_at(placement))),
            *(
                ("author", address(request.desk, f"/reporters/{slug}/", request=request))
                for slug in slugs
            ),
            ("section", version.section.name),
            *(("tag", topic["name"]) for topic in version.topic_list),
        ],
    }


def _moment(moment):
    return timezone.localtime(moment).replace(microsecond=0).isoformat()
