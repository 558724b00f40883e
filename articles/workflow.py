"""What may happen to an article: one table, and the one function that does it.

The admin's buttons, the permission check, the importer, the handbook and the test matrix all
read STEPS.

    draft --submit--> in_review --approve--> approved --issue--> issued --reopen--> draft
      ^                   |                     |
      +-return, take_back-+-------return--------+     draft | in_review | approved --spike-->
    spiked --revive--> draft.   On issued: recall, reschedule.   While live: notice, withdraw,
    carry (ahead too, by whoever sees it); where a desk carries it: uncarry.
"""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from psycopg2.errors import ExclusionViolation, RestrictViolation

from newsroom.reporters.reach import reach_of

from . import publishing
from .models.article import Article
from .models.decision import Decision
from .models.revision import Revision
from .needs import clock, said, unmet
from .talk.carriers import carriers_of, tell_carriers
from .talk.following import followers_of
from .talk.people import mentioned, nearest_editors, who_see
from .talk.telling import settle, tell
from .writers import ground_to_write, has_saved, is_own, writers_of

DRAFT, IN_REVIEW, APPROVED, ISSUED, SPIKED = "draft", "in_review", "approved", "issued", "spiked"
STAY = None


class NotAllowed(ValidationError):
    """The step may not be taken; the messages say why and what to do."""


@dataclass(frozen=True)
class Step:
    """One row of the table.

    `done` is what is said afterwards; of a carried story with the names of its desk and headline.
    `who`: "writer" (edits at its desk, created it, is credited on it, or saved it and still sees
    it), "maker" (that, but for who only edits there), "editor" (edits at its desk or a desk above),
    "carrier" (edits at any desk). `asks`: what
    the person is asked for; names in `optional` may be left empty. `needs`: checks by name, see
    needs.py. `tells`: the kind of notification, and then who is told: "writers" (who created it,
    are credited with a login, or saved it as a draft), "mentioned" (with an @ in the note),
    "editors" (the nearest of its desk, until one of them decides), "carriers" (the editors of desks
    that carry what its readers are told of), and whoever follows the article.
    """

    name: str
    label: str
    done: str
    states: tuple
    to: str | None
    who: str
    asks: tuple = ()
    optional: tuple = ()
    needs: tuple = ()
    tells: tuple = ()
    danger: bool = False


STEPS = {
    step.name: step
    for step in (
        Step(
            "submit", _("Submit for review"), _("Submitted for review."),
            (DRAFT,), IN_REVIEW, "writer", needs=("complete",), tells=("submitted", "editors"),
        ),
        Step(
            "approve", _("Approve"), _("Approved. It waits until an editor issues it."),
            (IN_REVIEW,), APPROVED, "editor", asks=("note",), optional=("note",),
            needs=("complete", "four_eyes"), tells=("approved", "writers", "mentioned"),
        ),
        Step(
            "issue", _("Issue"), _("Issued."),
            (APPROVED,), ISSUED, "editor", asks=("live_from", "notice", "assured"),
            optional=("live_from", "notice", "assured"),
            needs=("complete", "standing_approval", "embargo", "care"),
            tells=("issued", "writers", "carriers"),
        ),
        Step(
            "return", _("Return to the reporter"), _("Returned to the reporter with your note."),
            (IN_REVIEW, APPROVED), DRAFT, "editor", asks=("note",),
            tells=("returned", "writers", "mentioned"),
        ),
        Step(
            "take_back", _("Take back"), _("Taken back. It is a draft again."),
            (IN_REVIEW,), DRAFT, "maker", tells=("taken_back", "writers"),
        ),
        Step(
            "reopen", _("Reopen for changes"),
            _("Reopened. Readers keep what they have until the next version is issued."),
            (ISSUED,), DRAFT, "editor", needs=("nothing_ahead",), tells=("reopened", "writers"),
        ),
        Step(
            "reschedule", _("Reschedule"), _("Rescheduled."),
            (ISSUED,), STAY, "editor", asks=("live_from",), needs=("ahead", "embargo", "pictures"),
            tells=("rescheduled", "writers"),
        ),
        Step(
            "recall", _("Recall"), _("Recalled. The text is approved and waits."),
            (ISSUED,), APPROVED, "editor", asks=("note",), optional=("note",), needs=("ahead",),
            tells=("recalled", "writers", "mentioned"),
        ),
        Step(
            "carry", _("Carry on a desk"), _("On the pages of %(desk)s: “%(headline)s”."),
            (DRAFT, IN_REVIEW, APPROVED, ISSUED), STAY, "carrier", asks=("desk", "headline"),
            optional=("headline",), needs=("other_desk", "live_or_seen_ahead"),
        ),
        Step(
            "uncarry", _("Stop carrying"),
            _("No longer on the pages of %(desk)s: “%(headline)s”."),
            (DRAFT, IN_REVIEW, APPROVED, ISSUED), STAY, "carrier", asks=("desk",),
            needs=("carried",),
        ),
        Step(
            "revive", _("Revive"), _("Revived as a draft."),
            (SPIKED,), DRAFT, "writer", tells=("revived", "writers"),
        ),
        Step(
            "spike", _("Spike"), _("Spiked. It can be revived."),
            (DRAFT, IN_REVIEW, APPROVED), SPIKED, "writer_of_draft", asks=("note",),
            needs=("never_public",), tells=("spiked", "writers", "mentioned"), danger=True,
        ),
        Step(
            "notice", _("Publish a notice"), _("Published. Readers see the notice on every desk."),
            (DRAFT, IN_REVIEW, APPROVED, ISSUED), STAY, "editor", asks=("notice",),
            needs=("live",), tells=("noticed", "writers", "carriers"),
        ),
        Step(
            "withdraw", _("Withdraw"), _("Withdrawn. Readers see the notice at its address."),
            (DRAFT, IN_REVIEW, APPROVED, ISSUED), STAY, "editor", asks=("ground", "reason"),
            needs=("live",), tells=("withdrawn", "writers", "carriers"),
            danger=True,
        ),
    )
}  # fmt: skip


