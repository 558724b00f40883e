"""Telling people that readers have something late, too early or not at all: once of each case."""

import logging

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from articles.models import Version
from articles.talk.telling import tell
from newsroom.desks.hosts import host_map
from newsroom.reporters.models import Membership

from .models import Change
from .pages import AWAITED, EARLY

logger = logging.getLogger(__name__)
# More pages than these are not named.
NAMED = 5


@transaction.atomic
def alarm(change, *, at):
    """Tell the chiefs of its desk and the administrators, and the log; once, whoever sees it."""
    change.alarmed_at = at
    if not Change.objects.filter(pk=change.pk, alarmed_at=None).update(alarmed_at=at):
        return
    wrong = [page for page in change.pages if page["state"] in (AWAITED, EARLY)]
    desks = host_map.desks()
    places = [
        f"{desks[page['desk']].host}{page['path']}" + (f" ({page['said']})" if page["said"] else "")
        for page in wrong[:NAMED]
        if page["desk"] in desks
    ]
    planned = timezone.localtime(change.planned_at, change.desk.zone)
    early = any(page["state"] == EARLY for page in wrong)
    logger.error(
        "%s: %s planned for %s, %s: %s",
        "TOO EARLY" if early else "LATE", change.kind, planned.isoformat(), change.desk.slug,
        ", ".join(places),
    )  # fmt: skip
    headline = (
        # What is seen too early has a name, too.
        Version.objects.filter(article=change.article_id, live_from__lte=max(at, change.planned_at))
        .order_by("-number")
        .values_list("headline", flat=True)
        .first()
    )
    title = headline or change.desk.masthead
    more = ["…"] if len(wrong) > NAMED else []
    for people in _by_language(_answer_for(change.desk)):
        what = _happened(change, planned, early=early)
        tell(
            "late",
            to=people,
            by=None,
            at=at,
            desk=change.desk,
            text="\n".join([title, what, *places, *more]),
            url=_address(change),
        )


def _happened(change, planned, *, early):
    """What readers have too early, or not yet, and what to do; in the active language."""
    told = {
        "what": capfirst(change.get_kind_display()),
        "moment": f"{planned:%Y-%m-%d %H:%M %Z}",
    }
    if early:
        return (
            _(
                "Readers had it before its time. %(what)s, planned for %(moment)s. Tell whoever "
                "runs the servers at once."
            )
            % told
        )
    return (
        _(
            "Some pages still show what was before. %(what)s, due %(moment)s. The newsroom "
            "keeps looking; if it lasts, tell whoever runs the servers."
        )
        % told
    )


def _address(change):
    """Where it is said page by page: beside the story; of what is no story, in the ledger."""
    if change.article_id:
        return reverse("admin:articles_article_change", args=[change.article_id])
    return f"{reverse('admin:punctuality')}?desk={change.desk.slug}"


def alarm_of_silence(address, *, at):
    """Nobody answers at the door: told to the administrators, and to the log."""
    logger.error("LATE: nobody answers at %s, where public pages are looked at.", address)
    root = host_map.root()
    if root is None:
        return
    administrators = get_user_model().objects.filter(is_superuser=True, is_active=True)
    for people in _by_language(administrators):
        text = _(
            "Nobody answers at %(address)s, where the newsroom looks at its public pages: readers "
            "may get none. Look whether the sites open."
        )
        tell(
            "late",
            to=people,
            by=None,
            at=at,
            desk=root,
            text=text % {"address": address},
            url=reverse("admin:punctuality"),
        )


def _by_language(users):
    """These users, those of one language at a time; it is the active one meanwhile."""
    users = list(users)
    for language in sorted({user.language for user in users}):
        with translation.override(language):
            yield [user for user in users if user.language == language]


def _answer_for(desk):
    """The chief editors of `desk` and of those above it, and the administrators."""
    branch = [desk.pk, *(above.pk for above in desk.ancestors())]
    chiefs = Membership.objects.filter(desk__in=branch, role="chief").values("user")
    users = get_user_model().objects.filter(Q(pk__in=chiefs) | Q(is_superuser=True))
    return users.filter(is_active=True).order_by("pk")
