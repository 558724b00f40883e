"""Whom and what an import finds: the network's desks by host, its reporters by name."""

import difflib
import heapq

from django.core.exceptions import ValidationError
from django.db.models import Count, Max
from django.utils.text import slugify

from newsroom.desks.models import Desk
from newsroom.reporters.models import Reporter

from .printed import person
from .refused import Refused

SHOWN = 10


def closest(word, names):
    """The SHOWN names most like `word`, the closest first, as one phrase."""
    names = list(names)
    likeness = difflib.SequenceMatcher(b=word.casefold(), autojunk=False)

    def ratio(name):
        likeness.set_seq1(name.casefold())
        return likeness.ratio()

    phrase = ", ".join(heapq.nlargest(SHOWN, names, key=ratio))
    return f"{phrase} and {len(names) - SHOWN} more" if len(names) > SHOWN else phrase


class Directory:
    """The desks and reporters in memory; read again where a question finds nobody in it.

    Not one that is `for_once`, which somebody asks about one story and lets go.
    """

    def __init__(self, *, for_once=False):
        self._for_once = for_once
        self.forget()

    def forget(self):
        """Read both tables again at the next question."""
        self._seen = None

    def _refresh(self):
        """Read both tables, unless they are as they were when they were read last.

        Returns whether they were read. The count tells of rows that somebody committed late.
        """
        seen = tuple(
            tuple(model.objects.aggregate(Count("pk"), Max("pk")).values())
            for model in (Desk, Reporter)
        )
        if seen == self._seen:
            return False
        self._seen = seen
        self.desks, self._by_host, self._reporters = {}, {}, {}
        for desk in Desk.objects.order_by("pk"):
            self.desks[desk.pk] = desk
        for desk in self.desks.values():
            desk.parent = self.desks.get(desk.parent_id)
        for desk in self.desks.values():
            self._by_host[_local_host(desk)] = desk
        # A desk's own host wins over another's local one.
        for desk in self.desks.values():
            self._by_host[desk.host.lower()] = desk
        for reporter in Reporter.objects.order_by("pk"):
            self._reporters.setdefault(person(reporter.name), []).append(reporter)
        return True

    def _load(self):
        if self._seen is None:
            self._refresh()

    def add_reporter(self, reporter):
        """Know a reporter who was just created, without reading the table again."""
        desks, (count, newest) = self._seen
        self._seen = desks, (count + 1, max(newest or 0, reporter.pk))
        self._reporters.setdefault(person(reporter.name), []).append(reporter)

    def root(self):
        """The network's own desk, or None."""
        self._load()
        return next((desk for desk in self.desks.values() if desk.parent_id is None), None)

    def desk_as_known(self, desk):
        """The same desk with the desks above it, as distances are counted by."""
        self._load()
        return self.desks[desk.pk]

    def desk_of(self, slug):
        """The desk with the slug. Raises Refused, naming those that there are."""
        self._refresh()
        desk = next((desk for desk in self.desks.values() if desk.slug == slug), None)
        if desk is None:
            known = closest(slug, (desk.slug for desk in self.desks.values()))
            raise Refused(f"There is no desk “{slug}”. Known: {known or 'none yet'}.")
        return desk

    def desk_at(self, host):
        """The desk that answers at `host`, or at its local name; None where there is none."""
        self._load()
        if host not in self._by_host and not self._for_once:
            self._refresh()
        return self._by_host.get(host)

    def hosts(self):
        """The desks' own hosts."""
        return [desk.host.lower() for desk in self.desks.values()]

    def namesakes(self, name):
        """Every reporter of the network who has this name; titles, case and spaces do not count."""
        self._load()
        found = self._reporters.get(person(name), [])
        if not found and not self._for_once and self._refresh():
            found = self._reporters.get(person(name), [])
        return found

    def reporter_near(self, name, desk):
        """The reporter of this name who is nearest to `desk`, or None.

        Near are the desks of the same branch below the network, and the network's own: a namesake
        at the other end of the country is somebody else. Raises Refused where two are as near.
        """
        distances = []
        for reporter in self.namesakes(name):
            distance = self._distance(desk, self.desks[reporter.desk_id])
            if distance is not None:
                distances.append((distance, reporter))
        if not distances:
            return None
        nearest = min(distance for distance, _ in distances)
        found = [reporter for distance, reporter in distances if distance == nearest]
        if len(found) > 1:
            slugs = ", ".join(reporter.slug for reporter in found)
            raise Refused(
                f"{len(found)} reporters near {desk.name} are called “{name}” ({slugs}). "
                "Give them different names, such as a middle initial, and print the right one."
            )
        return found[0]

    def _distance(self, desk, other):
        """How many steps of the tree lie between two desks; None across the network's branches."""
        above, below = [desk, *desk.ancestors()], [other, *other.ancestors()]
        shared = next(place for place in above if place in below)
        if shared.parent_id is None and shared not in (desk, other):
            return None
        return above.index(shared) + below.index(shared)

    def names_near(self, desk):
        """The names of the reporters who may be credited at `desk`."""
        return [
            reporter.name
            for namesakes in self._reporters.values()
            for reporter in namesakes
            if self._distance(desk, self.desks[reporter.desk_id]) is not None
        ]


def _local_host(desk):
    """Where the desk answers on a machine of its own (NEWSROOM_LOCAL_HOSTS)."""
    return "localhost" if desk.parent_id is None else f"{desk.slug}.localhost"


def create_desk(printed, *, parent, time_zone):
    """A desk as the article prints it: its host, its masthead, named after the host's first word.

    Raises Refused where such a desk cannot be.
    """
    words = [word for word in printed.host.split(".") if word != "www"]
    desk = Desk(
        parent=parent,
        name=words[0].replace("-", " ").title()[:80],
        slug=_free_slug(Desk, words[0]),
        masthead=printed.masthead,
        host=printed.host,
        time_zone=time_zone or parent.time_zone,
        language=parent.language,
    )
    _check(desk, f"The desk {printed.host} cannot be created")
    desk.save()
    return desk


def create_reporter(name, *, desk):
    """A reporter of the desk, under the name as printed. Raises Refused."""
    reporter = Reporter(desk=desk, name=name, slug=_free_slug(Reporter, name))
    _check(reporter, f"The reporter “{name}” cannot be created")
    reporter.save()
    return reporter


def _free_slug(model, text):
    """A slug for `text` that no row of `model` has."""
    field = model._meta.get_field("slug")
    base = slugify(text)[: field.max_length - 6].strip("-") or model._meta.model_name
    slug, number = base, 1
    while model.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{base}-{number}"
    return slug


def _check(row, refusal):
    """Raise Refused unless the fields of `row` are sound; the database says what is unique."""
    try:
        row.full_clean(validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        raise Refused(f"{refusal}: {' '.join(error.messages)}") from error