def may_edit_text(user, article):
    """Whether `user` may change the working copy as it stands."""
    return ground_to_write(user, article).allows


def role_allows(step, user, article):
    """Whether the role of `user` allows `step` on `article`, whatever its state."""
    reach = reach_of(user)
    editor = reach.has("editor", article.desk_id)
    if step.who == "editor":
        return editor
    if step.who == "carrier":
        return bool(reach.desks("editor"))
    if step.who == "writer_of_draft" and article.state != DRAFT:
        return editor
    if not reach.roles or editor and step.who != "maker":
        return editor
    # Whoever saved it while it was shared takes no step on what they may not open any more.
    sees = editor or article.shared and reach.has("reporter", article.desk_id)
    return is_own(user, article) or (sees and has_saved(user, article))


def refusals(step, article, *, by, at, answers=None):
    """Why `by` may not take `step` on `article` at `at`: sentences, empty where it may.

    With `answers` None only what is known before asking is looked at: this draws the buttons.
    """
    step = STEPS[step] if isinstance(step, str) else step
    if not role_allows(step, by, article):
        return [_("Your role at this desk does not allow this step.")]
    if article.state not in step.states:
        return [
            _("This article is now “%(state)s”: somebody may have been faster. Load it again.")
            % {"state": article.get_state_display()}
        ]
    found = []
    for need in step.needs:
        found += unmet(need, article, by, at, answers)
    if answers is not None:
        for name in step.asks:
            if name not in step.optional and not said(answers, name):
                found.append(ASKED[name])
    return found


ASKED = {
    "note": _("Write a note that says why."),
    "reason": _("Write the reason that readers will see."),
    "ground": _("Choose the ground of the withdrawal."),
    "live_from": _("Choose the moment from which it is live."),
    "desk": _("Choose the desk that carries it."),
    "notice": _("Choose the kind of the notice."),
}


def available(article, *, by, at):
    """The steps that `by` may take now, in the table's order."""
    return [step for step in STEPS.values() if not refusals(step, article, by=by, at=at)]


def held_up(article, *, by, at):
    """Why the role of `by` would let the text go on, and something else than the text does not.

    Sentences. What the text itself lacks stands among its checks.
    """
    return [
        sentence
        for step in (STEPS["approve"], STEPS["issue"])
        if article.state in step.states and role_allows(step, by, article)
        for need in step.needs
        if need != "complete"
        for sentence in unmet(need, article, by, at, None)
    ]


def perform(name, article, *, by, at, edit=None, tells=True, **answers):
    """Take the step `name`: lock, check, change, record; all of it or nothing.

    `article` may be an Article or its id; `edit` is the number of the save that the person saw,
    so that nobody approves a text they have not read. `tells` is False where it is no news to
    anybody: of what was printed long ago. `answers` are what the step asks for, and a note where
    anybody wants to leave one. Returns the Decision; `decision.article` is the fresh
    article. Raises NotAllowed, or another ValidationError where an answer is no good; TypeError
    for an answer that the step does not ask for, which would otherwise be a silent “now”.
    """
    step = STEPS[name]
    unasked = set(answers) - {*step.asks, "note"}
    if unasked:
        raise TypeError(f"{name} does not ask for {', '.join(sorted(unasked))}.")
    try:
        return _perform(step, article, by, at, edit, tells, answers)
    except IntegrityError as error:
        # The clock of the database is the judge of what is public: it ran on since `at`.
        if not isinstance(error.__cause__, (ExclusionViolation, RestrictViolation)):
            raise
        raise NotAllowed(
            [str(_("It went public or was changed at this very moment. Load it again."))],
            code="not_allowed",
        ) from error


