"""What the press rules want assured before a story that asks for care is issued, and by whom.

The questions stand here for the page that asks them and for the workflow that refuses; that none
of them is left out of what is public is a check of the table `Assurance` and a trigger on versions.
"""

import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from articles import said
from articles.models.care import Care
from articles.models.notice import Notice
from newsroom.desks.hosts import host_map
from newsroom.desks.models import LANGUAGES
from newsroom.imprint.models import Imprint

from .models import Assurance


@dataclass(frozen=True)
class Question:
    """One thing to assure: a sentence that whoever issues says yes to or, `written`, answers.

    Of one that is `sought` the answer is words that must not be read in the story, one on a line:
    looked for, and never kept.
    """

    name: str
    sentence: str
    written: bool = False
    sought: bool = False


PROTECTED = (
    Question("no_name", _("No name and no recognisable picture of them is in it.")),
    Question(
        "no_way",
        _("No relative, address, village, school, club or object tells who they are."),
    ),
    Question(
        "no_family",
        _("Where a relative is accused, that relative is not named with the relation either."),
    ),
    Question("earlier", _("What we published before and named them in is edited or withdrawn.")),
    Question(
        "words", _("Names and words that must not be read in it, one on each line"), sought=True
    ),
)
# In the order of the form. Press Council 2/Peraturan-DP/III/2019 for suicide; the Guidelines for
# Online Media, point 2(c), for what is not verified, whose fourth ground is the printed notice, and
# 2(a) for harm; 1/Peraturan-DP/II/2019, law 11/2012 and the code of ethics, 5, for the others.
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
    Care.CHILD: PROTECTED,
    Care.SEXUAL_CRIME: PROTECTED,
    Care.MISSING: (
        Question("still", _("The child is still missing; once found, the story is withdrawn.")),
        Question("no_crime", _("Nothing says that the child is the victim of a crime.")),
    ),
    Care.HARM: (
        Question(
            "other_side",
            _("What does the other side say, or when was it asked without an answer?"),
            written=True,
        ),
        Question("in_story", _("The story itself says so.")),
    ),
}

UNVERIFIED = _("It still needs verification: a chief editor of the desk decides to issue it.")
# Notices that say what became of a story that was not verified: the trigger version_is_verified.
TELL = (Notice.Kind.UPDATE, *Notice.MISTAKES)


def key_of(care, question):
    """The name under which the answer to a question is given."""
    return f"{care}_{question.name}"


def asked_of(article):
    """What is to be assured of an article: pairs of a Care and its questions, in their order."""
    return [(care, QUESTIONS[care]) for care in Care if care in article.care]


def open_questions(article, answers):
    """What `answers`, by `key_of`, does not assure: pairs of a Care and a Question."""
    return [
        (care, question)
        for care, questions in asked_of(article)
        for question in questions
        if not question.sought and not given(answers, care, question)
    ]


def sought_in(article, answers):
    """The words that must not be read in the story, each once."""
    lines = [
        line.strip()
        for care, questions in asked_of(article)
        for question in questions
        if question.sought
        for line in (answers.get(key_of(care, question)) or "").splitlines()
    ]
    return [line for line in dict.fromkeys(lines) if line]


def occurring(words, texts):
    """Which of `words` stand in `texts` as words of their own, whatever their case, and where.

    `texts` are pairs of a place and a text. Yields pairs of a word and its places, each once and
    with the words around it where there are any.
    """
    for word in words:
        found = {}
        for place, text in texts:
            if at := re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE):
                found.setdefault(place, said.around(text, *at.span()))
        if found:
            yield word, [_in(place, words) for place, words in found.items()]


def _in(place, words):
    """A place with its words, but of one that has hardly more than what is looked for."""
    return f"{place} (“{words}”)" if " " in words else place


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
            answers={
                question.name: given(answers, care, question)
                for question in questions
                if not question.sought
            },
        )
        for care, questions in asked_of(version)
    )


def assured_of(versions):
    """What was assured of these versions, by key: pairs of a Care and [(sentence, answer)].

    The answer is what was written, or empty where somebody said yes. Asks nothing where no version
    asks for care.
    """
    found = {}
    caring = [version.pk for version in versions if version.care]
    kept = Assurance.objects.filter(version__in=caring).order_by("pk") if caring else []
    for each in kept:
        care = Care(each.care)
        said = [
            (question.sentence, each.answers[question.name] if question.written else "")
            for question in QUESTIONS[care]
            if each.answers.get(question.name)
        ]
        found.setdefault(each.version_id, []).append((care, said))
    return found
