"""Noting, while a page is made, what it depends on and until when it may be kept."""

from datetime import datetime, timedelta

from django.utils import timezone

# Where a page cache in front of Django hands over what it wants filled in.
PLACE = "newsroom.freshness"


class Freshness:
    """What one answer depends on: `keys`, and the moment `until`, from which it may be another.

    The view that makes it says whether it `may_be_kept`; whether it `is_kept` is known at its end.
    """

    def __init__(self):
        self.keys, self.until = set(), None
        self.may_be_kept = self.is_kept = False

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


def limited(request, *keys, until=None):
    """If the answer to `request` is kept at all, then only while and until this holds too."""
    found = getattr(request, "freshness", None)
    if found is not None:
        found.add(keys, until)


def midnight(request):
    """The moment at which the day that it is at the desk ends."""
    following = timezone.localtime(request.at, request.desk.zone).date() + timedelta(days=1)
    return datetime(following.year, following.month, following.day, tzinfo=request.desk.zone)
