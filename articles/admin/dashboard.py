"""The newsroom's first page: what waits for this person, the most urgent first.

A fixed number of queries, whatever the size of the archive: names and notes are fetched once for
all queues.
"""

from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.fronts.models import Strip
from articles.models import Article, Byline, Decision, Presence
from articles.talk.models import Thread
from newsroom.desks.models import Desk
from newsroom.reporters.models import Reporter
from newsroom.reporters.reach import reach_of

from . import complaints, everywhere, photo_ending, queues, saved_views
from .queues import COUNTED, SHOWN


def of(user, *, at):
    """The dashboard of `user` at the moment `at`: queues in two columns, and numbers.

    An editor sees what the desks wait for before their own writing, and no empty list of their
    own; a network administrator sees how large the network is.
    """
    reach = reach_of(user)
    desks = reach.desks("editor")
    main, side = [], []
    if reach.roles:
        own = queues.in_hand(user)
        returned, drafts = queues.returned(own), queues.drafts(own)
        submitted = queues.submitted(own)
        scheduled = queues.scheduled(user, desks, at)
        if desks:
            # An editor of a desk sees whatever is there, so no other ground is asked.
            at_desks = Article.objects.filter(desk_id__in=desks)
            main = [returned] if returned.rows else []
            unverified = queues.unverified(desks, at)
            main += [unverified] if unverified.rows else []
            main += [queues.waiting(at_desks, at), queues.held(at_desks)]
            main.append(queues.reworked(at_desks, at))
            main += [queue for queue in (drafts, submitted) if queue.rows]
            side = [scheduled, queues.issued(at_desks, at), queues.withdrawn(at_desks, at)]
        else:
            main, side = [returned, drafts], [submitted, scheduled]
    _say_who(main + side)
    _count_notes(user, main + side)
    _say_open(user, main + side, at)
    _say_everywhere(side, at)
    return {
        "main": main,
        "side": side,
        "numbers": _numbers() if user.is_superuser else [],
        "views": saved_views.tabs(user),
        "strips": _strips(desks, at) if desks else [],
        "looks_ahead": bool(desks),
        "complaints": complaints.count(user, most=COUNTED) if desks else 0,
        "ending": photo_ending.count(user, at=at, most=COUNTED) if reach.roles else 0,
    }


def _strips(desks, at):
    """The breaking strips that are up on the user's desks, those that end first first."""
    strips = Strip.objects.showing(at).filter(desk_id__in=desks).select_related("desk", "put_up_by")
    return strips.order_by("ends_at", "pk")[:SHOWN]


def _say_who(queues):
    """Put the credited names on every row, and the editor's note on what came back."""
    ids = {row.article.pk for queue in queues for row in queue.rows}
    names = {}
    bylines = Byline.objects.filter(article__in=ids).order_by("position", "pk")
    for article, name in bylines.values_list("article_id", "reporter__name"):
        names.setdefault(article, []).append(name)
    returned = [row for queue in queues if queue.name == "returned" for row in queue.rows]
    notes = {
        decision.article_id: decision
        for decision in Decision.objects.filter(
            article__in=[row.article.pk for row in returned], step="return"
        )
        .select_related("by")
        .order_by("pk")
    }
    for queue in queues:
        for row in queue.rows:
            row.people = ", ".join(names.get(row.article.pk, []))
    for row in returned:
        decision = notes[row.article.pk]
        row.note, row.note_by = decision.note, str(decision.by)


def _count_notes(user, queues):
    """Put on every row how many notes on it are open, of those that this person reads."""
    rows = [row for queue in queues for row in queue.rows]
    ids = {row.article.pk for row in rows}
    noted = Thread.objects.visible_to(user).open().count_of(ids) if ids else {}
    for row in rows:
        row.open_notes = noted.get(row.article.pk, 0)


def _say_open(user, queues, at):
    """Put on every row who else has it open."""
    rows = [row for queue in queues for row in queue.rows]
    ids = {row.article.pk for row in rows}
    open_by = Presence.objects.names_by_article(ids, but=user, at=at) if ids else {}
    for row in rows:
        row.open_by = open_by.get(row.article.pk, [])


def _say_everywhere(queues, at):
    """Put on what is scheduled, or is out, whether readers have it."""
    rows = [row for queue in queues if queue.name in ("scheduled", "issued") for row in queue.rows]
    changes = everywhere.newest({row.article.pk for row in rows})
    for row in rows:
        change = changes.get(row.article.pk)
        # Of a version ahead nothing is said before its time is near.
        if change and (change.planned_at >= row.moment or row.moment <= at):
            row.everywhere = everywhere.said_in_lists(change, at)


def _numbers():
    """How large the network is, each number with its list."""
    return [
        {
            "count": model.objects.filter(**active).count(),
            "title": title,
            "url": reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"),
            "add": reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add"),
            "add_title": add_title,
        }
        for model, active, title, add_title in (
            (Desk, {"active": True}, _("active desks"), _("Add a desk")),
            (Reporter, {"active": True}, _("active reporters"), _("Add a reporter")),
            (get_user_model(), {"is_active": True}, _("active users"), _("Add a user")),
        )
    ]
