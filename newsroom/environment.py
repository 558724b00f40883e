"""Variables of the environment as what they mean; one that means nothing is refused in a sentence.

`newsroom/settings.py` alone asks for them.
"""

import logging
import os
import re
import secrets
from contextlib import suppress
from difflib import get_close_matches
from email.utils import getaddresses
from importlib.util import find_spec
from math import inf
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}
# What the photos' storage is told, each behind NEWSROOM_S3_.
OF_BUCKETS = ("BUCKET", "PUBLIC_BUCKET", "ENDPOINT", "REGION", "KEY", "SECRET")
HOST = re.compile(r"(?!-)[a-z0-9-]+(\.[a-z0-9-]+)*", re.ASCII)


def flag(name, default=False):
    """The variable's truth; set to nothing it is as if it were not set.

    Raises ImproperlyConfigured: what is neither must not switch HTTPS off.
    """
    value = os.environ.get(name, "").strip().lower()
    if value and value not in TRUE | FALSE:
        raise ImproperlyConfigured(f"{name} is 1 (on) or 0 (off), or not set.")
    return value in TRUE if value else default


def host(name):
    """The variable's host, in small letters, or "". Raises ImproperlyConfigured."""
    value = os.environ.get(name, "").strip().lower()
    if value and not HOST.fullmatch(value):
        raise ImproperlyConfigured(
            f"{name} is a host alone, such as redaksi.example.com: no https://, port or path."
        )
    return value


def level(name, default):
    """The variable's level of a log, in any letters. Raises ImproperlyConfigured."""
    value = os.environ.get(name, "").strip().upper() or default
    if value not in logging.getLevelNamesMapping():
        raise ImproperlyConfigured(f"{name} is DEBUG, INFO, WARNING, ERROR or CRITICAL.")
    return value


def mail_addresses(name, value):
    """What the variable says of people, as it is, where each is a mail address.

    Raises ImproperlyConfigured.
    """
    found = getaddresses([value] if isinstance(value, str) else value)
    if not all(re.fullmatch(r"[^@\s]+@[^@\s]+", address) for _name, address in found):
        raise ImproperlyConfigured(
            f"{name} is no address: people are admin@example.com or Newsroom <admin@example.com>."
        )
    return value


def own(environment):
    """What of an environment is the newsroom's."""
    return {
        name: value
        for name, value in environment.items()
        if name.startswith("NEWSROOM_") or name in ("SECRET_KEY", "DATABASE_URL")
    }


def unread(read):
    """Names of ours that are set and that nobody asks for, with the one that is meant, or "".

    `read` is the text of the settings: whatever they ask for, they name.
    """
    known = set(re.findall(r"\"(NEWSROOM_[A-Z0-9_]+)\"", read))
    known |= {f"NEWSROOM_S3_{name}" for name in OF_BUCKETS} | {"SECRET_KEY", "DATABASE_URL"}
    return {
        name: "".join(get_close_matches(name, known, 1)) for name in own(os.environ).keys() - known
    }


def seconds(name, *, default, least):
    """The variable's number of seconds. Raises ImproperlyConfigured."""
    try:
        value = float(os.environ.get(name, "").strip() or default)
        if not least <= value < inf:
            raise ValueError
    except ValueError:
        raise ImproperlyConfigured(f"{name} is a number of seconds, {least} or more.") from None
    return value


def mail_server(url):
    """What Django's EMAIL_ settings say of `url`: backend, host, port, user, password, TLS, SSL.

    `smtp://` speaks plainly, `smtp+tls://` after STARTTLS, `smtps://` over TLS from the first byte;
    `console:` prints. Raises ImproperlyConfigured.
    """
    parts = urlsplit(url)
    scheme = parts.scheme or "console"
    ports = {"console": 25, "smtp": 25, "smtp+tls": 587, "smtps": 465}
    try:
        port = parts.port or ports[scheme]
        if scheme != "console" and not parts.hostname:
            raise ValueError
    except (KeyError, ValueError):
        raise ImproperlyConfigured(
            "NEWSROOM_MAIL_URL has the form smtp+tls://user:password@host:port (or smtp://, "
            "smtps://, console:)."
        ) from None
    backend = "console" if scheme == "console" else "smtp"
    return (
        f"django.core.mail.backends.{backend}.EmailBackend",
        parts.hostname or "",
        port,
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        scheme == "smtp+tls",
        scheme == "smtps",
    )


def photo_storages(folder, environment):
    """Where private originals and public renditions lie: STORAGES for both.

    In `folder`, or where NEWSROOM_S3_BUCKET is set in buckets. Raises ImproperlyConfigured.
    """

    def named(name):
        return environment.get(f"NEWSROOM_S3_{name}", "").strip()

    if not named("BUCKET"):
        return {
            "originals": {
                "BACKEND": "newsroom.photos.storing.LocalFolder",
                "OPTIONS": {"location": folder / "originals", "file_permissions_mode": 0o600},
            },
            "renditions": {
                "BACKEND": "newsroom.photos.storing.LocalFolder",
                "OPTIONS": {"location": folder / "renditions"},
            },
        }
    if not named("PUBLIC_BUCKET") or named("PUBLIC_BUCKET") == named("BUCKET"):
        raise ImproperlyConfigured(
            "NEWSROOM_S3_PUBLIC_BUCKET names the bucket of the public files: another than "
            "NEWSROOM_S3_BUCKET, which holds the private originals."
        )
    if find_spec("storages") is None or find_spec("boto3") is None:
        raise ImproperlyConfigured(
            "Photos in a bucket need more packages: pip install -r requirements-s3.txt"
        )
    shared = {
        "endpoint_url": named("ENDPOINT") or None,
        "region_name": named("REGION") or None,
        "access_key": named("KEY") or None,
        "secret_key": named("SECRET") or None,
    }
    for_ever = {"CacheControl": "public, max-age=31536000, immutable"}
    return {
        "originals": {
            "BACKEND": "newsroom.photos.bucket.Bucket",
            "OPTIONS": shared | {"bucket_name": named("BUCKET")},
        },
        "renditions": {
            "BACKEND": "newsroom.photos.bucket.Bucket",
            "OPTIONS": shared
            | {"bucket_name": named("PUBLIC_BUCKET"), "object_parameters": for_ever},
        },
    }


def kept_secret(path):
    """The secret in the file `path`, made on first use: for one machine's loopback alone."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_name(f"{path.name}.{os.getpid()}")
        new.touch(mode=0o600)
        new.write_text(secrets.token_urlsafe(50))
        with suppress(FileExistsError):
            path.hardlink_to(new)  # Whoever is first keeps it; never half a file.
        new.unlink()
    return path.read_text().strip()
