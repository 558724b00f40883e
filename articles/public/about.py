"""What a desk says of itself: masthead, guidelines, and what it corrected."""

from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse

from articles.freshness import keys
from articles.freshness.noting import kept
from newsroom.desks.hosts import address, host_map
from newsroom.reporters.models import Reporter

from . import linked
from .asked import Question
from .frame import page
from .imprint import imprint_of
from .notices import listed, of_desk
from .paging import EPOCH, MICROSECOND, parse_key

NOTICES = 30


def _told(visible, desk, *, at, before):
    """A page of a desk's notices and one more; `before` is the key of the one before, or None."""
    found = of_desk(visible, desk, at=at)
    if before is not None:
        moment, number = before
        found = found.filter(
            Q(listed__published_at__lte=moment)
            & (Q(listed__published_at__lt=moment) | Q(listed__notice_id__lt=number))
        )
    return found[: NOTICES + 1]


TOLD = Question(_told)


def masthead(request):
    """Who is responsible for a desk, where they are found, and who writes for it."""
    imprint = imprint_of(request)
    kept(request, keys.reporters(request.desk))
    reporters = Reporter.objects.filter(desk=request.desk, active=True).order_by("name", "pk")
    return page(
        request,
        "public/masthead.html",
        {
            "imprint": imprint,
            "reporters": list(reporters),
            "daughters": [
                {"desk": desk, "address": address(desk, reverse("masthead"), request=request)}
                for desk in host_map.daughters(request.desk)
            ],
            "linked": linked.masthead(request, imprint, host_map.root()),
        },
    )


def guidelines(request):
    """What the newsroom holds itself to."""
    imprint = imprint_of(request)
    return page(
        request,
        "public/guidelines.html",
        {"imprint": imprint, "blocks": blocks(imprint.guidelines)},
    )


def corrections(request):
    """How the newsroom corrects, and its notices on stories that this desk showed."""
    kept(request, keys.stories(request.desk))
    before = list(parse_key(request.GET["before"])) if "before" in request.GET else None
    found = listed(TOLD(request, request.desk, before=before), request)
    last = found[NOTICES - 1] if len(found) > NOTICES else None
    imprint = imprint_of(request)
    return page(
        request,
        "public/corrections.html",
        {
            "imprint": imprint,
            "blocks": blocks(imprint.corrections_policy),
            "notices": found[:NOTICES],
            "older": last and f"?before={(last.published_at - EPOCH) // MICROSECOND}-{last.number}",
            "is_first": "before" not in request.GET,
        },
    )


@dataclass(frozen=True)
class Block:
    """A heading or a paragraph of a text that was typed plainly."""

    heading: bool
    text: str


def blocks(text):
    """A plain text as headings (lines that begin with #) and paragraphs (apart by a blank line)."""
    found, lines = [], []

    def close():
        if lines:
            found.append(Block(False, "\n".join(lines)))
            lines.clear()

    for line in text.splitlines():
        line = line.strip()
        if line.startswith("#") and line.strip("# "):
            close()
            found.append(Block(True, line.strip("# ")))
        elif line:
            lines.append(line)
        else:
            close()
    close()
    return found
