"""Saying by mail that something of a deployment failed: without a worker, and without a database.

Each thing that failed is told once in a while, however often it fails meanwhile.
"""

import socket
from datetime import UTC, datetime, timedelta
from email.utils import make_msgid

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django.db import DatabaseError, InterfaceError

from articles.talk.letter import domain

from . import doctor

# What failed and goes on failing is told again after this.
AGAIN = timedelta(hours=6)
# Where it is written down when each was told last.
FOLDER = "alarms"


class NobodyToTell(Exception):
    """There is no address, or no mail server."""


def alarm(what, *, at):
    """Mail that `what` failed, with all that the doctor finds wrong; to how many it went.

    0 where the same was told a while ago. Raises NobodyToTell.
    """
    told = settings.DATA_DIR / FOLDER / what.replace("/", "-")
    # What was told after now was told while the clock was wrong.
    if at - AGAIN < _told_at(told) <= at:
        return 0
    to = addresses()
    if not settings.MAILS or not to:
        raise NobodyToTell(
            "Set NEWSROOM_MAIL_URL, and NEWSROOM_ALARM_TO or an administrator's address."
        )
    host = socket.gethostname()
    # Servers that receive mail look for the sender's domain, which this machine's name need not be.
    headers = {"Message-ID": make_msgid(domain=domain())}
    EmailMessage(f"{what} failed on {host}", _text(what, host, at), to=to, headers=headers).send()
    told.parent.mkdir(exist_ok=True)
    told.write_text(at.isoformat())
    return len(to)


def addresses():
    """Whom alarms go to: those in the settings, or while the database answers administrators."""
    if settings.ALARM_TO:
        return settings.ALARM_TO
    users = get_user_model().objects.filter(is_superuser=True, is_active=True).exclude(email="")
    try:
        return sorted(users.values_list("email", flat=True))
    except (DatabaseError, InterfaceError):
        return []


def _told_at(path):
    try:
        return datetime.fromisoformat(path.read_text())
    except (OSError, ValueError):
        return datetime.min.replace(tzinfo=UTC)


def _text(what, host, at):
    found = doctor.examine(doctor.Patient(at=at), doctor.EXAMINATIONS)
    wrong = [f"{each.about}: {each.sentence}\n  {each.advice}" for each in found
             if each.level == doctor.WRONG]  # fmt: skip
    said = "\n".join(wrong) or "The doctor finds nothing else wrong."
    hours = AGAIN // timedelta(hours=1)
    return (
        f"{what} failed on {host} at {at:%d.%m.%Y %H:%M} UTC. What it said:\n"
        f"  journalctl -u {what} -n 50\n\n{said}\n\n"
        f"While it goes on failing you are told again after {hours} hours.\n"
    )
