"""Writing down what was found: how far each change is, and the ledger once it is settled."""

from collections import defaultdict
from datetime import timedelta

from newsroom.serving import counters, metrics

from .due import unhurried
from .models import KEPT, Change, Entry, Outcome
from .pages import EARLY, NEVER, SEEN

AT_ONCE = 1000


def write(changes):
    """Keep the pages of these as they are now."""
    if changes:
        with unhurried():
            Change.objects.bulk_update(changes, ["pages"], batch_size=100)


def let_go(changes, *, at):
    """Whoever looks next may take these."""
    numbers = [change.pk for change in changes]
    Change.objects.open().filter(pk__in=numbers).update(leased_until=at)


def settle(changes, *, at):
    """Write the ledger of these, once, whoever else settles them."""
    if changes:
        with unhurried():
            _settle(changes, at)


def _settle(changes, at):
    numbers = [change.pk for change in changes]
    open_still = Change.objects.open().filter(pk__in=numbers)
    mine = set(open_still.select_for_update().order_by("pk").values_list("pk", flat=True))
    changes = [change for change in changes if change.pk in mine]
    for change in changes:
        change.settled_at = at
    Change.objects.bulk_update(changes, ["pages", "settled_at"], batch_size=100)
    entries = [entry for change in changes for entry in entries_of(change)]
    Entry.objects.bulk_create(entries)
    _count(entries)


def _count(entries):
    counted = counters.shared()
    for entry in entries:
        counted.count(metrics.CHANGES, (("outcome", str(entry.outcome)),))
        if entry.outcome == Outcome.SEEN:
            counted.series(metrics.LATENESS, (), metrics.SECONDS).observe(entry.lateness_ms / 1000)


def entries_of(change):
    """The lines of the ledger: one for each desk, of its most telling page."""
    by_desk = defaultdict(list)
    for page in change.pages:
        by_desk[page["desk"]].append(page)
    overtaken = getattr(change, "overtaken", False)
    return [_entry(change, desk, pages, overtaken) for desk, pages in by_desk.items()]


def _entry(change, desk, pages, overtaken):
    first = pages[0]
    seen = [page for page in pages if page["state"] == SEEN]
    slowest = max(seen, key=lambda page: page["ms"], default=None)
    lateness = first["ms"] if first["state"] == SEEN else None
    if any(page["state"] == EARLY for page in pages):
        outcome = Outcome.EARLY
    elif any(page["state"] == NEVER for page in pages):
        outcome = Outcome.NEVER
    elif lateness is None or overtaken:
        outcome = Outcome.OVERTAKEN
    else:
        outcome = Outcome.UNWATCHED if change.is_unwatched else Outcome.SEEN
    stale = max(page["stale"] for page in pages)
    if outcome == Outcome.OVERTAKEN and change.alarmed_at is None:
        # Who asked then asked for what was not due any more.
        stale = 0
    return Entry(
        kind=change.kind,
        desk_id=desk,
        article_id=change.article_id,
        planned_at=change.planned_at,
        ahead=change.ahead,
        outcome=outcome,
        surface=first["what"],
        seen_at=None if lateness is None else change.due_at + timedelta(milliseconds=lateness),
        lateness_ms=lateness,
        stale_ms=stale,
        slowest=slowest["what"] if slowest else "",
        slowest_ms=slowest["ms"] if slowest else None,
        pages=len(pages),
    )


def clear(*, at):
    """Delete a batch of what was settled long ago; returns how many. The ledger stays."""
    old = Change.objects.filter(settled_at__lt=at - KEPT).order_by("settled_at").values("pk")
    return Change.objects.filter(pk__in=old[:AT_ONCE]).delete()[0]
