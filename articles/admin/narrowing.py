"""How the list of articles is narrowed: what its address asks for, checked and said back.

Every part of it stands in the address, so that a list can be sent to a colleague, who finds in it
what they may see themselves. People, desks and topics are typed by name; `suggestions` completes
the typing from what the viewer may know of, and a name that is none, or not theirs to know of,
finds nothing in either case.
"""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from django.db.models import Exists, F, OuterRef, Q
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from taggit.models import Tag

from articles import search
from articles.models import Article, Section, VersionTopic
from articles.models.kind import Kind
from newsroom.desks.models import Desk
from newsroom.reporters.models import Reporter
from newsroom.reporters.reach import reach_of

NAMES = ("q", "desk", "reporter", "topic", "state", "section", "kind", "from", "to", "order")
LONGEST = 200
SUGGESTED = 12
# Reporters and topics of one name: more than these are not looked up.
NAMESAKES = 50


@dataclass(frozen=True)
class Order:
    """A sort of the list: by which moment or number, in which direction."""

    name: str
    column: str
    newest_first: bool

    @property
    def keys(self):
        """The columns it sorts by: its own, and the number to break ties."""
        return [self.column] if self.column == "article_id" else [self.column, "article_id"]


ORDERS = {
    order.name: order
    for order in (
        Order("changed", "changed_at", True),
        Order("changed-oldest", "changed_at", False),
        Order("begun", "article_id", True),
        Order("begun-oldest", "article_id", False),
    )
}


@dataclass
class Narrowing:
    """What an address asks for: `typed` as it stands there, and what is made of it.

    `problems` are sentences about what was typed and is not: the list is empty where there is one.
    """

    typed: dict
    order: Order
    condition: Q = field(default_factory=Q)
    question: search.Question = field(default_factory=search.Question)
    problems: list = field(default_factory=list)

    def __bool__(self):
        """Whether anything is left out."""
        return any(value for name, value in self.typed.items() if name != "order")

    def beyond_words(self):
        """Whether something is left out beside what the search does: its fields are to be seen."""
        return any(value for name, value in self.typed.items() if name not in ("q", "order"))

    def address(self, **changes):
        """The query of this list, with `changes`; the empty parts are left away."""
        parts = self.typed | changes
        return urlencode({name: parts[name] for name in (*NAMES, *changes) if parts.get(name)})


def of(query, user, zone):
    """The Narrowing that `query` (request.GET) asks for; days begin and end in `zone`."""
    typed = {name: query.get(name, "").replace("\0", "").strip()[:LONGEST] for name in NAMES}
    problems, marks, condition = [], [], Q()
    order = ORDERS.get(typed["order"])
    if order is None:
        # What waits for review is oldest first; everything else is newest first.
        waits = typed["state"] == Article.State.IN_REVIEW
        order, typed["order"] = ORDERS["changed-oldest" if waits else "changed"], ""
    for name, choices in (("state", Article.State), ("kind", Kind)):
        if typed[name] and typed[name] in choices.values:
            condition &= Q(**{name: typed[name]})
        elif typed[name]:
            problems.append(_("There is no such choice: “%(typed)s”.") % {"typed": typed[name]})
    if typed["section"]:
        section = Section.objects.filter(slug=typed["section"]).first()
        if section is None:
            problems.append(_("There is no section “%(typed)s”.") % {"typed": typed["section"]})
        else:
            condition &= Q(section_id=section.pk)
    condition &= at_desk(typed, user, problems)
    if typed["reporter"]:
        named = Reporter.objects.filter(_called(typed["reporter"])).values_list("pk", flat=True)
        marks.append([f"reporter:{pk}" for pk in named[:NAMESAKES]])
    if typed["topic"]:
        named = Tag.objects.filter(_called(typed["topic"])).values_list("pk", flat=True)
        marks.append([f"topic:{pk}" for pk in named[:NAMESAKES]])
    condition &= between_days(typed, zone, problems, "changed_at")
    question = search.asked(typed["q"], marks)
    if number_in_address(query.get("q", "")):
        problems.append(_("You see no article at this address: look whether it is complete."))
    if question.excludes_only:
        problems.append(_("Add a word to look for: a search cannot only leave out."))
    return Narrowing(typed, order, condition, question, problems)


# Of readers' pages and of the newsroom's own, with words around it or not.
ADDRESS = re.compile(r"/articles/(?:article/)?([1-9][0-9]{0,17})\b")


def number_in_address(typed):
    """The number of the article whose address stands in what was typed, or None."""
    found = ADDRESS.search(typed)
    return int(found[1]) if found else None


