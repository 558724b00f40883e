"""Plain functions that make what a test needs, with only what matters said by the test."""

from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import uuid4

from articles import content, workflow
from articles.complaints.receiving import receive
from articles.models import Article, Byline, Placement, Section, Version
from articles.models.revision import Revision
from articles.models.version import VersionByline, VersionTopic
from articles.planning import steps as planning
from articles.planning.models import StoryTemplate
from articles.public.frame import section_map
from articles.talk import notes
from newsroom.accounts.models import User
from newsroom.desks.hosts import host_map
from newsroom.desks.models import Desk
from newsroom.reporters.models import Membership, Reporter

numbers = count(1)
# The database has a clock of its own (what is public stays), so tests live in the present.
NOW = datetime.now(UTC).replace(microsecond=0)
BODY = "<p>Air Danau Kerinci turun setengah meter.</p><p>Nelayan menunggu hujan.</p>"


def make_network(**values):
    """The root desk: one for each test; the same one when asked again."""
    found = Desk.objects.filter(parent=None).first()
    if found:
        return found
    return make_desk(
        **{"parent": None, "slug": "nusantara", "name": "Nusantara", "masthead": "Kabar Tepian"}
        | values
    )


def make_desk(slug=None, *, parent="network", **values):
    """A desk, below the network unless said otherwise."""
    slug = slug or f"desk-{next(numbers)}"
    if parent == "network":
        parent = make_network()
    values = {"name": slug.title(), "masthead": f"Kabar {slug.title()}"} | values
    values.setdefault("host", f"{slug}.kabartepian.example")
    desk = Desk.objects.create(slug=slug, parent=parent, **values)
    host_map.forget()
    return desk


def make_user(role=None, desk=None, *, username=None, **values):
    """A user, with a membership where a role and a desk are given; the password is `rahasia`."""
    username = username or f"user{next(numbers)}"
    user = User.objects.create_user(username, f"{username}@example.com", "rahasia", **values)
    if role:
        Membership.objects.create(user=user, desk=desk, role=role)
    return user


def make_reporter(desk=None, *, user=None, name=None, **values):
    """A person who can be credited."""
    number = next(numbers)
    name = name or f"Wartawan {number}"
    values.setdefault("slug", f"wartawan-{number}")
    return Reporter.objects.create(desk=desk or make_network(), user=user, name=name, **values)


def make_section(slug="ekonomi", name=None):
    """A section; the same one for the same slug."""
    section_map.forget()
    return Section.objects.get_or_create(slug=slug, defaults={"name": name or slug.title()})[0]


def make_article(desk=None, *, by=None, reporters=None, topics=(), at=NOW, **values):
    """A complete draft: it may be submitted as it is."""
    desk = desk or make_desk()
    number = next(numbers)
    values = {
        "headline": f"Kabar nomor {number}",
        "body": BODY,
        "section": values.pop("section", None) or make_section(),
        "created_by": by or make_user("reporter", desk),
        "created_at": at,
        "changed_at": at,
    } | values
    article = Article.objects.create(desk=desk, **values)
    for position, reporter in enumerate(reporters or [make_reporter(desk)], start=1):
        Byline.objects.create(article=article, reporter=reporter, position=position)
    article.topics.set(topics)
    return article


def make_aside(article, *, by, at=NOW, over=None, **parts):
    """A text that `by` typed over somebody else's: the article's, with these parts changed."""
    stored = content.of_article(article)
    return Revision.objects.record(
        article, stored | parts, by=by, at=at, origin=Revision.Origin.ASIDE, over=over or stored
    )


def make_in_state(state, desk=None, *, at=NOW, **values):
    """An article that walked the workflow to `state`; `issued` is live from `at`."""
    article = make_article(desk, at=at - timedelta(hours=3), **values)
    editor = make_user("editor", article.desk)
    path = {
        "draft": [],
        "in_review": ["submit"],
        "approved": ["submit", "approve"],
        "issued": ["submit", "approve", "issue"],
        "spiked": ["spike"],
    }[state]
    for name in path:
        answers = {"note": "Sudah basi."} if name == "spike" else {}
        article = workflow.perform(name, article, by=editor, at=at, **answers).article
    return article


def make_issued(desk=None, *, live_from=None, at=NOW, **values):
    """An issued article; live from `at`, or scheduled for `live_from`."""
    article = make_in_state("approved", desk, at=at, **values)
    editor = make_user("editor", article.desk)
    return workflow.perform("issue", article, by=editor, at=at, live_from=live_from).article


