"""Signing in in two steps: the password, then the code that an app on the phone shows.

Codes are those of RFC 6238, as every such app reckons them (`django_otp.oath`). This room knows
when one is good; `articles.talk.two_steps` also tells the person what was changed.
"""

import re
from base64 import b32decode, b32encode
from enum import Enum
from hashlib import sha256
from secrets import token_bytes
from urllib.parse import quote, urlencode

import segno
from django.conf import settings
from django.db import transaction
from django.utils.crypto import get_random_string
from django_otp.oath import TOTP

from . import limits
from .models import RecoveryCode, SecondFactor, User

# So many steps of thirty seconds the clock of a phone may be away from ours.
TOLERATED = 1
RECOVERY_CODES = 10
# Without those that look like others, in groups that can be copied by hand: 79 bits.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, IN_A_GROUP = 4, 4


class Outcome(Enum):
    """What came of trying a code."""

    TAKEN = "good, and never again"
    WRONG = "wrong"
    LAST = "wrong, and no other is looked at for a while"
    RESTS = "not looked at"


def new_secret():
    """A secret for an app, in base32."""
    return b32encode(token_bytes(20)).decode()


def address_of(secret, *, username, issuer):
    """The address by which apps take the secret in; they show `issuer` and `username` with it."""
    label = quote(f"{issuer.replace(':', '')}:{username}")
    asked = urlencode({"secret": secret, "issuer": issuer.replace(":", "")}, quote_via=quote)
    return f"otpauth://totp/{label}?{asked}"


def drawing_of(text):
    """A QR code of `text` as SVG to stand in a page: black on white on every page."""
    return segno.make(text, error="m", micro=False).svg_inline(
        dark="#000", light="#fff", svgclass="nr-qr", lineclass=None, omitsize=True
    )


def plain(typed):
    """A code as it is compared: without the blanks and hyphens that make it legible."""
    return re.sub(r"[\s-]", "", typed).lower()


def step_of(secret, code, *, at, after=-1):
    """The step of thirty seconds that `code` belongs to; None where it is good for none now.

    Only steps after `after` count.
    """
    if not re.fullmatch("[0-9]{6}", code):
        return None
    totp = TOTP(b32decode(secret))
    totp.time = at.timestamp()
    return totp.t() if totp.verify(int(code), TOLERATED, after + 1) else None


@transaction.atomic
def turn_on(user, secret, code, *, at):
    """Ask `user` for codes of `secret` from now on; the recovery codes, or None.

    None where `code` is none of it, and where a second factor is on already.
    """
    held = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    step = step_of(secret, code, at=at)
    if step is None or held.second_factor_since is not None:
        return None
    SecondFactor.objects.create(user=held, secret=secret, last_step=step)
    user.second_factor_since = at
    user.save(update_fields=["second_factor_since"])
    return new_recovery_codes(user)


@transaction.atomic
def turn_off(user, *, since=None):
    """Ask `user` for no code any more; False where none was asked for.

    Nor is it turned off where `since` is given and another one was set up meanwhile.
    """
    held = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    user.second_factor_since = held.second_factor_since
    if user.second_factor_since is None or since not in (None, user.second_factor_since):
        return False
    user.second_factor_since = None
    SecondFactor.objects.filter(user=user).delete()
    RecoveryCode.objects.filter(user=user).delete()
    user.save(update_fields=["second_factor_since"])
    return True


def try_code(user, code, *, at):
    """The Outcome of trying `code` of the app of `user`."""
    return _try(user, at, lambda factor: _takes(factor, code, at))


def try_recovery(user, code, *, at):
    """The Outcome of trying a recovery code of `user`."""
    return _try(user, at, lambda factor: _takes_recovery(factor, code))


@transaction.atomic
def _try(user, at, takes):
    """The Outcome of what `takes` says of the SecondFactor of `user`, which is held meanwhile."""
    factor = SecondFactor.objects.select_for_update().filter(user=user).first()
    if factor is None:
        return Outcome.WRONG
    if factor.wrong_at is None or factor.wrong_at + limits.rest() <= at:
        factor.wrong = 0
    if factor.wrong >= settings.AXES_FAILURE_LIMIT:
        return Outcome.RESTS
    if takes(factor):
        factor.wrong, factor.wrong_at, outcome = 0, None, Outcome.TAKEN
    else:
        factor.wrong, factor.wrong_at = factor.wrong + 1, at
        rests = factor.wrong >= settings.AXES_FAILURE_LIMIT
        outcome = Outcome.LAST if rests else Outcome.WRONG
    factor.save()
    return outcome


def _takes(factor, code, at):
    step = step_of(factor.secret, code, at=at, after=factor.last_step)
    if step is not None:
        factor.last_step = step
    return step is not None


def _takes_recovery(factor, code):
    digest = _digest(factor.user_id, code)
    gone, _each = RecoveryCode.objects.filter(user_id=factor.user_id, digest=digest).delete()
    return gone == 1


@transaction.atomic
def new_recovery_codes(user):
    """New recovery codes for `user`, as they are shown once; those of before are good no more."""
    # Of two who ask at once, the second has the codes that hold.
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    codes = [get_random_string(GROUPS * IN_A_GROUP, LETTERS) for _each in range(RECOVERY_CODES)]
    RecoveryCode.objects.filter(user=user).delete()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(user=user, digest=_digest(user.pk, code)) for code in codes
    )
    return [_in_groups(code) for code in codes]


def _in_groups(code):
    return "-".join(code[at : at + IN_A_GROUP] for at in range(0, len(code), IN_A_GROUP))


def _digest(number, code):
    return sha256(f"{number} {code}".encode()).hexdigest()
