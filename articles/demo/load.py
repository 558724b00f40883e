"""Loads the demo newsroom: places, people and stories, each walked through the real workflow.

Nothing here writes around the rules: a story that is live was submitted, approved and issued by
people who may, at the times at which they would have done so.
"""

import tomllib
from datetime import datetime, time, timedelta
from pathlib import Path

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.dateparse import parse_time

from articles import content, workflow
from articles.models.article import Article, Byline
from articles.models.section import Section
from newsroom.accounts.models import User
from newsroom.desks.hosts import host_map
from newsroom.desks.models import Desk
from newsroom.imprint.models import Imprint
from newsroom.reporters.models import Membership, Reporter

from . import fronts, pictures, planning, readings, required, saved_views, talk
from .logins import ADMINISTRATOR, DOMAIN, LOGINS, PASSWORD

FOLDER = Path(__file__).parent


def stories():
    """Every story of the demo with the slug of its desk: a list of (slug, dict)."""
    found = []
    for path in sorted((FOLDER / "stories").glob("*.toml")):
        for story in tomllib.loads(path.read_text(encoding="utf-8"))["story"]:
            found.append((path.stem, story))
    return found


def load(*, at, say):
    """Load the demo as it would look at the moment `at`; `say` gets one line for each stage.

    All of it or nothing. Returns the number of articles.
    """
    told = stories()
    # The oldest first, so that numbers grow with time as they would have.
    told.sort(key=lambda item: _order(item[1]))
    slugs = [story["slug"] for _desk, story in told]
    with pictures.printing_all(slugs, at=at) as prints, transaction.atomic():
        return _load(told, prints, at, say)


def _load(told, prints, at, say):
    network = tomllib.loads((FOLDER / "network.toml").read_text(encoding="utf-8"))
    desks = _desks(network["desks"])
    for slug, said in network["imprints"].items():
        Imprint.objects.create(desk=desks[slug], **said)
    sections = {
        slug: Section.objects.create(slug=slug, name=name, position=position)
        for position, (slug, name) in enumerate(network["sections"])
    }
    say(f"  {len(desks)} desks, {len(sections)} sections")
    reporters = _people(network["reporters"], desks)
    say(f"  {len(reporters)} reporters and {len(LOGINS) + 1} logins")
    for number, (desk, story) in enumerate(told, start=1):
        _tell(story, desks[desk], sections, reporters, prints, at)
        if number % 20 == 0 or number == len(told):
            say(f"  {number} of {len(told)} articles")
    for _, story in told:
        _notices(story, at)
        for other in story.get("carried_by", []):
            headline = story.get("carried_headline", {}).get(other, "")
            workflow.perform(
                "carry",
                Article.objects.get(import_key=f"demo:{story['slug']}"),
                by=User.objects.get(username="chief"),
                at=at,
                desk=desks[other],
                headline=headline,
            )
    required.load(desks["nusantara"], by=User.objects.get(username="chief"), at=at)
    planning.load(desks, sections, reporters, at=at)
    talk.load(at=at)
    saved_views.load({user.username: user for user in User.objects.all()}, desks)
    fronts.load(desks, at=at)
    readings.load(at=at)
    return len(told)


def _order(story):
    if "in_minutes" in story:
        return (1, story["in_minutes"])
    return (0, -story["days_ago"])


def _desks(rows):
    desks = {}
    for slug, parent, name, masthead, zone, accent in rows:
        host = DOMAIN if not parent else f"{slug}.{DOMAIN}"
        desks[slug] = Desk.objects.create(
            slug=slug,
            parent=desks.get(parent),
            name=name,
            masthead=masthead,
            host=host,
            time_zone=zone,
            accent=accent,
        )
    host_map.forget()
    return desks


def _people(rows, desks):
    """Reporters, each with a user of their own; editors for each province; the four logins."""
    # Hashing takes a second, and all of them have one password, which everybody may know.
    password = make_password(PASSWORD)
    reporters = {}
    for slug, name, desk in rows:
        first, _, last = name.partition(" ")
        user = User(username=slug, first_name=first, last_name=last, email=f"{slug}@{DOMAIN}")
        if slug == "rahmi-anggraini":
            user.username = "reporter"
            user.password = password
        else:
            user.set_unusable_password()
        user.save()
        Membership.objects.create(user=user, desk=desks[desk], role="reporter")
        reporters[slug] = Reporter.objects.create(user=user, desk=desks[desk], name=name, slug=slug)
    names = {"editor": ("Mulyadi", "Harahap"), "chief": ("Ratna", "Kusumawardani")}
    for username, role, desk in LOGINS:
        if username in names:
            first, last = names[username]
            user = User.objects.create(
                username=username,
                email=f"{username}@{DOMAIN}",
                password=password,
                first_name=first,
                last_name=last,
            )
            Membership.objects.create(user=user, desk=desks[desk], role=role)
    editors = {"kalbar": "Paulina Sinaga", "sulsel": "Abdul Rauf", "maluku": "Yosefina Rehatta"}
    for desk, name in editors.items():
        first, _, last = name.partition(" ")
        user = User(username=f"editor-{desk}", first_name=first, last_name=last)
        user.set_unusable_password()
        user.save()
        Membership.objects.create(user=user, desk=desks[desk], role="editor")
    User.objects.create(
        username=ADMINISTRATOR,
        email=f"admin@{DOMAIN}",
        password=password,
        first_name="Administrator",
        last_name="Jaringan",
        is_staff=True,
        is_superuser=True,
    )
    return reporters


