"""A network of rehearsal size: desks in a tree, reporters, users and what they may do where."""

from dataclasses import dataclass

from django.utils.text import slugify
from taggit.models import Tag

from articles.models import Section
from newsroom.accounts.models import User
from newsroom.desks.hosts import host_map
from newsroom.desks.models import Desk
from newsroom.reporters.models import Membership, Reporter

from .wording import SECTIONS

DOMAIN = "rehearsal.example"
PROVINCES = 38
ZONES = ("Asia/Jakarta", "Asia/Pontianak", "Asia/Makassar", "Asia/Jayapura")
# Of a hundred users: who reports, who edits; the rest are chief editors.
REPORTING, EDITING = 74, 20


@dataclass
class Network:
    """What the articles are made of: rows of the database, by desk where they belong to one."""

    root: Desk
    desks: list
    weights: list
    above: dict
    reporters: dict
    writers: dict
    editors: dict
    sections: list
    tags: list
    tags_of: dict


def build(wording, *, desks, reporters, users):
    """Make the network's places and people in the database, below its root where there is one."""
    random = wording.random
    tree = _desks(wording, desks)
    # A few desks write most of it, as everywhere.
    weights = [1 / (rank + 6) ** 0.7 for rank in range(len(tree))]
    above = {}
    by_id = {desk.pk: desk for desk in tree}
    for desk in tree:
        above[desk.pk], up = [], by_id.get(desk.parent_id)
        while up is not None:
            above[desk.pk].append(up)
            up = by_id.get(up.parent_id)
    people = _users(wording, users)
    # Somebody who sees everything, to look at it with.
    User.objects.create(
        username=f"{DOMAIN}-administrator", first_name="Administrator", password="!rehearsal",
        is_superuser=True,
    )  # fmt: skip
    roles = _memberships(random, people, tree)
    credited = _reporters(wording, tree, weights, reporters, roles)
    sections = [
        Section.objects.get_or_create(
            slug=slug, defaults={"name": parts["name"], "position": place}
        )[0]
        for place, (slug, parts) in enumerate(SECTIONS.items())
    ]
    tags, tags_of = _tags(wording, tree)
    host_map.forget()
    return Network(
        root=tree[0], desks=tree, weights=weights, above=above, reporters=credited,
        writers=_nearest(roles, tree, above),
        editors=_by_desk(roles, tree, above, ("editor", "chief")),
        sections=sections, tags=tags, tags_of=tags_of,
    )  # fmt: skip


def _desks(wording, number):
    root = Desk.objects.filter(parent=None).first() or Desk.objects.create(
        name="Nusantara", slug="nusantara", masthead="Kabar Rehearsal", host=DOMAIN
    )
    provinces = _made_desks(wording, [root] * min(PROVINCES, number - 1), "provinsi", "Provinsi")
    below = [provinces[n % len(provinces)] for n in range(number - 1 - len(provinces))]
    return [root, *provinces, *_made_desks(wording, below, "kabupaten", "Kabupaten")]


def _made_desks(wording, parents, slug, title):
    return Desk.objects.bulk_create(
        Desk(
            parent=parent,
            name=f"{title} {wording.places[n % len(wording.places)]} {n + 1}",
            slug=f"{slug}-{n + 1}",
            masthead=f"Kabar {title} {n + 1}",
            host=f"{slug}-{n + 1}.{DOMAIN}",
            time_zone=ZONES[n % 4] if slug == "provinsi" else parent.time_zone,
        )
        for n, parent in enumerate(parents)
    )


def _users(wording, number):
    made = []
    for n in range(number):
        first, last = wording.name().split()
        user = User(username=f"rehearsal-{n + 1}", first_name=first, last_name=last)
        # Nobody signs in as one of them until an administrator gives them a password.
        user.password = "!rehearsal"
        made.append(user)
    return User.objects.bulk_create(made)


def _memberships(random, people, tree):
    """One role for each user; the first of each role has it at the network itself."""
    roles = []
    for n, user in enumerate(people):
        place = n * 100 // max(len(people), 1)
        role = "reporter" if place < REPORTING else "editor"
        role = "chief" if place >= REPORTING + EDITING else role
        provinces = tree[1 : PROVINCES + 1] or tree
        desk = tree[n % len(tree)] if role == "reporter" else random.choice(provinces)
        if role == "editor" and n % 2:
            desk = random.choice(tree)
        roles.append(Membership(user=user, desk=desk, role=role))
    firsts = {}
    for membership in roles:
        firsts.setdefault(membership.role, membership)
    for membership in firsts.values():
        membership.desk = tree[0]
    return Membership.objects.bulk_create(roles)


def _reporters(wording, tree, weights, number, roles):
    """Reporters by desk id: each desk has one at least, and every reporting user is one."""
    with_login = [membership for membership in roles if membership.role == "reporter"]
    homes = list(tree) + [membership.desk for membership in with_login]
    logins = [None] * len(tree) + [membership.user for membership in with_login]
    rest = max(number - len(homes), 0)
    homes += wording.random.choices(tree, weights, k=rest)
    logins += [None] * rest
    names = [user.get_full_name() if user else wording.name() for user in logins]
    made = Reporter.objects.bulk_create(
        Reporter(desk=desk, name=name, user=user, slug=f"{slugify(name)}-r{n + 1}")
        for n, (desk, name, user) in enumerate(zip(homes, names, logins, strict=True))
    )
    by_desk = {}
    for reporter in made:
        by_desk.setdefault(reporter.desk_id, []).append(reporter)
    return by_desk


def _by_desk(roles, tree, above, wanted):
    """Ids of the users with one of the roles at each desk or above it."""
    at = {}
    for membership in roles:
        if membership.role in wanted:
            at.setdefault(membership.desk_id, []).append(membership.user_id)
    found = {}
    for desk in tree:
        for place in (desk, *above[desk.pk]):
            found.setdefault(desk.pk, []).extend(at.get(place.pk, []))
    return found


def _nearest(roles, tree, above):
    """Ids of the users of each desk itself, or of the nearest above it that has any.

    Whoever belongs to the network would otherwise have written at every desk, and be the writer
    of a million articles.
    """
    own = {}
    for membership in roles:
        own.setdefault(membership.desk_id, []).append(membership.user_id)
    return {
        desk.pk: next((own[place.pk] for place in (desk, *above[desk.pk]) if place.pk in own), [])
        for desk in tree
    }


def _tags(wording, tree):
    """Topics: those of each section, and one for each desk and many a person."""
    slugs = {slug: parts["topics"] for slug, parts in SECTIONS.items()}
    names = {topic: topic.replace("-", " ") for topics in slugs.values() for topic in topics}
    names |= {slugify(desk.name): desk.name.lower() for desk in tree}
    names |= {slugify(name): name.lower() for name in wording.people[:600]}
    known = {tag.slug: tag for tag in Tag.objects.filter(slug__in=names)}
    taken = {tag.lower() for tag in Tag.objects.values_list("name", flat=True)}
    made = Tag.objects.bulk_create(
        Tag(slug=slug, name=name)
        for slug, name in names.items()
        if slug not in known and name not in taken
    )
    known |= {tag.slug: tag for tag in made}
    of_section = {slug: [known[t] for t in topics if t in known] for slug, topics in slugs.items()}
    return list(known.values()), of_section
