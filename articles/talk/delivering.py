"""Sending what people are told: one mail for each person and period, whoever sends it.

Two stages, each safe to repeat and safe beside another worker. `gather` makes a Mail of what is due
for one person, holding that person's rows. `send` leases one Mail, speaks to the mail server while
holding no lock, and writes down what came of it. What was told lies in the database until then: a
mail server that is down loses nothing, and only the mail waits for it.
"""

import smtplib
from contextlib import suppress

from django.contrib.auth import get_user_model
from django.core.mail import get_connection
from django.db import transaction
from django.db.models import Exists, OuterRef

from articles.outbox.leased import told

from . import password_letters, two_steps_letters
from .letter import letter, rows_of
from .models.mail import GROUPED, Mail
from .models.notification import Notification
from .telling import wishes_of

# So often a server may refuse this very mail; one that does not answer is tried for ever.
REFUSED_AT_MOST = 5


class ServerDown(Exception):
    """The mail server cannot be spoken to at all: the next mail would fare no better."""


def deliver(*, clock):
    """Make and send everything that is due; returns how many mails were sent.

    `clock` gives the moment, anew for each mail: one may take a while. Stops early where the
    server does not answer.
    """
    while gather(at=clock()) is not None:
        pass
    sent = 0
    with suppress(ServerDown):
        while (outcome := send(at=clock())) is not None:
            sent += outcome
    return sent


@transaction.atomic
def gather(*, at):
    """Put what is due for one person into one mail; returns of how much, None where none is due.

    The person's own row is held, so that one worker does it and another takes the next person.
    """
    due = Notification.objects.filter(to=OuterRef("pk"), mail_at__lte=at)
    people = get_user_model().objects.filter(Exists(due)).order_by("pk")
    person = people.select_for_update(skip_locked=True, no_key=True).first()
    if person is None:
        return None
    # What would follow within moments goes along. Another may have been here since we looked.
    rows = Notification.objects.filter(to=person, mail_at__lte=at + GROUPED)
    if not rows.filter(mail_at__lte=at).exists():
        return 0
    mail = Mail.objects.create(to=person, made_at=at, next_at=at)
    return rows.update(mail=mail, mail_at=None)


def send(*, at):
    """Send one mail that is due: 1 where it was sent, 0 where not, None where none is due.

    Raises ServerDown where the server did not answer; the mail is put off.
    """
    mail = Mail.objects.lease(at)
    if mail is None:
        return None
    try:
        message = _message(mail, at)
        if message is None:
            mail.settle(dropped_at=at, error="")
            return 0
        get_connection().send_messages([message])
    except (ValueError, smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError) as error:
        return _refused(mail, error, at)
    except (OSError, smtplib.SMTPException) as error:
        mail.put_off(error, at)
        raise ServerDown from error
    mail.settle(sent_at=at, error="")
    return 1


def _message(mail, at):
    """What `mail` says, or None where nothing of it is for its user any more.

    Raises ValueError where the address is none.
    """
    user = mail.to
    if not user.is_active or not user.email:
        return None
    if mail.kind in (Mail.Kind.LINK, Mail.Kind.CHANGED, Mail.Kind.OWN):
        return password_letters.letter(mail, user, wishes_of([user])[user.pk].zone, at=at)
    if mail.kind != Mail.Kind.NEWS:
        return two_steps_letters.letter(mail, user, wishes_of([user])[user.pk].zone)
    rows = rows_of(mail, user)
    return letter(mail, user, rows, wishes_of([user])[user.pk].zone) if rows else None


def _refused(mail, error, at):
    """This very mail was refused: later once more, and in the end no more."""
    refusals = mail.refusals + 1
    if isinstance(error, ValueError) or refusals >= REFUSED_AT_MOST:
        mail.settle(dropped_at=at, error=told(error), refusals=refusals)
    else:
        mail.put_off(error, at, refusals=refusals)
    return 0
