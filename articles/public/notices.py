"""Notices on readers' pages: what was corrected, clarified, replied to and updated.

A placement that is to be shown with them has three lists of plain rows: `told` (its notices),
`history` (its versions so far) and `answers` (the stories that it is the reply to). They come with
another query, and of most stories there are none. A notice that goes out with a version is seen
with that version and never before.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, JSONObject, NullIf
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from articles.freshness.noting import limited
from articles.models.notice import Notice
from articles.models.placement import Placement
from articles.models.version import Version
from newsroom.desks.hosts import address, host_map

from .frame import visible
from .tags import in_words

Kind = Notice.Kind
# These stand before the text; an update only where another story holds it, or else in the list of
# what changed.
BEFORE_THE_TEXT = {Kind.CORRECTION, Kind.REQUESTED, Kind.CLARIFICATION, Kind.REPLY}
# These say of themselves in JSON-LD that they correct.
CORRECT = {Kind.CORRECTION, Kind.REQUESTED, Kind.CLARIFICATION}
# What a paragraph ends with that is closed, where all stand on one line.
ENDS = ".!?…:;”’\"'"
# A front's box of notices: how many, and how old they may be.
IN_BOX, RECENT = 3, timedelta(days=30)
# What one row holds.
ROW = {
    "number": "pk", "article": "article_id", "kind": "kind", "ground": "ground",
    "wrong": "wrong", "text": "text", "apology": "apology", "who": "who",
    "version": "version__number", "published_at": "published_at",
}  # fmt: skip
STORY = {
    "number": "article_id", "slug": "version__slug", "desk": "desk_id",
    "headline": Coalesce(NullIf("headline", Value("")), "version__headline"),
}  # fmt: skip


# --- Asked together with placements ---------------------------------------------------------------


def marked(placements, *, at):
    """The placements, each saying as `corrected` whether a mistake in it was put right."""
    found = mistakes(OuterRef("article"), OuterRef("version"), at=at)
    return placements.annotate(corrected=Exists(found))


def mistakes(article, version, *, at):
    """The notices of mistakes that were put right in the version with this key."""
    return _notices(article, version, at).of_a_mistake()


def with_told(placements, visible, *, at):
    """The placements with what readers are told of each; `visible` are those that may be seen."""
    told = _notices(OuterRef("article"), OuterRef("version"), at)
    return placements.annotate(told=ArraySubquery(_rows(told, visible)))


def noticed(placements, article, *, at):
    """The placements of an article, each saying as `noticed` whether a notice tells of it.

    Or it is what a notice leads to.
    """
    public = Notice.objects.public(at)
    of_it, to_it = public.filter(article=article), public.filter(reply=article)
    return placements.annotate(noticed=Exists(of_it) | Exists(to_it))


def beside(visible, version, *, at):
    """All three lists of the version with this key, as one row with `lists`."""
    article, number = OuterRef("article"), OuterRef("number")
    lists = JSONObject(
        told=ArraySubquery(_rows(_notices(article, OuterRef("pk"), at, gone=True), visible)),
        history=ArraySubquery(_history(article, number, at)),
        answers=ArraySubquery(_answers(OuterRef(article), visible, at=at)),
    )
    return Version.objects.filter(pk=version).annotate(lists=lists)


def nothing():
    """The lists of a story of which nothing was said since it first went out."""
    return {"told": [], "history": [], "answers": []}


def drawn_up(placement, request, *, at):
    """Give a preview's placement, which need not be saved, what it will have at the moment `at`."""
    article, version = placement.article_id, placement.version
    seen = visible(request)
    told = _rows(_notices(article, version.pk, at, gone=True), seen)
    placement.told = [row["row"] for row in told]
    placement.history = [row["row"] for row in _history(article, version.number, at)]
    last = placement.history[-1]["live_from"] if placement.history else ""
    if not last or version.live_from > datetime.fromisoformat(last):
        made = {"number": version.number, "live_from": version.live_from.isoformat()}
        placement.history.append(made)
    placement.answers = [row["row"] for row in _answers(article, seen, at=request.at)]


