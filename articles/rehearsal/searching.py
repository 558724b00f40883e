"""How long the readers' search takes, over whatever the database holds.

Each question is asked for as a reader's browser would, through all of Django: words from those in
most stories to those in none, at the network and at its largest desk.
"""

from dataclasses import dataclass
from random import Random
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
from newsroom.desks.hosts import host_map
from newsroom.desks.models import Desk
from newsroom.reporters.models import Reporter
from newsroom.serving.garbage import settle

from .bench import measured

# What is asked of the search: 95 of 100 first pages within these milliseconds.
BUDGET = 60
# Of sections, topics, reporters and desks, so many that have the most stories.
FULLEST = 5
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


def questions(random, desk):
    """What is asked at the host of `desk`, by name: functions that make an address.

    It is narrowed to what has the most stories there, so that a small archive has a page of it too.
    """
    found = {name: _asking(random, [{"q": q} for q in words]) for name, words in QUESTIONS.items()}
    found["rare words"] = _asking(random, [{"q": words} for words in _rare(random)])
    for name in ("commonest word", "middling word", "three words"):
        asked = [{"q": q, "order": "newest"} for q in QUESTIONS[name]]
        found[f"{name}, newest first"] = _asking(random, asked)
    here = Placement.objects.on(desk)
    topics = _fullest(TopicEntry.objects.filter(desk_id=desk.pk), "tag_id", Tag)
    reporters = _fullest(ReporterEntry.objects.filter(desk_id=desk.pk), "reporter_id", Reporter)
    sections = _fullest(here, "section_id", Section)
    desks = _fullest(here, "version__desk_id", Desk)
    days = [f"{year}-{month:02}-01" for year in range(2018, 2026) for month in (2, 7)]
    words = [*QUESTIONS["commonest word"], *QUESTIONS["middling word"]]
    found |= {
        "words on a topic": _asking(random, _both(words, "topic", topics)),
        "topic alone": _asking(random, [{"topic": each} for each in topics]),
        "words by a reporter": _asking(random, _both(words, "reporter", reporters)),
        "words in a section": _asking(random, _both(words, "section", sections)),
        "words until a day": _asking(random, _both(words, "to", days)),
        "three words until a day": _asking(random, _both(QUESTIONS["three words"], "to", days)),
        "words of a desk": _asking(random, _both(words, "desk", desks)),
    }
    found["page far back"] = _asking(
        random,
        [
            {"q": word, "order": "newest", "before": f"{1_500_000_000 + n * 10**7}000000-1"}
            for word in words
            for n in range(20)
        ],
    )
    return found


def _rare(random):
    """Two words of single stories, which hardly any other has."""
    last = Findable.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
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


def _asking(random, asked):
    return lambda: f"/search/?{urlencode(random.choice(asked))}"


def measure(rounds, *, only="", seed=1, clock):
    """Ask every question `rounds` times at every place: a list of Measures."""
    found = []
    settle()
    for place in places():
        random = Random(seed)
        for name, address in questions(random, place.desk).items():
            if only in name:
                found.append(measured(place, name, address, rounds, clock))
    return [each for each in found if each]


def table(measures):
    """The measures as lines of a Markdown table."""
    lines = ["| question | where | queries | median ms | p95 ms |", "|---|---|---:|---:|---:|"]
    for each in measures:
        over = " !" if each.p95 > BUDGET else ""
        lines.append(
            f"| {each.page} | {each.person} | {each.queries} | {each.median:.0f} | "
            f"{each.p95:.0f}{over} |"
        )
    return lines