def _editor_of(desk):
    """The editor who decides about a desk's stories: the nearest above it."""
    for place in (desk, *desk.ancestors()):
        membership = Membership.objects.filter(desk=place, role__in=["editor", "chief"]).first()
        if membership:
            return membership.user
    raise ValueError(f"No editor for {desk}.")


def _printed_at(story, desk, at):
    """The moment a story went public, or was begun: `days_ago` and `time` in the desk's zone."""
    clock = parse_time(story.get("time") or "") or time(8, 30)
    day = at.astimezone(desk.zone).date() - timedelta(days=story.get("days_ago", 0))
    moment = datetime.combine(day, clock, tzinfo=desk.zone)
    # A story of today that the clock has not reached came out a little earlier.
    return min(moment, at - timedelta(minutes=20))


def _tell(story, desk, sections, reporters, prints, at):
    """One story, from its draft to the state it is in."""
    state = story["state"]
    editor = _editor_of(desk)
    printed = _printed_at(story, desk, at)
    begun = printed - timedelta(hours=3)
    writer = reporters[story["bylines"][0][0]].user
    article = Article.objects.create(
        desk=desk,
        kind=story.get("kind", "news"),
        section=sections[story["section"]],
        kicker=story.get("kicker", ""),
        headline=story["headline"],
        standfirst=story.get("standfirst", ""),
        dateline=story.get("dateline", ""),
        body=_at_first(story),
        import_key=f"demo:{story['slug']}",
        created_by=writer,
        created_at=begun,
        changed_at=begun,
    )
    article.written_by.add(writer)
    Byline.objects.bulk_create(
        Byline(article=article, reporter=reporters[slug], role=role, position=position)
        for position, (slug, role) in enumerate(story["bylines"], start=1)
    )
    article.topics.set(story["topics"])
    pictures.give(article, story["slug"], prints, by=writer, at=begun)

    def step(name, by, moment, **answers):
        # What was decided days ago is no news.
        lately = moment > at - timedelta(days=3)
        workflow.perform(name, article, by=by, at=moment, tells=lately, **answers)

    if state == "draft":
        return
    if state == "spiked":
        step("spike", editor, begun + timedelta(hours=1), note=story["note"])
        return
    step("submit", writer, begun + timedelta(hours=1))
    if state == "in_review":
        return
    if state == "returned":
        step("return", editor, begun + timedelta(hours=2), note=story["note"])
        return
    step("approve", editor, begun + timedelta(hours=2))
    if state == "approved":
        return
    if state == "scheduled":
        live_from = (at + timedelta(minutes=story["in_minutes"])).replace(second=0, microsecond=0)
        step("issue", editor, at, live_from=live_from)
        return
    step("issue", editor, printed)
    if state == "withdrawn":
        moment = min(printed + timedelta(hours=story["withdrawn_after_hours"]), at)
        step("withdraw", editor, moment, ground="inaccurate", reason=story["reason"])
    elif state == "superseded":
        _update(article, story, step, editor, writer, printed, at)
    elif state == "reworking":
        step("reopen", editor, at - timedelta(minutes=15), note=story["note"])
        Article.objects.filter(pk=article.pk).update(
            body=article.body + story["change"], edit=2, changed_at=at - timedelta(minutes=5)
        )


def _update(article, story, step, editor, writer, printed, at):
    """The second version of a story, some hours after the first."""
    moment = min(printed + timedelta(hours=story["update_after_hours"]), at)
    step("reopen", editor, moment - timedelta(minutes=10))
    # As it was saved with its pictures, where only what was wrong is another now.
    body = article.body + story.get("update", "")
    for right, wrong in story.get("at_first", {}).items():
        body = body.replace(wrong, right)
    Article.objects.filter(pk=article.pk).update(
        body=body, headline=story.get("update_headline", article.headline), edit=2
    )
    step("submit", writer, moment - timedelta(minutes=8))
    step("approve", editor, moment - timedelta(minutes=4))
    step("issue", editor, moment, notice=story.get("update_notice"))


def _at_first(story):
    """The body as it was first printed, with the mistakes that were put right since."""
    body = _linked(story)
    for right, wrong in story.get("at_first", {}).items():
        body = body.replace(right, wrong)
    return body


def _linked(story):
    """The body with the links to older stories that it has: {slug: how many blocks before it}."""
    blocks = content.blocks(story["body"].strip())
    for slug, place in story.get("read_also", {}).items():
        number = Article.objects.get(import_key=f"demo:{slug}").pk
        blocks.insert(place, f'\n<p data-story="{number}"></p>')
    return "".join(blocks)


def _notices(story, at):
    """What readers were told of a story while its text stayed."""
    for told in story.get("notices", []):
        article = Article.objects.get(import_key=f"demo:{story['slug']}")
        notice = {name: value for name, value in told.items() if name != "after_hours"}
        if "reply" in notice:
            notice["reply"] = Article.objects.get(import_key=f"demo:{notice['reply']}").pk
        first = article.versions.earliest("number").live_from
        workflow.perform(
            "notice",
            article,
            by=_editor_of(article.desk),
            at=min(first + timedelta(hours=told["after_hours"]), at),
            tells=False,
            notice={"text": "", **notice},
        )
