"""Noting, while a page is made, what it depends on and until when it may be kept."""

from datetime import datetime, timedelta

from django.utils import timezone

from newsroom import clock

# A shared cache may answer for a second with what just ended, while it asks for what follows; and
# for a day where the newsroom does not answer at all.
MEANWHILE, IN_TROUBLE = 1, 86_400
# Where a page cache in front of Django hands over what it wants filled in.
PLACE = "newsroom.freshness"


class Freshness:
    """What one answer depends on: `keys`, and the moment `until`, from which it may be another.

    The view that makes it says whether it `may_be_kept`, and whether in memory alone; whether it
    `is_kept` is known at its end.
    """

    def __init__(self):
        self.keys, self.until = set(), None
        self.may_be_kept = self.is_kept = self.in_memory_alone = False

    def add(self, added, until=None):
        """It depends on these keys as well, and may be kept no longer than `until` (or None)."""
        self.keys.update(added)
        if until is not None and (self.until is None or until < self.until):
            self.until = until


def note(request):
    """Begin to note for `request`. A stand-in for a reader notes nothing: nobody keeps its page."""
    if not hasattr(request, "placements"):
        request.freshness = request.META.get(PLACE) or Freshness()


def kept(request, *keys, until=None):
    """The answer to `request` may be kept while none of the keys changes, until then at most."""
    found = getattr(request, "freshness", None)
    if found is not None:
        found.add(keys, until)
        found.may_be_kept = True


def kept_in_memory(request, *keys, until=None):
    """As `kept`, but in no file and by no other server: it holds what somebody typed."""
    kept(request, *keys, until=until)
    found = getattr(request, "freshness", None)
    if found is not None:
        found.in_memory_alone = True


def limited(request, *keys, until=None):
    """If the answer to `request` is kept at all, then only while and until this holds too."""
    found = getattr(request, "freshness", None)
    if found is not None:
        found.add(keys, until)


def surrogate(until, keys, *, most=None):
    """The headers that tell shared caches how long to keep an answer, and by what to purge it.

    `most` are seconds that it may be kept in any case.
    """
    seconds = int((until - clock.now()).total_seconds())
    seconds = seconds if most is None else min(seconds, most)
    control = "no-store"
    if seconds > 0:
        control = (
            f"max-age={seconds}, stale-while-revalidate={MEANWHILE}, stale-if-error={IN_TROUBLE}"
        )
    return [("Surrogate-Control", control), ("Surrogate-Key", " ".join(sorted(keys)))]


def midnight(request):
    """The moment at which the day that it is at the desk ends."""
    following = timezone.localtime(request.at, request.desk.zone).date() + timedelta(days=1)
    return datetime(following.year, following.month, following.day, tzinfo=request.desk.zone)
