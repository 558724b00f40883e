"""What a desk says of itself: masthead, guidelines, and what it corrected."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q
from django.urls import reverse

from articles.complaints.models import Complaint
from articles.freshness import keys
from articles.freshness.noting import kept, midnight
from newsroom.desks.hosts import address, host_map
from newsroom.reporters.models import Reporter

from . import linked
from .asked import Question
from .frame import page
from .imprint import imprint_of
from .notices import listed, of_desk
from .paging import EPOCH, MICROSECOND, parse_key

NOTICES = 30
YEAR, DAY = timedelta(days=365), timedelta(days=1)


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


def _complained(visible, desk, *, at, since, until):
    """How many complaints a desk got in a time, and of how many it said what in the same time."""
    got = Complaint.objects.filter(desk=desk.pk, received_at__gte=since, received_at__lt=until)
    closed = [
        Count("desk", filter=Q(state=state, closed_at__lt=until))
        for state in ("answered", "refused", "nothing")
    ]
    return (
        got.order_by()
        .values("desk")
        .annotate(got=Count("desk"))
        .annotate(answered=closed[0], refused=closed[1], nothing=closed[2])
        .values_list("got", "answered", "refused", "nothing")
    )


COMPLAINED = Question(_complained)


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
            "complaints": complaints_of(request),
            "daughters": [
                {"desk": desk, "address": address(desk, reverse("masthead"), request=request)}
                for desk in host_map.daughters(request.desk)
            ],
            "linked": linked.masthead(request, imprint, host_map.root()),
        },
    )


def complaints_of(request):
    """What became of the complaints of the year before today, as numbers by name.

    Of whole days alone: what is said of them is the same until the day ends.
    """
    until = midnight(request) - DAY
    rows = COMPLAINED(request, request.desk, since=until - YEAR, until=until)
    got, answered, refused, nothing = rows[0] if rows else (0, 0, 0, 0)
    return {
        "got": got,
        "answered": answered,
        "refused": refused,
        "nothing": nothing,
        "open": got - answered - refused - nothing,
    }


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
