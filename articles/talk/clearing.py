"""What nobody needs any more goes, a batch at a time: what was read, and settled mails."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from .models.mail import Mail
from .models.notification import Notification

# So long after it was read somebody still finds what they were told.
READ_KEPT = timedelta(days=90)
# So long after it was sent or given up a mail is still known by its key.
MAIL_KEPT = timedelta(days=30)
AT_ONCE = 500


def clear(*, at):
    """Remove a batch of what is old at the moment `at`; returns how many rows, 0 once none is.

    What was never read stays, however old.
    """
    old = at - MAIL_KEPT
    read = Notification.objects.filter(read_at__lt=at - READ_KEPT)
    return _remove(read) + _remove(Mail.objects.filter(Q(sent_at__lt=old) | Q(dropped_at__lt=old)))


@transaction.atomic
def _remove(rows):
    """Remove the first of `rows`; those that another worker removes are left to it."""
    held = rows.order_by("pk").select_for_update(skip_locked=True)
    numbers = list(held.values_list("pk", flat=True)[:AT_ONCE])
    rows.model.objects.filter(pk__in=numbers).delete()
    return len(numbers)
