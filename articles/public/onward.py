"""What to read after a story: what is near to it, more from the desk, and its neighbours."""

from dataclasses import dataclass
from operator import itemgetter

from django.db.models import F, OuterRef
from taggit.models import Tag

from articles import html
from articles.models.entry import ReporterEntry, TopicEntry
from articles.models.placement import Placement
from newsroom.desks.hosts import address
from newsroom.reporters.models import Reporter

from . import most_read, notices
from .asked import OneOf, Question, of_each
from .known import KEY, SPOT, numbers, of_stories, placements, rows
from .lists import entered
from .made import key_of
from .tags import tongue

RELATED = 4
MORE = 4
# Of the same place, and by the same people, a few beside those on the same topics.
BESIDE = 2
# A text that links to more stories than this is a list.
NAMED = 20
# No index knows datelines: the desk's newest stories are looked through.
NEWEST_OF_A_PLACE = 100


def _next_to(visible, desk, *, at, key, section, topics, people, dateline, popular, named, told):
    """What may be read after a story, and what its text links to: `named`, or None.

    `key` is its moment and number; topics, people and dateline may be None. With `told`, the key of
    its version, one row more says what readers are told beside it.
    """
    but_this = visible.exclude(article_id=key[1])
    others = but_this.on(desk)
    beside = others.filter(section=section)
    newest = but_this.newest_on(desk, RELATED + MORE)
    asked = [(beside, RELATED), (newest, RELATED + MORE)]
    for slugs, model, entries, number, many in (
        (topics, Tag, TopicEntry, "tag_id", RELATED),
        (people, Reporter, ReporterEntry, "reporter_id", BESIDE),
    ):
        if slugs is not None:
            listed = entered(entries, visible, desk).exclude(article_id=key[1])
            asked.append((_with(model, slugs, listed, number), many))
    if dateline is not None:
        there = but_this.newest_on(desk, NEWEST_OF_A_PLACE).filter(version__dateline=dateline)
        asked.append((there, BESIDE))
    wanted = [each.newest_first().values("pk")[:many] for each, many in asked]
    wanted += [
        most_read.asked(others, popular),
        beside.before(key).newest_first().values("pk")[:1],
        beside.after(key).order_by("first_live_from", "article_id").values("pk")[:1],
    ]
    if named is not None:
        homes = visible.filter(OneOf(F("article"), named), kind=Placement.Kind.HOME)
        wanted.append(homes.exclude(article_id=key[1]).values("pk"))
    found = of_stories(numbers(wanted, at=at, desk=desk))
    if told is None:
        return found
    beside_it = rows(notices.beside(visible, told, at=at), said=F("lists"))
    return found.union(beside_it, all=True)


NEXT_TO = Question(_next_to)


@dataclass(frozen=True)
class Onward:
    """Placements, but for `named`: the stories that the text links to, by number, as it needs them.

    `linked` are the numbers of all that it links to, whether they may be read or not. `popular` is
    the box of the most read; `earlier` and `later` may be None. `told` is what readers are told
    beside it, where it was asked for (articles/public/notices.py).
    """

    related: list
    more: list
    popular: list
    earlier: Placement | None
    later: Placement | None
    named: dict
    linked: set
    told: dict

    @property
    def known_by(self):
        """What is shown below the text: placements, each in its own place."""
        beside = [self.earlier, self.later]
        return key_of([self.related, self.more, self.popular, beside])


def onward(request, placement, *, untold=False):
    """What there is to read after a story, and inside it, in one query and one of what is new.

    Where the story is `untold` the query brings what readers are told beside it as well.

    Related is what shares a topic, then the place of the dateline, then who is credited, then the
    section. Earlier and later are the neighbours in the section on this desk, or None.
    """
    version, key = placement.version, KEY(placement)
    links = set(html.stories(version.body)[:NAMED])
    topics, people, dateline = _about(placement)
    popular = most_read.candidates(request)
    found = NEXT_TO(
        request,
        request.desk,
        key=list(key),
        section=placement.section_id,
        topics=set(topics) or None,
        people=set(people) or None,
        dateline=dateline,
        popular=set(popular),
        named=links or None,
        told=version.pk if untold else None,
    )
    seen, told = [], {}
    for *row, said in found:
        if said is None:
            seen.append(tuple(row))
        else:
            told = said
    others = list(placements(request, seen).values())
    others.sort(key=SPOT, reverse=True)
    named = {}
    if links:
        named = {
            other.spot.article: _led(request, placement, other)
            for other in others
            if other.spot.article in links and other.kind == Placement.Kind.HOME
        }
    # A story that the text links to may stand on another desk alone.
    desk, section = request.desk.id, placement.section_id
    here = [other for other in others if other.spot.desk == desk]
    beside = [other for other in here if other.spot.section == section]
    earlier = next((other for other in beside if other.spot < key), None)
    later = next((other for other in reversed(beside) if other.spot > key), None)
    nearness = _nearness_to(placement)
    near = [(nearness(other), other) for other in here]
    near = [each for each in near if any(each[0])]
    near.sort(key=itemgetter(0), reverse=True)
    related = [other for _nearness, other in near[:RELATED]]
    shown = {other.spot.article for other in (*related, earlier, later) if other is not None}
    return Onward(
        related=related,
        more=[other for other in here if other.spot.article not in shown][:MORE],
        popular=most_read.box(popular, here),
        earlier=earlier,
        later=later,
        named=named,
        linked=links,
        told=told,
    )


def _led(request, placement, other):
    """Where a story that the text links to is read, under the headline that it has at home."""
    return {
        "headline": other.version.headline,
        "address": address(other.version.desk, other.version.path, request=request),
        "tongue": tongue(other, placement.version),
    }


def _with(model, slugs, entries, number):
    """What stands among the newest of these entries of any of the rows of `model` with these slugs.

    Entries know such a row by its `number`.
    """
    found = entries.filter(**{number: OuterRef("pk")}).newest_first()
    each = of_each(
        model.objects.filter(OneOf(F("slug"), slugs)), found.values("placement_id")[:RELATED]
    )
    # What is not to be seen now was left out among the entries.
    return Placement.objects.filter(pk__in=each)


def _nearness_to(placement):
    """What tells of another story how near it is to this one: the nearer, the greater."""
    section = placement.section_id
    topics, people, dateline = _about(placement)

    def nearness(other):
        their_topics, their_people, their_dateline = _about(other)
        return (
            not topics.isdisjoint(their_topics),
            dateline is not None and their_dateline == dateline,
            not people.isdisjoint(their_people),
            other.spot.section == section,
        )

    return nearness


def _about(placement):
    """The slugs of its topics and people, and its place: kept with it, as no version changes."""
    found = placement.__dict__.get("about")
    if found is None:
        version = placement.version
        found = _slugs(version.topic_list), _slugs(version.bylines), version.dateline or None
        placement.about = found
    return found


def _slugs(rows):
    return frozenset([row["slug"] for row in rows])