@transaction.atomic
def _perform(step, article, by, at, edit, tells, answers):
    pk = article.pk if isinstance(article, Article) else article
    article = Article.objects.select_for_update().get(pk=pk)
    reasons = refusals(step, article, by=by, at=at, answers=answers)
    if not reasons and edit is not None and edit != article.edit:
        reasons = [_("The text was changed after you opened it. Load it again and look once more.")]
    if not reasons and step.who == "carrier":
        desk = answers["desk"]
        if not reach_of(by).has("editor", desk.pk):
            reasons = [_("You are not an editor at the desk that would carry it.")]
    if reasons:
        raise NotAllowed([str(reason) for reason in reasons], code="not_allowed")
    # What was decided about stays, though it was saved while somebody typed.
    Revision.objects.keep_latest(article)
    from_state = article.state
    audience = _audience(step, article, answers) if tells else []
    carrying = _carrying(step, article, at, answers) if tells else []
    version, live_from = _carry_out(step, article, by, at, answers)
    if step.to is not STAY:
        article.state = step.to
    article.changed_at = at
    article.save(update_fields=["state", "changed_at"])
    decision = Decision.objects.create(
        article=article,
        step=step.name,
        by=by,
        taken_at=at,
        from_state=from_state,
        to_state=article.state,
        note=noted(step, answers),
        version=version,
        live_from=live_from,
    )
    if from_state == IN_REVIEW != article.state:
        settle("submitted", article, at=at)
    if audience:
        _tell(step, decision, audience)
    if carrying:
        tell_carriers(
            "withdrawn" if step.name == "withdraw" else "noticed",
            carrying,
            version=version,
            by=by,
            at=at,
            text=decision.note,
            but=audience,
        )
    return decision


def _audience(step, article, answers):
    """Who is told of the step: asked before it is carried out, which may change the writers."""
    found = []
    if "writers" in step.tells:
        found += writers_of(article)
    if step.tells:
        found += followers_of(article)
    if "editors" in step.tells:
        found += nearest_editors(article.desk)
    if "mentioned" in step.tells:
        found += mentioned(said(answers, "note") or "", among=who_see(article))
    return found


def _carrying(step, article, at, answers):
    """The desks that are told as well: those that carry it, where its readers are told something.

    Of what is issued for later nobody elsewhere learns before its readers do.
    """
    if "carriers" not in step.tells:
        return []
    if step.name == "issue" and (not answers.get("notice") or answers.get("live_from")):
        return []
    return carriers_of(article, at=at)


def _tell(step, decision, audience):
    """Tell them, with the decision's note and, where it goes out later, the moment."""
    text = decision.note
    if decision.live_from and decision.live_from > decision.taken_at:
        text = f"{clock(decision.live_from, decision.article.desk.zone)}\n{text}".strip()
    tell(
        step.tells[0],
        to=audience,
        by=decision.by,
        at=decision.taken_at,
        article=decision.article,
        text=text,
    )


def noted(step, answers):
    """What the decision keeps in words; of a carried story also where, and under which headline."""
    told = (answers.get("notice") or {}).get("text", "").strip()
    note = said(answers, "note") or said(answers, "reason") or told
    if step.who != "carrier":
        return note
    headline = said(answers, "headline")
    place = f"{answers['desk'].name}: {headline}" if headline else answers["desk"].name
    return f"{place}\n{note}".strip()


def _carry_out(step, article, by, at, answers):
    """Do what the step does beside changing the state; returns (version, chosen moment)."""
    if step.name == "issue":
        live_from = answers.get("live_from") or at
        version = publishing.issue(
            article,
            by=by,
            at=at,
            live_from=live_from,
            notice=answers.get("notice"),
            assured=answers.get("assured"),
        )
        return version, live_from
    if step.name == "reopen":
        # Not at issue: a version that is recalled, or that a withdrawal cancels, never went out,
        # and its writers stay writers.
        if not publishing.recalled_last(article.versions).exists():
            article.written_by.clear()
        return None, None
    if step.name == "reschedule":
        live_from = answers["live_from"]
        return publishing.reschedule(article, at=at, live_from=live_from), live_from
    if step.name == "recall":
        return publishing.recall(article, at=at), None
    if step.name == "notice":
        return publishing.give_notice(article, by=by, at=at, notice=answers["notice"]), None
    if step.name == "withdraw":
        version = publishing.withdraw(
            article, by=by, at=at, ground=answers["ground"], reason=said(answers, "reason")
        )
        return version, None
    if step.name == "carry":
        publishing.carry(
            article, desk=answers["desk"], headline=said(answers, "headline") or "", at=at
        )
        return publishing.live_version(article, at) or publishing.newest_version(article), None
    if step.name == "uncarry":
        publishing.uncarry(article, desk=answers["desk"], at=at)
        return publishing.live_version(article, at), None
    return None, None
