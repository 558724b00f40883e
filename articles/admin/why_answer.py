"""What every answer of the page that explains rights is made of."""

from dataclasses import dataclass

from newsroom.reporters.reach import RANK, reach_of


@dataclass(frozen=True)
class Answer:
    """Whether somebody may, and the sentences that say why; `asked` is what they must answer."""

    question: str
    may: bool
    sentences: list
    asked: list = ()


def gathered(answers):
    """The answers as the page has them: those of one reason are one, with all its questions."""
    found = {}
    for each in answers:
        reason = (each.may, *map(str, each.sentences), "", *map(str, each.asked))
        found.setdefault(reason, []).append(each)
    return [
        {"questions": [each.question for each in alike], "answer": alike[0]}
        for alike in found.values()
    ]


def held_by(user):
    """The memberships of `user`, by the names of their desks."""
    return list(user.memberships.select_related("desk").order_by("desk__name", "pk"))


def grants_at(user, desk_id):
    """The memberships of `user` that reach a desk, the strongest first."""
    reaching = {desk for _role, desk in reach_of(user).grants.get(desk_id, [])}
    held = [membership for membership in held_by(user) if membership.desk_id in reaching]
    return sorted(held, key=lambda membership: -RANK[membership.role])
