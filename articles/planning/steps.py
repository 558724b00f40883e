"""What may happen to an assignment: one table, and the one function that does it.

    proposed --assign--> assigned --accept--> accepted --begin--> begun, and its article goes on
       ^                  |    \\--------------------begin--------^
       |              decline (also when accepted) --> declined --assign--> assigned
       +--take_up-- called_off <--call_off-- proposed | assigned | accepted | declined

The steps of the pages, the checks and the tests all read STEPS.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from articles import editing
from articles.models import Article
from articles.models.kind import Credit
from articles.needs import FARTHEST, TOO_FAR
from newsroom.reporters.models import Reporter
from newsroom.reporters.reach import reach_of

from . import filling, telling
from .models import Assignment, AssignmentStep

STAY = None
# The same of the same person within this time is a button pressed twice.
PRESSED_TWICE = timedelta(minutes=1)


class NotAllowed(ValidationError):
    """The step may not be taken; the messages say why and what to do."""


@dataclass(frozen=True)
class Step:
    """One row of the table.

    `who`: "editor" (edits at its desk), "assignee" (the reporter who has it), "either", or
    "proposer" (an editor, and for an idea also whoever had it). `asks`: what the person is asked
    for, all of it needed.
    """

    name: str
    label: str
    done: str
    states: tuple
    to: str | None
    who: str
    asks: tuple = ()
    danger: bool = False


STEPS = {
    step.name: step
    for step in (
        Step(
            "assign", _("Assign"), _("Assigned."),
            ("proposed", "declined", "assigned", "accepted"), "assigned", "editor",
            asks=("reporter", "due_at"),
        ),
        Step(
            "accept", _("Accept"), _("Accepted. Begin the draft when you are ready."),
            ("assigned",), "accepted", "assignee",
        ),
        Step(
            "begin", _("Begin the draft"), _("The draft is begun."),
            ("assigned", "accepted"), "begun", "either",
        ),
        Step(
            "decline", _("Decline"), _("Declined. The desk's editors look for somebody else."),
            ("assigned", "accepted"), "declined", "assignee", asks=("note",),
        ),
        Step(
            "move", _("Move"), _("Moved."),
            ("proposed", "assigned", "accepted", "declined", "begun"), STAY, "editor",
            asks=("due_at",),
        ),
        Step(
            "take_up", _("Take up again"), _("It is an idea again."),
            ("called_off",), "proposed", "editor",
        ),
        Step(
            "call_off", _("Call off"), _("Called off. It can be taken up again."),
            ("proposed", "assigned", "accepted", "declined"), "called_off", "proposer",
            asks=("note",), danger=True,
        ),
    )
}  # fmt: skip
ASKED = {
    "note": _("Write a note that says why."),
    "reporter": _("Choose the reporter."),
    "due_at": _("Choose when it is due."),
}
# What else may be said of an assignment, by whoever may change it.
DETAILS = (
    "idea", "brief", "place", "event_at", "words", "photos", "section", "template",
)  # fmt: skip


def is_assignee(user, assignment):
    """Whether `user` is the reporter who has it."""
    return bool(assignment.reporter_id) and assignment.reporter.user_id == user.pk


def role_allows(step, user, assignment):
    """Whether the role of `user` allows `step` on `assignment`, whatever its state."""
    reach = reach_of(user)
    editor = reach.has("editor", assignment.desk_id)
    # Whoever lost the role at the desk writes nothing for it any more.
    assignee = is_assignee(user, assignment) and reach.has("reporter", assignment.desk_id)
    if step.who == "assignee":
        return assignee
    if step.who == "either":
        return editor or assignee
    if step.who == "proposer":
        return editor or may_change(user, assignment)
    return editor


def may_change(user, assignment):
    """Whether `user` may change what is wanted: the desk's editors; of an idea, who had it."""
    reach = reach_of(user)
    if assignment.state == Assignment.State.CALLED_OFF:
        return False
    if reach.has("editor", assignment.desk_id):
        return True
    own = assignment.state == Assignment.State.PROPOSED and assignment.proposed_by_id == user.pk
    return own and reach.has("reporter", assignment.desk_id)


