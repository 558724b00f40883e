"""Receiving what somebody sends: to which desk it goes, how many one takes, and its number."""

import secrets
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from .models import Complaint

# One desk takes so many within a time, whoever sends them: nothing is kept of who they are.
LIMITS = ((timedelta(hours=1), 20), (timedelta(days=1), 60))
# Without letters and figures that are mistaken for each other when they are read out.
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


class TooMany(ValidationError):
    """A desk that takes no more now."""


@transaction.atomic
def receive(*, press, desk, article, kind, story, who, contact, wrong, reply, at):
    """The Complaint of a form; a form that was sent before is the complaint that it was then.

    `article` is the number of the story where it is known, and `desk` its home. Raises TooMany.
    """
    with connection.cursor() as cursor:
        # Those that are sent to one desk at one moment are counted one after the other.
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [0x636F6D70, desk.pk])
    known = Complaint.objects.filter(press=press).first()
    if known is not None:
        return known
    of_desk = Complaint.objects.filter(desk=desk)
    for span, most in LIMITS:
        if of_desk.filter(received_at__gt=at - span).count() >= most:
            raise TooMany(
                _("This desk got so many messages that it takes no more now. Try again later."),
                code="too_many",
            )
    return Complaint.objects.create(
        receipt=_number(),
        press=press,
        desk=desk,
        article_id=article,
        kind=kind,
        story=story,
        who=who,
        contact=contact,
        wrong=wrong,
        reply=reply,
        received_at=at,
    )


def _number():
    """Eight letters and figures, as KT7M-9QPX: no count, and not to be guessed."""
    one, other = ("".join(secrets.choice(LETTERS) for _each in range(4)) for _half in range(2))
    return f"{one}-{other}"
