"""What the press rules want assured before a story that asks for care is issued, and by whom.

The questions stand here for the page that asks them and for the workflow that refuses; that none
of them is left out of what is public is a check of the table `Assurance` and a trigger on versions.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from articles.models.care import Care
from newsroom.desks.hosts import host_map
from newsroom.desks.models import LANGUAGES
from newsroom.imprint.models import Imprint

from .models import Assurance


@dataclass(frozen=True)
class Question:
    """One thing to assure: a sentence that whoever issues says yes to."""

    name: str
    sentence: str


# In the order of the form. Press Council 2/Peraturan-DP/III/2019 for suicide.
QUESTIONS = {
    Care.SUICIDE: (
        Question("no_method", _("It tells no method, and no detail of how it was done.")),
        Question("no_place", _("It names no exact place where it was done.")),
        Question(
            "no_identity",
            _("It identifies nobody who died so or tried to, nor their family."),
        ),
        Question("no_traces", _("It quotes no letter, message or social media post of theirs.")),
        Question("no_pictures", _("No picture and no video shows it, or them.")),
    ),
}


def key_of(care, question):
    """The name under which the answer to a question is given."""
    return f"{care}_{question.name}"


def asked_of(article):
    """What is to be assured of an article: pairs of a Care and its questions, in their order."""
    return [(care, QUESTIONS[care]) for care in Care if care in article.care]


def open_questions(article, answers):
    """The sentences of what `answers`, by `key_of`, does not assure."""
    return [
        question.sentence
        for care, questions in asked_of(article)
        for question in questions
        if not answers.get(key_of(care, question))
    ]


def without_help(article):
    """A sentence where no desk says whom readers of a story about a suicide may turn to; a list."""
    if Care.SUICIDE not in article.care:
        return []
    held = Imprint.holding(host_map.branch(article.desk))
    if any(held.help_in(code) for code, _name in LANGUAGES):
        return []
    return [
        _(
            "%(desk)s does not say yet where readers find help: its chief editors write it on the "
            "page “Masthead”."
        )
        % {"desk": article.desk.name}
    ]


def assure(version, answers):
    """Keep with `version`, which is saved, what was assured of it; not saved without an answer."""
    Assurance.objects.bulk_create(
        Assurance(
            version=version,
            care=care,
            answers={
                question.name: True for question in questions if answers.get(key_of(care, question))
            },
        )
        for care, questions in asked_of(version)
    )