def refusals(step, assignment, *, by, at, answers=None):
    """Why `by` may not take `step` on `assignment` at `at`: sentences, empty where it may.

    With `answers` None only what is known before asking is looked at: this draws the buttons.
    """
    step = STEPS[step] if isinstance(step, str) else step
    if not role_allows(step, by, assignment):
        return [_("Your role at this desk does not allow this step.")]
    if assignment.state not in step.states:
        return [
            _("This assignment is now “%(state)s”: somebody may have been faster. Load it again.")
            % {"state": assignment.get_state_display()}
        ]
    if step.name == "move" and _is_handed_in(assignment):
        return [_("It is handed in: there is nothing due any more.")]
    if answers is None:
        return []
    found = [ASKED[name] for name in step.asks if not _said(answers, name)]
    if found:
        return found
    if "due_at" in step.asks:
        found += _impossible_due(answers["due_at"], at)
    if "reporter" in step.asks and not can_take(answers["reporter"], assignment.desk):
        found.append(
            _("%(reporter)s has no login with a role at %(desk)s: choose somebody who has.")
            % {"reporter": answers["reporter"], "desk": assignment.desk}
        )
    return found


def _is_handed_in(assignment):
    article = assignment.article
    return article is not None and article.state != Article.State.DRAFT


def _said(answers, name):
    answer = answers.get(name)
    return answer.strip() if isinstance(answer, str) else answer


def _impossible_due(due_at, at):
    if due_at > at + FARTHEST:
        return [TOO_FAR]
    if due_at < at:
        return [_("This moment has passed: choose one ahead.")]
    return []


def can_take(reporter, desk):
    """Whether `reporter` may be assigned something at `desk`: active, with a role there."""
    user = reporter.user
    return reporter.active and user is not None and reach_of(user).has("reporter", desk.pk)


def takers(desk):
    """The reporters who may be assigned something at `desk`, by name."""
    desks = [desk.pk, *(above.pk for above in desk.ancestors())]
    found = Reporter.objects.filter(
        active=True, user__is_active=True, user__memberships__desk_id__in=desks
    )
    return found.distinct().order_by("name", "pk")


def available(assignment, *, by, at):
    """The steps that `by` may take now, in the table's order."""
    return [step for step in STEPS.values() if not refusals(step, assignment, by=by, at=at)]


@transaction.atomic
def propose(*, desk, by, at, values, reporter=None, due_at=None):
    """Put an idea on the desk's list; an editor may assign it in the same move.

    `values` has some of DETAILS. `due_at` of an idea is when it would be wanted. Returns the
    Assignment: of a button pressed twice the one that there is; the same for another day or
    another reporter is another one. Raises PermissionDenied or ValidationError.
    """
    if not reach_of(by).has("reporter", desk.pk):
        raise PermissionDenied(_("You have no role at this desk."))
    assignment = Assignment(desk=desk, proposed_by=by, proposed_at=at, due_at=due_at)
    _fill(assignment, values, at)
    # The user's own row is locked, so that the second press waits for the first.
    get_user_model().objects.select_for_update(no_key=True).get(pk=by.pk)
    details = {name: getattr(assignment, name) for name in DETAILS}
    before = Assignment.objects.filter(
        **details, desk=desk, proposed_by=by, reporter=reporter, due_at=due_at,
        proposed_at__gt=at - PRESSED_TWICE,
    ).first()  # fmt: skip
    if before is not None:
        return before
    if due_at:
        _refuse(_impossible_due(due_at, at))
    assignment.save()
    proposed = _record(assignment, "propose", by, at, from_state="", due_at=due_at)
    if reporter is not None:
        return perform(
            "assign", assignment, by=by, at=at, reporter=reporter, due_at=due_at
        ).assignment
    telling.tell_of(proposed)
    return assignment


@transaction.atomic
def change(assignment, *, by, at, edit, values):
    """Say anew what is wanted; returns the Assignment.

    `edit` is the number of the change that the form was filled in over. A change of nothing
    counts as none. Raises NotAllowed where somebody was faster, or PermissionDenied.
    """
    assignment = _locked(assignment)
    if not may_change(by, assignment):
        raise PermissionDenied(_("Your role at this desk does not allow this."))
    values = {name: values[name] for name in DETAILS if name in values}
    if all(getattr(assignment, name) == value for name, value in values.items()):
        return assignment
    if edit != assignment.edit:
        _refuse([CHANGED])
    _fill(assignment, values, at)
    assignment.edit += 1
    assignment.save()
    _record(assignment, "change", by, at, from_state=assignment.state)
    return assignment


