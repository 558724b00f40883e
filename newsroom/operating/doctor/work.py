"""Work that somebody has to do: the worker's, and backing up."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from articles.outbox import attending
from articles.punctuality.door import Door, NoAnswer
from newsroom.desks.hosts import host_map
from newsroom.photos.models import Takedown

from .. import gauges, kept
from .findings import FINE, LOOK, WRONG, examination

# A worker looks every few seconds, and one mail may take minutes.
UNATTENDED = timedelta(minutes=10)
LATELY = timedelta(days=1)
# A day, and what making one takes.
FRESH = timedelta(hours=26)


@examination("worker", needs_database=True)
def worker(patient):
    seen = attending.seen(at=patient.at).first()
    is_there = seen is not None and seen.seen_at >= patient.at - UNATTENDED
    ahead = None if is_there else attending.ahead(at=patient.at).first()
    if ahead is not None:
        yield (
            WRONG,
            f"A worker on {ahead.host} says that it looked at {ahead.seen_at:%d.%m.%Y %H:%M} UTC, "
            "which is still to come: one of two clocks was wrong, and nobody knows whether it is "
            "there.",
            "Put the clocks right, and start manage.py deliver anew.",
        )
    elif not is_there:
        since = f" since {seen.seen_at:%d.%m.%Y %H:%M} UTC" if seen else ""
        yield (
            WRONG,
            f"No worker has looked{since}: no mail goes out, and hubs hear nothing.",
            "Run: python manage.py deliver (docs/operators.md has a unit for systemd).",
        )
    else:
        yield FINE, f"A worker looked at {seen.seen_at:%H:%M:%S} UTC on {seen.host}."


@examination("queues", needs_database=True)
def queues(patient):
    for name, model in gauges.QUEUES.items():
        count, oldest = gauges.queue(model, at=patient.at)
        failed = model.objects.filter(dropped_at__gt=patient.at - LATELY).exclude(error="")
        given_up = failed.count()
        if oldest and oldest < patient.at - UNATTENDED:
            yield (
                WRONG,
                f"{count} of {name} are due, the oldest since {oldest:%d.%m.%Y %H:%M} UTC.",
                "Under Mail the newsroom says what the servers answered.",
            )
        elif given_up:
            yield LOOK, f"{given_up} of {name} were given up within a day.", "Look under Mail."
        else:
            yield FINE, f"{count} of {name} are due."
    left = Takedown.objects.unfinished().filter(at__lt=patient.at - UNATTENDED).count()
    if left:
        yield (
            WRONG,
            f"Files of {left} photos that were taken down are still there.",
            "Run: python manage.py deliver --once, and look at its log.",
        )


@examination("backups")
def backups(patient):
    if not settings.BACKUPS:
        yield LOOK, "NEWSROOM_BACKUPS names no folder.", "Set it, and run: manage.py backup"
        return
    found = kept.backups(settings.BACKUPS)
    if not found:
        yield WRONG, f"There is no backup in {settings.BACKUPS}.", "Run: manage.py backup"
    elif found[0].at < patient.at - FRESH:
        hours = (patient.at - found[0].at).total_seconds() / 3600
        yield (
            WRONG,
            f"The newest backup is {hours:.0f} hours old.",
            "Let a timer make one each day (docs/deploy/newsroom-backup.timer).",
        )
    else:
        yield FINE, f"The newest backup is of {found[0].at:%d.%m.%Y %H:%M} UTC."


@examination("readers' door", needs_database=True)
def readers_door(patient):
    network, address = host_map.root(), settings.PROBE_ADDRESS
    if not address or network is None:
        yield FINE, "The newsroom does not look at its own public pages."
        return
    door = Door(address, timezone.now)
    advice = "Let NEWSROOM_PROBE_ADDRESS name what readers pass, with the port at which it answers."
    try:
        status = door.get(network.host.lower(), "/").status
    except NoAnswer as error:
        yield (
            WRONG,
            f"Nobody answers at {address}, where public pages are looked at: {error}",
            advice,
        )
        return
    finally:
        door.close()
    if status == 200:
        yield FINE, f"The front of {network.host} is there at {address}."
    else:
        yield (
            WRONG,
            f"{address}, where public pages are looked at, answers {status} for {network.host}.",
            f"{advice} Where plain HTTP leads to HTTPS, name https://….",
        )


EXAMINATIONS = (worker, queues, backups, readers_door)
