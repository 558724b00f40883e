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

from articles.models import Findable, Placement, Version, VersionTopic
from newsroom.desks.hosts import host_map
from newsroom.desks.models import Desk
from newsroom.reporters.models import Reporter
from newsroom.serving.garbage import settle

from .bench import measured

# What is asked of the search: 95 of 100 first pages within these milliseconds.
BUDGET = 60
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


def questions(random):
    """What is asked, by name: functions that make an address."""
    found = {name: _asking(random, [{"q": q} for q in words]) for name, words in QUESTIONS.items()}
    found["rare words"] = _asking(random, [{"q": words} for words in _rare(random)])
    for name in ("commonest word", "middling word", "three words"):
        asked = [{"q": q, "order": "newest"} for q in QUESTIONS[name]]
        found[f"{name}, newest first"] = _asking(random, asked)
    topics = VersionTopic.objects.values_list("tag__slug", flat=True).order_by("-pk")[:20]
    reporters = Reporter.objects.order_by("pk").values_list("slug", flat=True)[:20]
    sections = Version.objects.order_by("-pk").values_list("section__slug", flat=True)[:20]
    days = [f"{year}-{month:02}-01" for year in range(2018, 2026) for month in (2, 7)]
    words = [*QUESTIONS["commonest word"], *QUESTIONS["middling word"]]
    found |= {
        "words on a topic": _asking(random, _both(words, "topic", topics)),
        "topic alone": _asking(random, [{"topic": each} for each in topics]),
        "words by a reporter": _asking(random, _both(words, "reporter", reporters)),
        "words in a section": _asking(random, _both(words, "section", sections)),
        "words until a day": _asking(random, _both(words, "to", days)),
        "three words until a day": _asking(random, _both(QUESTIONS["three words"], "to", days)),
        "words of a desk": _asking(
            random, _both(words, "desk", [d.slug for d in list(host_map.desks().values())[1:40]])
        ),
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
        for name, address in questions(random).items():
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
