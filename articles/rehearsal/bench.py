"""How long the newsroom's pages take for each kind of person, over whatever the database holds.

Every page is asked for as a browser would, through all of Django, by people who are in the
database: a reporter and an editor of a small and of a large desk, a chief editor of the network and
its administrator. Nothing is written but sessions, which end with it.
"""

import json
import time
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from random import Random
from statistics import median
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection
from django.db.models import Count, Max, Min
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, get_resolver, reverse

from articles.models import Article, ArticleTopic, Listing, Section, Version
from articles.planning.models import Assignment
from newsroom.accounts.models import User
from newsroom.desks.hosts import host_map
from newsroom.photos.models import Photo
from newsroom.reporters.models import Membership, Reporter
from newsroom.reporters.reach import reach_of
from newsroom.serving.garbage import settle

# What is asked of the newsroom: 95 of 100 answers within these milliseconds.
BUDGET = 300
LIST = "/admin/articles/article/"
# Words of the rehearsal's text, from those in most articles to those in none.
WORDS = {
    "frequent word": ("warga", "kantor kecamatan", "petugas", "hujan deras"),
    "two words": ("banjir rumah", "harga beras", "sidang korupsi", "gempa bmkg"),
    "phrase": ('"pemerintah daerah menyiapkan"', '"halaman kantor kecamatan"', '"musyawarah adat"'),
    "rare words": ("lebang gempa penenun", "syamsul rehatta jaksa", "qori marpaung vaksin"),
    "without a word": ("banjir -warga", "koperasi -petani -harga"),
    "beginning": ("ger*", "lang*", "kope*"),
    "no such word": ("xylofon", "zzzz"),
}
SKIPPED = {
    "login", "logout", "jsi18n", "autocomplete", "articles_article_choices", "password_change_done",
}  # fmt: skip


@dataclass
class Person:
    """Who asks, and for what of theirs."""

    name: str
    user: User
    client: Client


