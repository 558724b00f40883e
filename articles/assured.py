"""What keeps a story back that the press rules ask care for: read by the workflow."""

from django.utils.translation import gettext_lazy as _

from newsroom.reporters.reach import reach_of

from . import publishing
from .checklist.assuring import (
    TELL,
    UNVERIFIED,
    must_tell,
    occurring,
    open_questions,
    sought_in,
    without_help,
)
from .models.care import Care


def refusals(article, *, by, at, answers):
    """Why `by` may not issue `article` at `at` with these answers: sentences.

    With `answers` None only what is known before asking is looked at, as in the workflow.
    """
    if Care.UNVERIFIED in article.care and not reach_of(by).has("chief", article.desk_id):
        return [UNVERIFIED]
    if answers is None:
        return []
    given = answers.get("assured") or {}
    found = [
        _("Not assured yet: “%(line)s”") % {"line": question.sentence}
        for _care, question in open_questions(article, given)
    ]
    notice = answers.get("notice") or {}
    if words := sought_in(article, given):
        texts = [*publishing.printed(article, by=by, at=at)]
        texts += [(_("the notice"), str(text)) for text in notice.values()]
        sentence = _("It says “%(word)s”, which must not be read in it: %(places)s.")
        found += [
            sentence % {"word": word, "places": "; ".join(places)}
            for word, places in occurring(words, texts)
        ]
    told = notice.get("kind") in TELL
    if not told and must_tell(publishing.newest_version(article), article):
        found.append(
            _(
                "Readers have it as not verified: tell them in a notice with this version, an "
                "update or a correction, what was found."
            )
        )
    return found + without_help(article)
