"""How long the readers' search takes, over whatever the database holds.

Each question is asked for as a reader's browser would, through all of Django: words from those in
most stories to those in none, at the network and at its largest desk.
"""

from dataclasses import dataclass
from functools import partial
from random import Random
from types import SimpleNamespace
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Count
from django.test import Client
from taggit.models import Tag

from articles.models import (
    Findable,
    Placement,
    ReporterEntry,
    Section,
    TopicEntry,
    Version,
)
from articles.public import asking, finding, paging
from articles.public.frame import all_sections
from articles.public.search import SIZE
from newsroom.desks.hosts import host_map
from newsroom.desks.models import Desk
from newsroom.reporters.models import Reporter

from .rounds import Page

# What is asked of the search: 95 of 100 first pages within these milliseconds.
BUDGET = 60
# Of sections, topics, reporters and desks, so many that have the most stories.
FULLEST = 5
# Of the questions of a kind so many are tried for those whose page is fullest.
TRIED = 12
# Words of the rehearsal's text (words.toml), from those in most stories to those in none.
QUESTIONS = {
    "commonest word": ("warga", "petugas", "kantor", "hujan", "desa"),
    "middling word": ("banjir", "beras", "gempa", "koperasi", "sidang", "vaksin"),
    "two words": ("banjir rumah", "harga beras", "sidang korupsi", "gempa bmkg"),
    "three common words": ("warga kantor hujan", "petugas desa harga", "hujan warga petugas"),
    "three words": ("harga beras pasar", "banjir rumah warga", "sidang korupsi jaksa"),
    "phrase": ('"pemerintah daerah menyiapkan"', '"halaman kantor kecamatan"', '"harga beras"'),
    "without a word": ("banjir -warga", "koperasi -petani -harga"),
    "beginning": ("ger*", "lang*", "kope*"),
    "misspelt word": ("bajnir", "koperassi", "pemerintha"),
    "no such word": ("xylofon", "zzzzqq"),
}


@dataclass
class Place:
    """At whose host it is asked."""

    name: str
    client: Client
    desk: Desk


def places():
    """The network, and the desks with the most and with few stories."""
    root = host_map.root()
    counted = (
        Placement.objects.exclude(desk=root)
        .values_list("desk")
        .annotate(number=Count("*"))
        .order_by("-number")
    )
    known = host_map.desks()
    desks = [known[pk] for pk, _number in counted if pk in known]
    found = [("network", root)]
    if desks:
        found += [("largest desk", desks[0]), ("middling desk", desks[len(desks) // 2])]
    scheme = {"wsgi.url_scheme": "https"} if settings.HTTPS else {}
    return [Place(name, Client(HTTP_HOST=desk.host, **scheme), desk) for name, desk in found]


def questions(desk, *, at):
    """What is asked at the host of `desk`, by name: functions that list addresses.

    It is narrowed to what has the most stories there, and of a few questions of a kind those are
    asked that find the most at `at`, up to a page: so that pages of a small and of a large archive
    are compared that hold as much.
    """

    def filled(question):
        wanted = asking.of(question, desk, all_sections()).wanted
        beyond = paging.parse_key(question["before"]) if "before" in question else None
        asker = SimpleNamespace(desk=desk, at=at)
        return len(finding.newest(asker, wanted, beyond=beyond, most=SIZE))

    def asking_of(asked):
        return partial(_fullest_of, asked, filled)

    found = {name: asking_of([{"q": q} for q in words]) for name, words in QUESTIONS.items()}
    found["rare words"] = asking_of([{"q": words} for words in _rare()])
    for name in ("commonest word", "middling word", "three words"):
        asked = [{"q": q, "order": "newest"} for q in QUESTIONS[name]]
        found[f"{name}, newest first"] = asking_of(asked)
    here = Placement.objects.on(desk)
    topics = _fullest(TopicEntry.objects.filter(desk_id=desk.pk), "tag_id", Tag)
    reporters = _fullest(ReporterEntry.objects.filter(desk_id=desk.pk), "reporter_id", Reporter)
    sections = _fullest(here, "section_id", Section)
    desks = _fullest(here, "version__desk_id", Desk)
    days = [f"{year}-{month:02}-01" for year in range(2018, 2026) for month in (2, 7)]
    words = [*QUESTIONS["commonest word"], *QUESTIONS["middling word"]]
    found |= {
        "words on a topic": asking_of(_both(words, "topic", topics)),
        "topic alone": asking_of([{"topic": each} for each in topics]),
        "words by a reporter": asking_of(_both(words, "reporter", reporters)),
        "words in a section": asking_of(_both(words, "section", sections)),
        "words until a day": asking_of(_both(words, "to", days)),
        "three words until a day": asking_of(_both(QUESTIONS["three words"], "to", days)),
        "words of a desk": asking_of(_both(words, "desk", desks)),
    }
    far = [f"{1_500_000_000 + n * 10**7}000000-1" for n in range(20)]
    back = [{"q": word, "order": "newest", "before": key} for word in words for key in far]
    found["page far back"] = asking_of(back)
    return found


def _rare():
    """Two words of single stories, which hardly any other has."""
    last = Findable.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    random = Random(1)
    picked = [random.randint(1, max(last, 1)) for _ in range(40)]
    return [
        " ".join([version.headline.split()[-1], *version.bylines[0]["name"].split()[-1:]])
        for version in Version.objects.filter(pk__in=picked)
        if version.bylines
    ] or ["tidak ada"]


def _fullest(rows, name, model):
    """The slugs of the few that most of these rows name."""
    counted = rows.values_list(name).annotate(number=Count("*")).order_by("-number", name)
    most = [pk for pk, _number in counted[:FULLEST]]
    return list(model.objects.filter(pk__in=most).order_by("pk").values_list("slug", flat=True))


def _both(words, name, values):
    return [{"q": word, name: value} for word in words for value in values]


def _fullest_of(asked, filled):
    """The addresses of those questions that `filled` says most of, among a few of them."""
    tried = [(filled(each), each) for each in Random(1).sample(asked, min(len(asked), TRIED))]
    most = max(number for number, _each in tried)
    return [_path(each) for number, each in tried if number == most]


def _path(question):
    return f"/search/?{urlencode(question)}"


def pages_of_all(*, at):
    """Every question at every place (rounds.Page), as it is at `at`."""
    return [
        Page(name, place.name, place.client, addresses)
        for place in places()
        for name, addresses in questions(place.desk, at=at).items()
    ]
