"""Articles of the rehearsal as rows: each as the code would have left it in the database.

A batch is the same for the same seed, whichever process makes it and in whatever order.
"""

import json
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, timedelta
from random import Random

from articles import content
from articles.models import (
    Article,
    ArticleTopic,
    Byline,
    Decision,
    Notice,
    Placement,
    Revision,
    Version,
    VersionByline,
    VersionTopic,
)
from articles.models.passage import Passage, digest_of
from articles.models.version import FOREVER, slug_of

from .wording import SECTIONS, STANDFIRSTS

# Ids are set aside for each article: as many rows as it can have at most.
ROOM = {
    "version": 2, "revision": 3, "decision": 8, "placement": 16, "byline": 2, "topic": 3,
    "passage": 12, "version_byline": 4, "version_topic": 6, "notice": 1, "written_by": 1,
}  # fmt: skip
MODELS = {
    "article": Article, "version": Version, "revision": Revision, "passage": Passage,
    "decision": Decision, "placement": Placement, "byline": Byline, "topic": ArticleTopic,
    "version_byline": VersionByline, "version_topic": VersionTopic, "notice": Notice,
    "written_by": Article.written_by.through,
}  # fmt: skip
COLUMNS = {
    "article": "id desk_id state kind section_id kicker headline standfirst dateline body "
    "created_by_id created_at changed_at edit",
    "version": "id article_id number desk_id kind section_id slug kicker headline standfirst "
    "dateline body bylines topic_list word_count live_from live_until first_live_from issued_by_id "
    "issued_at",
    "revision": "id article_id edit by_id saved_at passages",
    "passage": "id article_id digest by_id text",
    "decision": "id article_id step by_id taken_at from_state to_state note version_id live_from",
    "placement": "id version_id article_id desk_id kind section_id first_live_from live_from "
    "live_until",
    "byline": "id article_id reporter_id position",
    "topic": "id tag_id content_object_id",
    "version_byline": "id version_id reporter_id",
    "version_topic": "id version_id tag_id",
    "notice": "id article_id kind ground wrong text apology who published_at by_id",
    "written_by": "id article_id user_id",
    # Of no model: from them the listing and what readers find are made, and thrown away.
    "said": "article_id topics names marks lead first second third fourth",
    "told": "version_id article_id paragraphs marks",
}  # fmt: skip
MINUTE = timedelta(minutes=1)
RECENT = timedelta(days=3)
YEARS = timedelta(days=3650)
# What an old article came to, and a recent one, with the share of each.
OLD = {"issued": 965, "spiked": 20, "draft": 8, "reworked": 3, "withdrawn": 3, "in_review": 1}
NEW = {"draft": 35, "in_review": 20, "approved": 10, "scheduled": 10, "issued": 25}
KINDS = ("news",) * 18 + ("opinion", "analysis")


