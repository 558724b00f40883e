"""What the press rules want assured before a story that asks for care is issued, and by whom.

The questions stand here for the page that asks them and for the workflow that refuses; that none
of them is left out of what is public is a check of the table `Assurance` and a trigger on versions.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from articles.models.care import Care
from articles.models.notice import Notice
from newsroom.desks.hosts import host_map
from newsroom.desks.models import LANGUAGES
from newsroom.imprint.models import Imprint

from .models import Assurance


@dataclass(frozen=True)
class Question:
    """One thing to assure: a sentence that whoever issues says yes to or, `written`, answers."""

    name: str
    sentence: str
    written: bool = False


# In the order of the form. Press Council 2/Peraturan-DP/III/2019 for suicide; the Guidelines for
# Online Media, point 2(c), for what is not verified, whose fourth ground is the printed notice.
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
    Care.UNVERIFIED: (
        Question("interest", _("What is so urgent for the public in it?"), written=True),
        Question(
            "source",
            _("Who is the first source, named in the story, and why is it credible and competent?"),
            written=True,
        ),
        Question(
            "subject",
            _("Who has to confirm it, and why can they not be found or interviewed?"),
            written=True,
        ),
    ),
}

# Notices that say what became of a story that was not verified: the trigger version_is_verified.
TELL = (Notice.Kind.UPDATE, *Notice.MISTAKES)


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
        if not given(answers, care, question)
    ]


def given(answers, care, question):
    """The answer to a question: true, a text without its outer spaces, or nothing."""
    answer = answers.get(key_of(care, question))
    return (answer or "").strip() if question.written else bool(answer)


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


def must_tell(before, article):
    """Whether the next version of `article` says what became of what `before` had not verified."""
    if before is None or Care.UNVERIFIED not in before.care or Care.UNVERIFIED in article.care:
        return False
    told = article.notices.filter(kind__in=TELL, published_at__gte=before.live_from)
    return not told.exists()


def assure(version, answers):
    """Keep with `version`, which is saved, what was assured of it; not saved without an answer."""
    Assurance.objects.bulk_create(
        Assurance(
            version=version,
            care=care,
            answers={question.name: given(answers, care, question) for question in questions},
        )
        for care, questions in asked_of(version)
    )
