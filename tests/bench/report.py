"""What was measured, in tables, with the machine that it was measured on."""

import os
import platform
import re
from pathlib import Path
from statistics import median

OURS, CACHED, FILES = "ours", "ours, cached", "nginx"


def machine(cursor):
    """Lines that describe where this was measured."""
    cursor.execute("SHOW server_version")
    postgres = cursor.fetchone()[0]
    cursor.execute("SELECT count(*) FROM articles_version")
    versions = cursor.fetchone()[0]
    model = re.search(r"^model name\s*: (.+)$", _read("/proc/cpuinfo"), re.M)
    memory = re.search(r"^MemTotal:\s+(\d+)", _read("/proc/meminfo"), re.M)
    yield (
        f"{len(os.sched_getaffinity(0))} processors ({model[1] if model else platform.machine()}), "
        f"{int(memory[1]) / 2**20:.0f} GB, {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}, Postgres {postgres}; {versions} versions; "
        f"load before it began {os.getloadavg()[0]:.1f}."
    )


def _read(name):
    return Path(name).read_text()


def middle(loads):
    """The Load whose rate is the median."""
    rate = median(load.rate for load in loads)
    return min(loads, key=lambda load: abs(load.rate - rate))


def ratio(ours, theirs):
    """How many times as many answers ours gave: the median of rounds that followed each other."""
    found = [mine.rate / other.rate for mine, other in zip(ours, theirs, strict=True)]
    return f"{median(found):.2g} ({min(found):.2g} to {max(found):.2g})"


def table(alone, loads):
    """The figures as lines of Markdown tables: ours, then each other site."""
    yield (
        "| page | requests/s | p95 ms | queries | bytes | ms alone | template | database "
        "| CPU ms: application | database | nginx, requests/s | share of nginx |"
    )
    yield "|---|" + "---:|" * 11
    for name, share in alone.items():
        load, file = middle(loads[OURS, name]), middle(loads[FILES, name])
        yield (
            f"| {name} | {load.rate:.0f} | {load.p95:.0f} | {share.queries} | {share.size} "
            f"| {share.milliseconds:.1f} | {share.template:.0%} | {share.database:.0%} "
            f"| {load.application:.2f} | {load.database:.2f} | {file.rate:.0f} "
            f"| {load.rate / file.rate:.1%} |"
        )
    for who in sorted({who for who, _page in loads} - {OURS, CACHED, FILES}):
        yield ""
        yield (
            f"| page | {who}, requests/s | CPU ms: application | database | ours × (rounds) "
            "| CPU × |"
        )
        yield "|---|" + "---:|" * 5
        for name in alone:
            if (who, name) in loads:
                yield _compared(name, loads[who, name], loads[OURS, name])
    yield ""
    yield from _cached(alone, loads)


def _cached(alone, loads):
    """What the page cache gives, beside the same bytes as files and beside each other site."""
    others = sorted({who for who, _page in loads} - {OURS, CACHED, FILES})
    yield "| page | cached, requests/s | p95 ms | CPU ms | ÷ nginx (rounds) |" + "".join(
        f" × {who} (rounds) |" for who in others
    )
    yield "|---|" + "---:|" * (4 + len(others))
    for name in alone:
        rounds = loads[CACHED, name]
        load = middle(rounds)
        beside = "".join(
            f" {ratio(rounds, loads[who, name]) if (who, name) in loads else ''} |"
            for who in others
        )
        yield (
            f"| {name} | {load.rate:.0f} | {load.p95:.1f} | {load.application:.2f} "
            f"| {ratio(rounds, loads[FILES, name])} |{beside}"
        )


def _compared(name, theirs, ours):
    other, mine = middle(theirs), middle(ours)
    spent = other.application + other.database
    times = f"{spent / (mine.application + mine.database):.1f}" if spent else ""
    return (
        f"| {name} | {other.rate:.0f} | {other.application:.2f} | {other.database:.2f} "
        f"| {ratio(ours, theirs)} | {times} |"
    )