CHANGED = _("Somebody changed it after you opened it. Load it again and look once more.")


def perform(name, assignment, *, by, at, edit=None, was=None, **answers):
    """Take the step `name`: lock, check, change, record; all of it or nothing.

    `edit` is the number of the change that the person saw; `was`, for “move”, the due time that
    they saw. Returns the AssignmentStep; its `assignment` is fresh. Raises NotAllowed, or another
    ValidationError where the draft cannot be begun; TypeError for an answer that is not asked.
    """
    step = STEPS[name]
    unasked = set(answers) - {*step.asks, "note"}
    if unasked:
        raise TypeError(f"{name} does not ask for {', '.join(sorted(unasked))}.")
    return _perform(step, assignment, by, at, edit, was, answers)


@transaction.atomic
def _perform(step, assignment, by, at, edit, was, answers):
    assignment = _locked(assignment)
    reasons = refusals(step, assignment, by=by, at=at, answers=answers)
    changed = edit is not None and edit != assignment.edit
    if not reasons and (changed or (was is not None and was != assignment.due_at)):
        reasons = [CHANGED]
    _refuse(reasons)
    from_state, before = assignment.state, assignment.reporter
    for name in ("reporter", "due_at"):
        if name in step.asks:
            setattr(assignment, name, answers[name])
    if step.name == "begin":
        assignment.article = _begin(assignment, by, at)
    if step.to is not STAY:
        assignment.state = step.to
    assignment.edit += 1
    assignment.save()
    taken = _record(
        assignment,
        step.name,
        by,
        at,
        from_state=from_state,
        note=_said(answers, "note") or "",
        reporter=assignment.reporter if "reporter" in step.asks else None,
        due_at=assignment.due_at if "due_at" in step.asks else None,
    )
    # Whoever declined it has said so: nobody needs to tell them that somebody else has it now.
    telling.tell_of(taken, before=before if from_state in ("assigned", "accepted") else None)
    return taken


def _begin(assignment, by, at):
    """The draft that the assignment becomes, with what its template gives."""
    values, topics, lines = filling.of(
        assignment.template, assignment.desk, at=at, idea=assignment.idea
    )
    if assignment.section:
        values["section"] = assignment.section
    try:
        article = editing.save(
            None,
            by=by,
            at=at,
            edit=0,
            values=values | {"desk": assignment.desk, "headline": assignment.idea},
            bylines=[(assignment.reporter, Credit.WRITER)],
            topics=topics,
            # Two assignments may have the same idea, and each is begun once anyway.
            anew=True,
        )
    except PermissionDenied as refusal:
        raise NotAllowed([str(refusal)], code="not_allowed") from refusal
    filling.give_checklist(article, lines)
    return article


def _locked(assignment):
    pk = assignment.pk if isinstance(assignment, Assignment) else assignment
    # Two questions: what is joined to a row that one waited for is as old as the question.
    Assignment.objects.select_for_update().get(pk=pk)
    rows = Assignment.objects.select_related(
        "desk", "reporter__user", "article", "section", "template"
    )
    return rows.get(pk=pk)


def _fill(assignment, values, at):
    """Set the details and look at them; ValidationError by field."""
    for name in DETAILS:
        if name in values:
            setattr(assignment, name, values[name])
    assignment.idea = " ".join(assignment.idea.split())
    if assignment.event_at and assignment.event_at > at + FARTHEST:
        raise ValidationError({"event_at": TOO_FAR})
    assignment.full_clean(exclude=["article", "proposed_by", "desk"])


def _refuse(reasons):
    if reasons:
        raise NotAllowed([str(reason) for reason in reasons], code="not_allowed")


def _record(assignment, name, by, at, *, from_state, note="", reporter=None, due_at=None):
    return AssignmentStep.objects.create(
        assignment=assignment,
        step=name,
        by=by,
        taken_at=at,
        from_state=from_state,
        to_state=assignment.state,
        note=note,
        reporter=reporter,
        due_at=due_at,
    )
