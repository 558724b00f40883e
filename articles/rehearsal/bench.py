"""How long the newsroom's pages take for each kind of person, over whatever the database holds.

Every page is asked for as a browser would, through all of Django, by people who are in the
database: a reporter and an editor of a small and of a large desk, a chief editor of the network and
its administrator. Nothing is written but sessions, which end with it.
"""

from dataclasses import dataclass
from itertools import product
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Count, Max, Min
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from articles.models import Article, ArticleTopic, Listing, Section, Version
from articles.planning.models import Assignment
from newsroom.accounts.models import User
from newsroom.desks.hosts import host_map
from newsroom.photos.models import Photo
from newsroom.reporters.models import Membership, Reporter
from newsroom.reporters.reach import reach_of

from .rounds import Page

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


def pages_of_all():
    """Every page of everybody, as rounds.Page."""
    return [
        Page(name, person.name, person.client, addresses)
        for person in people()
        for name, addresses in pages(person).items()
    ]


def pages(person):
    """What this person asks for: {name: addresses}."""
    seen = Article.objects.visible_to(person.user)
    listing = Listing.objects.visible_to(person.user)
    found = dict(_lists())
    bounds = Listing.objects.aggregate(first=Min("changed_at"), last=Max("changed_at"))
    topics = list(ArticleTopic.objects.values_list("tag__name", flat=True)[:400:20])
    reporters = list(Reporter.objects.filter(active=True).values_list("slug", flat=True)[:400:20])
    sections = list(Section.objects.values_list("slug", flat=True))
    desks = [desk.slug for desk in host_map.desks().values()]

    for name, words in WORDS.items():
        found[f"search: {name}"] = narrowed(LIST, q=words)
    found["search: name"] = narrowed(
        LIST, q=[f'"{r.replace("-", " ")}"' for r in reporters] or ["x"]
    )
    found["search: words, section, state"] = narrowed(
        LIST, q=WORDS["two words"], section=sections or [""], state=["issued", "draft"]
    )
    for state in Article.State.values:
        found[f"list: {state}"] = narrowed(LIST, state=[state])
    found["list: section"] = narrowed(LIST, section=sections or [""])
    found["list: kind"] = narrowed(LIST, kind=["opinion", "analysis", "reply"])
    found["list: topic"] = narrowed(LIST, topic=topics or [""])
    found["list: reporter"] = narrowed(LIST, reporter=reporters or [""])
    found["list: desk"] = narrowed(LIST, desk=desks)
    found["list: section, kind, draft"] = narrowed(
        LIST, section=sections or [""], kind=["opinion", "analysis"], state=["draft", "spiked"]
    )
    found["list: a month"] = narrowed(LIST, **{"from": ["2019-03-01"], "to": ["2019-03-31"]})
    found["list: oldest first"] = narrowed(LIST, order=["changed-oldest", "begun-oldest"])
    found["search: oldest first"] = narrowed(LIST, q=WORDS["two words"], order=["changed-oldest"])
    if bounds["first"]:
        keys = [f"{_micros(bounds['first'], bounds['last'], n / 20)}-1" for n in range(20)]
        found["list: page far back"] = narrowed(LIST, before=keys)
        found["search: page far back"] = narrowed(LIST, q=["warga"], before=keys)
    for what, letters in (("desk", "kab"), ("reporter", "ra"), ("topic", "ba")):
        found[f"choices: {what}"] = narrowed(f"{LIST}choices/", what=[what], typed=[letters])
    found["reporters: search"] = ["/admin/reporters/reporter/?q=rahmat"]
    found["users: search"] = ["/admin/accounts/user/?q=rahmat"]
    found["memberships: search"] = ["/admin/reporters/membership/?q=rahmat"]
    found["desks: search"] = ["/admin/desks/desk/?q=muara"]
    found["autocomplete: desk"] = [
        "/admin/autocomplete/?app_label=reporters&model_name=membership&field_name=desk&term=kab"
    ]
    newest = list(listing.order_by("-changed_at", "-pk").values_list("pk", flat=True)[:20])
    drafts = list(seen.filter(state="draft").values_list("pk", flat=True)[:20])
    went_out = Version.objects.filter(article__in=newest).values_list("article", flat=True)
    found["notifications: all"] = ["/admin/notifications/?all=1"]
    found["assignments: all"] = ["/admin/assignments/?show=all"]
    planned = (
        Assignment.objects.visible_to(person.user).order_by("-pk").values_list("pk", flat=True)
    )
    if planned := list(planned[:20]):
        found["assignment"] = [f"/admin/assignments/{n}/" for n in planned]
    for name, numbers, path in (
        ("article", newest, "change/"), ("article: draft", drafts, "change/"),
        ("article: revisions", newest, "revisions/"), ("article: preview", newest, "preview/"),
        ("article: notes", newest, "notes/"), ("article: links", newest, "links/"),
        ("article: submit", drafts, "steps/submit/"),
        ("article: withdraw", list(went_out), "steps/withdraw/"),
    ):  # fmt: skip
        if numbers:
            found[name] = [f"{LIST}{number}/{path}" for number in numbers]
    if newest:
        asked = [urlencode({"username": person.user.username, "article": n}) for n in newest]
        found["why: an article"] = [f"/admin/why/?{query}" for query in asked]
    return found | _of_desks(person) | _of_photos()


def _of_photos():
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
    found = {name: narrowed("/admin/photos/", **parts) for name, parts in asked.items()}
    found["photo"] = [f"/admin/photos/{photo.pk}/" for photo in some]
    return found


def _of_desks(person):
    """Calendars, budgets, fronts and stories to carry: of the network, and of the person's own."""
    root, reach = host_map.root().slug, reach_of(person.user)
    slugs = {pk: desk.slug for pk, desk in host_map.desks().items()}
    edited = [slugs[pk] for pk in sorted(reach.desks("editor")) if pk in slugs][:20]
    found = {}
    for view in ("month", "week", "day"):
        found[f"calendar: {view}"] = [
            f"/admin/calendar/?view={view}&desk={slug}" for slug in edited or [root]
        ]
        found[f"calendar: {view} of the network"] = [f"/admin/calendar/?view={view}&desk={root}"]
    found["budget: of the network"] = [f"/admin/budget/?desk={root}"]
    for name, address in (
        ("front", "/admin/fronts/{}/"), ("front: search", "/admin/fronts/{}/?q=banjir"),
        ("front: breaking", "/admin/fronts/{}/breaking/"),
        ("preview: front", "/admin/preview/?desk={}"),
        ("carry: a desk", f"{LIST}carry/?desk={{}}"),
        ("carry: search", f"{LIST}carry/?desk={{}}&q=banjir"),
        ("assignment: new", "/admin/assignments/add/?desk={}"),
    ):  # fmt: skip
        if edited:
            found[name] = [address.format(slug) for slug in edited]
    return found


def narrowed(path, **parts):
    """Addresses of `path` with a query of each choice of values: {name: values}."""
    return [
        f"{path}?{urlencode(dict(zip(parts, values, strict=True)))}"
        for values in product(*parts.values())
    ]


def _micros(first, last, part):
    moment = first + (last - first) * part
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
        yield name.replace("_", " "), [address]


def _admin_names():
    _prefix, resolver = get_resolver("newsroom.urls").namespace_dict["admin"]
    return {name for name in resolver.reverse_dict if isinstance(name, str)}