def _notices(article, version, at, *, gone=False):
    """What readers of the version with this key are told beside its text; None: of the next one.

    A later version has the greater key: both were given out while the article was locked. With
    `gone` also that it was withdrawn before it came back.
    """
    found = Notice.objects.public(at).filter(article=article)
    if not gone:
        found = found.beside_a_text()
    if version is None:
        return found
    return found.filter(Q(version=None) | Q(version__lte=version))


def _rows(notices, visible):
    return notices.order_by("published_at", "pk").values(row=described(visible))


def described(visible):
    """A notice as one plain row, with the story that holds its reply."""
    held = visible.filter(article=OuterRef("reply"), kind=Placement.Kind.HOME)
    story = Subquery(held.values(story=JSONObject(**STORY))[:1])
    return JSONObject(**ROW, reply=story)


def _history(article, number, at):
    shown = Version.objects.filter(
        article=article, number__lte=number, live_from__lte=at, live_until__gt=F("live_from")
    )
    return shown.order_by("number").values(row=JSONObject(number="number", live_from="live_from"))


def _answers(article, visible, *, at):
    asked = Notice.objects.public(at).filter(reply=article).values("article")
    homes = visible.filter(article__in=asked, kind=Placement.Kind.HOME)
    updated = Notice.objects.public(at).filter(
        reply=article, kind=Kind.UPDATE, article=OuterRef("article")
    )
    found = JSONObject(**STORY, updated=Exists(updated))
    return homes.order_by("article").values(row=found)


# --- Lists of notices -----------------------------------------------------------------------------


def of_desk(visible, desk, *, at):
    """The notices on stories that `desk` showed, the newest first: (row, story) of each.

    What was said beside a story goes with it: after a withdrawal only the withdrawal is told.
    """
    shown = Placement.objects.filter(
        article_id=OuterRef("article_id"),
        desk=desk,
        live_from__lte=at,
        live_from__lt=F("live_until"),
    )
    here = visible.on(desk).filter(article_id=OuterRef("article_id"))
    told = Q(Exists(shown), kind=Kind.WITHDRAWAL) | (~Q(kind=Kind.WITHDRAWAL) & Exists(here))
    story = Subquery(here.values(story=JSONObject(**STORY))[:1])
    found = Notice.objects.of_desk(desk, at).filter(told)
    return (
        found.annotate(row=described(visible), story=story)
        .newest_first()
        .values_list("row", "story")
    )


def newest(visible, desk, *, at, since):
    """The newest mistakes, replies and withdrawals after `since`, for the box of a front."""
    found = of_desk(visible, desk, at=at).exclude(kind=Kind.UPDATE)
    return found.filter(listed__published_at__gt=since)[:IN_BOX]


def box(rows, request):
    """The box of a front: `rows` are what `newest` finds."""
    found = listed(rows, request)
    found.sort(key=lambda each: (each.published_at, each.number), reverse=True)
    for each in found:
        limited(request, until=each.published_at + RECENT)
    return found


def listed(rows, request):
    """What `of_desk` finds as a list has it."""
    return [_listed(row, story, request) for row, story in rows]


def _listed(row, story, request):
    """What was withdrawn is never named."""
    return said(row, request, story=None if row["kind"] == Kind.WITHDRAWAL else story)


