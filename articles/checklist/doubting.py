"""What of a text asks to look once more for what the press rules want: warnings, never refusals."""

import re

from django.utils.translation import gettext as _

from articles import said
from articles.models.care import Care
from newsroom.reporters.reach import reach_of

from .assuring import UNVERIFIED, without_help

SUICIDE = re.compile(r"\b(bunuh|gantung) diri|\bsuicid(e|al)\b", re.I)
# Whoever is accused in one of these words tells who the child is.
RELATIONS = re.compile(
    r"\b((ayah|bapak|ibu|kakak|adik|paman|bibi|kakek|nenek|saudara)( (kandung|tiri|angkat))?"
    r"|(step)?(father|mother|brother)|uncle|aunt|grandfather)(nya)?\b",
    re.I,
)
PROTECTED = {Care.CHILD, Care.SEXUAL_CRIME}


def doubtful(article, text, *, by):
    """What looks wrong: pairs of the field and a sentence. `text` is its body without HTML.

    No query but of a story about a suicide, one.
    """
    whole = f"{article.headline}\n{article.standfirst}\n{text}"
    if Care.UNVERIFIED in article.care and not reach_of(by).has("chief", article.desk_id):
        yield "care", str(UNVERIFIED)
    if Care.SUICIDE not in article.care and SUICIDE.search(whole):
        yield (
            "care",
            _("The text speaks of a suicide: if it is about one, say so under “special care”."),
        )
    relation = PROTECTED.intersection(article.care) and RELATIONS.search(whole)
    if relation:
        yield (
            "body",
            _(
                "It says “%(words)s”: where that relative is accused and named, everybody knows "
                "who is to be protected."
            )
            % {"words": said.around(whole, *relation.span())},
        )
    for sentence in without_help(article):
        yield "care", str(sentence)
