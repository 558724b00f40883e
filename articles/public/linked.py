"""What a page says of itself in schema.org's words (JSON-LD): nothing that it does not show.

Each page has one graph. A newsroom, a person or a story has the same `@id` wherever it is named.
"""

from django.utils.translation import gettext as _

from articles.models.kind import Credit, Kind
from newsroom.desks.hosts import address

from . import icons, notices
from .tags import kind_label, machine_time

TYPES = {
    Kind.NEWS: "NewsArticle",
    Kind.ANALYSIS: "AnalysisNewsArticle",
    Kind.OPINION: "OpinionNewsArticle",
    Kind.EDITORIAL: "OpinionNewsArticle",
    Kind.PAID: "AdvertiserContentArticle",
    Kind.REPLY: "NewsArticle",
}
# Of a picture that a model made, wholly or in part.
AI_MADE = "https://schema.org/CompositeWithTrainedAlgorithmicMediaDigitalSource"


def graph(*nodes):
    """The whole of a page."""
    return {"@context": "https://schema.org", "@graph": list(nodes)}


def newsroom(request, desk):
    """A desk as the publisher of its stories."""
    at = address(desk, request=request)
    return {
        "@type": "NewsMediaOrganization",
        "@id": f"{at}#newsroom",
        "name": desk.masthead,
        "url": at,
        "logo": {
            "@type": "ImageObject",
            "url": address(desk, icons.icon_path(desk, "512"), request=request),
        },
    }


def _here(request, network):
    """The desk of the page, for which place it writes, and where it says what it holds to."""
    here = newsroom(request, request.desk)
    if network and network.pk != request.desk.pk:
        here["areaServed"] = request.desk.name
        here["parentOrganization"] = newsroom(request, network)
    pages = {
        "masthead": "/masthead/",
        "publishingPrinciples": "/guidelines/",
        "ethicsPolicy": "/guidelines/",
        "correctionsPolicy": "/corrections/",
        # There readers report mistakes, reply and complain.
        "actionableFeedbackPolicy": "/corrections/",
    }
    return here | {
        name: address(request.desk, path, request=request) for name, path in pages.items()
    }


def masthead(request, imprint, network):
    """A desk's masthead: the publisher, and where it is found."""
    here = _here(request, network)
    said = {
        "legalName": imprint.company,
        "address": " ".join(imprint.address.split()),
        "telephone": imprint.phone,
        "email": imprint.email,
        "foundingDate": str(imprint.founded or ""),
        "sameAs": imprint.profile_list,
    }
    here |= {name: value for name, value in said.items() if value}
    if imprint.ownership:
        here["ownershipFundingInfo"] = f"{here['masthead']}#ownership"
    return graph(here, _crumbs(request, (_("Masthead"), request.path)))


def front(request, network):
    """A desk's front: who publishes it, for which place, and as a part of what."""
    at = address(request.desk, request=request)
    here = _here(request, network)
    site = {
        "@type": "WebSite",
        "@id": f"{at}#site",
        "url": at,
        "name": request.desk.masthead,
        "inLanguage": request.desk.language,
        "publisher": {"@id": here["@id"]},
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{at}search/?q={{words}}"},
            "query-input": "required name=words",
        },
    }
    return graph(here, site)


def listed(request, name):
    """A list: where it stands. `name` is its heading."""
    return graph(_crumbs(request, (name, request.path)))


def person(request, reporter):
    """A reporter's page."""
    home = address(reporter.desk, f"/reporters/{reporter.slug}/", request=request)
    profile = {
        "@type": "ProfilePage",
        "mainEntity": {
            "@type": "Person",
            "@id": f"{home}#person",
            "name": reporter.name,
            "url": address(request.desk, request.path, request=request),
            "jobTitle": _("Reporter"),
            "worksFor": newsroom(request, reporter.desk),
        },
    }
    if reporter.biography:
        profile["mainEntity"]["description"] = reporter.biography
    return graph(profile, _crumbs(request, (reporter.name, request.path)))


def story(request, placement, *, canonical, images, lead=None, told=()):
    """An article; `images` are the addresses of its picture, in the shapes that there are.

    `lead` is that picture where it is one of the story's, and `told` are its notices.
    """
    version = placement.version
    publisher = newsroom(request, version.desk)
    said = {
        "@type": TYPES[version.kind],
        "@id": f"{canonical}#story",
        "mainEntityOfPage": canonical,
        "url": canonical,
        "headline": placement.shown_headline,
        "image": _images(images, lead),
        "datePublished": machine_time(version.first_live_from),
        "dateModified": machine_time(notices.changed_at(placement)),
        # By this the newsroom itself sees which version a reader gets (articles/punctuality).
        "version": version.number,
        "inLanguage": version.language,
        "articleSection": version.section.name,
        "wordCount": version.word_count,
        "isAccessibleForFree": True,
        "publishingPrinciples": address(version.desk, "/guidelines/", request=request),
        "publisher": publisher,
        **_people(request, version, publisher),
    }
    optional = {
        "alternativeHeadline": version.headline,
        "description": version.standfirst,
        "dateline": version.dateline,
        "keywords": [topic["name"] for topic in version.topic_list],
        "genre": str(kind_label(version)),
        "creditText": version.source,
        "correction": [
            {
                "@type": "CorrectionComment",
                "url": f"{canonical}#notice-{each.number}",
                "name": each.label,
                "text": each.text,
                "datePublished": machine_time(each.published_at),
            }
            for each in told
            if each.kind in notices.CORRECT
        ],
    }
    if version.dateline:
        optional["locationCreated"] = {"@type": "Place", "name": version.dateline}
    if version.headline == placement.shown_headline:
        del optional["alternativeHeadline"]
    said |= {name: value for name, value in optional.items() if value}
    crumbs = _crumbs(
        request,
        (version.section.name, f"/sections/{version.section.slug}/"),
        (placement.shown_headline, version.path),
    )
    return graph(said, crumbs)


def _images(images, lead):
    """Each shape of the picture with the credit that stands below it, and how it was made."""
    if lead is None:
        return images
    said = {"@type": "ImageObject", "creditText": lead["credit"]}
    if lead["ai_made"]:
        said["digitalSourceType"] = AI_MADE
    return [{**said, "url": each} for each in images]


def _people(request, version, publisher):
    """Who wrote it, and who did what else; a story that nobody signed is the newsroom's."""
    roles = {"author": [], "contributor": [], "editor": []}
    names = {Credit.WRITER: "author", Credit.EDITOR: "editor"}
    seen = set()
    for credit in version.bylines:
        role = names.get(credit["role"], "contributor")
        if (role, credit["slug"]) in seen:
            continue
        seen.add((role, credit["slug"]))
        page = address(request.desk, f"/reporters/{credit['slug']}/", request=request)
        roles[role].append({"@type": "Person", "name": credit["name"], "url": page})
    found = {role: people for role, people in roles.items() if people}
    found.setdefault("author", [{"@id": publisher["@id"]}])
    return found


def _crumbs(request, *steps):
    """The way from the front to this page, as the page's own links show it."""
    steps = [(request.desk.masthead, "/"), *steps]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": position,
                "name": name,
                "item": address(request.desk, path, request=request),
            }
            for position, (name, path) in enumerate(steps, start=1)
        ],
    }
