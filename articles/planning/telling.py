"""Whom the steps of an assignment are told to."""

from django.urls import reverse
from django.utils import timezone

from articles.talk.people import nearest_editors
from articles.talk.telling import tell


def tell_of(taken, *, before=None):
    """Tell those whom the AssignmentStep `taken` concerns; `before` is who had it until then."""
    kind, people = _concerned(taken)
    if before is not None and before != taken.assignment.reporter:
        _tell("called_off", [before.user], taken)
    if kind:
        _tell(kind, people, taken)


def tell_handed_in(assignment, *, by, at):
    """Tell whoever assigned it that its article was submitted, unless the desk's editors were."""
    editors = nearest_editors(assignment.article.desk)
    tell(
        "handed_in",
        to=[user for user in assigners(assignment) if user not in editors],
        by=by,
        at=at,
        desk=assignment.desk,
        text=assignment.idea,
        url=reverse("admin:assignment", args=[assignment.pk]),
    )


def tell_due(assignment, *, at):
    """Tell whoever has it that it is due soon."""
    tell(
        "due",
        to=[assignment.reporter.user],
        by=None,
        at=at,
        desk=assignment.desk,
        text=f"{assignment.idea}\n{_clock(assignment.due_at, assignment.desk)}",
        url=reverse("admin:assignment", args=[assignment.pk]),
    )


def assigners(assignment):
    """Who assigned it last: one user, or none."""
    last = assignment.steps_taken.filter(step="assign").select_related("by").order_by("-pk").first()
    return [last.by] if last else []


def _concerned(taken):
    """The kind of what is told, and to whom; an empty kind where it concerns nobody else."""
    assignment, step = taken.assignment, taken.step
    has_it = [assignment.reporter.user] if assignment.reporter else []
    if step == "propose":
        return "proposed", nearest_editors(assignment.desk)
    if step == "assign":
        return "assigned", has_it
    if step in ("accept", "decline"):
        return {"accept": "accepted", "decline": "declined"}[step], assigners(assignment)
    if step == "call_off":
        return "called_off", [*has_it, assignment.proposed_by]
    if step == "move":
        return "moved", has_it
    return "", []


def _tell(kind, people, taken):
    assignment = taken.assignment
    said = [assignment.idea]
    if taken.due_at:
        said.append(_clock(taken.due_at, assignment.desk))
    said.append(taken.note)
    tell(
        kind,
        to=people,
        by=taken.by,
        at=taken.taken_at,
        desk=assignment.desk,
        text="\n".join(each for each in said if each),
        url=reverse("admin:assignment", args=[assignment.pk]),
    )


def _clock(moment, desk):
    """A moment on the clock of `desk`, in no language."""
    return timezone.localtime(moment, desk.zone).strftime("%Y-%m-%d %H:%M %Z")
