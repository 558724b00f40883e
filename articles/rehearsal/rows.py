"""Articles of the rehearsal as rows: each as the code would have left it in the database.

A batch is the same for the same seed, whichever process makes it and in whatever order. Some 25
rows are written for each of a million articles, so each is one string put together once, and what
several have in common is made beforehand.
"""

import json
from bisect import bisect
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random

from articles.models.version import FOREVER, slug_of

from .tables import COLUMNS, NOTHING, ROOM, ending
from .wording import SECTIONS, STANDFIRSTS, written_digest

# In minutes.
DAY = 24 * 60
RECENT = 3 * DAY
# What an old article came to, and a recent one, with the share of each.
OLD = {"issued": 965, "spiked": 20, "draft": 8, "reworked": 3, "withdrawn": 3, "in_review": 1}
NEW = {"draft": 35, "in_review": 20, "approved": 10, "scheduled": 10, "issued": 25}
KINDS = ("news",) * 18 + ("opinion", "analysis")


class _Days(dict):
    """Dates as they are written, by their number since 1970."""

    def __missing__(self, day):
        self[day] = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=day)).strftime("%Y-%m-%d")
        return self[day]


class _Slugs(dict):
    """Words as addresses say them."""

    def __missing__(self, word):
        self[word] = slug_of(word)
        return self[word]


DAYS, SLUGS = _Days(), _Slugs()
CLOCK = [f"{minute // 60:02}:{minute % 60:02}" for minute in range(DAY)]


def _slug(headline):
    """What slug_of says, whose words are those of many headlines."""
    return "-".join(filter(None, [SLUGS[word] for word in headline.split()]))[:120].strip("-")


def _minute(moment):
    """(minutes since 1970, the rest as it is written after hours and minutes)."""
    moment = moment.astimezone(UTC)
    rest = f":{moment.second:02}.{moment.microsecond:06}+00"
    return int(moment.timestamp()) // 60, rest


def batch(plan, number):
    """The rows of one batch as lines for COPY, by table."""
    writer = _Writer(plan, number)
    first = number * plan.batch
    for place in range(first, min(first + plan.batch, plan.number)):
        writer.write(place)
    return {name: lines for name, lines in writer.lines.items() if lines}


