"""Closing a complaint: who may, what it needs, once."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from articles.models.notice import Notice
from newsroom.reporters.reach import reach_of

from .models import Complaint

State, Kind = Complaint.State, Complaint.Kind
# A reply is refused on a ground of the list alone; what else is asked for may be answered with no.
REFUSABLE = {Kind.REPLY}


class NotAllowed(ValidationError):
    """A decision that this user may not take, or that the complaint is not ready for."""


def may_close(user, complaint):
    """Whether `user` decides about it: an editor of its desk, or of one above."""
    return complaint.state == State.OPEN and reach_of(user).has("editor", complaint.desk_id)


def notices_for(complaint):
    """The notices to readers that may be its answer: those on its story, the newest first."""
    if complaint.article_id is None:
        return Notice.objects.none()
    return Notice.objects.filter(article=complaint.article_id).order_by("-pk")


@transaction.atomic
def close(complaint, *, state, said="", ground="", notice=None, by, at):
    """Answer, refuse or put aside `complaint`; raises NotAllowed, and changes nothing then."""
    held = Complaint.objects.select_for_update().get(pk=complaint.pk)
    if held.state != State.OPEN:
        raise NotAllowed(
            _("%(who)s decided about it meanwhile: %(state)s.")
            % {"who": held.closed_by, "state": held.get_state_display()},
            code="decided",
        )
    if not may_close(by, held):
        raise NotAllowed(_("Only editors of its desk decide about it."), code="who")
    if state not in (State.ANSWERED, State.REFUSED, State.NOTHING):
        raise NotAllowed(_("Choose what became of it."), code="state")
    if state == State.REFUSED and (held.kind not in REFUSABLE or not ground):
        raise NotAllowed(
            _("Only a right of reply is refused, and on one of the four grounds."), code="ground"
        )
    if state != State.NOTHING and not said.strip():
        raise NotAllowed(_("Write what you told the sender."), code="said")
    if notice is not None and notice.article_id != held.article_id:
        raise NotAllowed(_("This notice is on another story."), code="notice")
    held.state, held.closed_at, held.closed_by = state, at, by
    held.said = said.strip() if state != State.NOTHING else ""
    held.ground = ground if state == State.REFUSED else ""
    held.notice = notice if state == State.ANSWERED else None
    held.save(update_fields=["state", "closed_at", "closed_by", "said", "ground", "notice"])
    return held
