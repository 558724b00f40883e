"""Variables of the environment as what they mean; one that means nothing is refused in a sentence.

`newsroom/settings.py` alone asks for them.
"""

import os
import secrets
from contextlib import suppress
from importlib.util import find_spec
from math import inf
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def flag(name, default=False):
    """The variable's truth: 1, true, yes and on are true, anything else that is set is false."""
    value = os.environ.get(name)
    if value is None:
        return default
    return value.strip().lower() in {"1", "true", "yes", "on"}


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
