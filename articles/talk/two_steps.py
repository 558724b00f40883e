"""Two-step sign-in is turned on, off and taken away, and the person is told by mail.

What is told stands in the transaction in which it happens; the mail waits for the worker.
"""

from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from newsroom.accounts import second_factor
from newsroom.accounts.models import User
from newsroom.accounts.second_factor import Outcome

from .models.mail import Mail
from .models.notification import Notification
from .telling import tell


@transaction.atomic
def turn_on(user, secret, code, *, at):
    """Ask `user` for codes of `secret` from now on; the recovery codes, or None as below.

    None where `code` is none of the secret, and where codes are asked for already.
    """
    codes = second_factor.turn_on(user, secret, code, at=at)
    if codes is not None:
        _mail(user, Mail.Kind.ON, at)
    return codes


@transaction.atomic
def turn_off(user, *, at):
    """`user` wants to be asked for no code any more."""
    if second_factor.turn_off(user):
        _mail(user, Mail.Kind.OFF, at)


@transaction.atomic
def take_away(user, *, by, at, since=None):
    """Somebody else takes the second factor of `user` away, whose app is lost; False: had none.

    `by` is None where it was done on the machine. `since` names the one that is meant.
    """
    if not second_factor.turn_off(user, since=since):
        return False
    if by is not None:
        LogEntry.objects.create(
            user=by,
            action_time=at,
            content_type=ContentType.objects.get_for_model(User),
            object_id=str(user.pk),
            object_repr=str(user)[:200],
            action_flag=CHANGE,
            change_message=_("Two-step sign-in taken away."),
        )
    _mail(user, Mail.Kind.TAKEN, at)
    url = reverse("admin:two_steps", urlconf=settings.ROOT_URLCONF)
    tell(Notification.Kind.SIGN_IN, to=[user], by=by, at=at, url=url, mailed=False)
    return True


@transaction.atomic
def try_code(user, code, *, at):
    """The Outcome of trying `code` of the app of `user`, who hears of many that are wrong."""
    return _told(user, second_factor.try_code(user, code, at=at), at)


@transaction.atomic
def try_recovery(user, code, *, at):
    """The Outcome of trying a recovery code of `user`, who hears that one was used."""
    outcome = second_factor.try_recovery(user, code, at=at)
    if outcome == Outcome.TAKEN:
        _mail(user, Mail.Kind.RESCUED, at)
    return _told(user, outcome, at)


def _told(user, outcome, at):
    if outcome == Outcome.LAST:
        _mail(user, Mail.Kind.GUESSED, at)
    return outcome


def _mail(user, kind, at):
    """A mail of this kind for `user`, where mail goes out."""
    if settings.MAILS and user.email:
        Mail.objects.create(to=user, kind=kind, made_at=at, next_at=at)
