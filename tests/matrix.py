"""Every kind of person and every condition of an article, and what the handbook allows them.

Written down here from docs/editors.md and never read from STEPS.
"""

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import product

from django.db import transaction

from articles import workflow
from articles.models import Article, Byline
from newsroom.accounts.models import User
from newsroom.desks.models import Desk
from newsroom.reporters.models import Membership, Reporter

from .factories import NOW, make_desk, make_in_state, make_issued, make_user, reissue

AT = NOW + timedelta(minutes=5)
LATER = NOW + timedelta(hours=2)


# --- Who ----------------------------------------------------------------------------------------

ROLES = ("reporter", "editor", "chief")
RELATIONS = ("own", "above", "below", "branch")
AUTHORSHIP = ("stranger", "created", "credited", "saved")


@dataclass(frozen=True)
class Who:
    """A person: a role at a desk that stands so to the article's, and their part in the text."""

    role: str | None
    relation: str | None
    part: str

    @property
    def power(self):
        """The role that counts at the article's desk: a membership reaches down, not up."""
        return self.role if self.relation in ("own", "above") else None

    @property
    def edits(self):
        return self.power in ("editor", "chief")

    @property
    def name(self):
        return f"{self.role}-{self.relation}-{self.part}"


POSTS = [*product(ROLES, RELATIONS), (None, None), ("superuser", None)]
PEOPLE = [Who(role, relation, part) for role, relation in POSTS for part in AUTHORSHIP]


def editor(who):
    return who.edits


def writer(who):
    """Its editors; whose own it is, with a role anywhere; who saved it, where it is shared."""
    own = who.part in ("created", "credited") and who.role in ROLES
    return who.edits or own or (who.part == "saved" and who.power == "reporter")


def maker(who):
    """Who had a part in the text, and still opens it."""
    own = who.part in ("created", "credited") and who.role in ROLES
    return own or (who.part == "saved" and who.power is not None)


def four_eyes(who):
    """An editor who did not write it; a chief may approve their own (and has to note why)."""
    return who.edits and (who.part == "stranger" or who.power == "chief")


def carrier(who):
    return who.role in ("editor", "chief")


def carries_it(who):
    """The story is carried by the desk of the other branch alone."""
    return carrier(who) and who.relation == "branch"


# --- When ---------------------------------------------------------------------------------------

CONDITIONS = {
    "draft": "draft",
    "in review": "in_review",
    "approved": "approved",
    "scheduled": "issued",
    "live": "issued",
    "superseded and live": "issued",
    "live with an update ahead": "issued",
    "draft while live": "draft",
    "in review while live": "in_review",
    "approved while live": "approved",
    "live and carried": "issued",
    "withdrawn": "issued",
    "draft after withdrawal": "draft",
    "approved before withdrawal": "approved",
    "recalled": "approved",
    "spiked": "spiked",
}
WHILE_LIVE = {
    "live",
    "superseded and live",
    "live with an update ahead",
    "live and carried",
    "draft while live",
    "in review while live",
    "approved while live",
}
AHEAD = {"scheduled", "live with an update ahead"}


def make_in_condition(name, desk):
    """An article of which `name` is true at AT."""
    chief = make_user("chief", desk)

    def step(step_name, article, **answers):
        return workflow.perform(step_name, article, by=chief, at=NOW, **answers).article

    if name in ("draft", "in review", "approved", "spiked"):
        return make_in_state(CONDITIONS[name], desk, at=NOW)
    if name == "scheduled":
        return make_issued(desk, live_from=LATER)
    if name == "recalled":
        return step("recall", make_issued(desk, live_from=LATER))
    article = make_issued(desk, at=NOW - timedelta(hours=1))
    if name == "superseded and live":
        return reissue(article, headline="Kabar baru")
    if name == "live with an update ahead":
        return reissue(article, live_from=LATER, headline="Kabar baru")
    if name == "live and carried":
        maluku = Desk.objects.get(slug="maluku")
        editor = make_user("editor", maluku)
        return workflow.perform("carry", article, by=editor, at=NOW, desk=maluku).article
    if name in ("withdrawn", "draft after withdrawal"):
        article = step("withdraw", article, ground="inaccurate", reason="Angkanya keliru.")
    if name.startswith(("draft", "in review", "approved")):
        article = step("reopen", article)
    if name.startswith(("in review", "approved")):
        article = step("submit", article)
    if name.startswith("approved"):
        article = step("approve", article, note="Diperbarui.")
    if name == "approved before withdrawal":
        article = step("withdraw", article, ground="inaccurate", reason="Angkanya keliru.")
    return article


def carrier_who_sees(who):
    """Whoever carries, of a story that readers do not have yet: where they may open it."""
    return carrier(who) and may_open(who, True)


# --- What ---------------------------------------------------------------------------------------