@dataclass
class Measure:
    """What a page cost one kind of person."""

    page: str
    person: str
    status: int
    queries: int
    milliseconds: list
    size: int

    @property
    def median(self):
        """Milliseconds of the answer in the middle."""
        return median(self.milliseconds)

    @property
    def p95(self):
        """Milliseconds that 95 of 100 answers keep within."""
        ordered = sorted(self.milliseconds)
        return ordered[min(len(ordered) - 1, -(-len(ordered) * 95 // 100) - 1)]


def people():
    """One person of each kind that there is: those of the smallest and largest desks."""
    size = dict(
        Listing.objects.values_list("desk_id")
        .annotate(number=Count("*"))
        .values_list("desk_id", "number")
    )
    root = host_map.root()
    found = []

    def add(name, user):
        if user is not None:
            client = Client(**_headers())
            client.force_login(user)
            found.append(Person(name, user, client))

    for role in ("reporter", "editor"):
        members = Membership.objects.filter(role=role, user__is_active=True)
        members = list(members.exclude(desk=root).select_related("user"))
        members.sort(key=lambda member: (size.get(member.desk_id, 0), member.pk))
        if members:
            add(f"{role}, small desk", members[0].user)
            add(f"{role}, large desk", members[-1].user)
        network = Membership.objects.filter(role=role, desk=root).select_related("user").first()
        add(f"{role}, network", network and network.user)
    chief = Membership.objects.filter(role="chief", desk=root).select_related("user").first()
    add("chief, network", chief and chief.user)
    add("administrator", User.objects.filter(is_superuser=True, is_active=True).first())
    return found


def _headers():
    root = host_map.root()
    headers = {"HTTP_HOST": settings.STAFF_HOST or root.host}
    if settings.HTTPS:
        headers["wsgi.url_scheme"] = "https"
    return headers


def pages(person, random):
    """What this person asks for: {name: a function that gives an address, another each time}."""
    seen = Article.objects.visible_to(person.user)
    listing = Listing.objects.visible_to(person.user)
    found = dict(_lists())
    bounds = Listing.objects.aggregate(first=Min("changed_at"), last=Max("changed_at"))
    topics = list(ArticleTopic.objects.values_list("tag__name", flat=True)[:400:20])
    reporters = list(Reporter.objects.filter(active=True).values_list("slug", flat=True)[:400:20])
    sections = list(Section.objects.values_list("slug", flat=True))
    desks = [desk.slug for desk in host_map.desks().values()]

    def narrowed(**parts):
        def address():
            drawn = {name: random.choice(values) for name, values in parts.items()}
            return f"{LIST}?{urlencode(drawn)}"

        return address

    for name, words in WORDS.items():
        found[f"search: {name}"] = narrowed(q=words)
    found["search: name"] = narrowed(q=[f'"{r.replace("-", " ")}"' for r in reporters] or ["x"])
    found["search: words, section, state"] = narrowed(
        q=WORDS["two words"], section=sections or [""], state=["issued", "draft"]
    )
    for state in Article.State.values:
        found[f"list: {state}"] = narrowed(state=[state])
    found["list: section"] = narrowed(section=sections or [""])
    found["list: kind"] = narrowed(kind=["opinion", "analysis", "reply"])
    found["list: topic"] = narrowed(topic=topics or [""])
    found["list: reporter"] = narrowed(reporter=reporters or [""])
    found["list: desk"] = narrowed(desk=desks)
    found["list: section, kind, draft"] = narrowed(
        section=sections or [""], kind=["opinion", "analysis"], state=["draft", "spiked"]
    )
    found["list: a month"] = narrowed(**{"from": ["2019-03-01"], "to": ["2019-03-31"]})
    found["list: oldest first"] = narrowed(order=["changed-oldest", "begun-oldest"])
    found["search: oldest first"] = narrowed(q=WORDS["two words"], order=["changed-oldest"])
    if bounds["first"]:
        found["list: page far back"] = lambda: (
            f"{LIST}?before={_micros(bounds['first'], bounds['last'], random)}-1"
        )
        found["search: page far back"] = lambda: (
            f"{LIST}?q=warga&before={_micros(bounds['first'], bounds['last'], random)}-1"
        )
    for what, letters in (("desk", "kab"), ("reporter", "ra"), ("topic", "ba")):
        found[f"choices: {what}"] = narrowed_choices(what, letters)
    found["reporters: search"] = lambda: "/admin/reporters/reporter/?q=rahmat"
    found["users: search"] = lambda: "/admin/accounts/user/?q=rahmat"
    found["memberships: search"] = lambda: "/admin/reporters/membership/?q=rahmat"
    found["desks: search"] = lambda: "/admin/desks/desk/?q=muara"
    found["autocomplete: desk"] = lambda: (
        "/admin/autocomplete/?app_label=reporters&model_name=membership&field_name=desk&term=kab"
    )
    newest = list(listing.order_by("-changed_at", "-pk").values_list("pk", flat=True)[:20])
    drafts = list(seen.filter(state="draft").values_list("pk", flat=True)[:20])
    went_out = Version.objects.filter(article__in=newest).values_list("article", flat=True)
    found["notifications: all"] = lambda: "/admin/notifications/?all=1"
    found["assignments: all"] = lambda: "/admin/assignments/?show=all"
    planned = (
        Assignment.objects.visible_to(person.user).order_by("-pk").values_list("pk", flat=True)
    )
    if planned := list(planned[:20]):
        found["assignment"] = one_of(random, [f"/admin/assignments/{n}/" for n in planned])
    for name, numbers, path in (
        ("article", newest, "change/"), ("article: draft", drafts, "change/"),
        ("article: revisions", newest, "revisions/"), ("article: preview", newest, "preview/"),
        ("article: notes", newest, "notes/"), ("article: links", newest, "links/"),
        ("article: submit", drafts, "steps/submit/"),
        ("article: withdraw", list(went_out), "steps/withdraw/"),
    ):  # fmt: skip
        if numbers:
            found[name] = one_of(random, [f"{LIST}{number}/{path}" for number in numbers])
    if newest:
        asked = [urlencode({"username": person.user.username, "article": n}) for n in newest]
        found["why: an article"] = one_of(random, [f"/admin/why/?{query}" for query in asked])
    return found | _of_desks(person, random) | _of_photos(random)


def _of_photos(random):
    """The library of photos: searched, narrowed, far back, and one photo."""
    last = Photo.objects.aggregate(last=Max("number"))["last"]
    if last is None:
        return {}
    some = list(Photo.objects.filter(pk__gt=last - 2000)[:400:20])
    names = [photo.creator for photo in some if photo.creator] or ["x"]
    keywords = [word for photo in some for word in photo.keywords] or ["x"]
    asked = {
        **{f"photos: {name}": {"q": words} for name, words in WORDS.items()},
        "photos: photographer": {"by": names},
        "photos: name begun": {"by": [name[:-2] for name in names]},
        "photos: keyword": {"keyword": keywords},
        "photos: words, shape, rights": {
            "q": WORDS["frequent word"], "shape": ["tall"], "rights": ["now"]
        },
        "photos: page far back": {"before": [last // 50, last // 2]},
        "photos: to choose from": {"pick": ["1"], "q": WORDS["two words"]},
    }  # fmt: skip
    for name, values in (
        ("rights", ("now", "ending", "ended", "ahead", "incomplete", "taken_down")),
        ("shape", ("wide", "tall", "square")),
        ("whose", ("own", "shared", "mine")),
    ):
        asked |= {f"photos: {name} {value}": {name: [value]} for value in values}
    found = {
        name: one_of(
            random,
            [
                f"/admin/photos/?{urlencode(dict(zip(parts, values, strict=True)))}"
                for values in product(*parts.values())
            ],
        )
        for name, parts in asked.items()
    }
    found["photo"] = one_of(random, [f"/admin/photos/{photo.pk}/" for photo in some])
    return found


def _of_desks(person, random):
    """Calendars, budgets, fronts and stories to carry: of the network, and of the person's own."""
    root, reach = host_map.root().slug, reach_of(person.user)
    slugs = {pk: desk.slug for pk, desk in host_map.desks().items()}
    edited = [slugs[pk] for pk in sorted(reach.desks("editor")) if pk in slugs][:20]
    found = {}
    for view in ("month", "week", "day"):
        found[f"calendar: {view}"] = one_of(
            random, [f"/admin/calendar/?view={view}&desk={slug}" for slug in edited or [root]]
        )
        found[f"calendar: {view} of the network"] = one_of(
            random, [f"/admin/calendar/?view={view}&desk={root}"]
        )
    found["budget: of the network"] = one_of(random, [f"/admin/budget/?desk={root}"])
    for name, address in (
        ("front", "/admin/fronts/{}/"), ("front: search", "/admin/fronts/{}/?q=banjir"),
        ("front: breaking", "/admin/fronts/{}/breaking/"),
        ("preview: front", "/admin/preview/?desk={}"),
        ("carry: a desk", f"{LIST}carry/?desk={{}}"),
        ("carry: search", f"{LIST}carry/?desk={{}}&q=banjir"),
        ("assignment: new", "/admin/assignments/add/?desk={}"),
    ):  # fmt: skip
        if edited:
            found[name] = one_of(random, [address.format(slug) for slug in edited])
    return found


def one_of(random, addresses):
    """A function that makes one of the addresses."""
    return lambda: random.choice(addresses)


def narrowed_choices(what, letters):
    """An address of the list's suggestions."""
    return lambda: f"{LIST}choices/?{urlencode({'what': what, 'typed': letters})}"


def _micros(first, last, random):
    moment = first + (last - first) * random.random()
    return int(moment.timestamp()) * 1_000_000


def _lists():
    """Every page of the newsroom whose address asks for nothing."""
    for name in sorted(get_resolver("newsroom.urls").reverse_dict.keys() | _admin_names(), key=str):
        if not isinstance(name, str) or name in SKIPPED:
            continue
        try:
            address = reverse(f"admin:{name}")
        except NoReverseMatch:
            continue
        yield name.replace("_", " "), one_of(Random(1), [address])


def _admin_names():
    _prefix, resolver = get_resolver("newsroom.urls").namespace_dict["admin"]
    return {name for name in resolver.reverse_dict if isinstance(name, str)}


def measure(rounds, *, only="", seed=1, clock=time.perf_counter, say=None):
    """Ask for every page `rounds` times as every kind of person: a list of Measures.

    Pages that a person is refused or sent away from are left out. `only` keeps those pages whose
    name has it in. `clock` says how many seconds have gone by.
    """
    measures = []
    settle()
    for person in people():
        random = Random(seed)
        for name, address in pages(person, random).items():
            if only and only not in name:
                continue
            found = measured(person, name, address, rounds, clock)
            if found is not None:
                measures.append(found)
                if say:
                    say(found)
        person.client.logout()
    return measures


def processor_time():
    """A clock that runs while this process or the database works for it, and not while they wait.

    For a machine that does other things meanwhile. Raises OSError where the database's process is
    not one of this machine (Linux).
    """
    connection.ensure_connection()
    told = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
    if "postgres" not in told.with_name("cmdline").read_text():
        raise FileNotFoundError(told)
    return lambda: time.process_time() + int(told.read_text().split()[0]) / 1e9


def measured(person, name, address, rounds, clock):
    """The Measure of a page that `person` asks for, or None where they do not get it.

    Of the person only the name and the client matter; `address` is a function.
    """
    response = person.client.get(address())
    # What is sent while it is read has to be read.
    response.getvalue()
    if response.status_code != 200:
        return None
    # The map of hosts is read every other second, whoever asks: not while it is counted.
    host_map.forget()
    host_map.root()
    with CaptureQueriesContext(connection) as queries:
        person.client.get(address()).getvalue()
    # Counted at once: the next request clears what was captured.
    asked = len(queries)
    spent, sizes = [], []
    for _round in range(rounds):
        begun = clock()
        response = person.client.get(address())
        sizes.append(len(response.getvalue()))
        spent.append((clock() - begun) * 1000)
    size = round(median(sizes))
    return Measure(name, person.name, response.status_code, asked, spent, size)


def kept(measures):
    """The measures as JSON, to be compared with later."""
    names = ("queries", "median", "p95", "size")
    return json.dumps(
        {f"{m.page} | {m.person}": {each: getattr(m, each) for each in names} for m in measures}
    )


def longer(measure, then):
    """How many times as long the page is as `then`, once at least."""
    return max(1, measure.size / max(then.get("size", 0), 1))


def table(measures, before=None):
    """The measures as lines of a Markdown table; with `before`, what `kept` wrote, as ratios.

    The last column allows for a page that is longer than then.
    """
    before = before or {}
    lines = [
        "| page | who | queries | median ms | p95 ms | kB | × then | × for as much |",
        "|---|---|---:|---:|---:|---:|---:|---:|",
    ]
    for measure in measures:
        then = before.get(f"{measure.page} | {measure.person}")
        times = measure.median / then["median"] if then else 0
        ratio = f"{times:.1f}" if then else ""
        fair = f"{times / longer(measure, then):.1f}" if then else ""
        if then and then["queries"] != measure.queries:
            ratio += f" (queries then {then['queries']})"
        lines.append(
            f"| {measure.page} | {measure.person} | {measure.queries} | {measure.median:.0f} | "
            f"{measure.p95:.0f}{' !' if measure.p95 > BUDGET else ''} | "
            f"{measure.size / 1000:.0f} | {ratio} | {fair} |"
        )
    return lines
