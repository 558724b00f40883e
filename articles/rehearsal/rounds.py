"""Rounds: pages are asked for again and again, and it is kept what each answer took.

Two archives are measured in alternate rounds of one run: each page here, then at once there (Here
answers for this process, There in beside.py for the other archive), so that a machine whose speed
changes meanwhile is as fast or slow for both.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from random import Random
from statistics import median
from typing import NamedTuple

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from newsroom.desks.hosts import host_map
from newsroom.serving.garbage import settle


class Took(NamedTuple):
    """What one answer took: milliseconds of the clock and of processors, and its bytes.

    `processor` is None where nobody tells what the database takes.
    """

    clock: float
    processor: float | None
    size: int


@dataclass
class Page:
    """A kind of page and who asks for it.

    `found` are addresses of such pages, or a function that lists them where that takes its time.
    """

    name: str
    who: str
    client: Client
    found: list | Callable

    @property
    def key(self):
        """Its name among all that are measured."""
        return f"{self.name} | {self.who}"

    @cached_property
    def addresses(self):
        """Addresses in an order of no meaning, the same one in each run."""
        found = self.found() if callable(self.found) else self.found
        return Random(self.key).sample(found, len(found))


class Here:
    """Pages of this process's archive. `pages` are Page; those with `only` in their name count."""

    def __init__(self, pages, *, only="", processor=None):
        self.pages = {page.key: page for page in pages if only in page.name}
        self.processor = processor

    def addresses(self, key):
        """The addresses of this kind of page, or None where this archive has none."""
        return self.pages[key].addresses if key in self.pages else None

    def begin(self, key, address):
        """How many queries the page asks; None where whoever asks does not get it."""
        client = self.pages[key].client
        response = client.get(address)
        # What is sent while it is read has to be read.
        response.getvalue()
        if response.status_code != 200:
            return None
        # The map of hosts is read every other second, whoever asks: not while it is counted.
        host_map.forget()
        host_map.root()
        with CaptureQueriesContext(connection) as queries:
            client.get(address).getvalue()
        # Else now and then a page would wait while Python looks for what the test's client left.
        settle()
        return len(queries)

    def ask(self, key, address):
        """What one answer Took."""
        client, processor = self.pages[key].client, self.processor
        begun, worked = time.perf_counter(), processor and processor()
        size = len(client.get(address).getvalue())
        clock = (time.perf_counter() - begun) * 1000
        return Took(clock, processor and (processor() - worked) * 1000, size)

    def close(self):
        """Sign out whoever signed in."""
        for client in {id(page.client): page.client for page in self.pages.values()}.values():
            if client.cookies:
                client.logout()


@dataclass
class Measure:
    """What a kind of page cost whoever asked; `there` is the same of the other archive."""

    page: str
    who: str
    queries: int
    took: list
    there: "Measure | None" = None

    @property
    def size(self):
        """Bytes of the answer in the middle."""
        return round(median(each.size for each in self.took))

    def median(self, of="clock"):
        """Milliseconds of the answer in the middle, by the clock or the processor."""
        return median(self._spent(of))

    def p95(self, of="clock"):
        """Milliseconds that 95 of 100 answers keep within."""
        ordered = sorted(self._spent(of))
        return ordered[min(len(ordered) - 1, -(-len(ordered) * 95 // 100) - 1)]

    def times(self, of="clock"):
        """How many times as long as there, where the page is there."""
        return self.median(of) / self.there.median(of)

    @property
    def longer(self):
        """How many times as long the page itself is as there, once at least."""
        return max(1, self.size / max(self.there.size, 1))

    def _spent(self, of):
        return [getattr(each, of) for each in self.took]


def processor_time():
    """A clock that runs while this process or the database works for it, and not while they wait.

    None where the database's process is not one of this machine (Linux).
    """
    connection.ensure_connection()
    told = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
    try:
        if "postgres" not in told.with_name("cmdline").read_text():
            return None
    except OSError:
        return None
    return lambda: time.process_time() + int(told.read_text().split()[0]) / 1e9


def measure(here, rounds, there=None):
    """Ask for every page `rounds` times here, and there each time as well: yields Measures.

    Where both archives have pages of the same address, these alone are asked for at both. What is
    refused or sent away is left out.
    """
    for key, page in here.pages.items():
        addresses = page.addresses
        others = there.addresses(key) if there else None
        if both := [each for each in addresses if each in set(others or ())]:
            addresses = others = both
        sides = []
        for side, asked in ((here, addresses), (there, others)):
            queries = side.begin(key, asked[0]) if asked else None
            if queries is not None:
                sides.append((side, asked, Measure(page.name, page.who, queries, [])))
        if not sides or sides[0][0] is not here:
            continue
        for number in range(rounds):
            # Neither is always the second, who may find a processor warm.
            for side, asked, found in sides if number % 2 else reversed(sides):
                found.took.append(side.ask(key, asked[number % len(asked)]))
        found = sides[0][2]
        found.there = sides[1][2] if len(sides) > 1 else None
        yield found


def together(measures, beginning):
    """These measures, and after them as one for each who asks those whose page begins so.

    Each kind has as many answers in it, so it tells what comes of a mixture of them.
    """
    parts = {}
    for each in measures:
        yield each
        if beginning and each.page.startswith(beginning):
            parts.setdefault(each.who, []).append(each)
    for who, kinds in parts.items():
        if len(kinds) > 1:
            yield _sum(f"{beginning} all {len(kinds)} kinds", who, kinds)


def _sum(page, who, kinds):
    """The Measure of all answers of these; `queries` are those of the kind that asks most."""
    others = [each.there for each in kinds]
    there = _sum(page, who, others) if all(others) else None
    took = [each for kind in kinds for each in kind.took]
    return Measure(page, who, max(each.queries for each in kinds), took, there)


def table(measures, *, processor, there, budget):
    """The measures as lines of a Markdown table; `budget` is what a p95 is held against.

    With `processor` also what processors took, with `there` the ratios to the other archive: of the
    medians as they are, and less what the page is longer, and of the p95s.
    """
    kinds = ("clock", "processor") if processor else ("clock",)
    heads = ["page", "who", "queries", "kB"]
    for kind in kinds:
        heads += [f"{kind}: median ms", "p95 ms"]
        heads += ["there", "×", "× for as much", "p95 ×"] if there else []
    yield f"| {' | '.join(heads)} |"
    yield f"|---|---|{'---:|' * (len(heads) - 2)}"
    for each in measures:
        then = each.there
        changed = f" (there {then.queries})" if then and then.queries != each.queries else ""
        cells = [each.page, each.who, f"{each.queries}{changed}", f"{each.size / 1000:.0f}"]
        for kind in kinds:
            over = " !" if budget and each.p95(kind) > budget else ""
            cells += [f"{each.median(kind):.1f}", f"{each.p95(kind):.1f}{over}"]
            if there and then:
                times = each.times(kind)
                cells += [f"{then.median(kind):.1f}", f"{times:.2f}", f"{times / each.longer:.2f}"]
                cells.append(f"{each.p95(kind) / then.p95(kind):.2f}")
            elif there:
                cells += [""] * 4
        yield f"| {' | '.join(cells)} |"