DRAFTS = {"draft", "draft while live", "draft after withdrawal"}
REVIEWS = {"in review", "in review while live"}
HELD = {"approved", "approved while live", "recalled"}
# step: the conditions in which it may be taken, each with who may; the state after it ("": stays).
EXPECTED = {
    "submit": (dict.fromkeys(DRAFTS, writer), "in_review"),
    "approve": (dict.fromkeys(REVIEWS, four_eyes), "approved"),
    "issue": (dict.fromkeys(HELD, editor), "issued"),
    "return": (
        dict.fromkeys(REVIEWS | HELD | {"approved before withdrawal"}, editor),
        "draft",
    ),
    "reopen": (
        dict.fromkeys({"live", "superseded and live", "live and carried", "withdrawn"}, editor),
        "draft",
    ),
    "reschedule": (dict.fromkeys(AHEAD, editor), ""),
    "recall": (dict.fromkeys(AHEAD, editor), "approved"),
    "carry": (dict.fromkeys(WHILE_LIVE, carrier) | {"scheduled": carrier_who_sees}, ""),
    "uncarry": ({"live and carried": carries_it}, ""),
    "notice": (dict.fromkeys(WHILE_LIVE, editor), ""),
    "withdraw": (dict.fromkeys(WHILE_LIVE, editor), ""),
    "spike": (
        {"draft": writer, "in review": editor, "approved": editor, "recalled": editor},
        "spiked",
    ),
    "revive": ({"spiked": writer}, "draft"),
    "take_back": ({"in review": maker, "in review while live": maker}, "draft"),
}


def allowed(step, condition, who):
    rule = EXPECTED[step][0].get(condition)
    return rule is not None and rule(who)


def may_open(who, shared):
    """Their own (created or credited), what their desk shares, what they edit; a superuser all."""
    own = who.part in ("created", "credited")
    return own or who.edits or who.role == "superuser" or (shared and who.power == "reporter")


def may_write(who, condition, shared):
    """A draft: its own people, its editors, its reporters where shared; then only who approves."""
    if CONDITIONS[condition] == "draft":
        own = who.part in ("created", "credited") and who.role in ROLES
        return own or who.edits or (shared and who.power == "reporter")
    if CONDITIONS[condition] in ("in_review", "approved"):
        return four_eyes(who)
    return False


# --- The newsroom of the matrix -----------------------------------------------------------------


@dataclass
class Case:
    """One article in one condition, and everybody who might act on it."""

    condition: str
    article: Article
    users: dict
    elsewhere: dict

    def share(self, shared):
        """Whether the reporters of its desk have a part in it."""
        Article.objects.filter(pk=self.article.pk).update(shared=shared)

    def fresh(self, who):
        """The article as the database holds it, created by `who` where that is their part."""
        creator = self.users[who].pk if who.part == "created" else self.article.created_by_id
        found = Article.objects.get(pk=self.article.pk)
        if found.created_by_id != creator:
            Article.objects.filter(pk=found.pk).update(created_by=creator)
            found.created_by_id = creator
        return found

    def answers(self, step, who):
        """All that the step asks for, well answered."""
        return {
            "approve": {"note": "Sudah diperiksa."},
            "return": {"note": "Tambah narasumber."},
            "spike": {"note": "Sudah basi."},
            "reschedule": {"live_from": LATER + timedelta(hours=1)},
            "carry": {"desk": self.elsewhere.get(who.relation, self.elsewhere["branch"])},
            "uncarry": {"desk": self.elsewhere["branch"]},
            "notice": {"notice": {"kind": "clarification", "text": "Maksudnya air danau."}},
            "withdraw": {"ground": "inaccurate", "reason": "Angkanya keliru."},
        }.get(step, {})


@contextmanager
def keep_case(condition):
    """A case for many tests: each is inside a transaction of its own in this one's."""
    with transaction.atomic():
        yield make_case(condition)
        transaction.set_rollback(True)


def make_case(condition):
    """The article is shared with its desk."""
    province, branch = make_desk("jambi"), make_desk("maluku")
    home = make_desk("kerinci", parent=province)
    below = make_desk("kayu-aro", parent=home)
    desks = {"own": home, "above": province, "below": below, "branch": branch}
    article = make_in_condition(condition, home)
    users = dict(
        zip(
            PEOPLE,
            User.objects.bulk_create(
                User(
                    username=who.name,
                    email=f"{who.name}@example.com",
                    is_superuser=who.role == "superuser",
                )
                for who in PEOPLE
            ),
            strict=True,
        )
    )
    Membership.objects.bulk_create(
        Membership(user=users[who], desk=desks[who.relation], role=who.role)
        for who in PEOPLE
        if who.role in ROLES
    )
    credited = Reporter.objects.bulk_create(
        Reporter(user=users[who], desk=home, name=who.name, slug=who.name)
        for who in PEOPLE
        if who.part == "credited"
    )
    Byline.objects.bulk_create(
        Byline(article=article, reporter=reporter, position=2) for reporter in credited
    )
    article.written_by.add(*(users[who] for who in PEOPLE if who.part == "saved"))
    Article.objects.filter(pk=article.pk).update(shared=True)
    # Where each carries it: the desk of their membership, but never the article's home.
    elsewhere = {"own": below, "above": province, "below": below, "branch": branch}
    return Case(condition, Article.objects.get(pk=article.pk), users, elsewhere)
