"""Writing down which calls follow; only `articles.publishing` does, in its own transaction."""

from django.conf import settings

from .models import Delivery


def announces():
    """Whether anybody outside is told of anything."""
    return bool(settings.WEBSUB_HUB or settings.INDEXNOW_KEY)


def announce(version, desks, occasion, *, at):
    """Of `version` (which came or went) on `desks`, whose pages change: due at `at`.

    `desks` are ids, or a queryset of them, which is asked only where anybody is told.

    Search engines are told by the home desk alone, whose address is the story's. Written again, as
    when a version is rescheduled or has another headline there, the call is to be made anew.
    """
    if not announces():
        return
    desks = desks if isinstance(desks, set) else {row["desk"] for row in desks}
    rows = []
    if settings.WEBSUB_HUB:
        rows += [(desk, Delivery.Channel.WEBSUB) for desk in desks]
    if settings.INDEXNOW_KEY and version.desk_id in desks:
        rows.append((version.desk_id, Delivery.Channel.INDEXNOW))
    Delivery.objects.bulk_create(
        [
            Delivery(version=version, desk_id=desk, channel=channel, occasion=occasion, next_at=at)
            for desk, channel in rows
        ],
        update_conflicts=True,
        unique_fields=["version", "desk", "channel", "occasion"],
        update_fields=["next_at", "leased_until", "attempts", "error", "sent_at", "dropped_at"],
    )
