"""Mail, as it lies in somebody's box."""

from django.core import mail as outbox
from django.utils import timezone

from articles.talk.delivering import deliver


def letters(*, at=None):
    """What the worker sends now, or `at`."""
    outbox.outbox.clear()
    deliver(clock=lambda: at or timezone.now())
    return list(outbox.outbox)