@dataclass
class Plan:
    """What every batch needs: the network, how many articles in all, until when, by which seed."""

    network: object
    wording: object
    number: int
    at: object
    seed: int
    first_ids: dict
    batch: int = 2000
    ends: dict = field(init=False)
    tables: dict = field(init=False)
    # What is said of many articles in the same words, by what it is about.
    known: dict = field(default_factory=dict)

    def __post_init__(self):
        self.ends = {name: _ending(name) for name in MODELS} | {"said": ([], ""), "told": ([], "")}
        # What the writing of a row asks for: the room, the first id and the end of each table.
        self.tables = {
            name: (ROOM.get(name), self.first_ids.get(name), end)
            for name, (_columns, end) in self.ends.items()
        }

    def batches(self):
        """The number of batches."""
        return -(-self.number // self.batch)


def _ending(name):
    """The columns that no row of the rehearsal names, with what a new row has in them."""
    given = COLUMNS[name].split()
    rest = [f for f in MODELS[name]._meta.concrete_fields if f.column not in given]
    return [f.column for f in rest], "".join(f"\t{_default(f.get_default())}" for f in rest)


def _default(value):
    if isinstance(value, bool):
        return "t" if value else "f"
    return NOTHING if value is None else str(value)


def columns(plan, name):
    """Every column of the table in the order of the rows."""
    return [*COLUMNS[name].split(), *plan.ends[name][0]]


# How COPY reads what is not there. The rehearsal's text holds no tab, line break or backslash.
NOTHING = "\\N"


def batch(plan, number):
    """The rows of one batch as lines for COPY, by table."""
    lines = defaultdict(list)
    random = Random(f"{plan.seed}-{number}")
    plan.wording.random = random
    first = number * plan.batch
    for place in range(first, min(first + plan.batch, plan.number)):
        _Article(plan, random, place, lines).write()
    return lines


class _Article:
    """One article while its rows are written."""

    def __init__(self, plan, random, place, lines):
        self.plan, self.random, self.place, self.lines = plan, random, place, lines
        self.used = {}
        self.passages = {}
        self.pk = plan.first_ids["article"] + place

    def _add(self, name, *values):
        room, pk, end = self.plan.tables[name]
        if room:
            used = self.used.get(name, 0)
            assert used < room, name
            self.used[name] = used + 1
            pk += self.place * room + used
        else:
            pk = self.pk
        self.lines[name].append(f"{pk}\t" + "\t".join(map(str, values)) + end)
        return pk

    def write(self):
        """Draw the article, and write what it left in every table."""
        self._draw()
        self._tell()
        self._add(
            "article", self.desk.id, self.state, self.kind, self.section.id, self.kicker,
            self.headline, self.standfirst, self.dateline, self._body(self.edit), self.writer,
            self.begun, self.changed, self.edit,
        )  # fmt: skip
        self._revisions()
        self._said()
        self._add("written_by", self.pk, self.writer)
        for position, reporter in enumerate(self.credited, start=1):
            self._add("byline", self.pk, reporter.id, position)
        for tag in self.tags:
            self._add("topic", tag.id, self.pk)

    def _one(self, things):
        """One of `things`: random.choice, in a third of its time."""
        return things[int(self.random.random() * len(things))]

    def _draw(self):
        one, network, wording = self._one, self.plan.network, self.plan.wording
        chance = self.random.random
        self.begun = _moment(self.plan, self.place)
        self.desk = self.random.choices(network.desks, cum_weights=network.weights)[0]
        self.writer = one(network.writers.get(self.desk.id) or network.editors[network.root.pk])
        reporters = network.reporters.get(self.desk.id) or network.reporters[network.root.pk]
        self.credited = self._own(reporters) or [one(reporters)]
        if chance() < 0.15:
            second = one(reporters)
            if second is not self.credited[0]:
                self.credited = [*self.credited, second]
        self.section = one(network.sections)
        self.kind = one(KINDS)
        place = one(wording.places)
        self.headline = wording.filled(one(SECTIONS[self.section.slug]["headlines"]), place)
        self.kicker = place if chance() < 0.3 else ""
        self.standfirst = wording.filled(one(STANDFIRSTS), place)
        self.dateline = place.upper()
        self.paragraphs = wording.body(place)
        topics = [one(network.tags_of[self.section.slug]), one(network.tags)]
        self.tags = list(dict.fromkeys(topics))

    def _own(self, reporters):
        """Those of the desk's reporters who are the writer themselves."""
        key = (self.desk.id, self.writer)
        if key not in self.plan.known:
            own = [reporter for reporter in reporters if reporter.user_id == self.writer]
            self.plan.known[key] = own
        return self.plan.known[key]

    def _written(self, things, **more):
        """Reporters or topics as a version has them: JSON, with `more` of each."""
        known, found = self.plan.known, []
        for thing in things:
            key = (type(thing), thing.id)
            if key not in known:
                known[key] = _json({"name": thing.name, "slug": thing.slug} | more)
            found.append(known[key])
        return f"[{','.join(found)}]"

    def _tell(self):
        """The article's steps, and what they left."""
        random, plan = self.random, self.plan
        recent = plan.at - self.begun < RECENT
        fate = _drawn(random, NEW if recent else OLD)
        self.edit = 1 + (random.random() < 0.6) + (random.random() < 0.35)
        self.saved = {edit: self.begun + 10 * MINUTE * (edit - 1) for edit in range(1, 4)}
        self.state, self.changed, self.moment = "draft", self.saved[self.edit], self.begun
        updated = fate == "issued" and not recent and random.random() < 0.1
        if updated:
            self.edit = max(self.edit, 2)
            self.saved[self.edit] = self.begun + 306 * MINUTE
        if fate == "draft":
            return
        if fate == "spiked":
            self._step("spike", 60, "spiked", note="Sudah basi.")
            return
        self._step("submit", 40, "in_review", by=self.writer)
        if fate == "in_review":
            return
        self._step("approve", 70, "approved")
        if fate == "approved":
            return
        ahead = None
        if fate == "scheduled":
            ahead = plan.at + timedelta(minutes=30 + int(random.random() * 4000))
        self.first = ahead or self.begun + 80 * MINUTE
        end = FOREVER
        if updated:
            end = self.begun + 325 * MINUTE
        if fate == "withdrawn":
            end = self.begun + 1500 * MINUTE
        edit = self.edit - 1 if updated or fate == "reworked" and self.edit > 1 else self.edit
        self._issue(1, edit, 80, self.first, end)
        if updated:
            self._step("reopen", 300, "draft")
            self._step("submit", 310, "in_review", by=self.writer)
            self._step("approve", 320, "approved")
            self._issue(2, self.edit, 325, end, FOREVER)
        elif fate == "reworked":
            self._step("reopen", 300, "draft")
            if self.edit > 1:
                self.saved[self.edit] = self.changed = self.begun + 306 * MINUTE
        elif fate == "withdrawn":
            self._step("withdraw", 1500, "issued", version=self.version)
            self._add(
                "notice", self.pk, "withdrawal", "inaccurate", "",
                "Keterangan di dalamnya tidak benar.", "", "", end, self.editor,
            )  # fmt: skip

    def _step(self, name, minutes, to, *, by=None, note="", version=NOTHING, live_from=NOTHING):
        if not hasattr(self, "editor"):
            self.editor = self._judge()
        self.changed = self.begun + minutes * MINUTE
        self._add(
            "decision", self.pk, name, by or self.editor, self.changed, self.state, to, note,
            version, live_from,
        )  # fmt: skip
        self.state = to

    def _judge(self):
        """An editor of the desk who neither wrote it nor is credited on it."""
        editors = self.plan.network.editors[self.desk.id]
        made_it = {self.writer, *(reporter.user_id for reporter in self.credited)}
        for _attempt in range(20):
            editor = self._one(editors)
            if editor not in made_it:
                return editor
        return next((editor for editor in editors if editor not in made_it), editors[0])

    def _issue(self, number, edit, minutes, live_from, live_until):
        body = self._paragraphs(edit)
        issued_at = self.begun + minutes * MINUTE
        self.version = self._add(
            "version", self.pk, number, self.desk.id, self.kind, self.section.id,
            slug_of(self.headline), self.kicker, self.headline, self.standfirst, self.dateline,
            "".join([each.text for each in body]), self._written(self.credited, role="writer"),
            self._written(self.tags), sum([each.words for each in body]), live_from, live_until,
            self.first, self.editor, issued_at,
        )  # fmt: skip
        span = f"{self.section.id}\t{self.first}\t{live_from}\t{live_until}"
        self._add("placement", self.version, self.pk, self.desk.id, "home", span)
        for above in self.plan.network.above[self.desk.id]:
            self._add("placement", self.version, self.pk, above.id, "rolled_up", span)
        self._told(len(body) - 1)
        for reporter in self.credited:
            self._add("version_byline", self.version, reporter.id)
        for tag in self.tags:
            self._add("version_topic", self.version, tag.id)
        self._step("issue", minutes, "issued", version=self.version, live_from=live_from)

    def _paragraphs(self, edit):
        """What the text had at that save: each save added a paragraph."""
        return self.paragraphs[: len(self.paragraphs) - (self.edit - edit)]

    def _body(self, edit):
        return "".join([paragraph.text for paragraph in self._paragraphs(edit)])

    def _revisions(self):
        """A revision for each save: of one head, and of as many paragraphs as there were by then.

        That is how articles/content.py takes a text apart whose every block is a paragraph.
        """
        values = {
            "desk": self.desk, "kind": self.kind, "section": self.section, "kicker": self.kicker,
            "headline": self.headline, "standfirst": self.standfirst, "dateline": self.dateline,
            "body": "", "source": "", "embargo_until": None, "shared": True,
        }  # fmt: skip
        bylines = [(reporter, "writer") for reporter in self.credited]
        parts = content.of(values, bylines, [tag.name for tag in self.tags])
        made_of = [self._passage(text, digest_of(text).hex()) for text in content.passages(parts)]
        head = len(made_of)
        made_of += [self._passage(each.text, each.digest) for each in self.paragraphs]
        for edit in range(1, self.edit + 1):
            kept = made_of[: head + len(self._paragraphs(edit))]
            self._add(
                "revision", self.pk, edit, self.writer, self.saved[edit], f"{{{','.join(kept)}}}"
            )

    def _passage(self, text, digest):
        """The number of a passage with this text, which the article keeps once."""
        if text not in self.passages:
            kept = text.replace("\\", "\\\\")
            number = self._add("passage", self.pk, f"\\\\x{digest}", self.writer, kept)
            self.passages[text] = str(number)
        return self.passages[text]

    def _told(self, paragraphs):
        """How readers find the version, beside what the listing says: see load.FINDABLE."""
        first = self.first.astimezone(UTC)
        desks = [self.desk, *self.plan.network.above[self.desk.id]]
        marks = [f"from:{desk.id}" for desk in desks]
        marks += [f"section:{self.section.id}", f"month:{first:%Y%m}", f"year:{first:%Y}"]
        marks = " ".join([f"'{mark}'" for mark in marks])
        self.lines["told"].append(f"{self.version}\t{self.pk}\t{paragraphs}\t{marks}")

    def _said(self):
        """What the listing says of it, beside the columns of the article: see load.LISTING."""
        words = [paragraph.place for paragraph in self._paragraphs(self.edit)[1:]]
        marks = [f"topic:{tag.id}" for tag in self.tags]
        marks += [f"reporter:{reporter.id}" for reporter in self.credited]
        self._add(
            "said", " . ".join([tag.name for tag in self.tags]),
            " . ".join([reporter.name for reporter in self.credited]),
            " ".join([f"'{mark}'" for mark in marks]), self.paragraphs[0].text,
            *(words + [NOTHING] * 4)[:4],
        )  # fmt: skip


def _json(value):
    """JSON for COPY: the text holds no quotes or backslashes that would need another escape."""
    return ENCODED(value).replace("\\", "\\\\")


ENCODED = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _drawn(random, shares):
    drawn = random.random() * sum(shares.values())
    for name, share in shares.items():
        drawn -= share
        if drawn < 0:
            return name
    return name


def _moment(plan, place):
    """When an article was begun: ten years up to six hours ago, more of them lately."""
    part = (place / max(plan.number, 1)) ** 0.8
    end = plan.at - timedelta(hours=6)
    moment = end - YEARS + YEARS * part
    return moment.replace(microsecond=0) + timedelta(microseconds=place % 1000)
