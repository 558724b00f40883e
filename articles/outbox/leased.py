"""What a worker does once, later: taken under a lease, tried again, written down.

Whoever works on a row holds a lease; whoever dies while working lets it run out, and another
follows. So each may be done twice, and is done at least once.
"""

from datetime import timedelta

from django.db import models, transaction
from django.db.models import Q

from newsroom.serving import counters, metrics

# Longer than any server is waited for.
LEASE = timedelta(minutes=5)
BACK_OFF = [timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 30)]


class LeasedQuerySet(models.QuerySet):
    """Which rows are still to be done."""

    def waiting(self):
        """Neither done nor given up."""
        return self.filter(sent_at=None, dropped_at=None)

    @transaction.atomic
    def lease(self, at):
        """One row that is due and that nobody else works on, taken for LEASE; None without one."""
        row = (
            self.waiting()
            .filter(Q(leased_until=None) | Q(leased_until__lte=at), next_at__lte=at)
            .order_by("next_at", "pk")
            .select_for_update(skip_locked=True, of=("self",))
            .first()
        )
        if row is None:
            return None
        row.leased_until = at + LEASE
        row.attempts += 1
        row.save(update_fields=["leased_until", "attempts"])
        return row


class Leased(models.Model):
    """A row that a worker works on."""

    next_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    sent_at = models.DateTimeField(null=True)
    # Given up, or nothing of it was to be done any more.
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    def settle(self, **values):
        """Write down what came of this attempt; what happened to the row meanwhile stands."""
        rows = type(self).objects.waiting().filter(pk=self.pk, attempts=self.attempts)
        rows.update(leased_until=None, **values)
        channel = getattr(self, "channel", self._meta.model_name)
        labels = (("channel", str(channel)), ("outcome", outcome_of(values)))
        counters.shared().count(metrics.DELIVERIES, labels)

    def put_off(self, error, at, **values):
        """Later once more, each time a little later."""
        wait = BACK_OFF[min(self.attempts, len(BACK_OFF)) - 1]
        self.settle(next_at=at + wait, error=told(error), **values)


def outcome_of(values):
    """What an attempt that is settled with these values came to, in one word."""
    if "sent_at" in values:
        return "done"
    if "dropped_at" in values:
        return "given_up" if values.get("error") else "not_needed"
    return "failed" if values.get("error") else "moved"


def told(error):
    """The error for those who look after it: what a server said, never what was sent."""
    return f"{type(error).__name__}: {error}"[:500]
