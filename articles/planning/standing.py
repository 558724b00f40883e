"""Where an assignment stands: its own state, and from the draft on that of its article."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from .models import Assignment

# What the article's state says of the assignment that became it.
OF_ARTICLE = {
    "draft": ("begun", _("in work")),
    "in_review": ("handed_in", _("handed in")),
    "approved": ("handed_in", _("handed in")),
    "issued": ("done", _("issued")),
    "spiked": ("spiked", _("spiked")),
}


@dataclass(frozen=True)
class Standing:
    """The name of a look, its words, and whether the work is late."""

    name: str
    label: str
    overdue: bool = False


def of(assignment, at):
    """The standing at the moment `at` of an assignment fetched with its article."""
    name, label = assignment.state, assignment.get_state_display()
    if assignment.state == Assignment.State.BEGUN:
        name, label = OF_ARTICLE[assignment.article.state]
    waits = name in ("assigned", "accepted", "begun", "declined")
    late = waits and assignment.due_at is not None and assignment.due_at < at
    return Standing(name, label, late)
