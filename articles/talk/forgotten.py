"""A forgotten password: who is mailed a link, and what it is good for, once.

The links are Django's (`default_token_generator`) and lie nowhere: the worker makes one while it
writes the mail. One holds until the password, the address or the last sign-in is another one, or
PASSWORD_RESET_TIMEOUT is over.
"""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.tokens import default_token_generator
from django.db import connection, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from newsroom.accounts import limits

from .models.mail import Mail

# So many mails with a link go to one address until nobody has asked for it for a while.
MAILS_AT_MOST = 3


def has_a_way_back(user):
    """Whether `user` may choose a new password: active, with a password and an address."""
    return user.is_active and bool(user.email) and user.has_usable_password()


@transaction.atomic
def ask(typed, *, place, at):
    """Mail a link to whoever has the name or address `typed`; False where `place` asks too often.

    Nothing else tells whether there is anybody: what is counted is the same for all, in one
    transaction, and mail waits for the worker.
    """
    with connection.cursor() as cursor:
        # One after the other: each clears up what is old of everybody's, in no certain order.
        cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [0x666F7267])
    if limits.counted("password reset", place=place) > settings.AXES_FAILURE_LIMIT:
        return False
    named = Q(username__iexact=typed) | Q(email__iexact=typed)
    people = [user for user in get_user_model().objects.filter(named) if has_a_way_back(user)]
    for address in sorted({user.email.lower() for user in people}) or [typed.lower()]:
        if limits.counted(f"password reset for {address}") <= MAILS_AT_MOST:
            _mail([user for user in people if user.email.lower() == address], at)
    return True


def _mail(people, at):
    """One for each of `people` whom none is on its way to."""
    for user in people:
        waiting = Mail.objects.waiting().filter(to=user, kind=Mail.Kind.LINK)
        if not waiting.exists():
            Mail.objects.create(to=user, kind=Mail.Kind.LINK, made_at=at, next_at=at)


def link_path(user):
    """The path of a new link for `user`."""
    number = urlsafe_base64_encode(force_bytes(user.pk))
    token = default_token_generator.make_token(user)
    return reverse(
        "admin:password_reset_confirm",
        urlconf=settings.ROOT_URLCONF,
        kwargs={"uidb64": number, "token": token},
    )


def lasts():
    """How long a link holds."""
    return timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)


@transaction.atomic
def choose(user, token, password, *, at):
    """Give `user` the new `password`; False where the link of `token` holds no more.

    Of two who use one link at once the row's lock lets one be first. All sessions end, because
    Django's have a hash of the password inside; the lockout ends too, and a mail says so.
    """
    user = get_user_model().objects.select_for_update(no_key=True).get(pk=user.pk)
    if not has_a_way_back(user) or not default_token_generator.check_token(user, token):
        return False
    user.set_password(password)
    user.save(update_fields=["password"])
    limits.forgive(user)
    Mail.objects.waiting().filter(to=user, kind=Mail.Kind.LINK).update(dropped_at=at)
    Mail.objects.create(to=user, kind=Mail.Kind.CHANGED, made_at=at, next_at=at)
    return True


def changed(user, *, at):
    """Tell `user` that the password was changed by somebody who knew the old one: where mail goes.

    Django ended the other sessions.
    """
    if settings.MAILS and user.email:
        Mail.objects.create(to=user, kind=Mail.Kind.OWN, made_at=at, next_at=at)
