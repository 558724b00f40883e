"""Settings that are weak, or contradict each other."""

from smtplib import SMTPException

from django.conf import settings
from django.core.mail import get_connection

from newsroom.desks.models import Desk

from .findings import FINE, LOOK, WRONG, examination


@examination("secret key")
def secret_key(patient):
    key = settings.SECRET_KEY
    if len(key) < 50 or len(set(key)) < 5 or key.startswith("django-insecure-"):
        yield (
            WRONG,
            "SECRET_KEY is short or simple: sessions could be forged.",
            "Make one: python -c 'import secrets; print(secrets.token_urlsafe(50))'",
        )
    else:
        yield FINE, "SECRET_KEY is long."


@examination("debug")
def debug(patient):
    if settings.DEBUG:
        yield WRONG, "DEBUG is on: error pages show the code and its settings.", "Set it to False."
    else:
        yield FINE, "DEBUG is off."


@examination("https")
def https(patient):
    if settings.HTTPS and not settings.BEHIND_PROXY:
        yield (
            WRONG,
            "HTTPS is expected and no proxy is trusted: every request is redirected for ever.",
            "Set NEWSROOM_BEHIND_PROXY=1, and let the proxy set X-Forwarded-Proto.",
        )
    elif not settings.HTTPS and not settings.LOCAL_HOSTS:
        yield WRONG, "Passwords travel in the clear.", "Remove NEWSROOM_HTTPS=0."
    else:
        yield FINE, "HTTPS is expected." if settings.HTTPS else "Plain HTTP, on the loopback."


@examination("variables")
def variables(patient):
    for name, meant in sorted(settings.UNREAD.items()):
        yield (
            LOOK,
            f"Nothing reads the variable {name}.",
            f"Is {meant} meant?" if meant else "docs/operators.md has all settings.",
        )
    if not settings.UNREAD:
        yield FINE, "Every variable of the newsroom that is set is one that it reads."


@examination("hosts", needs_database=True)
def hosts(patient):
    if settings.LOCAL_HOSTS and settings.EMBEDDED is None:
        yield (
            LOOK,
            "Every desk also answers at a name below localhost.",
            "In production remove NEWSROOM_LOCAL_HOSTS.",
        )
    desks = list(Desk.objects.active())
    if not any(desk.parent_id is None for desk in desks):
        yield (
            WRONG,
            "There is no network yet: no host is answered.",
            "Run: manage.py create_network",
        )
        return
    taken = [desk for desk in desks if desk.host.lower() == settings.STAFF_HOST]
    if taken:
        yield (
            WRONG,
            f"NEWSROOM_STAFF_HOST is the host of the desk {taken[0].name}: it has no readers.",
            "Give the newsroom a host of its own.",
        )
    else:
        yield FINE, f"{len(desks)} desks have a host."


@examination("metrics")
def metrics_token(patient):
    if 0 < len(settings.METRICS_TOKEN) < 20:
        yield (
            WRONG,
            "NEWSROOM_METRICS_TOKEN is short enough to be guessed.",
            "Make one: python -c 'import secrets; print(secrets.token_urlsafe(30))'",
        )
    else:
        yield FINE, "Metrics are for this machine and whoever has the token."


@examination("mail")
def mail(patient):
    if not settings.MAILS:
        yield LOOK, "Nothing is mailed to anybody.", "Set NEWSROOM_MAIL_URL."
        return
    if "console" in settings.EMAIL_BACKEND:
        yield FINE if settings.EMBEDDED else LOOK, "Mail is printed and not sent."
        return
    if settings.DEFAULT_FROM_EMAIL.rstrip(">").endswith("@localhost"):
        yield LOOK, "Mail comes from an address at localhost.", "Set NEWSROOM_MAIL_FROM."
    server = get_connection(timeout=10)
    try:
        server.open()
    except (OSError, SMTPException) as error:
        yield (
            WRONG,
            f"The mail server {settings.EMAIL_HOST} does not take us: {error}",
            "Look at NEWSROOM_MAIL_URL. What is to be mailed waits.",
        )
    else:
        yield FINE, f"The mail server {settings.EMAIL_HOST} answers."
    finally:
        server.close()


EXAMINATIONS = (secret_key, debug, https, variables, hosts, metrics_token, mail)