class _Writer:
    """Writes the rows of one article after the other: its attributes are those of the present one.

    Moments are counted in minutes; all moments of an article have the same seconds, `rest`.
    """

    def __init__(self, plan, number):
        self.plan = plan
        self.random = plan.wording.random = Random(f"{plan.seed}-{number}")
        self.chance_of_lead = Random(f"{plan.seed}-{number}-photos").random
        self.lines = {name: [] for name in COLUMNS}
        self.tables = {}
        for name, room in ROOM.items():
            ids = count(plan.first_ids[name] + number * plan.batch * room)
            self.tables[name] = self.lines[name].append, ids.__next__, ending(name)[1]
        self.article_end = ending("article")[1]
        self.now = _minute(plan.at)

    def _add(self, name, values):
        append, following, end = self.tables[name]
        pk = following()
        append(f"{pk}\t{values}{end}")
        return pk

    def _at(self, minute):
        """A moment of the article as COPY reads it."""
        return f"{DAYS[minute // DAY]} {CLOCK[minute % DAY]}{self.rest}"

    def write(self, place):
        """Draw the article in that place of all, and write what it left in every table."""
        self.pk = pk = self.plan.first_ids["article"] + place
        self._draw(place)
        self._tell()
        self.lines["article"].append(
            f"{pk}\t{self.desk.id}\t{self.state}\t{self.kind}\t{self.section.id}\t{self.kicker}\t"
            f"{self.headline}\t{self.standfirst}\t{self.dateline}\t{self.body}\t{self.writer}\t"
            f"{self._at(self.begun)}\t{self._at(self.changed)}\t{self.edit}"
            f"{self.article_end}"
        )
        self._revisions()
        self._said()
        self._add("written_by", f"{pk}\t{self.writer}")
        for position, reporter in enumerate(self.credited, start=1):
            self._add("byline", f"{pk}\t{reporter.id}\t{position}")
        for tag in self.tags:
            self._add("topic", f"{tag.id}\t{pk}")
        if self.lead:
            self._add("picture", f"{pk}\t{self.lead}\tlead\t1")

    def _one(self, things):
        """One of `things`: random.choice, in a third of its time."""
        return things[int(self.random.random() * len(things))]

    def _draw(self, place):
        one, network, wording = self._one, self.plan.network, self.plan.wording
        chance = self.random.random
        self.begun, self.rest = self._moment(place)
        self.desk = network.desks[bisect(network.weights, chance() * network.weights[-1])]
        self.writer = one(network.writers.get(self.desk.id) or network.editors[network.root.pk])
        reporters = network.reporters.get(self.desk.id) or network.reporters[network.root.pk]
        self.credited = self._own(reporters) or [one(reporters)]
        if chance() < 0.15:
            second = one(reporters)
            if second is not self.credited[0]:
                self.credited = [*self.credited, second]
        self.section = one(network.sections)
        self.kind = one(KINDS)
        where = one(wording.places)
        self.headline = wording.filled(one(SECTIONS[self.section.slug]["headlines"]), where)
        self.kicker = where if chance() < 0.3 else ""
        self.standfirst = wording.filled(one(STANDFIRSTS), where)
        self.dateline = where.upper()
        self.paragraphs = wording.body(where)
        first, second = one(network.tags_of[self.section.slug]), one(network.tags)
        self.tags = [first] if first is second else [first, second]
        self.lead = self.plan.library.lead(self.desk.id, self.begun, self.chance_of_lead)
        self.marks = [f"topic:{tag.id}" for tag in self.tags]
        self.marks += [f"reporter:{reporter.id}" for reporter in self.credited]

    def _moment(self, place):
        """When it was begun: ten years up to six hours ago, more of them lately."""
        minute, second = divmod(self.plan.second(place / self.plan.number), 60)
        return minute, f":{second:02}.{place % 1000:06}+00"

    def _own(self, reporters):
        """Those of the desk's reporters who are the writer themselves."""
        key = (self.desk.id, self.writer)
        if key not in self.plan.known:
            own = [reporter for reporter in reporters if reporter.user_id == self.writer]
            self.plan.known[key] = own
        return self.plan.known[key]

    def _known(self, make, things):
        """JSON: a list of what `make` says of each of the things, found once for each."""
        known, found = self.plan.known, []
        for thing in things:
            key = (make, thing.id)
            if key not in known:
                known[key] = ENCODED(make(thing))
            found.append(known[key])
        return f"[{','.join(found)}]"

    def _tell(self):
        """The article's steps, and what they left."""
        chance = self.random.random
        recent = self.now[0] - self.begun < RECENT
        fate = _drawn(self.random, NEW if recent else OLD)
        self.edit = 1 + (chance() < 0.6) + (chance() < 0.35)
        self.saved = [self.begun + 10 * edit for edit in range(3)]
        updated = fate == "issued" and not recent and chance() < 0.1
        if updated:
            self.edit = max(self.edit, 2)
        self.state, self.changed, self.editor = "draft", self.saved[self.edit - 1], None
        if updated:
            self.saved[self.edit - 1] = self.begun + 306
        self.body = self._text(self.edit)
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
        self.first = self.begun + 80
        self.first_written = self._at(self.first)
        if fate == "scheduled":
            self.first, rest = self.now[0] + 30 + int(chance() * 4000), self.now[1]
            self.first_written = self._at(self.first).replace(self.rest, rest)
        end = FOREVER_WRITTEN
        if updated:
            end = self._at(self.begun + 325)
        if fate == "withdrawn":
            end = self._at(self.begun + 1500)
        edit = self.edit - 1 if updated or fate == "reworked" and self.edit > 1 else self.edit
        self._issue(1, edit, 80, self.first_written, end)
        if updated:
            self._step("reopen", 300, "draft")
            self._step("submit", 310, "in_review", by=self.writer)
            self._step("approve", 320, "approved")
            self._issue(2, self.edit, 325, end, FOREVER_WRITTEN)
        elif fate == "reworked":
            self._step("reopen", 300, "draft")
            if self.edit > 1:
                self.saved[self.edit - 1] = self.changed = self.begun + 306
        elif fate == "withdrawn":
            self._step("withdraw", 1500, "issued", version=self.version)
            self._add(
                "notice",
                f"{self.pk}\twithdrawal\tinaccurate\t\tKeterangan di dalamnya tidak benar.\t\t\t"
                f"{end}\t{self.editor}",
            )

    def _step(self, name, minutes, to, *, by=None, note="", version=NOTHING, live_from=NOTHING):
        if not self.editor:
            self.editor = self._judge()
        self.changed = self.begun + minutes
        self._add(
            "decision",
            f"{self.pk}\t{name}\t{by or self.editor}\t{self._at(self.changed)}\t{self.state}\t"
            f"{to}\t{note}\t{version}\t{live_from}",
        )
        self.state = to

    def _judge(self):
        """An editor of the desk who neither wrote it nor is credited on it."""
        editors = self.plan.network.editors[self.desk.id]
        made_it = {self.writer, *[reporter.user_id for reporter in self.credited]}
        for _attempt in range(20):
            editor = self._one(editors)
            if editor not in made_it:
                return editor
        return next((editor for editor in editors if editor not in made_it), editors[0])

    def _issue(self, number, edit, minutes, live_from, live_until):
        pk, desk, section, first = self.pk, self.desk.id, self.section.id, self.first_written
        body = self.body if edit == self.edit else self._text(edit)
        words = sum([paragraph.words for paragraph in self._paragraphs(edit)])
        self.version = version = self._add(
            "version",
            f"{pk}\t{number}\t{desk}\t{self.kind}\t{section}\t{_slug(self.headline)}\t"
            f"{self.desk.language}\t{self.kicker}\t{self.headline}\t{self.standfirst}\t{self.dateline}\t{body}\t"
            f"{self._known(_credit, self.credited)}\t{self._known(_topic, self.tags)}\t{words}\t"
            f"{live_from}\t{live_until}\t{first}\t{self.editor}\t{self._at(self.begun + minutes)}",
        )
        span = f"{section}\t{first}\t{live_from}\t{live_until}"
        self._add("placement", f"{version}\t{pk}\t{desk}\thome\t{span}")
        for above in self.plan.network.above[desk]:
            self._add("placement", f"{version}\t{pk}\t{above.id}\trolled_up\t{span}")
        self._told(len(self._paragraphs(edit)) - 1)
        for reporter in self.credited:
            self._add("version_byline", f"{version}\t{reporter.id}")
        for tag in self.tags:
            self._add("version_topic", f"{version}\t{tag.id}")
        self._step("issue", minutes, "issued", version=version, live_from=live_from)

    def _paragraphs(self, edit):
        """What the text had at that save: each save added a paragraph."""
        return self.paragraphs[: len(self.paragraphs) - (self.edit - edit)]

    def _text(self, edit):
        return "".join([paragraph.text for paragraph in self._paragraphs(edit)])

    def _revisions(self):
        """A revision for each save: of one head, and of as many paragraphs as there were by then.

        That is how articles/content.py takes a text apart whose every block is a paragraph. No two
        parts of a text say the same: each is a passage of its own.
        """
        facts = self.plan.facts % {
            "desk": self.desk.id, "kind": f'"{self.kind}"', "section": self.section.id,
            "kicker": f'"{self.kicker}"', "dateline": f'"{self.dateline}"',
            "bylines": self._known(_credited, self.credited),
            "topics": self._known(_named, self.tags),
            "pictures": f'[[{self.lead},"lead","","",""]]' if self.lead else "[]",
        }  # fmt: skip
        pk, writer, add = self.pk, self.writer, self._add
        append, following, end = self.tables["passage"]
        head = (facts, self.headline, self.standfirst)
        parts = [(written_digest(text), text) for text in head]
        parts += [(part.digest, part.text) for part in self.paragraphs]
        made_of = []
        for digest, text in parts:
            number = str(following())
            append(f"{number}\t{pk}\t{digest}\t{writer}\t{text}{end}")
            made_of.append(number)
        last = len(made_of) - self.edit
        for edit in range(1, self.edit + 1):
            kept = ",".join(made_of[: last + edit])
            add("revision", f"{pk}\t{edit}\t{writer}\t{self._at(self.saved[edit - 1])}\t{{{kept}}}")

    def _told(self, paragraphs):
        """How readers find the version, beside what the listing says: see work.FOUND."""
        day = DAYS[self.first // DAY]
        year, month = day[:4], f"{day[:4]}{day[5:7]}"
        if self.desk.id not in self.plan.known:
            desks = [self.desk, *self.plan.network.above[self.desk.id]]
            self.plan.known[self.desk.id] = [f"from:{each.id}" for each in desks]
        marks = [*self.plan.known[self.desk.id], f"section:{self.section.id}"]
        found_by = " ".join([f"'{mark}'" for mark in marks])
        lies_in = [f"'{mark}@{year}' '{mark}@{month}'" for mark in (*marks, *self.marks)]
        self.lines["told"].append(
            f"{self.version}\t{self.pk}\t{self.lead or NOTHING}\t{paragraphs}\t"
            f"{found_by} {' '.join(lies_in)} "
            f"'day:{month}{day[8:]}' 'month:{month}' 'year:{year}'"
        )

    def _said(self):
        """What the listing says of it, beside the columns of the article: see work.FOUND."""
        places = [str(paragraph.place) for paragraph in self.paragraphs[1:]]
        places += [NOTHING] * (4 - len(places))
        marks = [f"'{mark}'" for mark in self.marks]
        self.lines["said"].append(
            f"{self.pk}\t{' . '.join([tag.name for tag in self.tags])}\t"
            f"{' . '.join([reporter.name for reporter in self.credited])}\t{' '.join(marks)}\t"
            f"{self.paragraphs[0].text}\t" + "\t".join(places)
        )


ENCODED = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
FOREVER_WRITTEN = str(FOREVER)


def _credit(reporter):
    """A credit as a version prints it."""
    return {"name": reporter.name, "slug": reporter.slug, "role": "writer"}


def _topic(tag):
    """A topic as a version prints it."""
    return {"name": tag.name, "slug": tag.slug}


def _credited(reporter):
    """A credit as a content has it."""
    return [reporter.pk, reporter.name, "writer"]


def _named(tag):
    """A topic as a content has it."""
    return tag.name


def _drawn(random, shares):
    drawn = random.random() * sum(shares.values())
    for name, share in shares.items():
        drawn -= share
        if drawn < 0:
            return name
    return name