def _called(typed):
    """By the slug, which is one thing's alone, or by the name, which several may have."""
    return Q(slug=typed) | Q(name__iexact=typed)


def at_desk(typed, user, problems):
    """It is at the desk that is typed, or below it; a desk that the viewer has not is a problem."""
    if not typed["desk"]:
        return Q()
    desks = _desks_called(typed["desk"], user)
    if not desks:
        problems.append(
            _("You have no desk “%(typed)s”: choose one of those offered.")
            % {"typed": typed["desk"]}
        )
    return Q(desk_id__in=desks)


def _desks_called(typed, user):
    """Ids of the desk of that name and the desks below it; none where it is not the viewer's."""
    tree = dict(Desk.objects.values_list("pk", "parent_id"))
    allowed = tree.keys() if user.is_superuser else reach_of(user).desks("reporter")
    found = set(Desk.objects.filter(_called(typed), pk__in=allowed).values_list("pk", flat=True))
    while True:
        below = {pk for pk, parent in tree.items() if parent in found and pk not in found}
        if not below:
            return found
        found |= below


def between_days(typed, zone, problems, column):
    """The moment in `column` is from the beginning of the first day to the end of the last."""
    condition, days = Q(), {}
    for name in ("from", "to"):
        if not typed[name]:
            continue
        try:
            days[name] = parse_date(typed[name])
        except ValueError:
            days[name] = None
        if days[name] is None or not 1 < days[name].year < 9999:
            problems.append(
                _("“%(typed)s” is no day: write it like 2024-11-20.") % {"typed": typed[name]}
            )
            days.pop(name)
    if "from" in days:
        condition &= Q(**{f"{column}__gte": _midnight(days["from"], zone)})
    if "to" in days:
        condition &= Q(**{f"{column}__lt": _midnight(days["to"] + timedelta(days=1), zone)})
    if len(days) == 2 and days["from"] > days["to"]:
        problems.append(_("The first day is after the last."))
    return condition


def _midnight(day: date, zone):
    return datetime.combine(day, time(), tzinfo=zone)


# --- Suggestions --------------------------------------------------------------------------------


def suggestions(what, typed, user, *, at):
    """Names of `what` ("desk", "reporter", "topic") with `typed` in them: [(value, label)].

    Only what the viewer may know of: desks of their reach, reporters of those desks, and topics
    that readers have seen or that are on an article the viewer sees.
    """
    typed = typed.replace("\0", "").strip()[:LONGEST]
    if not typed:
        return []
    if what == "desk":
        desks = Desk.objects.filter(name__icontains=typed)
        if not user.is_superuser:
            desks = desks.filter(pk__in=reach_of(user).desks("reporter"))
        rows = desks.select_related("parent").order_by("name", "pk")[:SUGGESTED]
        return _told_apart(rows, lambda desk: desk.parent.name if desk.parent else "")
    if what == "reporter":
        reporters = Reporter.objects.filter(name__icontains=typed)
        if not user.is_superuser:
            desks = reach_of(user).desks("reporter")
            reporters = reporters.filter(Q(desk_id__in=desks) | Q(user=user))
        rows = reporters.select_related("desk").order_by("name", "pk")[:SUGGESTED]
        return _told_apart(rows, lambda reporter: reporter.desk.name)
    if what == "topic":
        return [(tag.name, "") for tag in _topics(typed, user, at)]
    return []


def _told_apart(rows, place):
    """Each by its name, or by its slug where another of the same name is offered as well."""
    rows = list(rows)
    names = [row.name.casefold() for row in rows]
    return [
        (row.slug if names.count(row.name.casefold()) > 1 else row.name,
         f"{row.name}, {place(row)}" if place(row) else row.name)
        for row in rows
    ]  # fmt: skip


# Topics are looked through in the order of their names, this many at a time at most.
LOOKED_THROUGH = 60


def _topics(typed, user, at):
    tags = list(Tag.objects.filter(name__istartswith=typed).order_by("name", "pk")[:LOOKED_THROUGH])
    went_out = VersionTopic.objects.filter(
        tag=OuterRef("pk"),
        version__live_from__lte=at,
        version__live_until__gt=F("version__live_from"),
    )
    public = set(
        Tag.objects.filter(Exists(went_out), pk__in=[tag.pk for tag in tags]).values_list(
            "pk", flat=True
        )
    )
    unseen = [tag.pk for tag in tags if tag.pk not in public]
    if unseen:
        public |= set(
            Article.objects.visible_to(user)
            .filter(topic_items__tag__in=unseen)
            .values_list("topic_items__tag", flat=True)
            .distinct()
        )
    return [tag for tag in tags if tag.pk in public][:SUGGESTED]