# --- As pages show them ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Said:
    """One notice as readers get it.

    `parts` are its paragraphs: pairs of a label, which may be empty, and a text. `reply` leads to
    the article that holds a reply, and `story`, on a list of notices, to the story it is about.
    """

    number: int
    article: int
    kind: str
    label: str
    published_at: datetime
    version: int | None
    parts: tuple
    reply: dict | None
    story: dict | None

    @property
    def known_by(self):
        """What it is made of: what it says itself never changes."""
        led = (self.reply or {}, self.story or {})
        return (self.number, *(tuple(each.values()) for each in led))

    @property
    def is_elsewhere(self):
        """Whether it is an update that another story holds."""
        return self.kind == Kind.UPDATE and self.reply is not None

    @property
    def text(self):
        """All of it on one line, as machines are told it."""
        *others, last = (" ".join(f"{label} {text}".split()) for label, text in self.parts)
        return " ".join((*(each if each[-1] in ENDS else f"{each}." for each in others), last))

    @property
    def line(self):
        """All of it on one line, with what it is and when it was said."""
        return f"{self.label}, {in_words(self.published_at)}. {self.text}".strip()

    @property
    def as_html(self):
        """The same as a paragraph for feeds."""
        head = f"{self.label}, {in_words(self.published_at)}."
        return format_html("<p><strong>{}</strong> {}</p>", head, self.text)


def said(row, request, *, story=None):
    """A row as readers get it."""
    text, who = row["text"], row["who"]
    parts = {
        Kind.CORRECTION: [
            (_("What was wrong:"), row["wrong"]),
            (_("What is right:"), text),
            ("", row["apology"]),
        ],
        Kind.REQUESTED: [
            (_("At the request of"), who),
            (_("What was wrong:"), row["wrong"]),
            (_("What is right:"), text),
        ],
        Kind.REPLY: [(_("Reply by"), who), ("", text)],
        Kind.WITHDRAWAL: [(_("Ground:"), _ground(row["ground"])), ("", text)],
    }.get(row["kind"], [("", text)])
    moment = row["published_at"]
    return Said(
        number=row["number"],
        article=row["article"],
        kind=row["kind"],
        label=capfirst(str(Kind(row["kind"]).label)),
        published_at=datetime.fromisoformat(moment) if isinstance(moment, str) else moment,
        version=row["version"],
        parts=tuple((label, text) for label, text in parts if text),
        reply=_led(row.get("reply"), request),
        story=_led(story, request),
    )


def of(placement, request):
    """The notices of a placement, the newest first, but for those that it was withdrawn."""
    told = [row for row in reversed(placement.told) if row["kind"] != Kind.WITHDRAWAL]
    return [said(row, request) for row in told]


def withdrawals(placement, request):
    """When and why a placement that is back was withdrawn: told in the list of what changed."""
    return [said(row, request) for row in placement.told if row["kind"] == Kind.WITHDRAWAL]


def answers_to(placement, request):
    """The stories that a placement is the reply to, or says more of: what it is, and the story.

    Pairs of a label and {headline, address}.
    """
    said = {True: _("An update of"), False: _("A reply to")}
    return [(said[row["updated"]], _led(row, request)) for row in placement.answers]


def before_the_text(found):
    """Those of the notices that stand before the text."""
    return [each for each in found if each.kind in BEFORE_THE_TEXT or each.is_elsewhere]


def changes(placement, found):
    """What changed and when, the newest first: {moment, version, first, notices} of each time.

    Empty where there is one version and nothing was ever said of it.
    """
    times = {
        datetime.fromisoformat(row["live_from"]): {"version": row["number"], "notices": []}
        for row in placement.history
    }
    if not found and len(times) < 2:
        return []
    for each in reversed(found):
        times.setdefault(each.published_at, {"version": None, "notices": []})
        times[each.published_at]["notices"].append(each)
    first = min(times)
    return [
        {"moment": moment, "first": moment == first, **times[moment]}
        for moment in sorted(times, reverse=True)
    ]


def changed_at(placement):
    """When readers last got something new of a story: its text, or a notice."""
    said_at = [datetime.fromisoformat(row["published_at"]) for row in placement.told[-1:]]
    return max([placement.version.live_from, *said_at])


def _ground(ground):
    return str(Notice.Ground(ground).label) if ground else ""


def _led(story, request):
    """Where a story is read: {headline, address}, or None where it is not to be read now."""
    desk = host_map.desks().get(story["desk"]) if story else None
    if desk is None:
        return None
    path = f"/articles/{story['number']}/{story['slug']}/"
    return {"headline": story["headline"], "address": address(desk, path, request=request)}