def reissue(article, *, at=NOW, live_from=None, **changes):
    """Reopen an issued article, change it, and issue the next version."""
    chief = make_user("chief", article.desk)
    article = workflow.perform("reopen", article, by=chief, at=at).article
    for name, value in changes.items():
        setattr(article, name, value)
    article.save()
    workflow.perform("submit", article, by=chief, at=at)
    workflow.perform("approve", article, by=chief, at=at, note="Diperbarui.")
    return workflow.perform("issue", article, by=chief, at=at, live_from=live_from).article


def make_many_live(desk, number, *, at=NOW, section=None, topic=None, reporter=None):
    """`number` live articles on `desk` and on those above it, a minute apart; in a few inserts."""
    section, editor = section or make_section(), make_user("editor", desk)
    first = next(numbers)
    articles = Article.objects.bulk_create(
        Article(
            desk=desk,
            headline=f"Kabar borongan {first}-{each}",
            body=BODY,
            section=section,
            state="issued",
            created_by=editor,
            created_at=at,
            changed_at=at,
        )
        for each in range(number)
    )
    versions = Version.objects.bulk_create(
        Version(
            article=article,
            number=1,
            desk=desk,
            kind=article.kind,
            section=section,
            slug=f"kabar-{article.pk}",
            headline=article.headline,
            standfirst="Air danau turun setengah meter sejak awal bulan.",
            body=BODY,
            bylines=[{"name": reporter.name, "slug": reporter.slug, "role": "writer"}]
            if reporter
            else [],
            topic_list=[{"name": topic.name, "slug": topic.slug}] if topic else [],
            word_count=7,
            live_from=at - timedelta(minutes=each),
            first_live_from=at - timedelta(minutes=each),
            issued_by=editor,
            issued_at=at - timedelta(minutes=each),
        )
        for each, article in enumerate(articles)
    )
    places = [(desk, "home"), *((above, "rolled_up") for above in desk.ancestors())]
    Placement.objects.bulk_create(
        Placement(
            version=version,
            article_id=version.article_id,
            desk=place,
            kind=kind,
            section=section,
            first_live_from=version.first_live_from,
            live_from=version.live_from,
            live_until=version.live_until,
        )
        for version in versions
        for place, kind in places
    )
    if topic:
        VersionTopic.objects.bulk_create(VersionTopic(version=v, tag=topic) for v in versions)
    if reporter:
        VersionByline.objects.bulk_create(
            VersionByline(version=v, reporter=reporter) for v in versions
        )
    return articles


def make_taker(desk, *, name=None):
    """A reporter with a login and a role at `desk`: somebody to be assigned things."""
    return make_reporter(desk, user=make_user("reporter", desk), name=name)


def make_complaint(desk=None, *, article=None, at=NOW, **values):
    """A complaint that somebody sent to `desk`."""
    values = {
        "kind": "correction",
        "story": "Kabar kemarin",
        "who": "Rosmini",
        "contact": "rosmini@warga.example",
        "wrong": "Nama saya salah ditulis.",
        "reply": "",
    } | values
    press = f"press-{next(numbers)}"
    article = article and article.pk
    return receive(press=press, desk=desk or make_desk(), article=article, at=at, **values)


def make_assignment(desk=None, *, state="assigned", reporter=None, at=NOW, due_at=None, **values):
    """An assignment that walked its steps to `state`; due tomorrow unless said otherwise."""
    desk = desk or make_desk()
    editor = make_user("editor", desk)
    values = {"idea": f"Gagasan nomor {next(numbers)}"} | values
    assignment = planning.propose(desk=desk, by=editor, at=at, values=values, due_at=due_at)
    if state == "proposed":
        return assignment
    if state == "called_off":
        return planning.perform(
            "call_off", assignment, by=editor, at=at, note="Acara batal."
        ).assignment
    reporter = reporter or make_taker(desk)
    due_at = due_at or at + timedelta(days=1)
    path = {"assigned": [], "accepted": ["accept"], "declined": ["decline"], "begun": ["begin"]}
    step = planning.perform(
        "assign", assignment, by=editor, at=at, reporter=reporter, due_at=due_at
    )
    for name in path[state]:
        answers = {"note": "Sedang di luar kota."} if name == "decline" else {}
        step = planning.perform(name, assignment, by=reporter.user, at=at, **answers)
    return step.assignment


def make_story_template(desk=None, **values):
    """A story template of `desk`."""
    values = {"name": f"Templat {next(numbers)}"} | values
    return StoryTemplate.objects.create(desk=desk or make_desk(), **values)


def make_note(article, *, by=None, text="Tolong dicek lagi.", at=NOW, **values):
    """A note on an article, by one of its desk's editors unless said otherwise."""
    by = by or make_user("editor", article.desk)
    return notes.begin(article, by=by, at=at, text=text, key=uuid4(), **values)
