"""Asking: what the address of a search asks for, and what is wrong with it."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.db.models import Q
from django.utils.translation import gettext as _
from taggit.models import Tag

from articles import search, spelling
from newsroom.desks.hosts import host_map
from newsroom.replicas import door
from newsroom.reporters.models import Reporter

from .finding import Wanted

NAMES = ("q", "desk", "section", "topic", "reporter", "from", "to", "order")
LONGEST_NAME = 200
# A topic or reporter is found by its name; of several of one name each is meant.
NAMESAKES = 20
# Between which a day can be, whatever a calendar would take.
YEARS = range(1900, 2200)


@dataclass
class Asked:
    """A question of a reader: what was typed, what is wanted, and what a person is told of it."""

    typed: dict
    wanted: Wanted = field(default_factory=Wanted)
    # A sentence, and the status that goes with it; nothing is looked for then.
    problem: str = ""
    status: int = 200
    note: str = ""

    @property
    def is_empty(self):
        """Whether nothing was asked: the form alone is wanted."""
        return not any(self.typed[name] for name in NAMES if name != "order")

    @property
    def is_narrowed(self):
        """Whether more than words was typed."""
        return any(self.typed[name] for name in NAMES if name not in ("q", "order"))

    @property
    def newest_first(self):
        """Whether the newest come first; where no words are asked for nothing is better."""
        return self.typed["order"] == "newest" or not self.wanted.positive()

    def address(self, **changes):
        """The query of this question, with `changes`; every question has one."""
        values = self.typed | changes
        if values["order"] != "newest":
            values["order"] = ""
        return "?" + urlencode({name: value for name, value in values.items() if value})


def of(query, desk, sections):
    """The Asked of `query` (request.GET) at the host of `desk`."""
    typed = {name: " ".join(query.get(name, "").replace("\0", " ").split()) for name in NAMES}
    asked = Asked(typed)
    if asked.is_empty:
        return asked
    if len(typed["q"]) > search.LONGEST:
        typed["q"] = typed["q"][: search.LONGEST].rstrip()
        asked.note = _("Only the first %(number)s letters were looked for.") % {
            "number": search.LONGEST
        }
    try:
        _read(asked, desk, sections)
    except _Wrong as wrong:
        asked.problem, asked.status = wrong.args
    return asked


class _Wrong(Exception):
    """A sentence for the reader, and a status."""


def _read(asked, desk, sections):
    typed = asked.typed
    terms = search.terms_of(typed["q"])
    marks = []
    if typed["section"]:
        found = next((each for each in sections if each.slug == typed["section"]), None)
        if found is None:
            raise _Wrong(_("There is no section “%(name)s”.") % {"name": typed["section"]}, 404)
        marks.append([f"section:{found.pk}"])
    wanted_desk = None
    if typed["desk"]:
        known = host_map.desks().values()
        wanted_desk = next((each for each in known if each.slug == typed["desk"]), None)
        if wanted_desk is None:
            raise _Wrong(_("There is no desk “%(name)s”.") % {"name": typed["desk"]}, 404)
        marks.append([f"from:{wanted_desk.pk}"])
    since, until = _day(typed, "from", desk.zone), _day(typed, "to", desk.zone, after=1)
    if since and until and since >= until:
        raise _Wrong(_("The first day is after the last one."), 400)
    if typed["topic"]:
        marks.append([f"topic:{pk}" for pk in _named(Tag, typed["topic"])])
    if typed["reporter"]:
        marks.append([f"reporter:{pk}" for pk in _named(Reporter, typed["reporter"])])
    if all(term.is_common for term in terms) and marks:
        terms = []
    if typed["q"] and not terms and not marks:
        raise _Wrong(_("There is no word in this question that could be looked for."), 200)
    if not marks and all(term.minus for term in terms) and terms:
        raise _Wrong(_("Write a word that the stories have, beside those that they lack."), 200)
    if not marks and terms and all(term.is_common for term in terms):
        raise _Wrong(_("Every story has these words. Write one that says more."), 200)
    if not marks and not terms:
        raise _Wrong(_("Write a word, or choose a section, a topic, a reporter or a desk."), 200)
    begun = {
        term.word: spelling.begun(term.word[:-1], door.database())
        for term in terms
        if term.is_beginning
    }
    asked.wanted = Wanted(tuple(terms), begun, tuple(marks), since, until, wanted_desk)


def _day(typed, name, zone, *, after=0):
    """The moment at which the typed day begins in `zone`, or some days `after` it begins.

    What is no day is taken out of what was typed: no form can show it.
    """
    text = typed[name]
    if not text:
        return None
    try:
        found = date.fromisoformat(text) + timedelta(days=after)
        if found.year not in YEARS:
            raise ValueError(text)
        return datetime(found.year, found.month, found.day, tzinfo=zone)
    except (ValueError, OverflowError):
        typed[name] = ""
        said = _("“%(text)s” is not a day: write it like 2024-11-20.") % {"text": text[:20]}
        raise _Wrong(said, 400) from None


def _named(model, name):
    name = name[:LONGEST_NAME]
    rows = model.objects.filter(Q(slug=name) | Q(name__iexact=name)).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:NAMESAKES])
