"""Which parts an article must have at its desk, and which of them it lacks."""

from django.utils.translation import gettext_lazy as _

from articles import html

from .models import EVERY_KIND, Part, Requirement

# The field of each part, and the sentence where it is missing.
LACKING = {
    Part.KICKER: ("kicker", _("Write a kicker: %(desk)s requires it.")),
    Part.STANDFIRST: ("standfirst", _("Write a standfirst: %(desk)s requires it.")),
    Part.DATELINE: ("dateline", _("Write the dateline: %(desk)s requires it.")),
    Part.SOURCE: ("source", _("Name the source: %(desk)s requires it.")),
    Part.TOPICS: (
        "topics",
        _("Topics: %(has)s. %(desk)s requires at least %(amount)s."),
    ),
    Part.LEAST: ("body", _("Words: %(has)s. %(desk)s requires at least %(amount)s.")),
    Part.MOST: ("body", _("Words: %(has)s. %(desk)s allows at most %(amount)s.")),
}


def strictest(requirements):
    """Of `requirements` the one that counts for each part: a dict in the order of Part."""
    found = {}
    for each in requirements:
        known = found.get(each.part)
        if known is None or _is_stricter(each, known):
            found[each.part] = each
    return {part: found[part] for part in Part if part in found}


def _is_stricter(one, other):
    return one.amount < other.amount if one.part == Part.MOST else one.amount > other.amount


def holding(desk_id, kind):
    """What is required at the desk of that kind: a dict of Requirement by part, in one query."""
    rows = Requirement.objects.holding(desk_id, kind).select_related("desk")
    return strictest(rows.order_by("pk"))


def lacking(article):
    """What the article lacks of what its desk requires: pairs of the field and a sentence.

    What is required is asked once for each article object, desk and kind.
    """
    asked = (article.desk_id, article.kind)
    if article.__dict__.get("_required_of") != asked:
        article.__dict__["_required"] = holding(*asked)
        article.__dict__["_required_of"] = asked
    required = article.__dict__["_required"]
    words = html.word_count(article.body) if {Part.LEAST, Part.MOST} & set(required) else 0
    found = []
    for part, requirement in required.items():
        has = _has(article, part, words)
        if part == Part.MOST:
            is_met = has <= requirement.amount
        else:
            # An empty text is missing already, and not too short.
            is_met = has >= requirement.amount or (part == Part.LEAST and not has)
        if not is_met:
            field, sentence = LACKING[part]
            found.append(
                (
                    field,
                    sentence
                    % {"desk": requirement.desk.name, "amount": requirement.amount, "has": has},
                )
            )
    return found


def _has(article, part, words):
    """How much of the part the article has."""
    if part in (Part.LEAST, Part.MOST):
        return words
    if part == Part.TOPICS:
        return article.topic_items.count()
    return int(bool(getattr(article, LACKING[part][0]).strip()))


def impossible(tree, requirements, kinds):
    """Where `requirements` ask for more words than they allow: (desk id, kind, least, most).

    `tree` has the desk above by desk id, `kinds` are looked at; None where all can be met.
    """
    at = {}
    for each in requirements:
        at.setdefault(each.desk_id, []).append(each)
    for desk_id in tree:
        holds, above = [], desk_id
        while above:
            holds += at.get(above, [])
            above = tree.get(above)
        for kind in kinds:
            counts = strictest(each for each in holds if each.kind in (EVERY_KIND, kind))
            least, most = counts.get(Part.LEAST), counts.get(Part.MOST)
            if least and most and least.amount > most.amount:
                return desk_id, kind, least, most
    return None
